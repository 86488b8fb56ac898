//! A run in words: what a reader, a file or a picture is told of it. Names stand for ids throughout,
//! so that a story keeps its meaning when ids or the order of actions change.

mod act;
mod run;
mod said;
mod view;

pub use act::Act;
pub use run::{Sent, Step, Story};
pub use said::{Cast, Said};
pub(super) use said::{message_text, promise_text, vote_text};
pub use view::{Acknowledged, Actor, Heard, Reading, View};
