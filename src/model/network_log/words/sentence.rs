//! What happens to one actor of a log, in a sentence.

use crate::actor::Roster;
use crate::actor::log::{Durable, LogLeader, LogLearner, State};
use crate::model::message_set_log::words::report;
use crate::model::network_log::local::{Event, Local, Reaction};
use crate::model::network_log::subject::Subject;
use crate::model::network_log::system::{Action, Envelope, NetworkLog, NetworkLogState};
use crate::model::story::{Cast, Said};
use crate::paxos::{Ballot, LogAcceptor, LogMessage, Slot, Value, Vote, Votes};
use stateright::actor::Id;

/// A step in a sentence.
pub(in crate::model::network_log) fn sentence<A: Subject>(
    network: &NetworkLog<A>,
    action: &Action,
    before: &NetworkLogState,
) -> String {
    let (id, event) = event(action);
    let was = &*before.actors[usize::from(id)];
    told(&network.roster, id, &event, was, network.react(id, was, &event).as_ref())
}

/// What the reference would have done in the place of whoever takes this step, where that is something else.
pub(in crate::model::network_log) fn reference<A: Subject>(
    network: &NetworkLog<A>,
    action: &Action,
    before: &NetworkLogState,
) -> Option<String> {
    let (id, event) = event(action);
    let was = &*before.actors[usize::from(id)];
    let reference = was.react(id, network.reference(id)?, &event);
    let is_alike = network.react(id, was, &event) == reference;
    (!is_alike).then(|| told(&network.roster, id, &event, was, reference.as_ref()))
}

/// To whom a step happens, and what.
fn event(action: &Action) -> (Id, Event) {
    match action {
        Action::Deliver(Envelope { to, from, msg }) => (*to, Event::Message(*from, msg.clone())),
        Action::Timeout(id, timer) => (*id, Event::Timeout(*timer)),
        Action::Crash(id) => (*id, Event::Crash),
    }
}

fn told(
    roster: &Roster,
    id: Id,
    event: &Event,
    was: &Local,
    reaction: Option<&Reaction>,
) -> String {
    let actor = roster.name(id);
    let is = reaction.map_or(&was.state, |reaction| &reaction.local.state);
    match (event, &was.state, is) {
        (Event::Crash, ..) => format!("{actor} crashes and restarts, {}", memory(is)),
        (Event::Timeout(_), _, State::Leader(leader)) => {
            format!("{actor} begins ballot {}, for all slots", ballot_text(leader.ballot()))
        }
        (Event::Message(_, msg), state, _) if reaction.is_none() => ignored(&actor, msg, state),
        (Event::Message(_, request), State::Acceptor(was), State::Acceptor(is)) => {
            answered(&actor, request, was, is, reaction)
        }
        (Event::Message(from, msg), State::Leader(was), State::Leader(is)) => {
            led(roster, &actor, &roster.name(*from), msg, was, is)
        }
        (
            Event::Message(from, LogMessage::Accepted { slot, vote }),
            State::Learner(was),
            State::Learner(is),
        ) => heard(&actor, &roster.name(*from), (*slot, vote), was, is),
        (event, ..) => unreachable!("{event:?} does not happen to {actor}"),
    }
}

/// A message of which nobody takes notice.
fn ignored(to: &str, msg: &LogMessage, was: &State) -> String {
    let why = match was {
        State::Acceptor(LogAcceptor { promised: Some(promised), .. }) => {
            format!("it has promised {promised}")
        }
        State::Acceptor(_) => "it has promised nothing".to_string(),
        State::Leader(leader) => match leader.ballot() {
            None => "it has begun no ballot".to_string(),
            Some(ballot) if leader.is_idle() => format!("it has given up {ballot}"),
            Some(ballot) if leader.leads() => format!("it leads {ballot}, and knows that"),
            Some(ballot) => format!("it has begun {ballot}"),
        },
        State::Learner(_) => "it knows that".to_string(),
    };
    format!("{to} ignores {}: {why}", Said::from(msg))
}

