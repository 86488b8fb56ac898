//! Words in the language of a reader, but for what the author of a model wrote.

use super::phrases::translated;
use crate::model::story::{Cast, Said, Story, View};
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// In which language a run is told; the title is the model's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Language {
    /// In English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// In Chinese.
    #[serde(rename = "zh")]
    Chinese,
}

/// A language in which something is told.
#[derive(Clone, Debug)]
pub struct Tongue {
    language: Language,
    /// Words of the model's author, which are nobody's to translate.
    kept: Vec<String>,
}

/// What stands for the first of the words that are kept, while the others are translated: letters that are no
/// language's.
const MASK: u32 = 0xe000;

impl Tongue {
    /// A language, and words that stay as they are.
    pub fn new(language: Language, kept: impl IntoIterator<Item = String>) -> Self {
        let kept: BTreeSet<String> = kept.into_iter().filter(|word| !word.is_empty()).collect();
        let mut kept: Vec<String> = kept.into_iter().collect();
        // What is part of another is looked for after it.
        kept.sort_by_key(|word| Reverse(word.len()));
        Self { language, kept }
    }

    /// Words in this language; those that are not known stay.
    pub(in crate::trace) fn say(&self, words: &str) -> String {
        match self.language {
            Language::English => words.to_string(),
            Language::Chinese => self.shown(&beside_code(&self.masked(words))),
        }
    }

    /// Words in this language, if all can be said in it; else as they are.
    pub fn say_all(&self, words: &str) -> String {
        if self.language == Language::English {
            return words.to_string();
        }
        let said = beside_code(&self.masked(words));
        let is_left: String = said.split('`').step_by(2).collect();
        let is_left = is_left.replace("Paxos", "").replace("null", "");
        let mut pairs = is_left.as_bytes().windows(2);
        let is_left = pairs.any(|part| part.iter().all(u8::is_ascii_lowercase));
        if is_left { words.to_string() } else { self.shown(&said) }
    }

    /// Words as a sentence among others.
    pub(in crate::trace) fn sentence(&self, words: &str) -> String {
        match self.language {
            Language::English => format!("{words}. "),
            Language::Chinese => format!("{words}。"),
        }
    }

    /// Words in which what is kept is masked, where a sentence has such a word.
    fn masked(&self, words: &str) -> String {
        let masks = (MASK..).filter_map(char::from_u32);
        self.kept.iter().zip(masks).fold(words.to_string(), |text, (kept, mask)| {
            let mut masked = String::new();
            let mut from = 0;
            while let Some(at) = text[from..].find(kept.as_str()).map(|at| from + at) {
                let after = at + kept.len();
                masked += &text[from..at];
                match stands_here(&text[..at], &text[after..]) {
                    true => masked.push(mask),
                    false => masked += kept,
                }
                from = after;
            }
            masked + &text[from..]
        })
    }

    fn shown(&self, masked: &str) -> String {
        let masks = (MASK..).filter_map(char::from_u32);
        let shown = |text: String, (kept, mask): (&String, char)| text.replace(mask, kept);
        self.kept.iter().zip(masks).fold(masked.to_string(), shown)
    }
}

/// Words in Chinese, but for what stands between backticks.
fn beside_code(words: &str) -> String {
    let parts = words.split('`').enumerate();
    let told = parts.map(|(number, part)| match number % 2 {
        0 => translated(part),
        _ => part.to_string(),
    });
    told.collect::<Vec<_>>().join("`")
}

/// What stands before the words of a model's author in a sentence, where a ballot need not follow.
const BEFORE: [&str; 7] =
    ["learns ", "learned ", "wants ", "values: ", "and ", "violated: ", "acceptor 1 voted "];

/// Whether the words of a model's author stand between these parts of a sentence: a value in a ballot, or by itself.
fn stands_here(before: &str, after: &str) -> bool {
    let is_ballot = |rest: &str| rest.starts_with(|letter: char| letter.is_ascii_digit());
    let ends = |letter: char| !letter.is_alphanumeric() && letter != '.';
    let is_whole = !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '.')
        && (after.is_empty() || after.starts_with(ends));
    let followed = after.strip_prefix(" at ").is_some_and(is_ballot);
    let alone = BEFORE.iter().any(|word| before.ends_with(word)) || after.starts_with(" was ");
    is_whole && (followed || alone)
}

impl Language {
    /// Words in which nothing is of a model's author in this language; as they are, if they cannot all be said in it.
    pub fn say(self, words: &str) -> String {
        Tongue::new(self, []).say_all(words)
    }

    /// The same of each of some words.
    pub(crate) fn say_each(self, all: &mut [String]) {
        for words in all {
            *words = self.say(words);
        }
    }
}

impl Story {
    /// The words of the model's author in this run: what somebody wants, and what was proposed or voted for.
    pub(crate) fn words(&self) -> impl Iterator<Item = String> {
        let wanted = self.start.iter().filter_map(|actor| match &actor.state {
            View::Proposer { wanted, .. } => Some(wanted.clone()),
            _ => None,
        });
        let sent = self.steps.iter().flat_map(|step| &step.sent);
        let cast = sent.filter_map(|sent| match &sent.message {
            Said::Accept(Cast { value, .. }) | Said::Accepted(Cast { value, .. }) => {
                Some(value.clone())
            }
            _ => None,
        });
        wanted.chain(cast)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &str, kept: &[&str]) -> String {
        Tongue::new(Language::Chinese, kept.iter().map(ToString::to_string)).say(words)
    }

    #[test]
    fn what_the_author_of_a_model_wrote_stays() {
        let words = "acceptor 2 votes for no vote at 1.A";
        assert_eq!(said(words, &["no vote"]), "接受者 2 投票给 no vote（1.A）");
        assert_eq!(said("violated: votes for 5", &["votes for 5"]), "违反：votes for 5");
        let words = "acceptor 2 votes for no at 1.A; proposes acceptor at 2.B";
        let told = "接受者 2 投票给 no（1.A）；提出 acceptor（2.B）";
        assert_eq!(said(words, &["no", "acceptor"]), told);
        assert_eq!(said("learner 1 has learned promise", &["promise"]), "学习者 1 学到了 promise");
    }

    #[test]
    fn a_value_is_no_part_of_a_ballot_or_of_another_value() {
        let words = "acceptor 1 votes for 1 at 1.A; proposes 11 at 1.1";
        assert_eq!(said(words, &["1", "11", "A"]), "接受者 1 投票给 1（1.A）；提出 11（1.1）");
    }

    #[test]
    fn the_end_of_a_sentence_is_no_part_of_a_ballot() {
        assert_eq!(said("acceptor 3 votes for 9 at 4.B. ", &[]), "接受者 3 投票给 9（4.B）. ");
    }

    #[test]
    fn what_cannot_all_be_said_is_said_in_english() {
        let tongue = Tongue::new(Language::Chinese, ["blue".to_string()]);
        assert_eq!(tongue.say_all("{1} chose blue at 1.A"), "{1} 选定 blue（1.A）");
        assert_eq!(tongue.say_all("step 3 is strange"), "step 3 is strange");
    }
}
