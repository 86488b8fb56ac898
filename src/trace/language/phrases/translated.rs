//! A sentence, put together from the parts that are known.

use super::{cannot, commit, log_actors, logs, run, shown};
use crate::model::words::is_wide;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

static PARTS: LazyLock<(AhoCorasick, Vec<&str>)> = LazyLock::new(|| {
    let all = || {
        let all = [run::PARTS, cannot::PARTS, shown::PARTS, logs::PARTS, commit::PARTS];
        all.into_iter().chain([log_actors::PARTS]).flatten()
    };
    let english = all().map(|(english, _)| english);
    let parts = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(english);
    (parts.expect("they are few"), all().map(|(_, chinese)| *chinese).collect())
});

/// Words in Chinese; those that are not known stay.
pub(in crate::trace::language) fn translated(words: &str) -> String {
    let (parts, chinese) = &*PARTS;
    closed_up(&in_brackets(&parts.replace_all(words, chinese)))
}

/// The ballot of a vote stands in brackets: 8 at 1.A is 8（1.A）.
fn in_brackets(text: &str) -> String {
    let mut votes = text.split(" at ");
    let first = votes.next().unwrap_or_default().to_string();
    votes.fold(first, |text, rest| {
        let is_ballot = |letter: char| letter.is_ascii_alphanumeric() || letter == '.';
        let end = rest.find(|letter| !is_ballot(letter)).unwrap_or(rest.len());
        let ballot = rest[..end].trim_end_matches('.');
        format!("{text}（{ballot}）{}", &rest[ballot.len()..])
    })
}

/// Between two Chinese letters there is no space.
fn closed_up(text: &str) -> String {
    let mut closed = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_between = |next: &char| is_wide(*next) && closed.ends_with(is_wide);
        if letter != ' ' || !letters.peek().is_some_and(is_between) {
            closed.push(letter);
        }
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_longest_part_is_taken_and_what_comes_of_it_is_left() {
        let told = "提案者 A 不提出值：因为崩溃，它放弃了 1.A";
        assert_eq!(translated("proposer A proposes nothing: it has given up 1.A in a crash"), told);
        assert_eq!(translated("acceptor 1 has promised 1.B"), "接受者 1 已承诺 1.B");
        assert_eq!(translated("step 3 is the first that breaks a rule"), "第 3 步最先违反规则");
    }

    #[test]
    fn no_part_is_there_twice() {
        let all = [run::PARTS, cannot::PARTS, shown::PARTS].concat();
        let parts: BTreeSet<&str> = all.iter().map(|(english, _)| *english).collect();
        assert_eq!(parts.len(), all.len());
    }

    #[test]
    fn a_part_that_begins_a_place_earlier_hides_none_that_is_longer() {
        let all = [run::PARTS, cannot::PARTS, shown::PARTS].concat();
        let parts: BTreeSet<&str> = all.iter().map(|(english, _)| *english).collect();
        for rest in parts.iter().filter_map(|part| part.strip_prefix(' ')) {
            let longer =
                parts.iter().filter(|part| part.len() > rest.len() && part.starts_with(rest));
            for part in longer {
                assert!(parts.contains(&*format!(" {part}")), "{part:?} after a space");
            }
        }
    }

    #[test]
    fn chinese_letters_stand_without_a_space_between_them() {
        assert_eq!(
            translated("acceptor 1, learner 1 crash and restart, "),
            "接受者 1、学习者 1 崩溃后重启，"
        );
        assert_eq!(
            translated("a partition keeps proposer A and acceptor 1 apart"),
            "网络分区隔开了提案者 A 和接受者 1"
        );
    }
}
