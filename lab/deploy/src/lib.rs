//! The shop from Terraform onto a lab's cluster, and off it again.

mod difference;
mod inventory;
mod object;
mod order;
mod quantity;
