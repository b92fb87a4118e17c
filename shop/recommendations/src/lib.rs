//! The gRPC server that recommends books.
