//! What can go wrong with what is stored.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a search cannot use what it stores.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A folder that is not to be used: it is another's, or damaged. What is in it stays as it is.
    #[error("{}: {what}", path.display())]
    Refused {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong, and what to do.
        what: String,
    },
    /// The system could not read or write.
    #[error("{}: {source}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl StoreError {
    pub(super) fn refused(path: &Path, what: impl Into<String>) -> Self {
        Self::Refused { path: path.to_owned(), what: what.into() }
    }

    pub(super) fn damaged(path: &Path, what: &str) -> Self {
        let remedy = "restore it, or name another folder to search from the beginning";
        Self::refused(path, format!("{what}; the checkpoint is damaged: {remedy}"))
    }

    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
