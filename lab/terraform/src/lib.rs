//! The program `terraform`: found, run with its data and state elsewhere, its failures in words.
//!
//! [`Terraform::find`] finds it, a [`Root`] is one directory that it works in. Every call runs in a process group of
//! its own, hears what Terraform says as it says it, and can be cancelled: Terraform is then asked to stop and, if it
//! does not, killed with its providers. Nothing is ever asked of a person.

mod error;
mod message;
mod process;
mod program;
mod root;

pub use error::TerraformError;
pub use message::{Diagnostic, Position};
pub use program::Terraform;
pub use root::{Hear, Places, Planned, Root};
