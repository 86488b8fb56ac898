//! The steps of a network model in sentences.

use super::Subject;
use super::local::Local;
use super::system::{Action, Network, NetworkState};
use crate::actor::{Msg, Role, Roster, State, Timer};
use crate::model::story::{self, Act, Said, Step, Story, View};
use crate::paxos::{Acceptor, Ballot, Learner, Message, Proposer, Value, Vote};
use stateright::Model;
use stateright::actor::Id;

/// Tells a run of the model.
pub(super) fn story<A: Subject>(network: &Network<A>, actions: &[Action<A::Msg>]) -> Story {
    let roster = network.roster();
    let mut state = network.init_states().pop().expect("a network begins in one state");
    let view = |id: Id, local: &Local| story::Actor {
        name: roster.name(id),
        state: View::from(&local.state),
    };
    let start = roster.ids().zip(&state.actors).map(|(id, local)| view(id, local)).collect();
    let mut steps = Vec::new();
    for action in actions {
        let next = network
            .next_state(&state, action.clone())
            .unwrap_or_else(|| panic!("not a run of the model: {action:?} is not possible here"));
        let changed = roster.ids().zip(state.actors.iter().zip(&next.actors));
        steps.push(Step {
            action: act(roster, &network.processes, action),
            text: sentence(network, action, &state, &next),
            changed: changed
                .filter(|(_, (before, after))| before.state != after.state)
                .map(|(id, (_, after))| view(id, after))
                .collect(),
        });
        state = next;
    }
    Story { start, steps }
}

fn act<M: Clone + Into<Msg>>(roster: &Roster, processes: &[Vec<Id>], action: &Action<M>) -> Act {
    match action {
        Action::Deliver(envelope) => Act::Deliver {
            from: roster.name(envelope.from),
            to: roster.name(envelope.to),
            message: Said::from(&envelope.msg.clone().into()),
        },
        Action::Timeout(id, timer) => {
            Act::Timeout { actor: roster.name(*id), timer: timer_text(*timer).to_string() }
        }
        Action::Crash(process) => Act::Crash { actors: names(roster, &processes[*process]) },
    }
}

/// An action in a few words, for a list of what is possible.
pub(super) fn act_text<M: Clone + Into<Msg>>(
    roster: &Roster,
    processes: &[Vec<Id>],
    action: &Action<M>,
) -> String {
    match action {
        Action::Deliver(envelope) => {
            let message = message_text(envelope.msg.clone().into());
            format!("{} → {}: {message}", roster.name(envelope.from), roster.name(envelope.to))
        }
        Action::Timeout(id, timer) => format!("{}: {}", roster.name(*id), timer_text(*timer)),
        Action::Crash(process) => {
            format!("crash and restart: {}", names(roster, &processes[*process]).join(", "))
        }
    }
}

/// A message in a few words.
pub(super) fn message_text(msg: Msg) -> String {
    match msg {
        Msg::Paxos(Message::Prepare { ballot }) => format!("prepare {ballot}"),
        Msg::Paxos(Message::Promise { ballot, vote: None }) => {
            format!("promise {ballot}, no vote")
        }
        Msg::Paxos(Message::Promise { ballot, vote: Some(vote) }) => {
            format!("promise {ballot}, vote {}", story::vote_text(&vote))
        }
        Msg::Paxos(Message::Accept { ballot, value }) => {
            format!("accept {value} at {ballot}")
        }
        Msg::Paxos(Message::Accepted(vote)) => {
            format!("accepted {}", story::vote_text(&vote))
        }
        Msg::Query => "query".to_string(),
    }
}

fn timer_text(timer: Timer) -> &'static str {
    match timer {
        Timer::NextBallot => "next ballot",
        Timer::Resend => "resend",
        Timer::CatchUp => "catch up",
    }
}

fn names(roster: &Roster, ids: &[Id]) -> Vec<String> {
    ids.iter().map(|id| roster.name(*id)).collect()
}

/// A step in a sentence.
pub(super) fn sentence<A: Subject>(
    network: &Network<A>,
    action: &Action<A::Msg>,
    before: &NetworkState<A::Msg>,
    after: &NetworkState<A::Msg>,
) -> String {
    let roster = network.roster();
    let both = |id: Id| (&*before.actors[usize::from(id)], &*after.actors[usize::from(id)]);
    match action {
        Action::Deliver(envelope) => {
            let (was, is) = both(envelope.to);
            let (to, from) = (roster.name(envelope.to), roster.name(envelope.from));
            delivery(roster, &to, &from, envelope.msg.clone().into(), &was.state, &is.state)
        }
        Action::Timeout(id, timer) => timeout(&roster.name(*id), *timer, &both(*id).1.state),
        Action::Crash(process) => {
            let ids = &network.processes[*process];
            let memories: Vec<_> = ids.iter().map(|id| memory(both(*id).1)).collect();
            let who = names(roster, ids).join(", ");
            let verb = if ids.len() == 1 { "crashes and restarts" } else { "crash and restart" };
            format!("{who} {verb}, {}", memories.join(" and "))
        }
    }
}

