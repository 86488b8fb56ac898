//! What happens to one actor, in a sentence.

use super::phrases::{alteration, names};
use crate::actor::{Msg, Roster, State, Timer};
use crate::model::network::fact::Fact;
use crate::model::network::local::{Event, Local, Reaction};
use crate::model::network::subject::{Subject, Whole};
use crate::model::network::system::{Action, Envelope, Network, NetworkState};
use crate::model::story::{self, View, message_text};
use crate::paxos::{Acceptor, Ballot, Learner, Message, Proposer, Value, Vote};
use stateright::actor::Id;
use std::collections::BTreeSet;

/// A step in a sentence.
pub(in crate::model::network) fn sentence<A: Subject>(
    network: &Network<A>,
    action: &Action,
    before: &NetworkState<A::State>,
    after: &NetworkState<A::State>,
) -> String {
    let roster = network.roster();
    let both = |id: Id| (&*before.actors[usize::from(id)], &*after.actors[usize::from(id)]);
    match action {
        Action::Deliver(envelope) => {
            let was = both(envelope.to).0;
            let event = Event::Message(envelope.from, envelope.msg.clone());
            let reaction = network.react(envelope.to, was, &event);
            delivered(roster, envelope, &before.facts, was, reaction.as_ref())
        }
        Action::Timeout(id, timer) => {
            let was = both(*id).0;
            let reaction = network.react(*id, was, &Event::Timeout(*timer));
            timeout(roster, *id, *timer, was, reaction.as_ref())
        }
        Action::Read(id) => {
            let read = both(*id).1.reads;
            format!("a client asks {}, in read {read}, whether a value is chosen", roster.name(*id))
        }
        Action::Sync(id) => format!("the disk of {} catches up", roster.name(*id)),
        Action::Crash(process) => {
            let ids = &network.processes[*process];
            let mut memories: Vec<_> = ids.iter().map(|id| memory(both(*id).1)).collect();
            memories.dedup();
            let who = names(roster, ids).join(", ");
            let verb = if ids.len() == 1 { "crashes and restarts" } else { "crash and restart" };
            format!("{who} {verb}, {}", memories.join(" and "))
        }
        Action::Heal => "the partition heals".to_string(),
        Action::Alter(envelope, altered) => alteration(roster, envelope, altered.as_ref()),
    }
}

/// What the reference would have done in the place of whoever takes this step, where that is something
/// else.
pub(super) fn reference<A: Subject>(
    network: &Network<A>,
    action: &Action,
    before: &NetworkState<A::State>,
) -> Option<String> {
    let roster = network.roster();
    let was = |id: Id| &*before.actors[usize::from(id)];
    let otherwise = |id: Id, event: &Event| {
        let reference = network.reference(id)?;
        let reference = was(id).of_reference().react(id, &reference, network.place(id), event);
        let actual = network.react(id, was(id), event);
        (!looks_alike(actual.as_ref(), reference.as_ref())).then_some(reference)
    };
    match action {
        Action::Deliver(envelope) => {
            let event = Event::Message(envelope.from, envelope.msg.clone());
            let reaction = otherwise(envelope.to, &event)?;
            let was = was(envelope.to).of_reference();
            Some(delivered(roster, envelope, &before.facts, &was, reaction.as_ref()))
        }
        Action::Timeout(id, timer) => {
            let reaction = otherwise(*id, &Event::Timeout(*timer))?;
            Some(timeout(roster, *id, *timer, &was(*id).of_reference(), reaction.as_ref()))
        }
        Action::Crash(process) => network.processes[*process].iter().find_map(|id| {
            let reaction = otherwise(*id, &Event::Crash)?;
            let after = reaction.map_or_else(|| was(*id).of_reference(), |reaction| reaction.local);
            Some(format!("{} restarts, {}", roster.name(*id), memory(&after)))
        }),
        Action::Alter(..) => Some("no message becomes another on its way".to_string()),
        Action::Read(_) | Action::Sync(_) | Action::Heal => None,
    }
}

