//! What only a browser can see.

mod accessibility;
mod appearance;
mod away;
mod keyboard;
mod media;
mod network;
mod validity;
mod visit;
mod without_scripts;
