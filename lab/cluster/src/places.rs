//! Where a lab keeps its files.
