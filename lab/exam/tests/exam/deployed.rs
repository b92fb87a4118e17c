//! The shop as `lab deploy` puts it there: served, loaded, replaced, cut off, scaled and removed.

pub(crate) mod arrival;
mod load;
mod pods;
pub(crate) mod power_cut;
pub(crate) mod refusals;
pub(crate) mod replaced;
pub(crate) mod requests;
pub(crate) mod scaled;
pub(crate) mod soak;
pub(crate) mod started;
mod watch;

/// Of the shop's objects, as an argument.
const NAMESPACE: &str = "--namespace=marketplace";
