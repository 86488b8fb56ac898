//! What keeps a network model finite, and what of it is left.

use stateright::actor::Id;

/// What keeps a network model finite, and which faults it has.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// How many ballots each proposer may begin, one number for each.
    pub ballots: Vec<u64>,
    /// Whether the network duplicates: then it is the set of all messages ever sent.
    pub duplicate: bool,
    /// How many crashes there may be in the whole run.
    pub crashes: u8,
    /// Whether disks cache what is saved: then it is durable only in a later step.
    pub caching_disks: bool,
    /// The actors that a partition cuts off from all others.
    pub partition: Option<Vec<Id>>,
    /// Whether the partition may heal.
    pub heals: bool,
    /// How many messages are altered on their way in the whole run.
    pub alterations: u8,
    /// What becomes of these.
    pub alteration: Alteration,
    /// How often, in the whole run, an actor may say the same again or ask what it missed.
    pub resends: u8,
    /// How many clients ask each learner whether a value is chosen.
    pub reads: u8,
}

/// What becomes of a message that is altered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alteration {
    /// It arrives as another message.
    #[default]
    Unnoticed,
    /// Whoever receives it sees that it was altered, and drops it.
    Noticed,
}

/// What of the bounds is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Budget {
    /// Crashes that may still happen.
    pub crashes: u8,
    /// Messages that may still be sent again.
    pub resends: u8,
    /// Messages that may still be altered.
    pub alterations: u8,
    /// Whether the network is partitioned.
    pub partitioned: bool,
}
