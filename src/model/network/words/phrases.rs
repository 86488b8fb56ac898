//! What can happen, and to whom, in a few words.

use crate::actor::{Roster, Timer};
use crate::model::network::system::{Action, Envelope};
use crate::model::story::{Act, Said, message_text};
use stateright::actor::Id;

/// An action by its stable name.
pub(in crate::model::network) fn act(
    roster: &Roster,
    processes: &[Vec<Id>],
    action: &Action,
) -> Act {
    match action {
        Action::Deliver(envelope) => Act::Deliver {
            from: roster.name(envelope.from),
            to: roster.name(envelope.to),
            message: Said::from(&envelope.msg.clone()),
        },
        Action::Timeout(id, timer) => {
            Act::Timeout { actor: roster.name(*id), timer: timer_text(*timer).to_string() }
        }
        Action::Read(id) => Act::Read { actor: roster.name(*id) },
        Action::Sync(id) => Act::Sync { actor: roster.name(*id) },
        Action::Crash(process) => Act::Crash { actors: names(roster, &processes[*process]) },
        Action::Heal => Act::Heal,
        Action::Alter(envelope, altered) => Act::Alter {
            from: roster.name(envelope.from),
            to: roster.name(envelope.to),
            message: Said::from(&envelope.msg),
            altered: altered.as_ref().map(|altered| Said::from(&altered.msg)),
        },
    }
}

/// An action in a few words, for a list of what is possible.
pub(in crate::model::network) fn act_text(
    roster: &Roster,
    processes: &[Vec<Id>],
    action: &Action,
) -> String {
    match action {
        Action::Deliver(envelope) => {
            let message = message_text(&envelope.msg);
            format!("{} → {}: {message}", roster.name(envelope.from), roster.name(envelope.to))
        }
        Action::Timeout(id, timer) => format!("{}: {}", roster.name(*id), timer_text(*timer)),
        Action::Read(id) => format!("{}: a client asks", roster.name(*id)),
        Action::Sync(id) => format!("{}: disk catches up", roster.name(*id)),
        Action::Crash(process) => {
            format!("crash and restart: {}", names(roster, &processes[*process]).join(", "))
        }
        Action::Heal => "the partition heals".to_string(),
        Action::Alter(envelope, altered) => alteration(roster, envelope, altered.as_ref()),
    }
}

/// What becomes of a message on its way.
pub(super) fn alteration(
    roster: &Roster,
    envelope: &Envelope,
    altered: Option<&Envelope>,
) -> String {
    let [from, to] = [envelope.from, envelope.to].map(|id| roster.name(id));
    let message = message_text(&envelope.msg);
    let becomes = altered.map_or_else(
        || "is damaged, and dropped".to_string(),
        |altered| format!("becomes {}", message_text(&altered.msg)),
    );
    format!("on the way from {from} to {to} {message} {becomes}")
}

/// A timer in a few words.
pub(super) fn timer_text(timer: Timer) -> &'static str {
    match timer {
        Timer::NextBallot => "next ballot",
        Timer::Resend => "resend",
        Timer::CatchUp => "catch up",
    }
}

/// The names of some actors.
pub(super) fn names(roster: &Roster, ids: &[Id]) -> Vec<String> {
    ids.iter().map(|id| roster.name(*id)).collect()
}
