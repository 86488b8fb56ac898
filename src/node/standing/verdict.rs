//! What speaks against a member that says who it is: by whoever remembers, before it notes anything, and by the
//! member itself, when it is told what is remembered.

use super::known::{Incarnation, Known, Says};
use crate::node::identity::NodeId;
use std::fmt;

/// What speaks against a directory: what is known of it, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Another directory was used under this name.
    OtherDirectory {
        /// The one that is known.
        known: Incarnation,
        /// The one that is used now.
        now: Incarnation,
    },
    /// Two copies of one directory have each had this start.
    TwoCopies {
        /// The start.
        start: u64,
    },
    /// A later start is known.
    EarlierStart {
        /// The one that is known.
        known: u64,
        /// The one that is used now.
        now: u64,
    },
    /// It has told of more commits than it had when it was opened.
    FewerCommits {
        /// So many it has told of.
        known: u64,
        /// So many it had.
        now: u64,
    },
}

impl Doubt {
    /// Whether it may come of a datagram that was late or sent again, and so accuses nobody that does not
    /// hear of it in answer to a question of its own.
    pub(in crate::node) fn may_be_late(self) -> bool {
        matches!(self, Self::EarlierStart { .. })
    }
}

/// What speaks against one that says this of itself, by what is known of it; none if nothing does.
///
/// A life comes of another if its directory knows to have been answered in that one, or in one that is later
/// still, of which nothing is known here. Else it had a start of the same number that was not that one: it is a
/// branch that was left behind, however often it was started and whatever it has committed since.
///
/// Counts are compared for another start alone: within one, what is said may simply have been
/// overtaken on the way.
pub(in crate::node) fn doubt(known: &Known, says: &Says) -> Option<Doubt> {
    let (then, now, answered) = (known.life, says.life, says.answered);
    if known.incarnation != says.incarnation {
        Some(Doubt::OtherDirectory { known: known.incarnation, now: says.incarnation })
    } else if then == now {
        None
    } else if then.start > now.start {
        Some(Doubt::EarlierStart { known: then.start, now: now.start })
    } else if answered != then && answered.start <= then.start {
        Some(Doubt::TwoCopies { start: then.start })
    } else {
        let (known, now) = (known.commits, says.commits);
        (known > now).then_some(Doubt::FewerCommits { known, now })
    }
}

/// What speaks against oneself, by what another knows in answer to a question. Nothing can have been overtaken: of
/// what one has told one knows.
pub(in crate::node) fn doubt_of_oneself(known: &Known, says: &Says) -> Option<Doubt> {
    let (more, now) = (known.commits, says.commits);
    let is_behind = more > now;
    doubt(known, says).or(is_behind.then_some(Doubt::FewerCommits { known: more, now }))
}

/// For the log of whoever remembers.
impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherDirectory { known, now } => {
                write!(f, "it was known by data directory {known}, and uses {now} now")
            }
            Self::TwoCopies { start } => {
                write!(f, "two copies of its data directory were started, each for time {start}")
            }
            Self::EarlierStart { known, now } => {
                write!(f, "it was started {known} times, and its data directory knows of {now}")
            }
            Self::FewerCommits { known, now } => {
                write!(f, "it has told of {known} commits, and its data directory had {now}")
            }
        }
    }
}

/// A member knows what speaks against this node's directory, in answer to this node's own question. It must
/// not go on: what it has promised and voted is not what its directory holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "node {by} knows better: {}. So this node does not know all that it has promised and voted, and stops. \
     {}. Do not begin anew under this number: see \"Mistakes that are noticed\" in docs/operating.md",
    blame(self.doubt),
    remedy(self.doubt)
)]
pub struct Disowned {
    /// The member that says so.
    pub by: NodeId,
    /// What it is.
    pub doubt: Doubt,
}

