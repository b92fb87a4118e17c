//! The contract stays readable to every client that was ever shipped, and errors say what they must.

mod contract;
mod descriptors;
mod status;
