//! A run in words: what a reader, a file or a picture is told of it. Names stand for ids throughout,
//! so that a story keeps its meaning when ids or the order of actions change.

mod act;
mod heard;
mod log_view;
mod run;
mod said;
mod view;

pub use act::Act;
pub use heard::Heard;
pub use log_view::{Entry, LeaderView, LogLearnerView};
pub use run::{Sent, Step, Story};
pub use said::{Cast, Said};
pub(super) use said::{casts, message_text, promise_text, vote_text};
pub use view::{Acknowledged, Actor, Reading, View};
