//! What can be broken on purpose, and how it is mended.
//!
//! [`FAULTS`] is the table. [`break_on_purpose`] first writes down what was there, in `faults.json` of the lab, then
//! changes it; so [`fix`] also mends what a killed `break` began. Faults of the network are a pure function of the plan
//! and of what is broken: several compose, and each is undone alone.

mod active;
mod error;
mod fault;
mod image;
mod kube_proxy;
mod kubernetes;
mod ledger;
mod mend;
mod network;
mod node;
mod pod_network;
mod rules;
mod shop;

pub use active::{Active, active};
pub use error::FaultError;
pub use fault::{FAULTS, Fault, FaultName, Needs, Target, UnknownFault};
pub use mend::{break_on_purpose, fix};
pub use network::firewall;
