//! Simulation: random runs of a model that has too many states to search them all.
//!
//! A run begins in the initial state and takes steps, each drawn from those that are possible, until
//! none is left or it is deep enough. First one of the actors is drawn that can do something, then a
//! step of it, from those for which it is most willing: for each run it is drawn how willingly each
//! actor hears each other one, so that in some runs some messages are late throughout. That finds rare
//! violations several times as often as to draw evenly from all steps (`docs/model-file.md` has
//! numbers). What it draws depends on the seed and its own number and on
//! nothing else, so that any run can be repeated alone, and runs can be shared out among threads and
//! machines. Runs are counted in the order of their numbers, whoever has walked them: the result is
//! the same whatever the number of threads.
//!
//! A simulation walks the readable form of a system: the packed form is closed first, and that is
//! what takes too long where bounds are wide. It proves nothing. What it finds is a violation.

mod order;
mod replay;
mod report;
mod run;
mod simulation;
mod tally;
mod walk;

pub use order::{Order, Progress};
pub use replay::{DEPTH, replay_command};
pub use report::{Reported, human, json};
pub use run::simulate;
pub use simulation::{Cut, Finding, Simulation};
