//! The model and the run that a page in one file has inside.

use crate::trace::Trace;
use serde::{Deserialize, Serialize};

/// What marks the place of it.
const OPENING: &str = r#"<script type="application/json" id="synod-run">"#;
const CLOSING: &str = "</script>";

/// A model and a run of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// What the model file is called.
    pub name: String,
    /// Its text.
    pub toml: String,
    /// The run.
    pub trace: Trace,
}

impl Carried {
    /// As an element of a page. Whatever the values say, they cannot end the element.
    pub(super) fn element(&self) -> Result<String, serde_json::Error> {
        let json = serde_json::to_string(self)?.replace('<', "\\u003c");
        Ok(format!("{OPENING}{json}{CLOSING}\n"))
    }
}

/// What a page has inside, if it is one of ours.
///
/// # Errors
/// If it is none, or was changed so that it cannot be read.
pub fn carried(page: &str) -> Result<Carried, String> {
    let inside = page.split_once(OPENING).and_then(|(_, rest)| rest.split_once(CLOSING));
    let (json, _) = inside.ok_or("it has no run inside; synod explore --export writes one")?;
    serde_json::from_str(json).map_err(|error| format!("the run inside cannot be read: {error}"))
}
