//! Which of the known bugs a model would catch: found out, and looked up where it is known.
//!
//! `models/catalogue.json` has what is known of the shipped models; `make catalogue` writes it. What
//! it says of a model is true of that very file and of the protocol's code as it was: so a model
//! is looked up by the hash of its text, and all is forgotten when the code has changed.

use super::hunt::{Hunt, hunt};
use super::search::{Limits, Progress};
use crate::model::file::{Bug, ModelFile};
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;
use std::sync::LazyLock;

/// The most states that are looked through for one bug, unless the user says otherwise.
pub const MOST_STATES: u64 = 5_000_000;

/// What is known: `models/catalogue.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The version of the format; `docs/schemas/catalogue.json` is its schema.
    pub version: u32,
    /// The BLAKE3 hash of the protocol's code.
    pub code: String,
    /// Every bug, with the smallest model that catches it.
    pub bugs: Vec<Shown>,
    /// The shipped models, and what each would catch.
    pub models: Vec<Known>,
}

/// A bug, and the model that is made to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Its name.
    pub bug: String,
    /// The rule that it breaks.
    pub breaks: String,
    /// Where it was seen.
    pub seen: String,
    /// The path of the model.
    pub model: String,
    /// How many steps its shortest run to the violation of interest takes.
    pub steps: usize,
}

/// A model, and which bugs it would catch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The path of the model.
    pub model: String,
    /// The BLAKE3 hash of the model file.
    pub model_blake3: String,
    /// The bugs that would be caught.
    pub caught: Vec<Catch>,
    /// Those that would not.
    pub missed: Vec<String>,
    /// Those of which it is not known, as the search was stopped.
    pub unknown: Vec<String>,
}

/// A bug that is caught.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catch {
    /// Its name.
    pub bug: String,
    /// The property that is violated soonest.
    pub property: String,
    /// In how many steps.
    pub steps: usize,
}

impl Known {
    /// How many bugs there are.
    pub fn all(&self) -> usize {
        self.caught.len() + self.missed.len() + self.unknown.len()
    }
}

/// Tries every bug that a model can have. Someone is told of each before it is tried.
pub fn catches(
    file: &ModelFile,
    threads: NonZeroUsize,
    limits: &Limits,
    progress: &Progress,
    mut next: impl FnMut(&str),
) -> Known {
    let mut known = Known {
        model: file.path.display().to_string(),
        model_blake3: file.digest.clone(),
        caught: Vec::new(),
        missed: Vec::new(),
        unknown: Vec::new(),
    };
    for bug in Bug::all() {
        let Ok(broken) = file.with_bug(bug) else { continue };
        let bug = bug.to_string();
        next(&bug);
        match hunt(&broken, threads, limits, progress) {
            Hunt::Caught { property, steps } => {
                known.caught.push(Catch { bug, property, steps });
            }
            Hunt::Missed => known.missed.push(bug),
            Hunt::Unknown(_) => known.unknown.push(bug),
        }
    }
    known
}

/// What is known of the shipped models, if it is of this code.
pub fn catalogue() -> Option<&'static Catalogue> {
    static CATALOGUE: LazyLock<Option<Catalogue>> = LazyLock::new(|| {
        let text = include_str!("../../models/catalogue.json");
        let catalogue: Option<Catalogue> = serde_json::from_str(text).ok();
        catalogue.filter(|catalogue| catalogue.code == code())
    });
    CATALOGUE.as_ref()
}

/// What is known of a model.
pub fn look_up(model_blake3: &str) -> Option<&'static Known> {
    catalogue()?.models.iter().find(|known| known.model_blake3 == model_blake3)
}

/// The BLAKE3 hash of the protocol's code: of the algorithm, the actors, and the mutants.
pub fn code() -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, text) in CODE {
        hasher.update(name.as_bytes()).update(&[0]).update(text).update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

/// The files of the protocol's code, with their texts.
macro_rules! files {
    ($($path:literal)+) => {
        &[$(($path, include_bytes!(concat!("../", $path)))),+]
    };
}

/// A test compares this list with the folders.
pub const CODE: &[(&str, &[u8])] = files! {
    "actor/emit.rs"
    "actor/log/durable.rs"
    "actor/log/emit.rs"
    "actor/log/leader.rs"
    "actor/log/learner.rs"
    "actor/log/mod.rs"
    "actor/log/process.rs"
    "actor/log/state.rs"
    "actor/message.rs"
    "actor/mod.rs"
    "actor/pacing.rs"
    "actor/process.rs"
    "actor/roster.rs"
    "model/descendants/bounds.rs"
    "model/descendants/mod.rs"
    "model/descendants/past.rs"
    "model/descendants/raft/broken.rs"
    "model/descendants/raft/mod.rs"
    "model/descendants/raft/model.rs"
    "model/descendants/raft/reading.rs"
    "model/descendants/raft/rows.rs"
    "model/descendants/raft/rules.rs"
    "model/descendants/raft/state.rs"
    "model/descendants/raft/system.rs"
    "model/descendants/raft/words.rs"
    "model/descendants/sequence_paxos/broken.rs"
    "model/descendants/sequence_paxos/mod.rs"
    "model/descendants/sequence_paxos/model.rs"
    "model/descendants/sequence_paxos/rows.rs"
    "model/descendants/sequence_paxos/rules.rs"
    "model/descendants/sequence_paxos/state.rs"
    "model/descendants/sequence_paxos/system.rs"
    "model/descendants/sequence_paxos/words.rs"
    "model/descendants/told.rs"
    "model/message_set_log/broken.rs"
    "model/message_set_log/cases.rs"
    "model/message_set_log/closing.rs"
    "model/message_set_log/mod.rs"
    "model/message_set_log/model.rs"
    "model/message_set_log/rules.rs"
    "model/message_set_log/state.rs"
    "model/message_set_log/system.rs"
    "model/message_set_log/tla.rs"
    "model/message_set_log/words.rs"
    "model/mutants/acceptor.rs"
    "model/mutants/beside.rs"
    "model/mutants/described.rs"
    "model/mutants/keeping.rs"
    "model/mutants/learner.rs"
    "model/mutants/mod.rs"
    "model/mutants/proposer.rs"
    "model/mutants/reader.rs"
    "model/mutants/refusal.rs"
    "model/mutants/report.rs"
    "model/mutants/restart.rs"
    "model/mutants/variant.rs"
    "model/mutants/wrapper.rs"
    "model/network_log/broken/actor.rs"
    "model/network_log/broken/leaders.rs"
    "model/network_log/broken/mod.rs"
    "model/network_log/broken/others.rs"
    "model/network_log/broken/rules.rs"
    "paxos/acceptor.rs"
    "paxos/ballot.rs"
    "paxos/durable.rs"
    "paxos/learner.rs"
    "paxos/log.rs"
    "paxos/message.rs"
    "paxos/mod.rs"
    "paxos/proposer.rs"
    "paxos/quorum.rs"
};
