//! Durable state that is damaged, or that a crash has left: the node refuses it, or every record is as
//! it was. A committed vote is never lost silently.

#[path = "../support/mod.rs"]
mod support;

mod anywhere;
mod compaction;
mod failing;
mod gone;
mod process;
mod scene;
mod torn;
mod traced;
