//! The run of one decree, at real nodes, as a run of a model: a trace, which can be told, drawn and explored.
//!
//! A trace is a run of a model, from its initial state on, in one order. So a model is made that fits,
//! and an order is found that this model accepts. Nothing is invented: each step is a handler of a log, and after each
//! actor's last step the model's actor has saved and learned what the log says. What differs, and how it maps:
//!
//! * **Order.** Each node's own order is kept, and a message is heard after it was sent. Beyond that logs know no
//!   order, and one is taken in which what was sent first is heard first.
//! * **The network.** Where each message was heard no more often than it was sent, messages are used up in the model, and
//!   what was said again is seen to be: the k-th time that it is heard comes after the k-th time that it was sent. Else,
//!   and where there is more of it than a model has, the network duplicates; there, to say the same again is no step.
//! * **What has no effect** is no step of a model: a vote that a learner has heard of, a late promise. It is not counted
//!   among what was heard.
//! * **An actor that starts again**, after a crash of its node, or since the decree had left the memory, or since the learner was
//!   put to sleep, has crashed and started again, if it had forgotten anything by that: with all actors of its node, as a
//!   process does. An acceptor forgets nothing, and neither does a learner that was put to sleep after it had learned; if its
//!   node has crashed since, and it tells another what it has learned, no model has that: there it would have to learn again.
//! * **Who proposes.** The second time that a node's proposer runs, another client stands behind it. One that never ran has
//!   no client; in the model it wants `(nothing)`, and does nothing about it.
//! * **Reads** are numbered from 1 at each learner.

mod acts;
mod draw;
mod model;
mod not_drawn;
mod order;
mod walk;

pub use draw::Drawing;
pub use not_drawn::{NotDrawn, Why};
