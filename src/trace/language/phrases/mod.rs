//! What is said of runs, in Chinese: the sentences are few, and their parts come in the same order.
//!
//! A sentence is gone through once, from left to right, and at each place the longest part that is known there is
//! taken. So what has been said in Chinese is never looked at again, and the order of the tables does not matter.

mod cannot;
mod commit;
mod log_actors;
mod logs;
mod part;
mod run;
mod shown;
mod translated;

pub(super) use translated::translated;
