//! The explorer's home on this machine: the page and its answers over HTTP.
//!
//! The name of the host and the origin are looked at before anything else (`guard`, by `crate::origin`), and the page
//! may ask nobody but this server (its Content-Security-Policy).

mod api;
mod assets;
mod guard;
mod home;
mod pages;
mod serve;

pub use assets::Assets;
pub use home::Bounds;
pub use serve::serve;
