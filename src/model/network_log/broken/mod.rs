//! Actors of a log that break one rule each. Whatever a rule does not restate is the reference's.

mod actor;
mod leaders;
mod others;
mod rules;

pub use actor::BrokenActor;

use crate::actor::{LearnerId, Role};
use rules::Rules;
use serde::Deserialize;
use std::fmt;

/// States every broken actor: its name in Rust and in a model file, its rule, and what it does.
macro_rules! broken {
    ($($(#[$doc:meta])* $Name:ident, $text:literal: $rule:expr;)+) => {
        /// An actor of a log that breaks one rule, by its name in a model file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Broken {
            $($(#[$doc])* $Name,)+
        }

        impl Broken {
            /// All of them.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$Name),+];

            /// Whether what it does shows only to learners.
            pub fn needs_learners(self) -> bool {
                self.rules().changes(Role::Learner(LearnerId(0)))
            }

            fn rules(self) -> &'static dyn Rules {
                match self {
                    $(Self::$Name => &$rule,)+
                }
            }
        }

        impl fmt::Display for Broken {
            /// Writes the name as in model files.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$Name => $text,)+
                })
            }
        }
    };
}

broken! {
    /// A leader proposes what its own clients want, whatever is reported.
    OverlooksReports, "overlooks-reports": leaders::OverlooksReports;
    /// A leader takes the reports for a log that ends at its first hole.
    EndsAtAHole, "ends-at-a-hole": leaders::EndsAtAHole;
    /// A leader fills every slot below the last reported one with a no-op.
    FillsReportedSlots, "fills-reported-slots": leaders::FillsReportedSlots;
    /// A leader does not find its last ballot again after a crash.
    ForgetsBallot, "forgets-ballot": leaders::ForgetsBallot;
    /// An acceptor finds its promise again after a crash, and none of its votes.
    ForgetsVotes, "forgets-votes": others::ForgetsVotes;
    /// An acceptor says that it has voted, and has not saved it.
    AcknowledgesUnsaved, "acknowledges-unsaved": others::AcknowledgesUnsaved;
    /// An acceptor reports nothing of the slots below its last one, as if it had never voted there.
    TrimsSilently, "trims-silently": others::TrimsSilently;
    /// A learner carries out what is chosen as soon as it knows.
    SkipsHoles, "skips-holes": others::SkipsHoles;
    /// A learner takes every vote for one in the slot for which it waits, if it is of none before.
    TakesVotesForNextSlot, "takes-votes-for-next-slot": others::TakesVotesForNextSlot;
    /// A learner that knows a slot to be chosen goes by the entry that it has there, of an older ballot.
    CommitsOlderEntry, "commits-older-entry": others::CommitsOlderEntry;
}
