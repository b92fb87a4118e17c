//! The shop from Terraform onto a lab's cluster, and off it again.
//!
//! [`deploy`] builds the images, lets Terraform evaluate the modules of `deploy/`, and brings the objects to the API
//! server: by Terraform's own provider where it can be installed, else by server-side apply in the same name. Then it
//! reads all of it back: what was only claimed is found out.
//!
//! Nothing here prints: progress is an [`Event`], a failure is an error with a `hint()`.

mod addons;
mod cluster;
mod deploy;
mod difference;
mod error;
mod event;
mod images;
mod inventory;
mod object;
mod options;
mod order;
mod places;
mod provider;
mod quantity;
mod read_back;
mod report;
mod rollout;
mod secret;
mod server_side;
mod settings;
mod source;
mod state;
mod terraform;

pub use cluster::Refusal;
pub use deploy::deploy;
pub use difference::FieldChange;
pub use error::DeployError;
pub use event::{Event, Events, Step};
pub use object::Key;
pub use options::{Goal, Ingress, Options, PATIENCE};
pub use report::{Action, Address, ImageSource, Images, Planned, Report, Way};
