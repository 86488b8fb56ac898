//! Why a node must not go on.

use super::standing::Disowned;
use super::store::StoreError;

/// Why a node must not go on: nothing of the turn in which it turns out may leave.
#[derive(Debug, thiserror::Error)]
pub enum Fatal {
    /// Its durable state cannot be used any more.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another member knows that it is not what it was.
    #[error(transparent)]
    Disowned(#[from] Disowned),
}