/// Whether two actors, of which one may keep something beside the reference's state, do the same as far as
/// can be seen.
fn looks_alike<S: Whole>(one: Option<&Reaction<S>>, other: Option<&Reaction<State>>) -> bool {
    match (one, other) {
        (
            Some(Reaction { local: one, sent, .. }),
            Some(Reaction { local: other, sent: also, .. }),
        ) => {
            one.state() == other.state()
                && (&one.saved, &one.cached, sent) == (&other.saved, &other.cached, also)
        }
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// What comes of a message.
fn delivered<S: Whole>(
    roster: &Roster,
    envelope: &Envelope,
    facts: &BTreeSet<(Id, Fact)>,
    was: &Local<S>,
    reaction: Option<&Reaction<S>>,
) -> String {
    let (to, from) = (roster.name(envelope.to), roster.name(envelope.from));
    let Some(reaction) = reaction else { return ignored(&to, &envelope.msg, was.state()) };
    let local = was;
    let said = |vote: &Vote| facts.contains(&(envelope.to, Fact::Voted(vote.clone())));
    match (&envelope.msg, was.state(), reaction.local.state(), answer(was, reaction)) {
        (Msg::Paxos(_), State::Acceptor(was), State::Acceptor(is), Some(answer)) => {
            answered(&to, answer, was, is, said) + waits(local, reaction)
        }
        (Msg::Read { .. }, State::Acceptor(was), State::Acceptor(is), Some(answer)) => {
            answered(&to, answer, was, is, said)
        }
        (
            Msg::Query,
            State::Acceptor(_),
            State::Acceptor(_),
            Some(Msg::Paxos(Message::Promise { .. })),
        ) => format!("{to} tells {from} its record: {}", View::from(reaction.local.state())),
        (Msg::Query, State::Learner(_), State::Learner(_), Some(Msg::Learned { value })) => {
            format!("{to} tells {from} what it has learned: {value}")
        }
        // Where nobody learns, nobody is told of a vote.
        (
            Msg::Paxos(Message::Accept { ballot, value }),
            State::Acceptor(was),
            State::Acceptor(is),
            None,
        ) => {
            let vote = Vote { ballot: *ballot, value: value.clone() };
            answered(&to, Msg::Paxos(Message::Accepted(vote)), was, is, said)
        }
        (msg, was, is, _) => {
            delivery(roster, &to, &from, msg.clone(), was, is) + waits(local, reaction)
        }
    }
}

/// A message of which nobody takes notice.
fn ignored(to: &str, msg: &Msg, was: &State) -> String {
    let message = message_text(msg);
    let why = match was {
        State::Acceptor(Acceptor { promised: Some(promised), .. }) => {
            format!("it has promised {promised}")
        }
        State::Proposer(proposer) => match (&proposer.record().ballot, &proposer.record().proposed)
        {
            (Some(ballot), Some(value)) => format!("it has proposed {value} at {ballot}"),
            (Some(ballot), None) => format!("it has begun {ballot}"),
            (None, _) => "it has begun no ballot".to_string(),
        },
        State::Learner(learner) => match (learner.learned(), msg, learner.read()) {
            (Some(value), ..) => format!("it has learned {value}"),
            (None, Msg::Unvoted { .. }, Some((current, _))) => format!("it is in read {current}"),
            (None, Msg::Unvoted { .. }, None) => "it reads for nobody now".to_string(),
            (None, Msg::Query, _) => "it has learned nothing".to_string(),
            (None, ..) => "it knows that".to_string(),
        },
        State::Acceptor(_) => "it has promised nothing".to_string(),
    };
    format!("{to} ignores {message}: {why}")
}

/// That what an actor has to say waits for its disk, if it does.
fn waits<S: Whole>(was: &Local<S>, reaction: &Reaction<S>) -> &'static str {
    let is_new = reaction.sent.is_empty() && newly_waiting(was, &reaction.local).next().is_some();
    if is_new { ", and says so once that is on disk" } else { "" }
}

/// What waits for an actor's disk and did not wait before.
fn newly_waiting<'a, S>(was: &'a Local<S>, is: &'a Local<S>) -> impl Iterator<Item = &'a Msg> {
    let known = was.cached.iter().flat_map(|cached| &cached.waiting);
    let waiting = is.cached.iter().flat_map(|cached| &cached.waiting);
    waiting.filter(move |new| !known.clone().any(|old| old == *new)).map(|(_, msg)| msg)
}

fn timeout<S: Whole>(
    roster: &Roster,
    id: Id,
    timer: Timer,
    was: &Local<S>,
    reaction: Option<&Reaction<S>>,
) -> String {
    let actor = roster.name(id);
    let after = reaction.map_or(was.state(), |reaction| reaction.local.state());
    let asks =
        |id: Id| reaction.is_some_and(|reaction| reaction.sent.iter().any(|(to, _)| *to == id));
    let waits = reaction.map_or("", |reaction| waits(was, reaction));
    match (timer, after) {
        (Timer::NextBallot, State::Proposer(proposer)) => {
            let ballot = ballot_text(proposer.record().ballot);
            match &proposer.record().proposed {
                None => format!("{actor} begins ballot {ballot}{waits}"),
                Some(value) => {
                    format!("{actor} begins ballot {ballot} and proposes {value} at once{waits}")
                }
            }
        }
        (Timer::Resend, State::Proposer(proposer)) => {
            let what = if proposer.record().proposed.is_some() { "accept" } else { "prepare" };
            format!("{actor} sends its {what} of {} again", ballot_text(proposer.record().ballot))
        }
        _ if roster.learners().any(asks) => {
            format!("{actor} asks the acceptors and the other learners what it missed")
        }
        _ => format!("{actor} asks the acceptors what it missed"),
    }
}

fn delivery(roster: &Roster, to: &str, from: &str, msg: Msg, was: &State, is: &State) -> String {
    match (msg, was, is) {
        (
            Msg::Paxos(Message::Promise { ballot, vote }),
            State::Proposer(was),
            State::Proposer(is),
        ) => {
            let counts = format!("{to} counts the promise of {from} for {ballot}");
            counted(roster, to, &counts, ballot, vote.as_ref(), was, is)
        }
        (Msg::Paxos(Message::Accepted(vote)), _, State::Learner(learner)) => {
            heard(to, from, &vote, learner)
        }
        (Msg::Learned { value }, _, State::Learner(_)) => {
            format!("{to} learns {value} from {from}, which has learned it")
        }
        (Msg::Unvoted { number }, _, State::Learner(learner)) => {
            let heard =
                format!("{to} hears, in answer to read {number}, that {from} has not voted");
            match learner.found_nothing() {
                Some(_) => format!("{heard}: nothing was chosen when the client asked"),
                None => heard,
            }
        }
        (Msg::Refused { ballot, promised }, State::Proposer(was), State::Proposer(is)) => {
            let heard =
                format!("{to} hears that {from} has promised {promised} and refuses {ballot}");
            let hopeless = |proposer: &Proposer| proposer.is_hopeless(roster.quorums());
            if is.promised_by() != was.promised_by() || is.record() != was.record() {
                let takes = format!("{to} takes the refusal of {from} for a promise of {ballot}");
                return counted(roster, to, &takes, ballot, None, was, is);
            }
            match hopeless(is) && !hopeless(was) {
                true => format!("{heard}; too few are left, so it gives up {ballot}"),
                false => heard,
            }
        }
        (Msg::Paxos(Message::Promise { .. }), _, State::Acceptor(_)) => {
            format!("{to} takes over the record of {from}: {}", View::from(is))
        }
        (Msg::Query, State::Acceptor(acceptor), _) => {
            let vote = acceptor.voted.as_ref().map_or("none".into(), story::vote_text);
            format!("{to} repeats its last vote to {from}: {vote}")
        }
        (msg, ..) => format!("{to} receives {} from {from}", message_text(&msg)),
    }
}

/// What an actor answers to a message, or will when its disk has caught up.
fn answer<S: Whole>(was: &Local<S>, reaction: &Reaction<S>) -> Option<Msg> {
    let sent = reaction.sent.first().map(|(_, msg)| msg);
    sent.or_else(|| newly_waiting(was, &reaction.local).next()).cloned()
}

/// What an acceptor has said, and what it has noted beside that.
fn answered(
    to: &str,
    answer: Msg,
    was: &Acceptor,
    is: &Acceptor,
    said: impl Fn(&Vote) -> bool,
) -> String {
    let again = if was == is { " again" } else { "" };
    let (text, known) = match answer {
        Msg::Paxos(Message::Promise { ballot, vote }) => {
            let text = story::promise_text(to, ballot, vote.as_ref());
            (format!("{text}{again}"), was.voted.clone())
        }
        Msg::Paxos(Message::Accepted(vote)) => {
            let verb = if said(&vote) { "repeats its vote for" } else { "votes for" };
            (format!("{to} {verb} {}", story::vote_text(&vote)), Some(vote))
        }
        Msg::Unvoted { number } => {
            (format!("{to} answers read {number}: it has not voted"), was.voted.clone())
        }
        Msg::Refused { ballot, promised } => {
            (format!("{to} refuses {ballot}: it has promised {promised}"), was.voted.clone())
        }
        other => (format!("{to} answers {}", message_text(&other)), was.voted.clone()),
    };
    match &is.voted {
        voted if *voted == known => text,
        Some(vote) => format!("{text}; as its vote it notes {}", story::vote_text(vote)),
        None => format!("{text}; it notes no vote"),
    }
}

fn counted(
    roster: &Roster,
    to: &str,
    counts: &str,
    ballot: Ballot,
    vote: Option<&Vote>,
    was: &Proposer,
    is: &Proposer,
) -> String {
    let report =
        vote.map_or("no vote".into(), |vote| format!("a vote for {}", story::vote_text(vote)));
    let counted = format!("{counts}, with {report}");
    match &is.record().proposed {
        Some(value) if was.record().proposed.is_none() => {
            format!("{counted}; that is a quorum: {}", proposed(to, ballot, value, vote, was))
        }
        _ => {
            let (have, all) = (is.promised_by().len(), roster.quorums().acceptors());
            format!("{counted}; it holds {have} of {all}")
        }
    }
}

/// What the proposer proposes, and why.
fn proposed(
    to: &str,
    ballot: Ballot,
    value: &Value,
    last: Option<&Vote>,
    was: &Proposer,
) -> String {
    let reported: Vec<&Vote> = was.reported().chain(last).collect();
    let source = reported.iter().find(|vote| vote.value == *value);
    let why = match source {
        None if reported.is_empty() => "its own value, as nobody has voted".to_string(),
        None => "its own value, in spite of the votes reported".to_string(),
        Some(vote) => format!("adopted from the vote at {}", vote.ballot),
    };
    format!("{to} proposes {value} at {ballot}, {why}")
}

fn heard(to: &str, from: &str, vote: &Vote, learner: &Learner) -> String {
    let heard = format!("{to} hears that {from} voted for {}", story::vote_text(vote));
    learner.learned().map_or(heard.clone(), |value| format!("{heard}, and learns {value}"))
}

/// What an actor has found again after a crash.
fn memory<S: Whole>(after: &Local<S>) -> String {
    match after.state() {
        State::Acceptor(Acceptor { promised: None, .. }) | State::Learner(_) => {
            "remembering nothing".to_string()
        }
        State::Acceptor(acceptor) => format!(
            "remembering its promise of {} and {}",
            ballot_text(acceptor.promised),
            acceptor.voted.as_ref().map_or("no vote".into(), |vote| format!(
                "its vote for {}",
                story::vote_text(vote)
            ))
        ),
        State::Proposer(proposer) => match (&proposer.record().ballot, &proposer.record().proposed)
        {
            (None, _) => format!("having begun no ballot, and wants {}", proposer.wanted()),
            (Some(ballot), None) => {
                format!("remembering that it began {ballot}, and wants {}", proposer.wanted())
            }
            (Some(ballot), Some(value)) => format!(
                "remembering that it proposed {value} at {ballot}, and wants {}",
                proposer.wanted()
            ),
        },
    }
}

fn ballot_text(ballot: Option<Ballot>) -> String {
    ballot.map_or("none".into(), |ballot| ballot.to_string())
}
