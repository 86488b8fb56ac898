//! Words in the language of a reader, but for what the author of a model wrote.

use super::phrases::translated;
use crate::model::story::{Cast, Said, View};
use crate::trace::format::Trace;
use std::collections::BTreeSet;

/// In which language a run is told; the title is the model's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// In English.
    #[default]
    English,
    /// In Chinese.
    Chinese,
}

/// A language in which something is told.
pub(in crate::trace) struct Tongue {
    language: Language,
    /// Words of the model's author, which are nobody's to translate.
    kept: Vec<String>,
}

/// What stands for the first of the words that are kept, while the others are translated: letters that are no
/// language's.
const MASK: u32 = 0xe000;

impl Tongue {
    /// A language, and words that stay as they are.
    pub(in crate::trace) fn new(language: Language, kept: &[String]) -> Self {
        Self { language, kept: kept.to_vec() }
    }

    /// Words in this language; those that are not known stay.
    pub(in crate::trace) fn say(&self, words: &str) -> String {
        match self.language {
            Language::English => words.to_string(),
            Language::Chinese => self.shown(&translated(&self.masked(words))),
        }
    }

    /// Words in this language, if all can be said in it; else as they are.
    pub(in crate::trace) fn say_all(&self, words: &str) -> String {
        if self.language == Language::English {
            return words.to_string();
        }
        let said = translated(&self.masked(words));
        let is_left = said.replace("Paxos", "").replace("null", "");
        let mut pairs = is_left.as_bytes().windows(2);
        let is_left = pairs.any(|part| part.iter().all(u8::is_ascii_lowercase));
        if is_left { words.to_string() } else { self.shown(&said) }
    }

    /// Words in which what is kept is masked, where it is not part of another word.
    fn masked(&self, words: &str) -> String {
        let masks = (MASK..).filter_map(char::from_u32);
        self.kept.iter().zip(masks).fold(words.to_string(), |text, (kept, mask)| {
            let mut masked = String::new();
            let mut rest = text.as_str();
            while let Some(at) = rest.find(kept.as_str()) {
                let (before, after) = (&rest[..at], &rest[at + kept.len()..]);
                let is_part = before.ends_with(char::is_alphanumeric)
                    || after.starts_with(char::is_alphanumeric);
                masked += before;
                match is_part {
                    true => masked += kept,
                    false => masked.push(mask),
                }
                rest = after;
            }
            masked + rest
        })
    }

    fn shown(&self, masked: &str) -> String {
        let masks = (MASK..).filter_map(char::from_u32);
        let shown = |text: String, (kept, mask): (&String, char)| text.replace(mask, kept);
        self.kept.iter().zip(masks).fold(masked.to_string(), shown)
    }
}

impl Trace {
    /// Words on this run in a language; as they are, if they cannot all be said in it.
    pub fn say(&self, words: &str, language: Language) -> String {
        let started = self.story.start.iter().filter_map(|actor| match &actor.state {
            View::Proposer { wanted, .. } => Some(wanted.clone()),
            _ => None,
        });
        let sent = self.story.steps.iter().flat_map(|step| &step.sent);
        let cast = sent.filter_map(|sent| match &sent.message {
            Said::Accept(Cast { value, .. }) | Said::Accepted(Cast { value, .. }) => {
                Some(value.clone())
            }
            _ => None,
        });
        let kept: BTreeSet<String> =
            self.violates.iter().cloned().chain(started).chain(cast).collect();
        Tongue::new(language, &kept.into_iter().collect::<Vec<_>>()).say_all(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &str, kept: &[&str]) -> String {
        let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
        Tongue::new(Language::Chinese, &kept).say(words)
    }

    #[test]
    fn what_the_author_of_a_model_wrote_stays() {
        let words = "acceptor 2 votes for no vote at 1.A";
        assert_eq!(said(words, &["no vote"]), "接受者 2 投票给 no vote（1.A）");
        assert_eq!(said("violated: votes for 5", &["votes for 5"]), "violated：votes for 5");
    }

    #[test]
    fn the_end_of_a_sentence_is_no_part_of_a_ballot() {
        assert_eq!(said("acceptor 3 votes for 9 at 4.B. ", &[]), "接受者 3 投票给 9（4.B）. ");
    }

    #[test]
    fn what_cannot_all_be_said_is_said_in_english() {
        let tongue = Tongue::new(Language::Chinese, &["blue".to_string()]);
        assert_eq!(tongue.say_all("{1} chose blue at 1.A"), "{1} 选定 blue（1.A）");
        assert_eq!(tongue.say_all("step 3 is strange"), "step 3 is strange");
    }
}
