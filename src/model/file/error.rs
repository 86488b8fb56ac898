//! Why a model file was refused.

use crate::model::words::did_they_mean;
use std::fmt;
use std::path::{Path, PathBuf};

/// One message that names the file, the line or field, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    path: PathBuf,
    message: String,
}

impl FileError {
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let remedy = match error.kind() {
            std::io::ErrorKind::NotFound => {
                "; give the path of a model file, such as those in models/"
            }
            std::io::ErrorKind::IsADirectory => "; give the path of a file",
            _ => "",
        };
        Self { path: path.to_path_buf(), message: format!("cannot be read: {error}{remedy}") }
    }

    /// The message of the TOML parser shows the line.
    pub(super) fn toml(path: &Path, error: &toml::de::Error) -> Self {
        let (text, remedy) = (error.to_string(), did_they_mean(error.message()));
        Self { path: path.to_path_buf(), message: text.trim_end().to_string() + &remedy }
    }

    pub(super) fn field(path: &Path, field: &str, message: impl fmt::Display) -> Self {
        Self { path: path.to_path_buf(), message: format!("{field}: {message}") }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for FileError {}
