//! Judgements as paragraphs, in groups, and as JSON.

mod groups;
mod human;
mod json;
mod reported;
mod words;

pub use groups::{Group, groups};
pub use human::human;
pub use json::json;
pub use reported::Reported;
pub use words::seconds;
