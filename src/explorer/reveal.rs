//! What a level of Beat Paxos hid.

use super::library::Subject;
use crate::model::file::ModelFile;
use serde::Serialize;

/// The model that a level hid.
#[derive(Clone, Debug, Serialize)]
pub struct Revealed {
    path: String,
    title: String,
    breaks: Option<String>,
    seen: Option<String>,
}

/// Tells which model a level is.
pub(super) fn reveal(subject: &Subject) -> Revealed {
    let ModelFile { path, title, breaks, seen, .. } = &subject.file;
    Revealed {
        path: path.display().to_string(),
        title: title.clone(),
        breaks: breaks.clone(),
        seen: seen.clone(),
    }
}
