//! The explorer's home on this machine: the page and its answers over HTTP.
//!
//! A page from elsewhere can make a browser send requests to an address of this machine, under a name of its own
//! (DNS rebinding) or across origins. So the name of the host and the origin are looked at before anything else
//! (`guard`), and the page may ask nobody but this server (its Content-Security-Policy).

mod api;
mod assets;
mod guard;
mod home;
mod pages;
mod serve;

pub use assets::Assets;
pub use home::Bounds;
pub use serve::serve;
