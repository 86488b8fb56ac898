//! `synod propose`: have a value chosen, or many.

mod command;
mod input;
mod many;

pub(super) use command::{ProposeArgs, run};
