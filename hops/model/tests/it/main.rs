//! The table and the inference, from outside: signatures, simulated clusters, properties.

mod double_faults;
mod kubelets;
mod properties;
mod separation;
mod signatures;
mod single_faults;
mod wanted;
mod world;
