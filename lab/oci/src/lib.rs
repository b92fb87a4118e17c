//! OCI images as archives: made without Docker, read with suspicion.
