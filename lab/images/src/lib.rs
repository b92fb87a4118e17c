//! The shop as OCI images: static binaries, reproducible, with a bill of materials.
