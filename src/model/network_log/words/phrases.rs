//! What can happen, and to whom, in a few words.

use crate::actor::Roster;
use crate::model::network_log::system::{Action, Envelope};
use crate::model::story::{Act, Said};

/// What a leader's timer is called.
const NEXT_BALLOT: &str = "next ballot";

/// An action by its stable name.
pub(in crate::model::network_log) fn act(roster: &Roster, action: &Action) -> Act {
    match action {
        Action::Deliver(Envelope { to, from, msg }) => Act::Deliver {
            from: roster.name(*from),
            to: roster.name(*to),
            message: Said::from(msg),
        },
        Action::Timeout(id, _) => {
            Act::Timeout { actor: roster.name(*id), timer: NEXT_BALLOT.to_string() }
        }
        Action::Crash(id) => Act::Crash { actors: vec![roster.name(*id)] },
    }
}

/// An action in a few words, for a list of what is possible.
pub(in crate::model::network_log) fn act_text(roster: &Roster, action: &Action) -> String {
    match action {
        Action::Deliver(Envelope { to, from, msg }) => {
            format!("{} → {}: {}", roster.name(*from), roster.name(*to), Said::from(msg))
        }
        Action::Timeout(id, _) => format!("{}: {NEXT_BALLOT}", roster.name(*id)),
        Action::Crash(id) => format!("crash and restart: {}", roster.name(*id)),
    }
}
