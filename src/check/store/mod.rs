//! Where our engine keeps its states.
//!
//! Whole states are in memory. Or fingerprints of them are, and the states in files: what is expanded
//! is read from there, a chunk at a time. Either can be kept in a folder, so that a search that was
//! stopped or killed can be continued.
//!
//! All that a search has is appended to, shard by shard, or is a few numbers; and at the end of a
//! round all of it is the same, whatever the number of threads. So a checkpoint is taken between two
//! rounds: what is new is appended to the shards' files and made durable, and then a manifest is put
//! in the old one's place in one step, which says how much of each file counts. A kill leaves the old
//! manifest or the new one, and perhaps bytes that neither counts.
//!
//! ```text
//! lock            held by the process that searches
//! manifest.json   what is searched, how, and how far (see `manifest`)
//! 00.states ...   the states of each shard, in the order in which they came (see `file`)
//! again/          the same for a second search, if the model is searched once more
//! ```

mod error;
mod file;
mod folder;
mod manifest;
mod opened;
mod shard;
mod storage;

pub use error::StoreError;
pub(super) use folder::Folder;
pub(super) use manifest::{Manifest, SavedHit};
pub(super) use opened::Store;
pub(super) use shard::Shard;
pub use storage::{Checkpoint, Storage};