/// What has become of this node's directory.
fn blame(doubt: Doubt) -> String {
    match doubt {
        Doubt::OtherDirectory { known, now } => format!(
            "this data directory is another than the one that this node has used ({now} instead of {known})"
        ),
        Doubt::TwoCopies { start } => {
            format!(
                "another copy of this data directory was started too, for the same time {start}"
            )
        }
        Doubt::EarlierStart { known, now } => format!(
            "this data directory is an older copy, or another copy runs (it was started {known} times, \
             this one {now})"
        ),
        Doubt::FewerCommits { known, now } => format!(
            "this data directory is older than what it has told others ({known} commits, of which it \
             knows {now})"
        ),
    }
}

fn remedy(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::OtherDirectory { .. } => {
            "Start it with the directory that it had before: see that its volume is mounted, and the path right"
        }
        Doubt::TwoCopies { .. } | Doubt::EarlierStart { .. } | Doubt::FewerCommits { .. } => {
            "Start it with the copy that ran last, and with no other"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::Life;
    use super::*;

    const LAST: Life = Life { start: 5, random: 50 };

    fn incarnation(byte: u8) -> Incarnation {
        Incarnation([byte; 16])
    }

    fn known(commits: u64) -> Known {
        Known { incarnation: incarnation(1), life: LAST, commits }
    }

    /// One that says it is this directory in this life, and was answered last in that one.
    fn says(byte: u8, life: (u64, u64), answered: (u64, u64), commits: u64) -> Says {
        let [life, answered] = [life, answered].map(|(start, random)| Life { start, random });
        Says { incarnation: incarnation(byte), life, answered, commits }
    }

    #[test]
    fn what_speaks_against_whom() {
        let other = Some(Doubt::OtherDirectory { known: incarnation(1), now: incarnation(2) });
        let (last, copies) = ((5, 50), Some(Doubt::TwoCopies { start: 5 }));
        for (says, expected, what) in [
            (says(1, last, last, 100), None, "nothing has happened"),
            (says(1, last, last, 101), None, "it has committed"),
            (says(1, last, last, 99), None, "the question was overtaken by what came after it"),
            (says(1, last, (4, 40), 99), None, "and that it was answered has overtaken it too"),
            (says(1, (6, 60), last, 100), None, "it was started again"),
            (says(1, (9, 90), last, 400), None, "its last starts were not answered"),
            (says(1, (9, 90), (8, 80), 400), None, "that they were answered was forgotten here"),
            (says(2, (6, 60), (0, 0), 400), other, "emptied, whatever it has done since"),
            (says(2, last, last, 100), other, "emptied, and all else is chance"),
            (says(1, (5, 51), (4, 40), 400), copies, "a copy of what was stopped"),
            (says(1, (6, 60), (5, 51), 400), copies, "that copy, started again"),
            (says(1, (7, 70), (4, 40), 400), copies, "a copy, often started unheard"),
            (says(1, (6, 60), (0, 0), 400), copies, "one that was never heard"),
            (
                says(1, (4, 40), (4, 40), 400),
                Some(Doubt::EarlierStart { known: 5, now: 4 }),
                "an old copy, or a late datagram",
            ),
            (
                says(1, (6, 60), last, 99),
                Some(Doubt::FewerCommits { known: 100, now: 99 }),
                "a copy of what ran",
            ),
        ] {
            assert_eq!(doubt(&known(100), &says), expected, "{what}");
            let is_late = matches!(expected, Some(Doubt::EarlierStart { .. }));
            assert_eq!(expected.is_some_and(Doubt::may_be_late), is_late, "{what}");
        }
    }

    #[test]
    fn who_was_put_back_while_it_ran_is_told_by_its_own_count() {
        let says = |byte, commits| says(byte, (5, 50), (5, 50), commits);
        assert_eq!(doubt_of_oneself(&known(100), &says(1, 100)), None);
        assert_eq!(doubt_of_oneself(&known(100), &says(1, 101)), None);
        let behind = Some(Doubt::FewerCommits { known: 100, now: 99 });
        assert_eq!(doubt_of_oneself(&known(100), &says(1, 99)), behind);
        let reason = doubt_of_oneself(&known(100), &says(2, 99));
        assert!(matches!(reason, Some(Doubt::OtherDirectory { .. })), "{reason:?}");
    }
}
