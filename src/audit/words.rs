//! What stands in a log, in words.

use crate::node::{Cast, Does, Kept, On, Said, Sent, Start, Step};
use std::fmt::Write;

/// A message.
pub(super) fn said(said: &Said) -> String {
    match said {
        Said::Prepare(ballot) => format!("prepare {ballot}"),
        Said::Promise { ballot, vote: None } => format!("promise {ballot}, no vote to report"),
        Said::Promise { ballot, vote: Some(vote) } => {
            format!("promise {ballot}, reporting the vote for {}", cast(vote))
        }
        Said::Accept(proposal) => format!("accept {}", cast(proposal)),
        Said::Accepted(vote) => format!("accepted {}", cast(vote)),
        Said::Query => "tell what I missed".to_string(),
        Said::Read(number) => format!("read {number}"),
        Said::Unvoted(number) => format!("not voted, in answer to read {number}"),
        Said::Refused { ballot, promised } => {
            format!("refused {ballot}, having promised {promised}")
        }
        Said::Learned(value) => format!("learned {value}"),
    }
}

fn cast(Cast { ballot, value }: &Cast) -> String {
    format!("{value} in {ballot}")
}

/// Durable state.
pub(super) fn kept(kept: &Kept) -> String {
    let none = || "none".to_string();
    match kept {
        Kept::Acceptor { promised, voted } => format!(
            "promised {}, voted {}",
            promised.map_or_else(none, |ballot| ballot.to_string()),
            voted.as_ref().map_or_else(none, cast)
        ),
        Kept::Proposer { ballot, proposed } => format!(
            "ballot {}, proposed {}",
            ballot.map_or_else(none, |ballot| ballot.to_string()),
            proposed.as_ref().map_or_else(none, ToString::to_string)
        ),
        Kept::Learner { learned } => format!("learned {learned}"),
    }
}

/// Durable state, if there is any.
pub(super) fn found(found: Option<&Kept>) -> String {
    found.map_or_else(|| "nothing".to_string(), kept)
}

/// What an actor does.
pub(super) fn does(does: &Does) -> String {
    let mut all = Vec::new();
    all.extend(does.saves.iter().map(|state| format!("saves {}", kept(state))));
    let sent = |Sent { to, says }: &Sent| format!("says to {to}: {}", said(says));
    all.extend(does.sends.iter().map(sent));
    all.extend(does.learned.iter().map(|value| format!("has learned {value}")));
    all.extend(does.found_nothing.iter().map(|read| format!("has found nothing in read {read}")));
    if all.is_empty() { "nothing".to_string() } else { all.join("; ") }
}

/// Who does something, of which decree, and why.
pub(super) fn step(step: &Step) -> String {
    let mut text = format!("{} of `{}` ", step.actor, step.decree);
    let why = match &step.on {
        On::Message { from, says } => format!("hears from {from}: {}", said(says)),
        On::Timer(timer) => format!("is woken by its timer `{timer}`"),
    };
    write!(text, "{why}").expect("a string takes all that is written to it");
    text
}

/// A start of a node.
pub(super) fn start(start: &Start) -> String {
    format!("start {} of node {}", start.start, start.node)
}
