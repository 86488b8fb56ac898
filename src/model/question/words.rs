//! The words of the language, and how ballots and values are written in it.

use crate::paxos::{Ballot, ProposerId, Value};
use std::fmt;

/// What ends a word.
const NO_PART_OF_A_WORD: &str = "()\"<>=";

/// The words that mean something. A value that is one of them stands in quotes.
const RESERVED: [&str; 24] = [
    "acceptor",
    "acceptors",
    "and",
    "at",
    "began",
    "chosen",
    "every",
    "exactly",
    "for",
    "implies",
    "learned",
    "learner",
    "learners",
    "least",
    "most",
    "no",
    "not",
    "or",
    "promised",
    "proposed",
    "proposer",
    "proposers",
    "some",
    "voted",
];

/// Whether a character can be part of a word.
pub(super) fn is_part(character: char) -> bool {
    !character.is_whitespace() && !NO_PART_OF_A_WORD.contains(character)
}

/// Whether a word means something in the language.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// The ballot that a word names, as in `2.B`.
pub(super) fn ballot(word: &str) -> Option<Ballot> {
    let (round, letters) = word.split_once('.')?;
    let is_number = round == "0"
        || round.bytes().all(|digit| digit.is_ascii_digit()) && !round.starts_with('0');
    let round = round.parse().ok().filter(|_| is_number)?;
    let number = letters.bytes().try_fold(0u16, |number, letter| {
        let digit = letter.is_ascii_uppercase().then(|| u16::from(letter - b'A') + 1)?;
        number.checked_mul(26)?.checked_add(digit)
    });
    Some(Ballot { round, proposer: ProposerId(number?.checked_sub(1)?) })
}

/// A value as it is written: in quotes where it would be taken for something else without.
pub(super) struct Written<'a>(pub(super) &'a Value);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.as_str();
        let is_word = !text.is_empty() && text.chars().all(is_part);
        if is_word && !is_reserved(text) && ballot(text).is_none() {
            return f.write_str(text);
        }
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{escaped}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ballot_is_read_as_it_is_displayed_and_nothing_else_is_one() {
        for proposer in [0, 1, 25, 26, 27, 701, 702, u16::MAX - 1] {
            for round in [0, 12] {
                let written = Ballot { round, proposer: ProposerId(proposer) };
                assert_eq!(ballot(&written.to_string()), Some(written));
            }
        }
        let too_many = Ballot { round: 1, proposer: ProposerId(u16::MAX - 1) }.to_string() + "A";
        for text in ["", "1", "A", "1.", ".A", "1.a", "01.A", "+1.A", "00.A", "1.A.A", &too_many] {
            assert_eq!(ballot(text), None, "{text}");
        }
    }
}
