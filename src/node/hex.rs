//! Bytes as hexadecimal text, as they stand in the files of a cluster and in data directories.

use std::fmt::Write;

/// Writes two lowercase digits for each byte.
pub(super) fn encode(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all that is written to it");
        text
    })
}

/// Reads exactly `N` bytes; none if the text is anything else.
pub(super) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// So many digits in a row may be a part of a key.
const TELLING: usize = 12;

/// A text without what may be a key, or a part of one.
pub(super) fn without_keys(text: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some(begin) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, run) = rest.split_at(begin);
        let end = run.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(run.len());
        let (digits, after) = run.split_at(end);
        kept.extend([before, if digits.len() < TELLING { digits } else { "…" }]);
        rest = after;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        assert_eq!(encode(&[0, 0xa7, 0xff]), "00a7ff");
        assert_eq!(decode("00a7FF"), Some([0, 0xa7, 0xff]));
        for bad in ["", "00a7f", "00a7ff0", "00a7fg", "+0+1+2", "0ä7ff"] {
            assert_eq!(decode::<3>(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_may_be_a_key_is_left_out_and_nothing_else() {
        let key = "00a7FF".repeat(10);
        let text = |word: &str| format!("line 7: {word:?} is no address, é{word}z, as 127.0.0.1");
        assert_eq!(without_keys(&text(&key)), text("…"));
        assert_eq!(without_keys(&text("0123456789a")), text("0123456789a"));
        assert_eq!((without_keys(""), without_keys(&key)), (String::new(), "…".to_owned()));
    }
}
