//! `synod list`: the decrees whose value a node has learned.

use super::ask::{Ask, failure};
use super::line::Line;
use super::{Exit, Failure};
use clap::Args;

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

/// Asks for one page after the other, and prints them.
pub(super) fn run(args: &ListArgs) -> Result<Exit, Failure> {
    let mut client = args.ask.client()?;
    let mut page = client.page(None, &args.prefix, None).map_err(failure)?;
    loop {
        for (decree, value) in &page.decrees {
            Line { decree, value }.say(args.json, true)?;
        }
        let Some(after) = page.next() else { return Ok(Exit::AsExpected) };
        page = client.page(Some(page.node), &args.prefix, Some(after)).map_err(failure)?;
    }
}
