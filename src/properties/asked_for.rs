//! What no run can tell, but only all of them together, or the abstract algorithm.

/// A property that is looked at only if a model file asks for it by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedFor {
    /// Whatever has happened, a value can still be chosen ([`stays_reachable`](super::stays_reachable)):
    /// violated by a state from which none can be reached in which one is, though the bound of the model is
    /// not what is in the way.
    DecisionStaysReachable,
    /// The actors refine Paxos: every step of theirs is some steps of the abstract algorithm, or none. So
    /// whatever is proved of that for any number of acceptors, ballots and values holds for the actors, as far
    /// as their steps were looked at. Which abstract state a state stands for is said in
    /// [`refinement`](crate::model).
    RefinesPaxos,
    /// The invariant of the proof for any size holds in every state. The proof shows that no step of the abstract
    /// algorithm breaks it; here it is looked at in the states that the actors reach, so that a reader sees each
    /// of its conjuncts hold, and fail where a rule is broken.
    KeepsTheInvariant,
}

impl AskedFor {
    /// All of them, in the order in which reports list them.
    pub const ALL: [Self; 3] =
        [Self::DecisionStaysReachable, Self::RefinesPaxos, Self::KeepsTheInvariant];

    /// Its name in model files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::DecisionStaysReachable => "decision stays reachable",
            Self::RefinesPaxos => "refines Paxos",
            Self::KeepsTheInvariant => "keeps the invariant",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|property| property.name() == name)
    }
}
