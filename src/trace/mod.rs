//! A run as data: versioned JSON for programs, text for people.

mod arrows;
mod explain;
mod format;
mod itf;
mod lanes;
mod language;
mod mermaid;
mod picture;
mod readable;
mod replay;
mod rules;
mod setting;
mod steps;
mod table;
mod text;
mod tla;
mod twin;
mod why;

pub use format::{Trace, TraceError, VERSION};
pub use language::{Language, Tongue};
pub use picture::{Style, Theme};
pub use readable::readable;
pub use replay::replay;
pub use rules::Rule;
pub use steps::{Departure, actions, run};
pub use tla::Behaviour;
pub use twin::{Counterpart, Pair, Twin, twin};
pub use why::{Why, why};
