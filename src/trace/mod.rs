//! A run as data: versioned JSON for programs, text for people.

mod text;

use crate::model::story::Story;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// The version of the format that this program writes; `docs/schemas/trace.json` is its schema.
pub const VERSION: u32 = 1;

/// A run of a model, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The version of the format.
    pub version: u32,
    /// The path of the model file.
    pub model: String,
    /// The title of the model.
    pub title: String,
    /// The property that the last state violates.
    pub violates: String,
    /// The run.
    #[serde(flatten)]
    pub story: Story,
}

impl Trace {
    /// A run that violates a property.
    pub fn new(model: &Path, title: &str, violates: &str, story: Story) -> Self {
        Self {
            version: VERSION,
            model: model.display().to_string(),
            title: title.to_string(),
            violates: violates.to_string(),
            story,
        }
    }

    /// Writes the trace into a folder, as JSON and as text, under the name of its model and
    /// property, and returns the path of the JSON.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        std::fs::create_dir_all(folder)?;
        let model = Path::new(&self.model).file_stem().unwrap_or_default().to_string_lossy();
        let stem = format!("{model}.{}", self.violates.replace(' ', "-"));
        let json = folder.join(format!("{stem}.json"));
        std::fs::write(&json, serde_json::to_string_pretty(self)? + "\n")?;
        std::fs::write(folder.join(format!("{stem}.txt")), self.to_string())?;
        Ok(json)
    }
}