fn timeout(actor: &str, timer: Timer, after: &State) -> String {
    match (timer, after) {
        (Timer::NextBallot, State::Proposer(proposer)) => {
            format!("{actor} begins ballot {}", ballot_text(proposer.record().ballot))
        }
        (Timer::Resend, State::Proposer(proposer)) => {
            let what = if proposer.record().proposed.is_some() { "accept" } else { "prepare" };
            format!("{actor} sends its {what} of {} again", ballot_text(proposer.record().ballot))
        }
        _ => format!("{actor} asks the acceptors what it missed"),
    }
}

fn delivery(roster: &Roster, to: &str, from: &str, msg: Msg, was: &State, is: &State) -> String {
    match (msg, was, is) {
        (Msg::Paxos(Message::Prepare { ballot }), State::Acceptor(was), State::Acceptor(is)) => {
            promised(to, ballot, was, is)
        }
        (
            Msg::Paxos(Message::Promise { ballot, vote }),
            State::Proposer(was),
            State::Proposer(is),
        ) => counted(roster, to, from, ballot, vote.as_ref(), was, is),
        (Msg::Paxos(Message::Accept { ballot, value }), State::Acceptor(was), _) => {
            let vote = Vote { ballot, value };
            let verb = if was.has_voted(&vote) { "repeats its vote for" } else { "votes for" };
            format!("{to} {verb} {}", story::vote_text(&vote))
        }
        (Msg::Paxos(Message::Accepted(vote)), _, State::Learner(learner)) => {
            heard(to, from, &vote, learner)
        }
        (Msg::Query, State::Acceptor(acceptor), _) => {
            let vote = acceptor.voted.as_ref().map_or("none".into(), story::vote_text);
            format!("{to} repeats its last vote to {from}: {vote}")
        }
        (msg, ..) => format!("{to} receives {msg:?} from {from}"),
    }
}

fn promised(to: &str, ballot: Ballot, was: &Acceptor, is: &Acceptor) -> String {
    let again = if was == is { " again" } else { "" };
    format!("{}{again}", story::promise_text(to, ballot, is.voted.as_ref()))
}

fn counted(
    roster: &Roster,
    to: &str,
    from: &str,
    ballot: Ballot,
    vote: Option<&Vote>,
    was: &Proposer,
    is: &Proposer,
) -> String {
    let report =
        vote.map_or("no vote".into(), |vote| format!("a vote for {}", story::vote_text(vote)));
    let counted = format!("{to} counts the promise of {from} for {ballot}, with {report}");
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
fn memory(after: &Local) -> String {
    match &after.state {
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

/// How many crashes there may be, and of whom.
fn crashes<A: Subject>(network: &Network<A>) -> String {
    let of = |process: &usize| names(&network.roster, &network.processes[*process]).join(" with ");
    let mortal: Vec<_> = network.mortal.iter().map(of).collect();
    match (network.bounds.crashes, mortal.len() == network.processes.len()) {
        (0, _) => "no crashes".to_string(),
        (1, true) => "1 crash".to_string(),
        (n, true) => format!("{n} crashes"),
        (1, false) => format!("1 crash, of {}", mortal.join(" or ")),
        (n, false) => format!("{n} crashes, of {}", mortal.join(" or ")),
    }
}

/// The bounds of a model in words.
pub(super) fn bounds<A: Subject>(network: &Network<A>, wanted: &[Vec<Value>]) -> Vec<String> {
    let bounds = &network.bounds;
    let count = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let roles = |role: fn(&Role) -> bool| {
        network.roster.ids().filter_map(|id| network.roster.role(id)).filter(role).count() as u64
    };
    let mut words = vec![
        count(wanted.len() as u64, "proposer"),
        count(roles(|role| matches!(role, Role::Acceptor(_))), "acceptor"),
        count(roles(|role| matches!(role, Role::Learner(_))), "learner"),
        format!("{} each", count(bounds.ballots_per_proposer, "ballot")),
        if bounds.duplicate {
            "messages lost, delayed, reordered and duplicated".to_string()
        } else {
            "messages lost, delayed and reordered".to_string()
        },
        crashes(network),
        network.roster.quorums().to_string(),
    ];
    if network.processes.len() < network.roster.ids().count() {
        words.push(format!("{} processes", network.processes.len()));
    }
    if bounds.resends > 0 {
        words.push(count(u64::from(bounds.resends), "resend"));
    }
    words
}
