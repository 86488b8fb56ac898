//! What speaks against a member that says who it is: by whoever remembers, before it notes anything, and by the
//! member itself, when it is told what is remembered.

use super::known::{Incarnation, Known};
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
    /// One start has two randoms: of two copies of a directory.
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
/// Counts are compared for another start alone: within one, what is said may simply have been
/// overtaken on the way.
pub(in crate::node) fn doubt(known: &Known, says: &Known) -> Option<Doubt> {
    let (then, now) = (known.life, says.life);
    if known.incarnation != says.incarnation {
        Some(Doubt::OtherDirectory { known: known.incarnation, now: says.incarnation })
    } else if then.start == now.start {
        (then.random != now.random).then_some(Doubt::TwoCopies { start: now.start })
    } else if then.start > now.start {
        Some(Doubt::EarlierStart { known: then.start, now: now.start })
    } else {
        let (known, now) = (known.commits, says.commits);
        (known > now).then_some(Doubt::FewerCommits { known, now })
    }
}

/// What speaks against oneself, by what another knows in answer to a question. Nothing can have been overtaken: of
/// what one has told one knows.
pub(in crate::node) fn doubt_of_oneself(known: &Known, says: &Known) -> Option<Doubt> {
    let (more, now) = (known.commits, says.commits);
    let is_behind = more > now;
    doubt(known, says).or(is_behind.then_some(Doubt::FewerCommits { known: more, now }))
}

/// What is known after one has said this of itself, to whom so much was known; or what speaks against it.
pub(in crate::node) fn note(known: Option<&Known>, says: &Known) -> Result<Known, Doubt> {
    let Some(known) = known else { return Ok(*says) };
    match doubt(known, says) {
        None => Ok(Known { commits: known.commits.max(says.commits), ..*says }),
        Some(doubt) => Err(doubt),
    }
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

    fn known(incarnation: u8, start: u64, random: u64, commits: u64) -> Known {
        let incarnation = Incarnation([incarnation; 16]);
        Known { incarnation, life: Life { start, random }, commits }
    }

    #[test]
    fn what_speaks_against_whom() {
        let before = known(1, 5, 50, 100);
        let incarnation = |byte| Incarnation([byte; 16]);
        let other = Some(Doubt::OtherDirectory { known: incarnation(1), now: incarnation(2) });
        for (says, expected, what) in [
            (known(1, 5, 50, 100), None, "nothing has happened"),
            (known(1, 5, 50, 101), None, "it has committed"),
            (known(1, 5, 50, 99), None, "the question was overtaken by what came after it"),
            (known(1, 6, 60, 100), None, "it was started again"),
            (known(1, 9, 50, 400), None, "the last starts were not heard of"),
            (known(2, 6, 60, 400), other, "emptied, whatever it has done since"),
            (known(2, 5, 50, 100), other, "emptied, and all else is chance"),
            (
                known(1, 5, 51, 400),
                Some(Doubt::TwoCopies { start: 5 }),
                "a copy of what was stopped",
            ),
            (known(1, 4, 40, 400), Some(Doubt::EarlierStart { known: 5, now: 4 }), "an old copy"),
            (
                known(1, 6, 60, 99),
                Some(Doubt::FewerCommits { known: 100, now: 99 }),
                "a copy of what ran",
            ),
        ] {
            assert_eq!(doubt(&before, &says), expected, "{what}");
        }
    }

    #[test]
    fn who_was_put_back_while_it_ran_is_told_by_its_own_count() {
        let (known, says) = (known(1, 5, 50, 100), |commits| known(1, 5, 50, commits));
        assert_eq!(doubt_of_oneself(&known, &says(100)), None);
        assert_eq!(doubt_of_oneself(&known, &says(101)), None);
        let behind = Some(Doubt::FewerCommits { known: 100, now: 99 });
        assert_eq!(doubt_of_oneself(&known, &says(99)), behind);
        let other = Known { incarnation: Incarnation([2; 16]), ..says(99) };
        let reason = doubt_of_oneself(&known, &other);
        assert!(matches!(reason, Some(Doubt::OtherDirectory { .. })), "{reason:?}");
    }

    #[test]
    fn what_is_noted_only_grows() {
        let before = known(1, 5, 50, 100);
        assert_eq!(note(None, &before), Ok(before), "the first that is heard of stays");
        assert_eq!(note(Some(&before), &known(1, 5, 50, 90)), Ok(before), "late");
        let (more, later) = (known(1, 5, 50, 110), known(1, 6, 60, 100));
        assert_eq!(note(Some(&before), &more), Ok(more));
        assert_eq!(note(Some(&before), &later), Ok(later));
        for says in
            [known(2, 9, 9, 900), known(1, 5, 9, 900), known(1, 4, 9, 900), known(1, 6, 9, 9)]
        {
            assert_eq!(note(Some(&before), &says).ok(), None, "{says:?}");
        }
    }

    #[test]
    fn a_late_datagram_accuses_nobody_in_a_log() {
        let late = doubt(&known(1, 5, 50, 100), &known(1, 4, 40, 90));
        assert!(late.is_some_and(Doubt::may_be_late));
        for says in [known(2, 6, 60, 400), known(1, 5, 51, 400), known(1, 6, 60, 99)] {
            assert!(!doubt(&known(1, 5, 50, 100), &says).is_some_and(Doubt::may_be_late));
        }
    }
}
