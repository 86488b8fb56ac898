//! A run in the language of its reader.

mod phrases;
mod steps;
mod tongue;

pub use tongue::{Language, Tongue};
