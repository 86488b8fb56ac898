//! Quorums: which acceptors together can promise, and which can choose.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The most acceptors that one instance may have; [`AcceptorSet`] is a word of this many bits.
pub const MAX_ACCEPTORS: usize = 32;

/// Names an acceptor by its place among the acceptors, from 0. Displayed from 1, as people count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AcceptorId(pub u8);

impl fmt::Display for AcceptorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", u16::from(self.0) + 1)
    }
}

/// A set of acceptors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcceptorSet(u32);

impl AcceptorSet {
    /// Adds an acceptor; adding it again changes nothing, so that no answer counts twice.
    ///
    /// # Panics
    /// If the acceptor's number is [`MAX_ACCEPTORS`] or more. [`Quorums`] admits no such acceptor.
    pub fn insert(&mut self, acceptor: AcceptorId) {
        assert!(usize::from(acceptor.0) < MAX_ACCEPTORS, "no such acceptor: {acceptor}");
        self.0 |= 1 << acceptor.0;
    }

    /// How many acceptors are in the set.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether no acceptor is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether every acceptor of `other` is in this set too.
    pub fn contains_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether some acceptor is in both sets.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The acceptors that are in either set.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The acceptors of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = AcceptorId> {
        (0..32).filter(move |i| self.0 >> i & 1 == 1).map(AcceptorId)
    }
}

impl FromIterator<AcceptorId> for AcceptorSet {
    fn from_iter<I: IntoIterator<Item = AcceptorId>>(acceptors: I) -> Self {
        let mut set = Self::default();
        for acceptor in acceptors {
            set.insert(acceptor);
        }
        set
    }
}

impl fmt::Display for AcceptorSet {
    /// Writes the set as in `{1, 3}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(|a| a.to_string()).collect();
        write!(f, "{{{}}}", names.join(", "))
    }
}

/// The quorums of one phase. A superset of a quorum is a quorum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum QuorumSystem {
    /// Any set of at least this many acceptors.
    Size(usize),
    /// These sets, and no set that contains none of them.
    Sets(Vec<AcceptorSet>),
}

impl QuorumSystem {
    fn contains(&self, set: AcceptorSet) -> bool {
        match self {
            Self::Size(size) => set.len() >= *size,
            Self::Sets(quorums) => quorums.iter().any(|quorum| set.contains_all(*quorum)),
        }
    }

    /// Whether every quorum here shares an acceptor with every quorum there, among `acceptors`.
    fn meets(&self, other: &Self, acceptors: usize) -> bool {
        match (self, other) {
            (Self::Size(here), Self::Size(there)) => here + there > acceptors,
            (Self::Size(size), Self::Sets(sets)) | (Self::Sets(sets), Self::Size(size)) => {
                sets.iter().all(|set| set.len() + size > acceptors)
            }
            (Self::Sets(here), Self::Sets(there)) => {
                here.iter().all(|a| there.iter().all(|b| a.meets(*b)))
            }
        }
    }

    /// Refuses quorums that are empty or have acceptors that do not exist.
    fn check(&self, acceptors: usize) -> Result<(), QuorumError> {
        let everyone: AcceptorSet = (0..MAX_ACCEPTORS)
            .take(acceptors)
            .map(|i| AcceptorId(u8::try_from(i).expect("below MAX_ACCEPTORS")))
            .collect();
        match self {
            Self::Size(size) if (1..=acceptors).contains(size) => Ok(()),
            Self::Size(size) => Err(QuorumError::Size { size: *size, acceptors }),
            Self::Sets(sets) if sets.is_empty() => Err(QuorumError::NoQuorum),
            Self::Sets(sets) => {
                match sets.iter().find(|s| s.is_empty() || !everyone.contains_all(**s)) {
                    Some(set) => Err(QuorumError::Set { set: *set, acceptors }),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Display for QuorumSystem {
    /// Writes `any 2` or the sets, as in `{1, 2} or {3}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(size) => write!(f, "any {size}"),
            Self::Sets(sets) => {
                let sets: Vec<_> = sets.iter().map(ToString::to_string).collect();
                f.write_str(&sets.join(" or "))
            }
        }
    }
}

/// Which acceptors make a quorum of promises (phase 1), and which a quorum of votes (phase 2).
///
/// Paxos is safe when every quorum of the one phase meets every quorum of the other; two quorums of
/// the same phase need not meet (*Flexible Paxos*). Majorities are the usual choice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quorums {
    acceptors: usize,
    prepare: QuorumSystem,
    accept: QuorumSystem,
}

impl Quorums {
    /// Majorities of so many acceptors, in both phases.
    pub fn majority(acceptors: usize) -> Result<Self, QuorumError> {
        let majority = QuorumSystem::Size(acceptors / 2 + 1);
        Self::new(acceptors, majority.clone(), majority)
    }

    /// Quorums of each phase of their own; refused unless they meet across the phases.
    pub fn new(
        acceptors: usize,
        prepare: QuorumSystem,
        accept: QuorumSystem,
    ) -> Result<Self, QuorumError> {
        let quorums = Self::unchecked(acceptors, prepare, accept)?;
        if quorums.prepare.meets(&quorums.accept, acceptors) {
            Ok(quorums)
        } else {
            Err(QuorumError::NeedNotMeet)
        }
    }

    /// Quorums that need not meet, so that a model can show what then goes wrong. Everything else
    /// that [`Quorums::new`] refuses is refused here too. For models alone.
    pub fn unchecked(
        acceptors: usize,
        prepare: QuorumSystem,
        accept: QuorumSystem,
    ) -> Result<Self, QuorumError> {
        if !(1..=MAX_ACCEPTORS).contains(&acceptors) {
            return Err(QuorumError::Acceptors { acceptors });
        }
        prepare.check(acceptors)?;
        accept.check(acceptors)?;
        Ok(Self { acceptors, prepare, accept })
    }

    /// How many acceptors there are.
    pub fn acceptors(&self) -> usize {
        self.acceptors
    }

    /// All acceptors but these.
    pub fn all_but(&self, these: AcceptorSet) -> AcceptorSet {
        let all = (0..32).map(AcceptorId).take(self.acceptors());
        all.filter(|id| these.0 >> id.0 & 1 == 0).collect()
    }

    /// Whether promises of these acceptors allow their proposer to propose.
    pub fn is_prepare_quorum(&self, set: AcceptorSet) -> bool {
        self.prepare.contains(set)
    }

    /// Whether votes of these acceptors, in one ballot, choose its value.
    pub fn is_accept_quorum(&self, set: AcceptorSet) -> bool {
        self.accept.contains(set)
    }
}

impl fmt::Display for Quorums {
    /// Writes who must promise and who must vote, as in `any 2 promise, any 2 vote`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} promise, {} vote", self.prepare, self.accept)
    }
}

/// Why quorums were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuorumError {
    /// No acceptor at all, or more than an [`AcceptorSet`] can hold.
    Acceptors {
        /// How many were asked for.
        acceptors: usize,
    },
    /// A quorum of no acceptors, or of more than there are.
    Size {
        /// The size asked for.
        size: usize,
        /// How many acceptors there are.
        acceptors: usize,
    },
    /// A phase without any quorum could never end.
    NoQuorum,
    /// A set that is empty or names an acceptor that does not exist.
    Set {
        /// The set.
        set: AcceptorSet,
        /// How many acceptors there are.
        acceptors: usize,
    },
    /// Some quorum of promises and some quorum of votes have no acceptor in common.
    NeedNotMeet,
}

