//! A lab from nothing to Ready and back to nothing.
