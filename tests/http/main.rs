//! Nodes over HTTP: real processes, and a client that is written here, since what it sends is to be seen byte for byte.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod bounded;
mod client;
mod curl;
mod decrees;
mod guarded;
mod scene;
#[path = "../support/mod.rs"]
mod support;
mod told;
