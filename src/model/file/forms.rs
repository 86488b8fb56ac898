//! Fields of a model file that can be written in more than one form.

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer};
use std::fmt;

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