impl fmt::Display for QuorumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Acceptors { acceptors } => {
                write!(f, "{acceptors} acceptors; there must be 1 to {MAX_ACCEPTORS}")
            }
            Self::Size { size, acceptors } => write!(
                f,
                "a quorum of {size} out of {acceptors} acceptors; it must be of 1 to {acceptors}"
            ),
            Self::NoQuorum => {
                f.write_str("no quorum is listed; list at least one set of acceptors")
            }
            Self::Set { set, acceptors } => write!(
                f,
                "{set} is no quorum; a quorum is a set of at least one of the acceptors 1 to {acceptors}"
            ),
            Self::NeedNotMeet => f.write_str(
                "a quorum of promises and a quorum of votes need not share an acceptor; \
                 make the quorums of one phase larger",
            ),
        }
    }
}

impl std::error::Error for QuorumError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(acceptors: &[u8]) -> AcceptorSet {
        acceptors.iter().map(|a| AcceptorId(a - 1)).collect()
    }

    #[test]
    fn a_majority_is_more_than_half_also_of_an_even_number() {
        for (acceptors, majority) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (32, 17)] {
            let quorums = Quorums::majority(acceptors).unwrap();
            let first = |n| (0..n).map(AcceptorId).collect::<AcceptorSet>();
            assert!(quorums.is_prepare_quorum(first(majority)), "{majority} of {acceptors}");
            assert!(quorums.is_accept_quorum(first(majority)), "{majority} of {acceptors}");
            assert!(!quorums.is_prepare_quorum(first(majority - 1)), "{majority} of {acceptors}");
            assert!(!quorums.is_accept_quorum(first(majority - 1)), "{majority} of {acceptors}");
        }
    }

    #[test]
    fn quorums_must_meet_across_the_phases_and_only_there() {
        use QuorumSystem::{Sets, Size};
        let grid = || Sets(vec![set(&[1, 2]), set(&[3, 4])]);
        let across = || Sets(vec![set(&[1, 3]), set(&[1, 4]), set(&[2, 3]), set(&[2, 4])]);
        assert!(Quorums::new(3, Size(3), Size(1)).is_ok());
        assert!(Quorums::new(4, grid(), across()).is_ok());
        assert!(Quorums::new(4, Size(3), grid()).is_ok());
        for (acceptors, prepare, accept) in [
            (3, Size(2), Size(1)),
            (4, Size(2), Size(2)),
            (4, grid(), grid()),
            (4, Size(2), grid()),
            (4, grid(), Size(2)),
        ] {
            let refused = Quorums::new(acceptors, prepare.clone(), accept.clone());
            assert_eq!(refused, Err(QuorumError::NeedNotMeet), "{prepare:?} {accept:?}");
            assert!(Quorums::unchecked(acceptors, prepare, accept).is_ok());
        }
    }

    #[test]
    fn whatever_cannot_be_represented_is_refused_also_unchecked() {
        use QuorumSystem::{Sets, Size};
        let refused = |acceptors, system: QuorumSystem| {
            Quorums::unchecked(acceptors, system.clone(), system).unwrap_err().to_string()
        };
        let messages = [
            refused(0, Size(1)),
            refused(33, Size(17)),
            refused(3, Size(0)),
            refused(3, Size(4)),
            refused(3, Sets(vec![])),
            refused(3, Sets(vec![set(&[1, 2]), set(&[])])),
            refused(3, Sets(vec![set(&[3, 4])])),
        ];
        assert_eq!(
            messages,
            [
                "0 acceptors; there must be 1 to 32",
                "33 acceptors; there must be 1 to 32",
                "a quorum of 0 out of 3 acceptors; it must be of 1 to 3",
                "a quorum of 4 out of 3 acceptors; it must be of 1 to 3",
                "no quorum is listed; list at least one set of acceptors",
                "{} is no quorum; a quorum is a set of at least one of the acceptors 1 to 3",
                "{3, 4} is no quorum; a quorum is a set of at least one of the acceptors 1 to 3",
            ]
        );
    }
}
