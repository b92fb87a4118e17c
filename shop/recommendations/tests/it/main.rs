//! wire tests
