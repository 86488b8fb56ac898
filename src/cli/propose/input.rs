//! Decrees and values, line by line.

use crate::node::{Decree, MAX_VALUE};
use serde::Deserialize;
use std::io::{self, BufRead, Read};

/// No line that can be used is longer, also where JSON writes each byte as six.
const LONGEST: u64 = 8 * 1024;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    pub(super) decree: Decree,
    pub(super) value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    decree: String,
    value: String,
}

/// The next line; none at the end. Of one that is too long, the rest is skipped.
pub(super) fn line(input: &mut impl BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut bytes = Vec::new();
    if input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        bytes.pop_if(|byte| *byte == b'\r');
    } else if bytes.len() as u64 == LONGEST {
        input.skip_until(b'\n')?;
        return Ok(Some(Err(format!("the line is longer than {LONGEST} bytes"))));
    }
    Ok(Some(String::from_utf8(bytes).map_err(|_| "the line is not UTF-8".to_owned())))
}

/// What a line says, or what is wrong with it.
pub(super) fn proposal(line: &str, json: bool) -> Result<Proposal, String> {
    let (decree, value) = if json {
        let Object { decree, value } = serde_json::from_str(line)
            .map_err(|e| format!("{e}; give an object such as {EXAMPLE}"))?;
        (decree, value)
    } else {
        let (decree, value) = line
            .split_once(' ')
            .ok_or("there is no value; give a name, a space and a value, such as `colour green`")?;
        (decree.to_owned(), value.to_owned())
    };
    let decree = decree.parse().map_err(|e| format!("{e}"))?;
    match value.len() {
        ..=MAX_VALUE => Ok(Proposal { decree, value }),
        bytes => Err(format!("the value has {bytes} bytes; use at most {MAX_VALUE}")),
    }
}

const EXAMPLE: &str = r#"{"decree": "colour", "value": "green"}"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, json: bool) -> Result<(String, String), String> {
        let Proposal { decree, value } = proposal(text, json)?;
        Ok((decree.to_string(), value))
    }

    #[test]
    fn a_line_is_a_name_and_the_rest_of_the_line() {
        let ok = |decree: &str, value: &str| Ok((decree.to_owned(), value.to_owned()));
        assert_eq!(said("colour green", false), ok("colour", "green"));
        assert_eq!(said("colour  light green ", false), ok("colour", " light green "));
        assert_eq!(said("colour ", false), ok("colour", ""));
        assert!(said("colour", false).unwrap_err().contains("there is no value"));
        assert!(said("", false).unwrap_err().contains("there is no value"));
        assert!(said(" green", false).unwrap_err().contains("name of a decree is empty"));
        let long = format!("colour {}", "v".repeat(MAX_VALUE + 1));
        assert!(said(&long, false).unwrap_err().contains("901 bytes"));
        let json = r#"{"decree": "a b", "value": "c\nd"}"#;
        assert_eq!(said(json, true), ok("a b", "c\nd"));
        for bad in ["colour green", r#"{"decree": "a"}"#, r#"{"decree": "a", "value": 5}"#] {
            assert!(said(bad, true).unwrap_err().contains("give an object such as"), "{bad}");
        }
    }

    #[test]
    fn lines_are_read_up_to_a_length_and_then_the_next() {
        let long = "x".repeat(20_000);
        let text = format!("a b\r\n{long}\n\u{e4}\nlast");
        let mut input = io::Cursor::new([text.as_bytes(), b"\n\xff\n"].concat());
        let mut lines = Vec::new();
        while let Some(line) = line(&mut input).unwrap() {
            lines.push(line);
        }
        let good: Vec<_> = lines.iter().filter_map(|line| line.as_deref().ok()).collect();
        assert_eq!(good, ["a b", "ä", "last"]);
        assert!(lines[1].as_ref().unwrap_err().contains("longer than"));
        assert!(lines[4].as_ref().unwrap_err().contains("UTF-8"));
    }
}
