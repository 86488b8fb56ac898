//! What a node keeps, and the little that it asks of a store.

use super::decree::Decree;
use crate::paxos::{Durable, Value};
use stateright::actor::Id;
use std::io;
use std::path::{Path, PathBuf};

/// Durable records by key. A record that was put is there at once for [`Store::get`], and durable
/// once [`Store::commit`] has returned. Whatever a store shows when it is opened is durable.
///
/// The runtime asks for no more, so that a test can put a store of its own under it, which forgets
/// whatever was not committed.
pub trait Store {
    /// The record under this key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Puts a record in the place of the one under this key, if any.
    fn put(&mut self, key: Vec<u8>, record: Vec<u8>);

    /// Makes all records durable that were put. When it has returned, they survive a crash and a
    /// loss of power; until then, either all of them do or none.
    fn commit(&mut self) -> Result<(), StoreError>;

    /// Shows every record.
    fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError>;
}

/// What a record is about. Its key: the length of the decree's name, the name, then a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The durable state of an actor.
    Actor(Decree, Id),
    /// The value that this node has learned. Not needed for safety, since a learner can ask again:
    /// it lets a node that restarts answer at once, and leave its old proposers asleep.
    Learned(Decree),
}

/// In the place of an actor's number: what was learned.
const LEARNED: u16 = u16::MAX;

impl Subject {
    /// The key of its record.
    pub(super) fn key(&self) -> Vec<u8> {
        let (decree, number) = match self {
            Self::Actor(decree, id) => {
                let number = u16::try_from(usize::from(*id)).expect("a roster has no more actors");
                (decree, number)
            }
            Self::Learned(decree) => (decree, LEARNED),
        };
        let name = decree.as_str().as_bytes();
        let length = u8::try_from(name.len()).expect("a decree's name has at most 128 bytes");
        [&[length], name, &number.to_be_bytes()].concat()
    }

    /// The subject that has this key.
    pub(super) fn of_key(key: &[u8]) -> Option<Self> {
        let (&length, rest) = key.split_first()?;
        let (name, number) = rest.split_at_checked(usize::from(length))?;
        let decree: Decree = std::str::from_utf8(name).ok()?.parse().ok()?;
        Some(match u16::from_be_bytes(number.try_into().ok()?) {
            LEARNED => Self::Learned(decree),
            actor => Self::Actor(decree, Id::from(usize::from(actor))),
        })
    }
}

/// The record of an actor's state.
pub(super) fn encode_durable(state: &Durable) -> Vec<u8> {
    postcard::to_stdvec(state).expect("durable state always has an encoding")
}

/// The state in an actor's record.
pub(super) fn decode_durable(record: &[u8]) -> Result<Durable, StoreError> {
    postcard::from_bytes(record).map_err(|_| StoreError::Unreadable)
}

/// The value in the record of what was learned.
pub(super) fn decode_learned(record: Vec<u8>) -> Result<Value, StoreError> {
    String::from_utf8(record).map(Value::from).map_err(|_| StoreError::Unreadable)
}

/// Why a node's durable state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory holds something else.
    #[error(
        "{}: not empty, and no data directory; give one that is new or empty, or this node's own. \
         Nothing was changed",
        dir.display()
    )]
    NotADataDirectory {
        /// The directory.
        dir: PathBuf,
    },
    /// It belongs to another node, another cluster, or other members.
    #[error("{}: {what}", dir.display())]
    Foreign {
        /// The directory.
        dir: PathBuf,
        /// Whose it is, and the remedy.
        what: String,
    },
    /// Another process uses it.
    #[error(
        "{}: another process is using this data directory; stop it, or give this node its own",
        dir.display()
    )]
    Locked {
        /// The directory.
        dir: PathBuf,
    },
    /// Something committed is lost or altered.
    #[error(
        "{}: the durable state is damaged: {what}. The node will not run without its promises and \
         votes, since an acceptor that forgets them can undo what was chosen. Do not empty the \
         directory and start again under the same id. Leave this node down (the others go on \
         while they have a quorum), or make a new cluster; an exact copy of the directory may be \
         put back if it was taken after the node had stopped for the last time",
        dir.display()
    )]
    Damaged {
        /// The directory.
        dir: PathBuf,
        /// What was found.
        what: String,
    },
    /// A record verifies and yet makes no sense: another program wrote it.
    #[error(
        "the durable state holds a record that this version cannot read; use the synod that wrote it"
    )]
    Unreadable,
    /// The disk is full, or broken.
    #[error("{}: {what}: {source}", dir.display())]
    Io {
        /// The directory.
        dir: PathBuf,
        /// What was being done.
        what: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// A commit failed: nobody knows what is durable, so nothing more may be said.
    #[error(
        "{}: the durable state could not be written: {what}. The node stops, and has said nothing \
         that was not durable; make room or replace the disk, then start it again",
        dir.display()
    )]
    NotDurable {
        /// The directory.
        dir: PathBuf,
        /// What went wrong.
        what: String,
    },
}

/// An error of the system, told with the directory and what was being done.
pub(super) fn io_error(dir: &Path, what: &'static str) -> impl Fn(io::Error) -> StoreError {
    move |source| StoreError::Io { dir: dir.to_owned(), what, source }
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
        ];
        for (i, subject) in subjects.iter().enumerate() {
            assert_eq!(Subject::of_key(&subject.key()).as_ref(), Some(subject));
            assert!(subjects[..i].iter().all(|other| other.key() != subject.key()));
        }
        for bad in [&b""[..], b"\0\0\0", b"\x01a\0", b"\x02a\0\0", b"\x01\xff\0\0"] {
            assert_eq!(Subject::of_key(bad), None, "{bad:?}");
        }
    }
}
