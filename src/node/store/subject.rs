//! What a node keeps: of what its records speak, and what stands in them.

use super::error::StoreError;
use crate::node::decree::Decree;
use crate::node::identity::NodeId;
use crate::paxos::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use stateright::actor::Id;

/// What a record is about. Its key: the length of the decree's name, the name, then a number. What is about
/// no decree has the length 0, which no name has, and then the number of a member, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::node) enum Subject {
    /// The durable state of an actor.
    Actor(Decree, Id),
    /// The value that this node has learned. Not needed for safety, since a learner can ask again:
    /// it lets a node that restarts answer at once, and leave its old proposers asleep.
    Learned(Decree),
    /// What the node keeps of itself.
    Own,
    /// What is known of another member.
    Peer(NodeId),
}

/// In the place of an actor's number: what was learned.
const LEARNED: u16 = u16::MAX;

impl Subject {
    /// The key of its record.
    pub(in crate::node) fn key(&self) -> Vec<u8> {
        let (decree, number) = match self {
            Self::Actor(decree, id) => {
                let number = u16::try_from(usize::from(*id)).expect("a roster has no more actors");
                (decree, number)
            }
            Self::Learned(decree) => (decree, LEARNED),
            Self::Own => return vec![0],
            Self::Peer(id) => return [&[0][..], &id.0.to_be_bytes()].concat(),
        };
        let name = decree.as_str().as_bytes();
        let length = u8::try_from(name.len()).expect("a decree's name has at most 128 bytes");
        [&[length], name, &number.to_be_bytes()].concat()
    }

    /// The subject that has this key.
    pub(in crate::node) fn of_key(key: &[u8]) -> Option<Self> {
        let (&length, rest) = key.split_first()?;
        if length == 0 {
            return match rest {
                [] => Some(Self::Own),
                id => Some(Self::Peer(NodeId(u16::from_be_bytes(id.try_into().ok()?)))),
            };
        }
        let (name, number) = rest.split_at_checked(usize::from(length))?;
        let decree: Decree = std::str::from_utf8(name).ok()?.parse().ok()?;
        Some(match u16::from_be_bytes(number.try_into().ok()?) {
            LEARNED => Self::Learned(decree),
            actor => Self::Actor(decree, Id::from(usize::from(actor))),
        })
    }
}

/// The record of an actor's state, or of what the node knows of itself and of others.
pub(in crate::node) fn encode<T: Serialize>(state: &T) -> Vec<u8> {
    postcard::to_stdvec(state).expect("what is kept always has an encoding")
}

/// What stands in such a record.
pub(in crate::node) fn decode<T: DeserializeOwned>(record: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(record).map_err(|_| StoreError::Unreadable)
}

/// The value in the record of what was learned.
pub(in crate::node) fn decode_learned(record: Vec<u8>) -> Result<Value, StoreError> {
    String::from_utf8(record).map(Value::from).map_err(|_| StoreError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_has_a_key_of_its_own_that_tells_it() {
        let decree = |name: &str| name.parse::<Decree>().expect("a name");
        let subjects = [
            Subject::Actor(decree("a"), Id::from(0)),
            Subject::Actor(decree("a"), Id::from(258)),
            Subject::Actor(decree("a\0"), Id::from(0)),
            Subject::Learned(decree("a")),
            Subject::Learned(decree(&"x".repeat(128))),
            Subject::Own,
            Subject::Peer(NodeId(0)),
            Subject::Peer(NodeId(258)),
        ];
        for (i, subject) in subjects.iter().enumerate() {
            assert_eq!(Subject::of_key(&subject.key()).as_ref(), Some(subject));
            assert!(subjects[..i].iter().all(|other| other.key() != subject.key()));
        }
        for bad in [&b""[..], b"\0\0", b"\0\0\0\0", b"\x01a\0", b"\x02a\0\0", b"\x01\xff\0\0"] {
            assert_eq!(Subject::of_key(bad), None, "{bad:?}");
        }
    }
}
