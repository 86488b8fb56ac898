//! What stands in a log as one word.

use crate::actor::{LearnerId, Role, Timer};
use crate::paxos::{AcceptorId, Ballot, ProposerId};
use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// What is written as a word, and read again.
pub trait Word: Copy {
    /// What such a word is, for who has written another.
    const IS: &'static str;

    /// Writes it.
    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// Reads it; none, if it is another word.
    fn read(word: &str) -> Option<Self>;
}

/// Something that stands in a log as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct As<T>(pub T);

impl<T: Word> fmt::Display for As<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f)
    }
}

impl<T: Word> Serialize for As<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de, T: Word> Deserialize<'de> for As<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Reads(PhantomData))
    }
}

struct Reads<T>(PhantomData<T>);

impl<T: Word> Visitor<'_> for Reads<T> {
    type Value = As<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::IS)
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<As<T>, E> {
        T::read(word).map(As).ok_or_else(|| E::invalid_value(Unexpected::Str(word), &self))
    }
}

impl Word for Ballot {
    const IS: &'static str = "a ballot such as `1.A`";

    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }

    fn read(word: &str) -> Option<Self> {
        let (round, proposer) = word.split_once('.')?;
        Some(Self { round: decimal(round)?, proposer: proposer_of(proposer)? })
    }
}

/// An actor is called as everywhere: `proposer A`, `acceptor 1`, `learner 1`.
impl Word for Role {
    const IS: &'static str = "an actor such as `acceptor 1`";

    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }

    fn read(word: &str) -> Option<Self> {
        let (role, name) = word.split_once(' ')?;
        let place = || decimal(name)?.checked_sub(1);
        Some(match role {
            "proposer" => Self::Proposer(proposer_of(name)?),
            "acceptor" => Self::Acceptor(AcceptorId(place()?.try_into().ok()?)),
            "learner" => Self::Learner(LearnerId(place()?.try_into().ok()?)),
            _ => return None,
        })
    }
}

/// Who says something, or hears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// An actor.
    Actor(Role),
    /// A client, who asks a learner.
    Client,
    /// All acceptors, in their order.
    Acceptors,
    /// All learners, in their order.
    Learners,
}

impl Word for Party {
    const IS: &'static str = "an actor, `client`, `acceptors` or `learners`";

    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Actor(role) => role.write(f),
            Self::Client => f.write_str("client"),
            Self::Acceptors => f.write_str("acceptors"),
            Self::Learners => f.write_str("learners"),
        }
    }

    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "client" => Self::Client,
            "acceptors" => Self::Acceptors,
            "learners" => Self::Learners,
            word => Self::Actor(Role::read(word)?),
        })
    }
}

impl Word for Timer {
    const IS: &'static str = "`next ballot`, `resend` or `catch up`";

    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NextBallot => "next ballot",
            Self::Resend => "resend",
            Self::CatchUp => "catch up",
        })
    }

    fn read(word: &str) -> Option<Self> {
        let all = [Self::NextBallot, Self::Resend, Self::CatchUp];
        all.into_iter().find(|timer| As(*timer).to_string() == word)
    }
}

/// A number that was drawn has 16 hexadecimal digits: many readers of JSON cannot take its 64 bits.
impl Word for u64 {
    const IS: &'static str = "16 hexadecimal digits";

    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:016x}")
    }

    fn read(word: &str) -> Option<Self> {
        let digits = word.len() == 16 && word.bytes().all(|digit| digit.is_ascii_hexdigit());
        digits.then(|| Self::from_str_radix(word, 16).ok()).flatten()
    }
}

fn decimal(text: &str) -> Option<u64> {
    // What was not written by us, such as +1 or 01, would be a second word for the same.
    let number: u64 = text.parse().ok()?;
    (text.len() == 1 || !text.starts_with(['0', '+'])).then_some(number)
}

/// Reads A to Z, then AA, AB and so on.
fn proposer_of(name: &str) -> Option<ProposerId> {
    let digit = |letter: u8| letter.is_ascii_uppercase().then(|| u32::from(letter - b'A'));
    let number = name.bytes().try_fold(None::<u32>, |number, letter| {
        let above = number.map_or(Some(0), |number| number.checked_add(1)?.checked_mul(26))?;
        Some(Some(above.checked_add(digit(letter)?)?))
    })?;
    number?.try_into().ok().map(ProposerId)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_again<T: Word + PartialEq + fmt::Debug>(all: impl IntoIterator<Item = T>) {
        for it in all {
            assert_eq!(T::read(&As(it).to_string()), Some(it), "{}", As(it));
        }
    }

    #[test]
    fn each_word_is_read_as_it_was_written() {
        let proposers = [0, 25, 26, 701, 702, u16::MAX].map(ProposerId);
        read_again(proposers.map(|proposer| Ballot { round: 0, proposer }));
        read_again([1, 10, u64::MAX].map(|round| Ballot { round, proposer: ProposerId(0) }));
        read_again(proposers.map(Role::Proposer));
        read_again([0, 9, u8::MAX].map(AcceptorId).map(Role::Acceptor));
        read_again([0, u16::MAX - 1].map(LearnerId).map(Role::Learner));
        read_again([Party::Client, Party::Acceptors, Party::Learners]);
        read_again([Timer::NextBallot, Timer::Resend, Timer::CatchUp]);
        read_again([0, u64::MAX]);
    }

    #[test]
    fn another_word_is_none() {
        for word in ["", "1", "1.", ".A", "1.a", "+1.A", "01.A", "1.A.B", "1.É", "1.CRXPO"] {
            assert_eq!(Ballot::read(word), None, "{word}");
        }
        for word in ["acceptor", "acceptor 0", "acceptor A", "acceptor 257", "proposer 1"] {
            assert_eq!(Role::read(word), None, "{word}");
        }
        assert_eq!(u64::read("+000000000000001"), None);
    }
}
