//! The web explorer's core: a model and a run of it answer questions, with data. No I/O, no page, no clock.
//!
//! A [`Request`] names the model, the run so far, and what is asked ([`Ask`]); [`Explorer::answer`] gives an
//! [`Answer`], or a [`Refusal`] that names the remedy. Both are JSON on their way (`docs/explorer-wire.md`), and nothing
//! is remembered between two of them, so that any number of pages see their own runs. A server carries them
//! (`synod explore`), or a page that has all of this within it as WebAssembly: the answers are the same.

mod answer;
mod causes;
mod chosen;
mod exports;
mod in_chinese;
mod levels;
mod library;
mod line;
mod means;
mod messages;
pub mod offline;
mod onward;
mod place;
mod properties;
mod quiz;
mod refusal;
mod request;
mod respond;
mod reveal;
mod route;
#[cfg(not(target_family = "wasm"))]
pub mod server;
mod source;
mod told;
mod whole;

pub use answer::Answer;
pub use exports::page;
pub use library::{Library, Opens, models_within};
pub use line::Line;
pub use means::Means;
pub use place::Place;
pub use refusal::{Refusal, Why as RefusalKind};
pub use request::{Ask, Format, Goal, ModelRef, Request, VERSION};
pub use respond::Explorer;
pub use route::{names, trace};
