//! A reader's own questions: what each form of the language means, on histories made by hand; what is
//! refused, and how; what the reductions are told of a question, and that it is true of random runs.

#[path = "../support/mod.rs"]
mod support;

mod drawn;
mod meaning;
mod refused;
mod structure;

use std::borrow::Cow;
use synod::model::question::{Cast, Question};
use synod::paxos::{Ballot, Learner, ProposerId, Quorums, Value, Vote};
use synod::properties::{
    self, AcceptorHistory, Kind, LearnerHistory, ProposerHistory, Run, Sought,
};

const VALUES: [&str; 3] = ["8", "5", "at least"];

fn ballot(round: u64, proposer: u16) -> Ballot {
    Ballot { round, proposer: ProposerId(proposer) }
}

/// A ballot by its name, of proposers A and B.
fn named(name: &str) -> Ballot {
    let (round, letter) = name.split_once('.').expect("such as 1.A");
    ballot(round.parse().expect("a round"), u16::from(letter == "B"))
}

/// Three acceptors, proposers A and B with two ballots each, and two learners.
fn network() -> Cast {
    let own = |proposer| vec![ballot(1, proposer), ballot(2, proposer)];
    Cast {
        acceptors: 3,
        proposers: vec![own(0), own(1)],
        learners: 2,
        ballots: ["1.A", "1.B", "2.A", "2.B"].map(named).to_vec(),
        values: VALUES.map(Value::from).to_vec(),
        has_proposals: true,
    }
}

/// Three acceptors, and ballots that belong to nobody.
fn abstract_model() -> Cast {
    let ballots = ["1.A", "2.A"].map(named).to_vec();
    Cast { proposers: Vec::new(), learners: 0, ballots, ..network() }
}

fn always(text: &str) -> Question {
    read(Kind::Always, text)
}

#[track_caller]
fn read(kind: Kind, text: &str) -> Question {
    Question::new("a name", kind, text, &network()).unwrap_or_else(|mistake| panic!("{mistake}"))
}

/// What happened so far to the cast of a network.
#[derive(Clone, Debug)]
struct History {
    acceptors: Vec<AcceptorHistory>,
    proposers: Vec<ProposerHistory>,
    learners: Vec<LearnerHistory>,
}

fn nothing() -> History {
    History {
        acceptors: vec![AcceptorHistory::default(); 3],
        proposers: vec![ProposerHistory::default(); 2],
        learners: vec![LearnerHistory::default(); 2],
    }
}

fn vote(value: &str, ballot: &str) -> Vote {
    Vote { ballot: named(ballot), value: Value::from(value) }
}

impl History {
    /// An acceptor, counted from 1, votes.
    fn votes(mut self, acceptor: usize, value: &str, ballot: &str) -> Self {
        self.acceptors[acceptor - 1].votes.insert(vote(value, ballot));
        self
    }

    fn promises(mut self, acceptor: usize, ballot: &str) -> Self {
        self.acceptors[acceptor - 1].promised = Some(named(ballot));
        self
    }

    /// A proposer, A or B, begins a ballot.
    fn begins(mut self, proposer: &str, ballot: &str) -> Self {
        self.proposers[usize::from(proposer == "B")].begun = Some(named(ballot));
        self
    }

    fn proposes(mut self, proposer: &str, value: &str, ballot: &str) -> Self {
        self.proposers[usize::from(proposer == "B")].proposed.insert(vote(value, ballot));
        self
    }

    fn learns(mut self, learner: usize, value: &str) -> Self {
        self.learners[learner - 1].learned.insert(Value::from(value));
        self
    }

    fn with_history<T>(&self, look: impl FnOnce(&properties::History) -> T) -> T {
        let learner = |history: &LearnerHistory| (Cow::Owned(Learner::default()), history.clone());
        look(&properties::History::of(&Run {
            slot: None,
            quorums: &Quorums::majority(3).expect("three"),
            wanted: &[],
            acceptors: self.acceptors.clone(),
            proposers: self.proposers.clone(),
            learners: self.learners.iter().map(learner).collect(),
        }))
    }

    fn is_so(&self, text: &str) -> bool {
        self.with_history(|history| read(Kind::Sometimes, text).is_hit(history))
    }
}

/// A value when 8 and 5 have changed places.
fn exchanged(value: &Value) -> Value {
    match value.as_str() {
        "8" => Value::from("5"),
        "5" => Value::from("8"),
        _ => value.clone(),
    }
}
