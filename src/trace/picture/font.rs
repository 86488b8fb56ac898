//! How wide words are: as wide as in `DejaVu Sans`, for which hardly any font has wider letters, so that what
//! fits fits whatever font a reader has.

use crate::model::words::can_part;

/// For each letter from the space on, in hundredths of the size of the type.
const PLAIN: [u16; 95] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75,
    79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35,
    63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];

/// By how much bold letters are wider at most.
const BOLD: f64 = 1.16;

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Plain,
    Bold,
}

/// The width of words in type of this size.
pub(super) fn width(words: &str, size: f64, weight: Weight) -> f64 {
    let letters = words.chars().map(|letter| {
        let place = (letter as usize).checked_sub(32).and_then(|place| PLAIN.get(place));
        f64::from(place.copied().unwrap_or(100)) / 100.0
    });
    let bold = if weight == Weight::Bold { BOLD } else { 1.0 };
    letters.sum::<f64>() * size * bold
}

/// Words in lines that are no wider than this, where no word is.
pub(super) fn wrap(words: &str, size: f64, weight: Weight, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in pieces(words) {
        match lines.last_mut() {
            Some(line) if width(&format!("{line}{}", word.trim_end()), size, weight) <= most => {
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}

/// Words that begin a name, or stand between a value and its ballot.
const GLUED: [&str; 7] = ["at", "acceptor", "proposer", "learner", "ballot", "promise", "prepare"];

/// Whether a line may not be broken between these words.
fn is_glued(before: &str, after: &str) -> bool {
    let last = before.rsplit(' ').next().unwrap_or_default();
    GLUED.contains(&last) || after.starts_with("at ")
}

/// Where lines may be broken: after spaces, and between letters that are as wide as they are high.
fn pieces(words: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut letters = words.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let Some((_, next)) = letters.peek() else { break };
        let after = at + letter.len_utf8();
        let is_end = match letter {
            ' ' => !is_glued(&words[..at], &words[after..]),
            _ => *next != ' ' && can_part(letter, *next),
        };
        if is_end {
            pieces.push(&words[from..after]);
            from = after;
        }
    }
    pieces.push(&words[from..]);
    pieces
}
