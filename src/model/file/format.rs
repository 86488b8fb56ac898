//! The fields of a model file, as serde reads them.

use super::error::FileError;
use super::fault_fields::{CrashFaults, Faults};
use super::forms::{Ballots, Clients, Quorums};
use crate::model::commit::Promises;
use crate::model::descendants::{raft, sequence_paxos};
use crate::model::message_set_log::{self, Order};
use crate::model::mutants;
use crate::model::network_log;
use crate::model::voting::LowestBallot;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use toml::Spanned;

/// The fields that tell how to read the others.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    pub(super) version: u32,
    pub(super) system: System,
}

/// Which kind of system a file describes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum System {
    Network,
    NetworkLog,
    MessageSet,
    MessageSetLog,
    Voting,
    SequencePaxos,
    Raft,
    Commit,
    TwoPhase,
}

/// What every file says beside its system.
#[derive(Debug)]
pub(super) struct About {
    pub(super) title: String,
    pub(super) deep: bool,
    pub(super) breaks: Option<String>,
    pub(super) seen: Option<String>,
    pub(super) expect: Option<Expect>,
    pub(super) always: Vec<Asked>,
    pub(super) reach: Vec<Asked>,
}

/// A question of a reader's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) holds: Spanned<String>,
}

/// A file, with the fields of its system. (A flattened struct would let unknown fields pass.)
macro_rules! file {
    ($(#[$of_file:meta])* $File:ident { $($(#[$of_field:meta])* $field:ident: $Type:ty,)+ }) => {
        $(#[$of_file])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $File {
            #[serde(rename = "version")]
            _version: u32,
            #[serde(rename = "system")]
            _system: System,
            title: String,
            #[serde(default)]
            deep: bool,
            breaks: Option<String>,
            seen: Option<String>,
            pub(super) expect: Option<Expect>,
            #[serde(default)]
            always: Vec<Asked>,
            #[serde(default)]
            reach: Vec<Asked>,
            $($(#[$of_field])* pub(super) $field: $Type,)+
        }

        impl From<$File> for About {
            fn from(file: $File) -> Self {
                let $File { title, deep, breaks, seen, expect, always, reach, .. } = file;
                Self { title, deep, breaks, seen, expect, always, reach }
            }
        }
    };
}

file! {
    /// A file with `system = "network"`.
    NetworkFile {
        roles: NetworkRoles,
        bounds: NetworkBounds,
        #[serde(default)]
        faults: Faults,
        mutant: Option<Mutant>,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkRoles {
    pub(super) proposers: Vec<Clients>,
    pub(super) acceptors: usize,
    #[serde(default = "one")]
    pub(super) learners: u16,
    #[serde(default)]
    pub(super) quorums: Quorums,
    pub(super) first_round: Option<Vec<u64>>,
    pub(super) fast: Option<String>,
    pub(super) processes: Option<Vec<Vec<String>>>,
    #[serde(default)]
    pub(super) refusals: bool,
    #[serde(default)]
    pub(super) learners_tell: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkBounds {
    pub(super) ballots_per_proposer: Ballots,
    #[serde(default)]
    pub(super) resends: u8,
    #[serde(default)]
    pub(super) reads: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mutant {
    pub(super) name: mutants::Name,
}

file! {
    /// A file with `system = "network-log"`.
    NetworkLogFile {
        roles: NetworkLogRoles,
        bounds: NetworkLogBounds,
        #[serde(default)]
        faults: CrashFaults,
        mutant: Option<Broken<network_log::Broken>>,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkLogRoles {
    pub(super) proposers: Vec<Clients>,
    pub(super) acceptors: usize,
    #[serde(default = "one")]
    pub(super) learners: u16,
    #[serde(default)]
    pub(super) quorums: Quorums,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkLogBounds {
    pub(super) ballots_per_proposer: Ballots,
    pub(super) slots: u64,
    pub(super) window: u64,
}

file! {
    /// A file with `system = "message-set"`.
    MessageSetFile {
        roles: AbstractRoles,
        bounds: MessageSetBounds,
    }
}

file! {
    /// A file with `system = "message-set-log"`.
    MessageSetLogFile {
        roles: AbstractRoles,
        bounds: MessageSetLogBounds,
        mutant: Option<Broken<message_set_log::Broken>>,
    }
}

file! {
    /// A file with `system = "voting"`.
    VotingFile {
        roles: AbstractRoles,
        bounds: VotingBounds,
    }
}

file! {
    /// A file with `system = "sequence-paxos"`.
    SequencePaxosFile {
        roles: AbstractRoles,
        bounds: LogBounds,
        mutant: Option<Broken<sequence_paxos::Broken>>,
    }
}

file! {
    /// A file with `system = "raft"`.
    RaftFile {
        roles: AbstractRoles,
        bounds: LogBounds,
        mutant: Option<Broken<raft::Broken>>,
    }
}

file! {
    /// A file with `system = "commit"`.
    CommitFile {
        roles: CommitRoles,
        bounds: CommitBounds,
        #[serde(default)]
        faults: CommitFaults,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommitRoles {
    pub(super) managers: usize,
    pub(super) acceptors: usize,
    #[serde(default)]
    pub(super) quorums: Quorums,
    #[serde(default)]
    pub(super) promises: Promises,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommitBounds {
    pub(super) ballots: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommitFaults {
    #[serde(default)]
    pub(super) stops: usize,
}

file! {
    /// A file with `system = "two-phase"`.
    TwoPhaseFile {
        roles: TwoPhaseRoles,
        #[serde(default)]
        faults: TwoPhaseFaults,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TwoPhaseRoles {
    pub(super) managers: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TwoPhaseFaults {
    #[serde(default)]
    pub(super) coordinator_stops: bool,
}

/// A rule that is broken, where systems have their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Broken<Name> {
    pub(super) name: Name,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AbstractRoles {
    pub(super) acceptors: usize,
    pub(super) values: Vec<String>,
    #[serde(default)]
    pub(super) quorums: Quorums,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageSetBounds {
    pub(super) ballots: u64,
    #[serde(default)]
    pub(super) fast: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageSetLogBounds {
    pub(super) ballots: u64,
    pub(super) slots: u64,
    #[serde(default)]
    pub(super) order: Order,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VotingBounds {
    pub(super) ballots: u64,
    #[serde(default)]
    pub(super) lowest_ballot: LowestBallot,
}

/// The bounds of a log that is kept as one whole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogBounds {
    pub(super) ballots: u64,
    pub(super) slots: usize,
}

/// What checking a model is expected to give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The exact number of reachable states.
    pub unique_states: Option<u64>,
    /// The exact number of states that are left after all reductions.
    pub reduced_states: Option<u64>,
    /// The breadth-first diameter, in states: that of the initial state alone is 1.
    pub depth: Option<usize>,
    /// Properties that must hold, named so that a reader sees what the model is about; every other
    /// property that is not listed under `violates` must hold as well.
    #[serde(default)]
    pub holds: Vec<String>,
    /// What must be possible.
    #[serde(default)]
    pub reaches: Vec<String>,
    /// Exactly the properties that are violated.
    #[serde(default)]
    pub violates: Vec<String>,
    /// The violated property whose shortest trace has this many `steps`.
    pub primary: Option<String>,
    /// The number of steps of that trace.
    pub steps: Option<usize>,
}

/// Reads the text of a file; an error tells the line.
pub(super) fn from_toml<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, FileError> {
    toml::from_str(text).map_err(|error| FileError::toml(path, &error))
}

fn one() -> u16 {
    1
}