/// What an acceptor has answered to a request.
fn answered(
    to: &str,
    request: &LogMessage,
    was: &LogAcceptor,
    is: &LogAcceptor,
    reaction: Option<&Reaction>,
) -> String {
    let again = if was == is { " again" } else { "" };
    let answers = reaction.into_iter().flat_map(|reaction| &reaction.sent);
    let answer = answers.map(|(_, answer)| answer).next().unwrap_or(request);
    match answer {
        LogMessage::Promise { ballot, votes } => {
            format!("{to} promises {ballot} {}{again}", report(votes))
        }
        LogMessage::Accepted { slot, vote } if was.votes.get(slot) == Some(vote) => {
            format!("{to} repeats its vote for {}", cast(*slot, vote))
        }
        LogMessage::Accepted { slot, vote } => {
            let saved = reaction.and_then(|reaction| reaction.local.saved.as_ref());
            let is_saved = matches!(saved, Some(Durable::Acceptor(saved)) if saved == is);
            let unsaved = if is_saved { "" } else { ", and does not save it" };
            format!("{to} votes for {}{unsaved}", cast(*slot, vote))
        }
        other => format!("{to} answers {}", Said::from(other)),
    }
}

/// What a leader makes of an answer.
fn led(
    roster: &Roster,
    to: &str,
    from: &str,
    msg: &LogMessage,
    was: &LogLeader,
    is: &LogLeader,
) -> String {
    let new = proposed(to, was, is);
    match msg {
        LogMessage::Promise { ballot, votes } => {
            let votes = votes_text(votes, "a vote", "votes");
            let counts = format!("{to} counts the promise of {from} for {ballot}, with {votes}");
            if !is.leads() {
                let (have, all) = (is.promised_by().len(), roster.quorums().acceptors());
                return format!("{counts}; it holds {have} of {all}");
            }
            format!("{counts}; that is a quorum{new}")
        }
        LogMessage::Accepted { slot, vote } => {
            let heard = format!("{to} hears that {from} voted for {}", cast(*slot, vote));
            let knows = |leader: &LogLeader| {
                leader.chosen().is_some_and(|chosen| chosen.learned(*slot).is_some())
            };
            let chosen = if knows(is) && !knows(was) { ", so it is chosen" } else { "" };
            format!("{heard}{chosen}{new}")
        }
        msg => format!("{to} receives {} from {from}", Said::from(msg)),
    }
}

/// Votes in words, with what one of them is called, or several.
fn votes_text(votes: &Votes, one: &str, several: &str) -> String {
    let casts: Vec<String> = votes.iter().map(|(slot, vote)| cast(*slot, vote)).collect();
    match &casts[..] {
        [] => "no vote".to_string(),
        [vote] => format!("{one} for {vote}"),
        votes => format!("{several} for {}", votes.join(" and ")),
    }
}

/// What a leader newly proposes, and why.
fn proposed(to: &str, was: &LogLeader, is: &LogLeader) -> String {
    let known = if is.ballot() == was.ballot() { was.proposed().count() } else { 0 };
    let ballot = is.ballot();
    let said = |(slot, value): (Slot, &Value)| match value.is_no_op() {
        true => format!("a no-op in slot {slot}"),
        false => format!("{value} in slot {slot}"),
    };
    let new: Vec<String> = is.proposed().skip(known).map(said).collect();
    match new.is_empty() {
        true => String::new(),
        false => format!("; {to} proposes {} at {}", new.join(" and "), ballot_text(ballot)),
    }
}

/// What a learner hears.
fn heard(
    to: &str,
    from: &str,
    (slot, vote): (Slot, &Vote),
    was: &LogLearner,
    is: &LogLearner,
) -> String {
    let heard = format!("{to} hears that {from} voted for {}", cast(slot, vote));
    let learns = match (was.learned(slot), is.learned(slot)) {
        (None, Some(value)) => format!(", and learns {value}"),
        _ => return heard,
    };
    let applied: Vec<String> =
        is.applied()[was.applied().len()..].iter().map(ToString::to_string).collect();
    match &applied[..] {
        [] => format!("{heard}{learns}; it waits for slot {}", is.next()),
        slots => format!("{heard}{learns}; it carries out slot {}", slots.join(" and slot ")),
    }
}

/// What an actor remembers after a crash.
fn memory(after: &State) -> String {
    match after {
        State::Acceptor(LogAcceptor { promised: Some(promised), votes }) => {
            let votes = votes_text(votes, "its vote", "its votes");
            format!("remembering its promise of {promised} and {votes}")
        }
        State::Acceptor(_) | State::Learner(_) => "remembering nothing".to_string(),
        State::Leader(leader) => match leader.ballot() {
            None => "having begun no ballot".to_string(),
            Some(ballot) => format!("remembering that it began {ballot}"),
        },
    }
}

fn cast(slot: Slot, vote: &Vote) -> String {
    Cast::from(vote).in_slot(Some(slot)).to_string()
}

fn ballot_text(ballot: Option<Ballot>) -> String {
    ballot.map_or("none".into(), |ballot| ballot.to_string())
}
