//! Writes down what a node does.

use super::line::{
    Answers, Asks, ClientAt, Does, LOG_VERSION, Line, On, Runs, Seat, Sizes, Start, Step, Turn,
    Wish,
};
use super::message::Kept;
use super::names::{As, Party};
use super::sink::LogSink;
use crate::actor::{Process, Role, Roster};
use crate::node::cause::Cause;
use crate::node::mail::{Asker, Ticket};
use crate::node::standing::Known;
use crate::node::wire::{Answer, Question};
use crate::node::{Cluster, Decree, Member, NodeId, StoreError};
use crate::paxos::{Durable, Learner};
use stateright::actor::{Id, Out};
use std::sync::Arc;

/// Writes down what a node does, if that is wanted.
#[derive(Default)]
pub(in crate::node) struct AuditLog {
    open: Option<Open>,
}

struct Open {
    sink: Box<dyn LogSink>,
    roster: Arc<Roster>,
    /// What has not been handed to the sink.
    text: Vec<u8>,
    /// Lines of the turn that goes on, and turns before it.
    lines: u64,
    turns: u64,
}

impl AuditLog {
    /// A log that goes on here; none, where nobody wants one.
    pub(in crate::node) fn new(cluster: &Cluster, sink: Option<Box<dyn LogSink>>) -> Self {
        let open = sink.map(|sink| Open {
            sink,
            roster: cluster.roster().clone(),
            text: Vec::new(),
            lines: 0,
            turns: 0,
        });
        Self { open }
    }

    /// The node starts, with so many commits.
    pub(in crate::node) fn start(&mut self, cluster: &Cluster, node: NodeId, found: &Known) {
        let Some(open) = &mut self.open else { return };
        let quorums = cluster.sizes();
        let Known { incarnation, life, commits } = found;
        open.write(&Line::Start(Box::new(Start {
            version: LOG_VERSION,
            cluster: cluster.id().to_string(),
            quorums: Sizes { prepare: quorums.0, accept: quorums.1 },
            members: cluster.members().iter().map(seat).collect(),
            node,
            incarnation: incarnation.to_string(),
            start: life.start,
            random: As(life.random),
            commits: *commits,
        })));
    }

    /// An actor starts, from this state.
    pub(in crate::node) fn runs(
        &mut self,
        decree: &Decree,
        id: Id,
        process: &Process,
        from: Option<&Durable>,
    ) {
        let Some(open) = &mut self.open else { return };
        let (wants, first_round) = match process {
            Process::Proposer { wanted, first_round, .. } => {
                (Some(wanted.clone()), Some(*first_round))
            }
            Process::Acceptor { .. } | Process::Learner { .. } => (None, None),
        };
        let Some(actor) = open.role(id) else { return };
        let (decree, from) = (decree.clone(), from.map(Kept::from));
        open.add(&Line::Runs(Runs { decree, actor, from, wants, first_round }));
    }

    /// Why an actor is about to be run, as its step will say; none, where nobody wants to know.
    pub(in crate::node) fn note(&self, cause: &Cause) -> Option<On> {
        let open = self.open.as_ref()?;
        Some(match cause {
            Cause::Message(from, msg) => {
                let from = As(open.role(*from).map_or(Party::Client, |role| Party::Actor(role.0)));
                On::Message { from, says: msg.into() }
            }
            Cause::Timer(timer) => On::Timer(As(*timer)),
        })
    }

    /// An actor has done this, for the reason that was noted.
    pub(in crate::node) fn step(
        &mut self,
        decree: &Decree,
        id: Id,
        noted: Option<On>,
        out: &Out<Process>,
        learner: Option<&Learner>,
    ) {
        let (Some(open), Some(on)) = (&mut self.open, noted) else { return };
        let Some(actor) = open.role(id) else { return };
        let does = Does::of(&open.roster, out, learner);
        open.add(&Line::Step(Step { decree: decree.clone(), actor, on, does }));
    }

    /// An actor is stopped, or all of a decree are.
    pub(in crate::node) fn stops(&mut self, decree: &Decree, id: Option<Id>) {
        let Some(open) = &mut self.open else { return };
        let actor = id.and_then(|id| open.role(id));
        open.add(&Line::Stops { decree: decree.clone(), actor });
    }

    /// A client asks.
    pub(in crate::node) fn asks(&mut self, decree: &Decree, asker: Asker, question: &Question) {
        let Some(open) = &mut self.open else { return };
        let wish = match question {
            Question::Propose(value) => Wish::Propose(value.clone()),
            Question::Learn => Wish::Learn,
            Question::Peek => Wish::Peek,
            Question::Watch => Wish::Watch,
        };
        let (decree, client) = (decree.clone(), client(asker));
        open.add(&Line::Asks(Asks { decree, client, r#for: wish }));
    }

    /// A client is answered. What says nothing of what is chosen is not written down.
    pub(in crate::node) fn answers(&mut self, decree: &Decree, asker: Asker, answer: &Answer) {
        let Some(open) = &mut self.open else { return };
        let chosen = match answer {
            Answer::Chosen(value) => Some(value.clone()),
            Answer::NoneChosen => None,
            Answer::Unknown | Answer::Refused(_) | Answer::Listed(_) | Answer::Status(_) => return,
        };
        let (decree, client) = (decree.clone(), client(asker));
        open.add(&Line::Answers(Answers { decree, client, chosen }));
    }

    /// The turn ends, and is about to make this commit, if any. After an error nothing of it may be durable.
    pub(in crate::node) fn end_turn(&mut self, commit: Option<u64>) -> Result<(), StoreError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        if open.lines == 0 && commit.is_none() {
            return Ok(());
        }
        let (number, lines) = (open.turns, open.lines);
        open.write(&Line::Turn(Turn { number, lines, commit }));
        (open.turns, open.lines) = (number + 1, 0);
        open.hand_over()
    }

    /// The node ends.
    pub(in crate::node) fn end(&mut self) -> Result<(), StoreError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.write(&Line::End {});
        open.hand_over()
    }
}

impl Open {
    fn role(&self, id: Id) -> Option<As<Role>> {
        self.roster.role(id).map(As)
    }

    /// Adds a line to the turn.
    fn add(&mut self, line: &Line) {
        self.lines += 1;
        self.write(line);
    }

    fn write(&mut self, line: &Line) {
        serde_json::to_writer(&mut self.text, line).expect("it has names alone for keys");
        self.text.push(b'\n');
    }

    fn hand_over(&mut self) -> Result<(), StoreError> {
        self.sink.append(&self.text)?;
        self.text.clear();
        Ok(())
    }
}

fn seat(member: &Member) -> Seat {
    let actors = [
        member.proposer.map(Role::Proposer),
        member.acceptor.map(Role::Acceptor),
        member.learner.map(Role::Learner),
    ];
    Seat { node: member.id, actors: actors.into_iter().flatten().map(As).collect() }
}

fn client(asker: Asker) -> ClientAt {
    match asker {
        Asker::Client { client, address, request } => {
            let (key, address) = (Some(client.to_string()), Some(address));
            ClientAt { key, address, request: As(request) }
        }
        Asker::Local(Ticket(number)) => ClientAt { key: None, address: None, request: As(number) },
    }
}
