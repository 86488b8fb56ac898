//! The fields of a model file, as serde reads them.

use crate::model::mutants;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer};
use std::fmt;

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
    MessageSet,
}

/// A file with `system = "network"`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkFile {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "system")]
    _system: System,
    pub(super) title: String,
    #[serde(default)]
    pub(super) deep: bool,
    pub(super) breaks: Option<String>,
    pub(super) seen: Option<String>,
    pub(super) roles: NetworkRoles,
    pub(super) bounds: NetworkBounds,
    #[serde(default)]
    pub(super) faults: Faults,
    pub(super) mutant: Option<Mutant>,
    pub(super) expect: Option<Expect>,
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
    pub(super) processes: Option<Vec<Vec<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkBounds {
    pub(super) ballots_per_proposer: Ballots,
    #[serde(default)]
    pub(super) resends: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Faults {
    #[serde(default = "yes")]
    pub(super) duplicate: bool,
    #[serde(default)]
    pub(super) crashes: u8,
    pub(super) may_crash: Option<Vec<String>>,
    #[serde(default)]
    pub(super) disks: Disks,
    pub(super) partition: Option<Vec<String>>,
    #[serde(default = "yes")]
    pub(super) heals: bool,
    #[serde(default)]
    pub(super) alterations: u8,
    #[serde(default)]
    pub(super) altered_by: AlteredBy,
    #[serde(default)]
    pub(super) integrity: Integrity,
}

/// Who alters messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AlteredBy {
    /// Chance.
    #[default]
    Damage,
    /// Somebody, who also puts the checksum right.
    Tampering,
}

/// By what a recipient notices that a message was altered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Integrity {
    /// By nothing.
    #[default]
    None,
    /// By a checksum, which anybody can compute.
    Checksum,
    /// By a tag, for which one needs the cluster's key.
    KeyedTag,
}

/// When what an actor saves is durable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Disks {
    /// At once: save and send are one step.
    #[default]
    Durable,
    /// In a later step, and messages wait for it.
    Caching,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            duplicate: true,
            crashes: 0,
            may_crash: None,
            disks: Disks::Durable,
            partition: None,
            heals: true,
            alterations: 0,
            altered_by: AlteredBy::Damage,
            integrity: Integrity::None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mutant {
    pub(super) name: mutants::Name,
}

/// A file with `system = "message-set"`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageSetFile {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "system")]
    _system: System,
    pub(super) title: String,
    #[serde(default)]
    pub(super) deep: bool,
    pub(super) breaks: Option<String>,
    pub(super) seen: Option<String>,
    pub(super) roles: MessageSetRoles,
    pub(super) bounds: MessageSetBounds,
    pub(super) expect: Option<Expect>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageSetRoles {
    pub(super) acceptors: usize,
    pub(super) values: Vec<String>,
    #[serde(default)]
    pub(super) quorums: Quorums,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageSetBounds {
    pub(super) ballots: u64,
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

/// What the clients of one proposer want, one after the other: a string, or a list of strings.
#[derive(Debug)]
pub(super) struct Clients(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Clients {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Clients;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a value such as \"8\", or a list of values such as [\"8\", \"5\"]")
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Clients, E> {
                Ok(Clients(vec![value.to_string()]))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, values: S) -> Result<Clients, S::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(values)).map(Clients)
            }
        }
        deserializer.deserialize_any(OneOrMore)
    }
}

/// How many ballots proposers may begin: a number for all of them, or one for each.
#[derive(Debug)]
pub(super) enum Ballots {
    Each(u64),
    List(Vec<u64>),
}

impl<'de> Deserialize<'de> for Ballots {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Ballots;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number of ballots, or a list of numbers such as [2, 1]")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Ballots, E> {
                let number = u64::try_from(number);
                number.map(Ballots::Each).map_err(|_| E::custom("there must be 1 or more"))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, values: S) -> Result<Ballots, S::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(values)).map(Ballots::List)
            }
        }
        deserializer.deserialize_any(OneOrMore)
    }
}

/// Quorums: `"majority"`, quorums for each phase, or one list of sets for both.
#[derive(Debug, Default)]
pub(super) enum Quorums {
    #[default]
    Majority,
    Phases {
        prepare: Phase,
        accept: Phase,
    },
    Sets(Vec<Vec<usize>>),
}

/// The quorums of one phase: a size, or a list of sets of acceptors, counted from 1.
#[derive(Debug)]
pub(super) enum Phase {
    Size(usize),
    Sets(Vec<Vec<usize>>),
}

impl<'de> Deserialize<'de> for Quorums {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Phases {
            prepare: Phase,
            accept: Phase,
        }

        struct AnyForm;
        impl<'de> Visitor<'de> for AnyForm {
            type Value = Quorums;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(
                    "\"majority\", { prepare = 2, accept = 2 }, or a list of sets such as \
                     [[1, 2], [2, 3], [1, 3]]",
                )
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Quorums, E> {
                match name {
                    "majority" => Ok(Quorums::Majority),
                    _ => Err(E::invalid_value(de::Unexpected::Str(name), &self)),
                }
            }

            fn visit_seq<S: SeqAccess<'de>>(self, sets: S) -> Result<Quorums, S::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(sets)).map(Quorums::Sets)
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Quorums, M::Error> {
                let map = de::value::MapAccessDeserializer::new(map);
                let Phases { prepare, accept } = Deserialize::deserialize(map)?;
                Ok(Quorums::Phases { prepare, accept })
            }
        }
        deserializer.deserialize_any(AnyForm)
    }
}

impl<'de> Deserialize<'de> for Phase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SizeOrSets;
        impl<'de> Visitor<'de> for SizeOrSets {
            type Value = Phase;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number of acceptors, or a list of sets such as [[1, 2], [3]]")
            }

            fn visit_i64<E: de::Error>(self, size: i64) -> Result<Phase, E> {
                let size = usize::try_from(size);
                size.map(Phase::Size).map_err(|_| E::custom("a quorum has at least 1 acceptor"))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, sets: S) -> Result<Phase, S::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(sets)).map(Phase::Sets)
            }
        }
        deserializer.deserialize_any(SizeOrSets)
    }
}

fn one() -> u16 {
    1
}

fn yes() -> bool {
    true
}
