//! What keeps a network of a log finite.

/// What keeps a network of a log finite, and which faults it has.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// How many ballots each leader may begin, one number for each.
    pub ballots: Vec<u64>,
    /// How many slots there are.
    pub slots: u64,
    /// In how many slots at most a leader proposes from the first on of which it does not know that it is chosen.
    pub window: u64,
    /// Whether the network duplicates: then it is the set of all messages ever sent.
    pub duplicate: bool,
    /// How many crashes there may be in the whole run.
    pub crashes: u8,
    /// The actors that may crash, each of which is a process of its own.
    pub mortal: Vec<usize>,
}
