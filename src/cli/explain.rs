//! `synod explain`: what a word of a verdict means.

use super::say::say;
use super::screen::Screen;
use super::{Exit, Failure, Shipped};
use crate::model::words::did_you_mean;
use clap::Args;

/// The page that has the words.
const PAGE: &str = "verdict.md";

/// Explain a word that stands in a verdict.
///
/// Without a word, all words are listed that can be explained.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod explain coverage
  synod explain any 2 promise")]
pub(super) struct ExplainArgs {
    /// The word, or the words.
    word: Vec<String>,
}

/// A section of the page.
struct Section<'a> {
    /// What it explains.
    words: Vec<&'a str>,
    paragraphs: Vec<String>,
}

/// Prints what the page says of a word, or the words of which it says something.
pub(super) fn run(args: &ExplainArgs, shipped: Shipped) -> Result<Exit, Failure> {
    let sections = sections(shipped.page(PAGE));
    let screen = Screen::new();
    let word = args.word.join(" ");
    if word.is_empty() {
        let words = sections.iter().map(|Section { words, .. }| {
            let (first, others) = words.split_first().unwrap_or((&"", &[]));
            format!("{first:<22}  {}", others.join(", ")).trim_end().to_string()
        });
        let words: Vec<_> = words.collect();
        say(screen.text(&words.join("\n")))?;
        return Ok(Exit::AsExpected);
    }
    let is_it = |section: &&Section| section.words.iter().any(|w| w.eq_ignore_ascii_case(&word));
    let section = sections.iter().find(is_it).ok_or_else(|| {
        let known = sections.iter().flat_map(|section| section.words.iter().copied());
        let remedy = did_you_mean(&word, known);
        let message =
            format!("{word:?} is no word of a verdict; `synod explain` lists them{remedy}");
        Failure::usage(message)
    })?;
    say(screen.text(&section.paragraphs.join("\n\n")))?;
    Ok(Exit::AsExpected)
}

fn sections(page: &str) -> Vec<Section<'_>> {
    let section = |text| {
        let (words, text): (&str, &str) = str::split_once(text, '\n')?;
        let paragraphs = text.trim().split("\n\n").map(plain);
        Some(Section { words: words.split(", ").collect(), paragraphs: paragraphs.collect() })
    };
    page.split("\n## ").skip(1).filter_map(section).collect()
}

/// A paragraph in one line, and without the marks of Markdown.
fn plain(paragraph: &str) -> String {
    let mut plain = String::new();
    let mut rest = paragraph;
    // Of a link there remains what it says.
    while let Some((before, link)) = rest.split_once('[') {
        let (said, after) = link.split_once("](").unwrap_or((link, ""));
        plain += before;
        plain += said;
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    plain += rest;
    plain.replace(['*', '`'], "").replace('\n', " ")
}
