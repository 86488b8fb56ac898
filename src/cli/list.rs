//! `synod list`: the decrees whose value a node has learned.

use super::ask::{Ask, failure};
use super::say::{say, say_value};
use super::{Exit, Failure};
use crate::node::Decree;
use crate::paxos::Value;
use clap::Args;
use serde::Serialize;

/// Print the decrees whose value a node has learned, in the order of their names.
///
/// A line for each: the name and the value. What is printed is chosen, for good; what is not may be
/// chosen all the same, since a node has learned what it was asked for or has heard of, and nobody learns all. `learn`
/// asks a quorum. All that is printed comes from one node, page by page: what it learns meanwhile may be missing.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Only those whose names begin so
    #[arg(long, value_name = "TEXT", default_value = "")]
    prefix: String,
    /// A JSON object on each line, with `decree` and `value`
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ask: Ask,
}

/// A decree in JSON.
#[derive(Serialize)]
struct Line<'a> {
    decree: &'a str,
    value: &'a str,
}

/// Asks for one page after the other, and prints them.
pub(super) fn run(args: &ListArgs) -> Result<Exit, Failure> {
    let mut client = args.ask.client()?;
    let mut page = client.page(None, &args.prefix, None).map_err(failure)?;
    loop {
        for (decree, value) in &page.decrees {
            print(args.json, decree, value)?;
        }
        let Some(after) = page.next() else { return Ok(Exit::AsExpected) };
        page = client.page(Some(page.node), &args.prefix, Some(after)).map_err(failure)?;
    }
}

fn print(json: bool, decree: &Decree, value: &Value) -> Result<(), Failure> {
    if !json {
        return say_value(&format!("{decree} {value}"));
    }
    let line = Line { decree: decree.as_str(), value: value.as_str() };
    say(serde_json::to_string(&line).map_err(Failure::unexpected)?)
}
