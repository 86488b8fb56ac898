//! From what a model file asks to questions about its system.

use super::error::FileError;
use super::format::Asked;
use super::limits::{MAX_NAME, MAX_QUESTIONS};
use crate::model::question::{Cast, Question};
use crate::properties::{AskedFor, Kind};
use std::collections::BTreeSet;
use std::path::Path;

/// The questions of a file with this text, about a system with this cast: what must always be so, and then what
/// must be reached.
pub(super) fn questions(
    path: &Path,
    text: &str,
    cast: &Cast,
    (always, reach): (&[Asked], &[Asked]),
) -> Result<Vec<Question>, FileError> {
    if always.len() + reach.len() > MAX_QUESTIONS {
        let asked = always.len() + reach.len();
        let message = format!("{asked} questions; there may be at most {MAX_QUESTIONS}");
        return Err(FileError::field(path, "always, reach", message));
    }
    let asked = always.iter().map(|asked| (Kind::Always, asked));
    let asked = asked.chain(reach.iter().map(|asked| (Kind::Sometimes, asked)));
    let properties = crate::properties::ALL.iter().map(|property| property.name);
    let properties = properties.chain(AskedFor::ALL.map(AskedFor::name));
    let mut names = properties.map(in_files).collect();
    let question = |(kind, Asked { name, holds }): (Kind, &Asked)| {
        let list = if kind == Kind::Always { "always" } else { "reach" };
        if let Some(why) = refused(name, &mut names) {
            return Err(FileError::field(path, &format!("{list}.name"), why));
        }
        Question::new(name, kind, holds.get_ref(), cast).map_err(|mistake| {
            let mistake = mistake.from_line(line_of(text, holds.span().start));
            FileError::field(path, &format!("{list}.holds"), format!("in {name:?}: {mistake}"))
        })
    };
    asked.map(question).collect()
}

/// Why a question cannot have this name.
fn refused(name: &str, names: &mut BTreeSet<String>) -> Option<String> {
    let is_wrong = |character: char| character.is_control() || "/\\,".contains(character);
    if name.trim().is_empty() || name.len() > MAX_NAME || name.contains(is_wrong) {
        let what = "give one line of text without slashes and commas, of at most";
        Some(format!("{name:?} is no name; {what} {MAX_NAME} bytes"))
    } else if names.insert(in_files(name)) {
        None
    } else {
        Some(format!("{name:?} is taken by a property or a question; give each a name of its own"))
    }
}

/// A name as it is part of that of a file with a trace.
fn in_files(name: &str) -> String {
    name.replace(' ', "-")
}

/// The number of the line in which a string begins, whose opening quotes stand at this byte. Behind three of them
/// a line break is no part of it.
fn line_of(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let opening = ["\"\"\"", "'''"].iter().find_map(|quotes| rest.strip_prefix(quotes));
    let is_below = opening.is_some_and(|rest| rest.starts_with(['\n', '\r']));
    1 + text[..start].matches('\n').count() + usize::from(is_below)
}
