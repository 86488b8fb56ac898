//! `synod status`: how the nodes of a cluster are.

mod asked;
mod command;
mod json;
mod table;

pub(super) use command::{StatusArgs, run};
