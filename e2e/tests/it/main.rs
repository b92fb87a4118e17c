//! What only a browser can see.

mod accessibility;
mod appearance;
mod keyboard;
mod network;
mod visit;
mod without_scripts;
