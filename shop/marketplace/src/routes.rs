//! The addresses of the shop, one file for each noun.

pub mod about;
pub mod api;
pub mod assets;
pub mod book;
pub mod cart;
pub mod category;
pub mod cover;
pub mod for_you;
pub mod home;
pub mod hops;
pub mod robots;
pub mod search;
pub mod sitemap;
pub mod status;
