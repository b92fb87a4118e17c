//! What can be broken on purpose, and how it is mended.
