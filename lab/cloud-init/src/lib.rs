//! cloud-init's user data as a machine of the lab follows it: files, and units of systemd with what starts them.
//!
//! [`UserData::read`] takes the text that an instance of EC2 is started with. What user data and units may say is small
//! on purpose: only what this repository's own do. Whatever else is in them is an error that names it, so that nothing
//! passes unseen which would happen on AWS and not in the lab.
//!
//! No IO, no clock: text in, data out.

mod time;
mod unit;
mod user_data;

pub use unit::{Condition, RuntimeDirectory, Service, UnitProblem};
pub use user_data::{DropIn, File, UserData, UserDataError};
