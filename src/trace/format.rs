//! The format of traces.

use super::explain::explanation;
use crate::files;
use crate::model::file::ModelFile;
use crate::model::story::{Actor, Step, Story};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io;
use std::path::{Component, Path, PathBuf};
use thiserror::Error;

/// The version of the format that this program writes; `docs/schemas/trace.json` is its schema.
pub const VERSION: u32 = 1;

/// A run of a model, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Fields")]
pub struct Trace {
    /// The version of the format.
    pub version: u32,
    /// The path of the model file.
    pub model: String,
    /// The title of the model.
    pub title: String,
    /// The BLAKE3 hash of the model file: a trace is a run of this very model.
    pub model_blake3: String,
    /// The property that the last state violates; none, if the run shows something else.
    pub violates: Option<String>,
    /// How the last state violates it, in sentences.
    pub explanation: Vec<String>,
    /// The run.
    #[serde(flatten)]
    pub story: Story,
}

impl Trace {
    /// A run that shows something else than a violation.
    pub fn of(file: &ModelFile, story: Story) -> Self {
        Self::that_violates(None, file, story)
    }

    /// A run that violates a property.
    pub fn new(file: &ModelFile, violates: &str, story: Story) -> Self {
        Self::that_violates(Some(violates.to_string()), file, story)
    }

    fn that_violates(violates: Option<String>, file: &ModelFile, story: Story) -> Self {
        Self {
            version: VERSION,
            model: file.path.display().to_string(),
            title: file.title.clone(),
            model_blake3: file.digest.clone(),
            explanation: explanation(violates.as_deref(), &story, file),
            violates,
            story,
        }
    }

    /// Reads a trace from a file.
    ///
    /// # Errors
    /// If the file cannot be read, or is no trace that this program can read: what, where, and the remedy.
    pub fn read(path: &Path) -> Result<Self, TraceError> {
        let error = |why: String| TraceError { path: path.to_path_buf(), why };
        let text = std::fs::read_to_string(path).map_err(|e| error(e.to_string()))?;
        // As text, so that the line is told.
        Self::parse_text(&text).map_err(error)
    }

    fn parse_text(text: &str) -> Result<Self, String> {
        let none = |error: serde_json::Error| format!("it is no trace: {error}");
        let header: Header = serde_json::from_str(text)
            .map_err(|error| format!("{}; synod check writes traces", none(error)))?;
        header.check()?;
        serde_json::from_str(text).map_err(none)
    }

    /// Reads a trace from JSON.
    ///
    /// # Errors
    /// If it is no trace that this program can read: what is wrong, and the remedy.
    pub fn parse(json: &Value) -> Result<Self, String> {
        let none = |error: serde_json::Error| format!("this is no trace: {error}");
        let header = Header::deserialize(json)
            .map_err(|error| format!("{}; synod check writes traces", none(error)))?;
        header.check()?;
        Self::deserialize(json).map_err(none)
    }

    /// Writes the trace below a folder, as JSON and as text, at the path of its model and under the
    /// name of its property, and returns the path of the JSON.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        let inside = |part: &Component| matches!(part, Component::Normal(_));
        let model: PathBuf = Path::new(&self.model).components().filter(inside).collect();
        let shows = self.violates.as_deref().unwrap_or("run").replace(' ', "-");
        let json = folder.join(model).with_extension(format!("{shows}.json"));
        std::fs::create_dir_all(json.parent().unwrap_or(folder))?;
        let text = serde_json::to_string_pretty(self)? + "\n";
        files::replace(&json, text.as_bytes())?;
        files::replace(&json.with_extension("txt"), self.to_string().as_bytes())?;
        Ok(json)
    }
}

/// All fields of a trace side by side: serde refuses unknown ones only where nothing is flattened.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: u32,
    model: String,
    title: String,
    model_blake3: String,
    violates: Option<String>,
    #[serde(default)]
    explanation: Vec<String>,
    start: Vec<Actor>,
    steps: Vec<Step>,
}

impl From<Fields> for Trace {
    fn from(fields: Fields) -> Self {
        let Fields { version, model, title, model_blake3, violates, explanation, start, steps } =
            fields;
        let story = Story { start, steps };
        Self { version, model, title, model_blake3, violates, explanation, story }
    }
}

/// What tells how to read the rest.
#[derive(Deserialize)]
struct Header {
    version: u32,
}

impl Header {
    fn check(&self) -> Result<(), String> {
        match self.version {
            VERSION => Ok(()),
            other => {
                Err(format!("version {other} is unknown; this program reads version {VERSION}"))
            }
        }
    }
}

/// Why a trace was not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}: {why}", path.display())]
pub struct TraceError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub why: String,
}
