//! What goes wrong: a sentence for the reader.

/// Why a measurement cannot go on.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;
