//! What Terraform is to create and is there already.
//!
//! [`adopt`] asks the API server for every object of a plan that is to be created. Of those that are there an
//! [`Adoption`] tells who made them and which fields differ, and gives the `import` blocks. Of AWS nothing is asked:
//! an identifier that follows from the plan is given, for any other the command that finds it.

mod adoption;
mod aws;
mod difference;
mod hcl;
mod look;
mod words;

pub use adoption::{Adoption, Existing, Unchecked, Unseen};
pub use hops_kube::Manager;
pub use look::adopt;

#[cfg(test)]
mod tests;
