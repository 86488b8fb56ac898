//! The model file: a model is data, and no Rust is needed to add one.
//!
//! `docs/model-file.md` describes the format for its users, and `docs/schemas/model.json` is its
//! schema.

mod abstract_systems;
mod bugs;
mod error;
mod fault_fields;
mod faults;
mod format;
mod forms;
mod limits;
mod model_file;
mod network;
mod network_log;
mod questions;
mod quorums;
mod spec;
mod visitor;

pub use bugs::Bug;
pub use error::FileError;
pub use format::Expect;
pub use model_file::{ModelFile, digest};
pub use visitor::Visitor;
