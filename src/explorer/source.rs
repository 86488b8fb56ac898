//! The source in which the rules are written.

use super::refusal::Refusal;
use crate::trace::Rule;
use serde::Serialize;

/// A file of the source.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    file: &'static str,
    text: &'static str,
}

/// The file that rules name so.
pub(super) fn source(named: &str) -> Result<Source, Refusal> {
    let found = Rule::sources().into_iter().find(|(file, _)| *file == named);
    let (file, text) = found.ok_or_else(|| {
        let files = Rule::sources().map(|(file, _)| file).join(", ");
        Refusal::request(format!("no rule is written in {named}; there are {files}"))
    })?;
    Ok(Source { file, text })
}
