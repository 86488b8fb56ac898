//! The language in which something is told.

use crate::trace::Language;
use clap::ValueEnum;

/// A language, as the command line names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum LanguageName {
    /// English.
    En,
    /// Simplified Chinese (中文).
    Zh,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::En => Self::English,
            LanguageName::Zh => Self::Chinese,
        }
    }
}
