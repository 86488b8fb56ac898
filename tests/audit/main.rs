//! Logs of nodes and their audit: what nodes did passes, and each edit of it is caught.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

#[path = "../support/mod.rs"]
mod support;
#[path = "../world/mod.rs"]
mod world;

mod damage;
mod edits;
mod logs;
mod nodes;
