//! What a node did, as lines of JSON, for [`crate::audit`].
//!
//! A line is written for each start of an actor, each handler (why it ran, what it saved and sent, what a
//! learner knows then), each stop, and each request and answer of a client. A line with the number of lines
//! and of the commit ends each turn. The lines of a turn are handed to the system before its commit, and nothing
//! of it leaves before that: so whatever has left, and whatever is durable, is in the log.
//!
//! What is in the log need not have happened: the process may have ended between log and commit. A start logs
//! how many commits it found. So the turn before it counts if its commit is among these, and else never was.
//! A turn without a commit rests on nothing new, and counts.
//!
//! Nothing of a log is synced. A loss of power may take lines whose commits are durable; the audit then says that
//! commits are missing. A log that cannot be written stops the node before the commit.
//!
//! `docs/audit.md` tells the format, and `docs/schemas/log.json` is its schema.

mod file;
mod line;
mod message;
mod names;
mod recorder;
mod sink;

pub use file::LogError;
pub(super) use file::LogFile;
pub use line::{
    Answers, Asks, ClientAt, Does, LOG_VERSION, Line, On, Runs, Seat, Sent, Sizes, Start, Step,
    Turn, Wish,
};
pub use message::{Cast, Kept, Said};
pub use names::{As, Party, Word};
pub(super) use recorder::AuditLog;
pub use sink::LogSink;
