//! A run as data: versioned JSON for programs, text for people.

mod explain;
mod format;
mod picture;
mod replay;
mod steps;
mod table;
mod text;
mod tla;

pub use format::{Trace, TraceError, VERSION};
pub use replay::replay;
pub use steps::{Departure, run};
pub use tla::Behaviour;
