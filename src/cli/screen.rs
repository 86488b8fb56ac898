//! Text on a screen: no wider than that, and in colours where it has them.

use crate::check::{Group, Line, Paragraph, Tone, seconds};
use crate::model::words::can_part;
use anstyle::{AnsiColor, Style};
use indicatif::HumanCount;
use std::fmt::Write;
use std::io;
use std::os::fd::AsFd;
use std::path::Path;
use terminal_size::terminal_size_of;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, fill};

/// How wide the labels of a paragraph are, and where its text begins.
const LABEL: usize = 10;
const TEXT: usize = LABEL + 3;

/// Nobody reads what is narrower.
const NARROWEST: usize = 40;

/// A screen, or what stands in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    /// How wide it is; where nobody looks, lines are as long as they are.
    width: Option<usize>,
}

impl Screen {
    /// What is printed to.
    pub(super) fn new() -> Self {
        Self::of(io::stdout())
    }

    /// What complaints are printed to.
    pub(super) fn of_complaints() -> Self {
        Self::of(io::stderr())
    }

    fn of(output: impl AsFd) -> Self {
        let width = terminal_size_of(output).map(|(width, _)| usize::from(width.0));
        Self { width: width.map(|width| width.max(NARROWEST)) }
    }

    /// How wide a table may be.
    pub(super) fn width(self) -> Option<u16> {
        self.width.and_then(|width| u16::try_from(width).ok())
    }

    /// A paragraph on a model.
    pub(super) fn paragraph(self, paragraph: &Paragraph) -> String {
        let Paragraph { model, title, lines } = paragraph;
        let name = Style::new().bold();
        let mut text = format!("{name}{model}{name:#}\n{}\n", self.hang(&format!("  {title}"), 2));
        for Line { label, tone, text: told } in lines {
            let told = match tone {
                // A command must stay one that can be copied.
                Tone::Command => " ".repeat(TEXT) + told,
                _ => self.hang(&(" ".repeat(TEXT) + told), TEXT),
            };
            let style = style(*tone);
            let _ = writeln!(text, "  {style}{label:<LABEL$}{style:#} {}", &told[TEXT..]);
        }
        text
    }

    /// Models in groups, a line for each.
    pub(super) fn groups(self, groups: &[Group]) -> String {
        let all = || groups.iter().flat_map(|group| &group.judgements);
        let longest = |text: &dyn Fn(&str) -> String| {
            all().map(|judgement| text(&judgement.model).chars().count()).max().unwrap_or(0)
        };
        let path = |model: &str| model.to_string();
        let stem = |model: &str| {
            let stem = Path::new(model).file_stem().unwrap_or_default();
            stem.to_string_lossy().into_owned()
        };
        let states = all().map(|j| HumanCount(j.unique_states).to_string().len()).max();
        let states = states.unwrap_or(0).max("states".len());
        let rest = 1 + 2 + states + 2 + "seconds".len();
        let fits = self.width.is_none_or(|width| longest(&path) + rest <= width);
        let name: &dyn Fn(&str) -> String = if fits { &path } else { &stem };
        let headings = groups.iter().map(|group| group.heading.len()).max().unwrap_or(0);
        let names = (longest(name) + 1).max(headings);
        let mut text = String::new();
        for (number, group) in groups.iter().enumerate() {
            let (style, [states_title, seconds_title]) = match number {
                0 => (style(group.tone), ["states", "seconds"]),
                _ => (style(group.tone), ["", ""]),
            };
            let heading = format!("{:<names$}", group.heading);
            let line = format!("{heading}  {states_title:>states$}  {seconds_title:>7}");
            let _ = writeln!(text, "{style}{}{style:#}", line.trim_end());
            for judgement in &group.judgements {
                let model = format!(" {}", name(&judgement.model));
                let count = HumanCount(judgement.unique_states).to_string();
                let seconds = seconds(judgement.seconds);
                let _ = writeln!(text, "{model:<names$}  {count:>states$}  {seconds:>7}");
            }
        }
        text
    }

    /// Lines of text, each of which goes on, where it is too long, below the column in which its words begin.
    pub(super) fn text(self, text: &str) -> String {
        let lines = text.lines().map(|line| self.hang(line, column(line)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// A line that goes on in this column.
    fn hang(self, line: &str, column: usize) -> String {
        let Some(width) = self.width else { return line.to_string() };
        let indent = " ".repeat(column);
        let options = Options::new(width)
            .word_separator(WordSeparator::Custom(words))
            .subsequent_indent(&indent)
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation);
        fill(line, options)
    }
}

/// What a line may be broken between: words, and the letters of Chinese, but for signs that stay with their
/// neighbours.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let words = WordSeparator::AsciiSpace.find_words(line);
    Box::new(words.flat_map(|word| {
        let whole = &line[offset(line, word.word)..][..word.word.len() + word.whitespace.len()];
        let mut letters = whole.char_indices().zip(whole.chars().skip(1));
        let ends = std::iter::from_fn(move || {
            letters.find_map(|((at, letter), next)| {
                let can_part = !next.is_whitespace() && can_part(letter, next);
                can_part.then_some(at + letter.len_utf8())
            })
        });
        let mut begin = 0;
        ends.chain([whole.len()]).map(move |end| {
            let part = Word::from(&whole[begin..end]);
            begin = end;
            part
        })
    }))
}

/// Where a part of a line begins in it.
fn offset(line: &str, part: &str) -> usize {
    part.as_ptr().addr() - line.as_ptr().addr()
}

/// Where the words of a line begin, behind its number or its label.
fn column(line: &str) -> usize {
    let mut column = 0;
    let mut rest = line;
    while let Some(gap) = rest.find("  ").filter(|gap| column + gap < 2 * TEXT) {
        let words = rest[gap..].trim_start();
        column += rest.len() - words.len();
        rest = words;
    }
    column
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain | Tone::Command => Style::new(),
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Doubtful => AnsiColor::Yellow.on_default(),
        Tone::Bad => AnsiColor::Red.on_default().bold(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_below_its_words() {
        let screen = Screen { width: Some(40) };
        let lines = "\
Steps
 12  acceptor 2 votes for 5 at 1.B, as proposer B asks it to
     !  by the rules: acceptor 2 votes for nothing at all
     acceptor 2  promised 1.B, voted for 5 at 1.B
a line that begins with its words goes on where it began";
        let expected = "\
Steps
 12  acceptor 2 votes for 5 at 1.B, as
     proposer B asks it to
     !  by the rules: acceptor 2 votes
        for nothing at all
     acceptor 2  promised 1.B, voted for
                 5 at 1.B
a line that begins with its words goes
on where it began";
        assert_eq!(screen.text(lines), expected);
        assert_eq!(Screen { width: None }.text(lines), lines);
    }

    #[test]
    fn chinese_is_broken_between_letters_and_not_before_a_closing_sign() {
        let screen = Screen { width: Some(20) };
        let line = "1  接受者 2 收到提案者 A 的提议请求 1.A，承诺不再投票（无）。";
        let expected = "\
1  接受者 2 收到提案
   者 A 的提议请求
   1.A，承诺不再投
   票（无）。";
        assert_eq!(screen.text(line), expected);
    }
}
