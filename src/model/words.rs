//! Numbers and remedies in words.

use strsim::damerau_levenshtein;

/// So many of something: `1 step`, `2 crashes`, `1,000 states`.
pub fn counted(count: impl TryInto<u64>, what: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    let ending = match count {
        1 => "",
        _ if ["s", "sh", "ch", "x"].iter().any(|end| what.ends_with(end)) => "es",
        _ => "s",
    };
    format!("{} {what}{ending}", grouped(count))
}

/// A number whose digits are read in groups of three: `1,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// The remedy where one of some words was meant, if it looks so.
pub fn did_you_mean<'a>(found: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    let distance = |word: &str| damerau_levenshtein(&found.to_lowercase(), &word.to_lowercase());
    let others = words.into_iter().filter(|word| *word != found);
    match others.map(|word| (distance(word), word)).min() {
        Some((distance, word)) if distance <= found.chars().count() / 3 => {
            format!("; did you mean `{word}`?")
        }
        _ => String::new(),
    }
}

/// The same where a parser complains of a word and lists those that it knows, each between backticks.
pub(super) fn did_they_mean(complaint: &str) -> String {
    let mut words = complaint.split('`').skip(1).step_by(2);
    words.next().map_or(String::new(), |found| did_you_mean(found, words))
}

/// Whether this is a letter of Chinese, or one of its signs.
pub fn is_wide(letter: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&letter) || ('\u{f900}'..='\u{ffef}').contains(&letter)
}

/// Whether a line may be broken between two letters, neither of which is a space: between letters of Chinese, but for
/// signs that stay with their neighbours, as does what stands in brackets behind a word.
pub fn can_part(before: char, after: char) -> bool {
    let stays = "（〔「《".contains(before) || "（，。：；、？！）〕」》".contains(after);
    (is_wide(before) || is_wide(after)) && !stays
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_none_is_not() {
        let all = [(0_u64, "step"), (1, "acceptor"), (2, "crash"), (1, "crash"), (3, "process")];
        let all = all.map(|(count, what)| counted(count, what));
        assert_eq!(all, ["0 steps", "1 acceptor", "2 crashes", "1 crash", "3 processes"]);
        assert_eq!(counted(1_234_567_usize, "state"), "1,234,567 states");
    }

    #[test]
    fn a_word_is_meant_if_few_letters_differ() {
        let words = ["largest-value", "lowest-ballot"];
        assert_eq!(did_you_mean("larger-value", words), "; did you mean `largest-value`?");
        assert_eq!(did_you_mean("median", words), "");
    }

    #[test]
    fn a_parser_lists_what_could_be_meant() {
        let complaint = "unknown field `titel`, expected one of `version`, `title`";
        assert_eq!(did_they_mean(complaint), "; did you mean `title`?");
        assert_eq!(did_they_mean("invalid value: integer `-3`"), "");
    }
}
