//! What the tables are made of.

/// A part of a sentence, and what it is in Chinese.
pub(super) type Part = (&'static str, &'static str);
