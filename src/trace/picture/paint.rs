//! What is drawn in which colour, on light paper and on dark.

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Paint {
    None,
    /// Behind all, and what is written on colours.
    Paper,
    Ink,
    Faint,
    Lane,
    /// What has just been promised.
    Promised,
    /// A broken rule, and what is behind it.
    Wrong,
    Warning,
    Proposer,
    Acceptor,
    Learner,
    /// A value, by its number.
    Value(usize),
}

/// How many values can be told apart.
pub(super) const VALUES: usize = 6;

impl Paint {
    /// All but that there is none.
    pub(super) const ALL: [Self; 16] = [
        Self::Paper,
        Self::Ink,
        Self::Faint,
        Self::Lane,
        Self::Promised,
        Self::Wrong,
        Self::Warning,
        Self::Proposer,
        Self::Acceptor,
        Self::Learner,
        Self::Value(0),
        Self::Value(1),
        Self::Value(2),
        Self::Value(3),
        Self::Value(4),
        Self::Value(5),
    ];

    /// A value that has this number in its model.
    pub(super) fn value(number: usize) -> Self {
        Self::Value(number % VALUES)
    }

    /// The colour, on light paper and on dark.
    pub(super) fn colours(self) -> [&'static str; 2] {
        match self {
            Self::None => ["none", "none"],
            Self::Paper => ["#ffffff", "#14171c"],
            Self::Ink => ["#1b1f24", "#e6e9ee"],
            Self::Faint => ["#5f6873", "#9aa4af"],
            Self::Lane => ["#c8ced6", "#3f4752"],
            Self::Promised => ["#e4dcf7", "#453c66"],
            Self::Wrong => ["#b91c1c", "#ff8a80"],
            Self::Warning => ["#fde8e8", "#421d20"],
            Self::Proposer => ["#5b4b8a", "#c4b5fd"],
            Self::Acceptor => ["#2f5d62", "#7fd1c7"],
            Self::Learner => ["#7a5a2b", "#e0bb7f"],
            Self::Value(0) => ["#1a5fd0", "#6cb0ff"],
            Self::Value(1) => ["#b45309", "#ffa657"],
            Self::Value(2) => ["#1f7a4d", "#6fcf97"],
            Self::Value(3) => ["#a23b72", "#f19ac0"],
            Self::Value(4) => ["#0e7490", "#67d5e8"],
            Self::Value(_) => ["#6b6b00", "#d8d36a"],
        }
    }

    /// What a style sheet calls it.
    pub(super) fn name(self) -> String {
        match self {
            Self::Value(number) => format!("value{number}"),
            other => format!("{other:?}").to_lowercase(),
        }
    }
}
