//! The manifest of a checkpoint: what is searched, how, and how far.

use super::error::StoreError;
use crate::model::coverage::Case;
use crate::model::packed::Reductions;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// The version of the format. It changes with whatever a search must have in common with the one that
/// it continues: the layout of files, the hash that spreads states over shards, the size of chunks
/// and rounds.
const FORMAT: u32 = 1;

/// What must be the same for a search to be continued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::check) struct Identity {
    /// The version of synod, and which build of it: another one may pack states differently.
    synod: String,
    /// The hash of the model file.
    model: String,
    reductions: Reductions,
    fingerprints: bool,
}

impl Identity {
    pub(in crate::check) fn new(model: &str, reductions: Reductions, fingerprints: bool) -> Self {
        Self { synod: this_program(), model: model.to_string(), reductions, fingerprints }
    }

    /// Refuses what a search of this identity cannot continue.
    fn check(&self, found: &Self, path: &Path) -> Result<(), StoreError> {
        let what = if found.synod != self.synod {
            format!("a checkpoint of synod {}, and this is {}", found.synod, self.synod)
        } else if found.model != self.model {
            "a checkpoint of another model, or of this one before its file was changed".to_string()
        } else if found.reductions != self.reductions {
            let (with, option) = match (found.reductions, self.reductions.settled) {
                (Reductions { settled: true, .. }, false) => ("with", "--agreement-only"),
                (Reductions { settled: false, .. }, true) => ("without", "--agreement-only"),
                (Reductions::NONE, _) => ("with", "--no-reductions"),
                _ => ("without", "--no-reductions"),
            };
            format!("a checkpoint of a search {with} {option}")
        } else if found.fingerprints != self.fingerprints {
            let with = if found.fingerprints { "with" } else { "without" };
            format!("a checkpoint of a search {with} --fingerprints")
        } else {
            return Ok(());
        };
        let remedy = "continue that search as it was begun, or name another folder for this one";
        Err(StoreError::refused(path, format!("{what}; {remedy}")))
    }
}

/// The version, and a hash of the program itself, which is read once.
fn this_program() -> String {
    static PROGRAM: LazyLock<String> = LazyLock::new(|| {
        let version = env!("CARGO_PKG_VERSION");
        let hash = std::env::current_exe().and_then(fs::read).map(|program| blake3::hash(&program));
        hash.map_or(version.to_string(), |hash| {
            format!("{version} (build {})", &hash.to_hex()[..8])
        })
    });
    PROGRAM.clone()
}

/// How far a search has come.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::check) struct Manifest {
    pub(in crate::check) of: Identity,
    /// The number of words in a state.
    pub(in crate::check) words: usize,
    /// What counts of each shard's file; nothing of any, if the search has only just begun.
    pub(in crate::check) shards: Vec<SavedShard>,
    /// For each level and shard, the number of states up to the end of the level.
    pub(in crate::check) levels: Vec<Vec<usize>>,
    /// How many chunks of the last level are expanded.
    pub(in crate::check) chunks: usize,
    pub(in crate::check) generated: u64,
    pub(in crate::check) orbits: u64,
    pub(in crate::check) hits: Vec<SavedHit>,
    /// The cases of the handlers that have occurred.
    pub(in crate::check) cases: BTreeSet<Case>,
    /// How long it has been searched for.
    pub(in crate::check) milliseconds: u64,
}

/// What counts of a shard's file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::check) struct SavedShard {
    pub(in crate::check) states: usize,
    /// The hash of their bytes.
    pub(in crate::check) blake3: String,
}

/// The state by which a property is hit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::check) struct SavedHit {
    pub(in crate::check) property: String,
    pub(in crate::check) state: Vec<u64>,
    pub(in crate::check) steps: usize,
    pub(in crate::check) further: usize,
}

impl Manifest {
    /// Of a search that has only just begun.
    pub(super) fn new(of: Identity) -> Self {
        Self {
            of,
            words: 0,
            shards: Vec::new(),
            levels: Vec::new(),
            chunks: 0,
            generated: 0,
            orbits: 0,
            hits: Vec::new(),
            cases: BTreeSet::new(),
            milliseconds: 0,
        }
    }

    /// The text of the manifest, with a checksum.
    pub(super) fn to_text(&self) -> String {
        let search = json!(self);
        let blake3 = checksum(&search);
        format!("{:#}\n", json!({ "version": FORMAT, "blake3": blake3, "search": search }))
    }

    /// Reads a manifest, which must be undamaged and of this search.
    pub(super) fn parse(text: &str, of: &Identity, path: &Path) -> Result<Self, StoreError> {
        let damaged = |error| StoreError::damaged(path, &format!("it makes no sense ({error})"));
        let mut file: Value = serde_json::from_str(text).map_err(damaged)?;
        if file["version"] != FORMAT {
            let what = format!(
                "version {} is unknown, and this program reads version {FORMAT}; continue with \
                 the synod that made it, or name another folder",
                file["version"]
            );
            return Err(StoreError::refused(path, what));
        }
        let search = file["search"].take();
        if file["blake3"] != checksum(&search) {
            return Err(StoreError::damaged(path, "its checksum is wrong"));
        }
        let found = Identity::deserialize(&search["of"]).map_err(damaged)?;
        of.check(&found, path)?;
        serde_json::from_value(search).map_err(damaged)
    }
}

/// The hash of a value as text, whose fields stand in the order of their names.
fn checksum(search: &Value) -> String {
    blake3::hash(search.to_string().as_bytes()).to_hex().to_string()
}
