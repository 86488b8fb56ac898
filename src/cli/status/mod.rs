//! `synod status`: how the nodes of a cluster are.

mod asked;
mod command;
mod table;

pub(super) use command::{StatusArgs, run};
