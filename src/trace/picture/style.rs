//! What can be asked of a picture.

use crate::trace::language::Language;
use serde::Deserialize;

/// On which paper a picture is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// On light paper.
    Light,
    /// On dark paper.
    Dark,
    /// On light paper; on dark where the reader prefers it.
    #[default]
    Auto,
}

/// What is asked of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// On which paper.
    pub theme: Theme,
    /// Whether it fills a slide of 1920 by 1080, in type as large as that allows.
    pub slide: bool,
    /// In which language.
    pub language: Language,
}
