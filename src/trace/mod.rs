//! A run as data: versioned JSON for programs, text for people.

mod arrows;
mod explain;
mod format;
mod lanes;
mod mermaid;
mod picture;
mod readable;
mod replay;
mod setting;
mod steps;
mod table;
mod text;
mod tla;

pub use format::{Trace, TraceError, VERSION};
pub use picture::{Language, Style, Theme};
pub use readable::readable;
pub use replay::replay;
pub use steps::{Departure, run};
pub use tla::Behaviour;
