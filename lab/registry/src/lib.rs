//! OCI archives into a registry, under the names that Docker Hub would give them.
