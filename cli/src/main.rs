//! The command line: flags become one call into a room.

fn main() {}
