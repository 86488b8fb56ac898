//! A commit in words, for data and for people.

use super::parties::Commit;
use super::state::CommitAction::{self, ChooseToAbort, Hear, Log, Prepare, Stop, Tell};
use super::state::{CommitState, Manager, Stopped};
use crate::model::message_set_log::LogAction::{self, Phase1a, Phase1b, Phase2a, Phase2b};
use crate::model::message_set_log::words::report;
use crate::model::story::{Act, Actor, Cast, View};
use crate::paxos::{AcceptorId, Ballot, LogMessage, Slot, Votes};
use std::fmt;

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Working => "working",
            Self::Prepared => "prepared",
            Self::Committed => "committed",
            Self::Aborted => "aborted",
        })
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manager(number) => write!(f, "manager {}", number + 1),
            Self::Acceptor(number) => write!(f, "acceptor {}", number + 1),
        }
    }
}

fn outcome(commits: bool) -> &'static str {
    if commits { "committed" } else { "aborted" }
}

fn acceptor(id: AcceptorId) -> String {
    format!("acceptor {id}")
}

/// The slot of a manager's decree.
fn slot(commit: &Commit, log: usize, slot: Slot) -> usize {
    commit.manager(log, slot) + 1
}

/// Which slot the ballots of a log are of, if they are not of all.
fn of_one(commit: &Commit, log: usize) -> String {
    if commit.is_apart() { format!(" in slot {}", log + 1) } else { String::new() }
}

/// An action by its stable name.
pub(super) fn act(commit: &Commit, action: &CommitAction) -> Act {
    let does = |actor: Option<String>, ballot: Option<Ballot>, does: String| Act::Does {
        actor,
        ballot: ballot.map(|ballot| ballot.to_string()),
        does,
    };
    let own = Some(commit.own_ballot());
    let manager = |number: &usize| Some(Stopped::Manager(*number).to_string());
    match action {
        Prepare(number) => does(manager(number), own, "prepare".to_string()),
        ChooseToAbort(number) => does(manager(number), own, "choose to abort".to_string()),
        Hear(number, commits) => {
            does(manager(number), None, format!("hear that it is {}", outcome(*commits)))
        }
        Tell(commits) => does(None, None, format!("tell that it is {}", outcome(*commits))),
        Stop(who) => does(Some(who.to_string()), None, "stop for ever".to_string()),
        Log(log, action) => match action {
            Phase1a(ballot) if commit.is_apart() => {
                does(None, Some(*ballot), format!("begin {ballot}{}", of_one(commit, *log)))
            }
            Phase1b(id, ballot) if commit.is_apart() => {
                let promise = format!("promise {ballot}{}", of_one(commit, *log));
                does(Some(acceptor(*id)), Some(*ballot), promise)
            }
            Phase1a(ballot) => Act::Phase1a { ballot: ballot.to_string() },
            Phase1b(id, ballot) => {
                Act::Phase1b { acceptor: acceptor(*id), ballot: ballot.to_string() }
            }
            Phase2a(at, ballot, value) => Act::Phase2a {
                ballot: ballot.to_string(),
                value: value.to_string(),
                slot: Some(slot(commit, *log, *at).to_string()),
            },
            Phase2b(id, at, ballot, value) => Act::Phase2b {
                acceptor: acceptor(*id),
                ballot: ballot.to_string(),
                value: value.to_string(),
                slot: Some(slot(commit, *log, *at).to_string()),
            },
        },
    }
}

/// An action in a few words.
pub(super) fn action(commit: &Commit, action: &CommitAction) -> String {
    let manager = |number: &usize| Stopped::Manager(*number);
    match action {
        Prepare(number) => format!("{} prepares", manager(number)),
        ChooseToAbort(number) => format!("{} chooses to abort", manager(number)),
        Hear(number, commits) => {
            format!("{} hears that the transaction is {}", manager(number), outcome(*commits))
        }
        Tell(commits) => format!("the transaction is told to be {}", outcome(*commits)),
        Stop(who) => format!("{who} stops for ever"),
        Log(log, action) => of_log(commit, *log, action),
    }
}

fn of_log(commit: &Commit, log: usize, action: &LogAction) -> String {
    match action {
        Phase1a(ballot) => format!("ballot {ballot} begins{}", of_one(commit, log)),
        Phase1b(id, ballot) => {
            format!("acceptor {id} receives prepare {ballot}{}", of_one(commit, log))
        }
        Phase2a(at, ballot, value) => {
            format!("{value} is proposed at {ballot} in slot {}", slot(commit, log, *at))
        }
        Phase2b(id, at, ballot, value) => {
            format!(
                "acceptor {id} votes for {value} at {ballot} in slot {}",
                slot(commit, log, *at)
            )
        }
    }
}

/// What an action means, by which it came to a state.
pub(super) fn sentence(commit: &Commit, action: &CommitAction, after: &CommitState) -> String {
    let Log(log, Phase1b(id, ballot)) = action else { return self::action(commit, action) };
    let promised = after.logs[*log].sent.iter().find_map(|(from, message)| match message {
        LogMessage::Promise { ballot: b, votes } if from == &Some(*id) && b == ballot => {
            Some(votes)
        }
        _ => None,
    });
    let votes = promised
        .into_iter()
        .flatten()
        .map(|(at, vote)| (Slot(slot(commit, *log, *at) as u64 - 1), vote.clone()));
    let report = report(&votes.collect::<Votes>());
    format!("acceptor {id} promises {ballot}{} {report}", of_one(commit, *log))
}

/// The managers and the acceptors of a state.
pub(super) fn actors(commit: &Commit, state: &CommitState) -> Vec<Actor> {
    let has_stopped = |who: Stopped| state.stopped.contains(&who);
    let managers = state.managers.iter().enumerate().map(|(number, manager)| {
        let who = Stopped::Manager(number);
        let is = manager.to_string();
        Actor {
            name: who.to_string(),
            state: View::Manager { is, noted: Vec::new(), stopped: has_stopped(who) },
        }
    });
    let acceptors = (0..commit.decree.quorums().acceptors()).map(|number| {
        let who = Stopped::Acceptor(number);
        let decrees =
            || state.logs.iter().enumerate().map(move |(log, s)| (log, &s.acceptors[number]));
        let votes = decrees().flat_map(|(log, acceptor)| {
            let votes = acceptor.votes.iter();
            votes.map(move |(at, vote)| (log, *at, vote))
        });
        let votes = votes.map(|(log, at, vote)| {
            let at = Slot(slot(commit, log, at) as u64 - 1);
            Cast::from(vote).in_slot(Some(at))
        });
        let promised = decrees().filter_map(|(_, acceptor)| acceptor.promised).max();
        let state = View::Voter {
            promised: promised.map(|ballot| ballot.to_string()),
            votes: votes.collect(),
            stopped: has_stopped(who),
        };
        Actor { name: who.to_string(), state }
    });
    managers.chain(acceptors).collect()
}
