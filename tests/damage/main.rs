//! Durable state that is damaged, or that a crash has left: the node refuses it, or every record is as
//! it was. A committed vote is never lost silently.

#[path = "../support/mod.rs"]
mod support;

mod again;
mod anywhere;
mod compaction;
mod disk;
mod failing;
mod gone;
mod left;
mod power;
mod process;
mod recorded;
mod scene;
mod torn;
mod traced;
