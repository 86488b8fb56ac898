//! Whether what nodes did is what the actors do: their logs, replayed.
//!
//! A node that runs with `--log` writes down each handler of its actors (see [`crate::node::Line`]). An audit needs
//! nothing but these logs, and believes nothing in them that it can find out:
//!
//! * **Each step is one of the actors'.** The very [`Process`](crate::actor::Process) that nodes run is started
//!   and handed each message and each timer of the log; what it saves and sends, and what a learner then knows, must
//!   be what the log says. A timer fires only if it was set. An actor starts from what was committed last.
//! * **What was heard was said.** Each message that an actor hears must have been sent to it, by the actor that it
//!   is from, in a turn that counts. When does not matter: nothing here needs clocks, or an order among nodes.
//! * **The history is in order.** Turns and commits are counted without a gap, a node has one incarnation, and each
//!   of its starts one number. A turn counts if its commit was found by the next start.
//! * **The properties hold** that models are checked for ([`crate::properties`]), for each decree over the whole run.
//! * **Each answer has its reason.** A client is told the value that the node's learner has learned; or that there is
//!   none, if a read that began after it asked has found so, which is a step of the learner.
//!
//! Where a log is missing, or begins when its node had a past, some of that cannot be told: then the audit is
//! [partial](Report::partial), and says what it lacks. What it cannot see at all stands in `docs/audit.md`.
//!
//! The run of one decree can be [recorded](record) meanwhile, and [drawn](Recording::draw) as a trace of a model.
//!
//! It is linear in the length of the logs, reads each once, and has in memory what it knows of each decree, a
//! digest of each message, and in words what was heard of a node whose log comes later.

mod answers;
mod auditor;
mod drawn;
mod history;
mod lines;
mod messages;
mod problem;
mod properties;
mod recording;
mod register;
mod replay;
mod report;
mod setting;
mod turns;
mod words;

pub use auditor::{audit, record};
pub use drawn::{Drawing, NotDrawn, Why};
pub use lines::Unusable;
pub use problem::Problem;
pub use recording::Recording;
pub use report::Report;
