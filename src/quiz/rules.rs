//! The rules that broken models break.

use crate::trace::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Rules that are never offered beside another that is broken: what breaks any of the others can be said to break
/// these too.
const ALWAYS: &str = "always";

/// By family; within it by the English words, and beside them the Chinese.
static FAMILIES: LazyLock<BTreeMap<String, BTreeMap<String, String>>> =
    LazyLock::new(|| toml::from_str(include_str!("rules.toml")).expect("a test reads it"));

/// A rule of Paxos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    family: &'static str,
    english: &'static str,
    chinese: &'static str,
}

impl Rule {
    /// The rule that a model says in English that it breaks; none, if it is not listed.
    pub fn named(english: &str) -> Option<Self> {
        all().find(|rule| rule.english == english)
    }

    /// The rule in words.
    pub fn text(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }
}

fn all() -> impl Iterator<Item = Rule> {
    FAMILIES.iter().flat_map(|(family, rules)| {
        rules.iter().map(|(english, chinese)| Rule { family, english, chinese })
    })
}

/// The rule and some that were not broken, each of a family of its own, in an order that tells nothing. The same
/// number gives the same choices.
pub(super) fn choices(rule: Rule, others: usize, number: u64) -> Vec<Rule> {
    let mut random = fastrand::Rng::with_seed(number);
    let mut families: Vec<&String> = {
        let other = |name: &&String| *name != rule.family && *name != ALWAYS;
        FAMILIES.keys().filter(other).collect()
    };
    shuffle(&mut random, &mut families);
    let mut choices: Vec<Rule> = vec![rule];
    for family in families.into_iter().take(others) {
        let rules: Vec<Rule> = all().filter(|other| other.family == family).collect();
        let place = random.u64(..rules.len() as u64);
        choices.extend(usize::try_from(place).ok().and_then(|place| rules.get(place)));
    }
    shuffle(&mut random, &mut choices);
    choices
}

/// Puts a list in some order, which is the same on machines whose words have 32 bits and 64.
fn shuffle<T>(random: &mut fastrand::Rng, list: &mut [T]) {
    for last in 1..list.len() {
        let other = random.u64(..=last as u64);
        list.swap(last, usize::try_from(other).unwrap_or(last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn of_the_choices_one_is_right_and_all_are_of_different_families() {
        for rule in all() {
            for number in 0..50 {
                let choices = choices(rule, 3, number);
                assert_eq!(choices.iter().filter(|choice| **choice == rule).count(), 1);
                let families: BTreeSet<&str> = choices.iter().map(|choice| choice.family).collect();
                assert_eq!(families.len(), 4);
                assert!(!families.contains(ALWAYS) || rule.family == ALWAYS);
            }
        }
    }
}
