//! What the network itself does: a partition heals, and messages are altered on their way.

use super::closed::Closed;
use super::system::Network;
use super::{Subject, system::Envelope};
use crate::actor::Msg;
use crate::model::packed::Step;
use crate::paxos::{Ballot, Message, ProposerId, Value, Vote};
use stateright::actor::Id;

/// What becomes of a message that is altered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alteration {
    /// It arrives as another message.
    #[default]
    Unnoticed,
    /// Whoever receives it sees that it was altered, and drops it.
    Noticed,
}

impl<A: Subject> Network<A> {
    /// Whether a partition keeps these two apart.
    pub(super) fn severs(&self, one: Id, other: Id) -> bool {
        let cut_off = self.bounds.partition.as_ref();
        cut_off.is_some_and(|side| side.contains(&one) != side.contains(&other))
    }

    /// All that a message can become on its way: another, or none at all.
    pub(super) fn altered(&self, envelope: &Envelope) -> Vec<Option<Envelope>> {
        match self.bounds.alteration {
            _ if self.bounds.alterations == 0 => Vec::new(),
            // That is loss, which a network that duplicates can always make up for, and does.
            Alteration::Noticed if self.bounds.duplicate => Vec::new(),
            Alteration::Noticed => vec![None],
            Alteration::Unnoticed => {
                let messages = self.others(&envelope.msg);
                messages.map(|msg| Some(Envelope { msg, ..envelope.clone() })).collect()
            }
        }
    }

    /// The messages that differ from this one in one ballot or one value, or in that they report no vote.
    fn others(&self, msg: &Msg) -> impl Iterator<Item = Msg> {
        let ballots = |ballot: &Ballot| {
            let ballot = *ballot;
            self.ballots().filter(move |other| *other != ballot)
        };
        let values = |value: &Value| {
            let value = value.clone();
            self.values().filter(move |other| *other != value)
        };
        let votes = |vote: &Vote| {
            let (same_value, same_ballot) = (vote.value.clone(), vote.ballot);
            let ballots = ballots(&vote.ballot);
            let ballots = ballots.map(move |ballot| Vote { ballot, value: same_value.clone() });
            ballots.chain(values(&vote.value).map(move |value| Vote { ballot: same_ballot, value }))
        };
        let messages: Vec<Message> = match msg {
            Msg::Query => Vec::new(),
            Msg::Paxos(Message::Prepare { ballot }) => {
                ballots(ballot).map(|ballot| Message::Prepare { ballot }).collect()
            }
            Msg::Paxos(Message::Promise { ballot, vote }) => {
                let promise = |ballot, vote| Message::Promise { ballot, vote };
                let others = ballots(ballot).map(|other| promise(other, vote.clone()));
                let reports = vote.iter().flat_map(|vote| votes(vote).map(Some).chain([None]));
                others.chain(reports.map(|report| promise(*ballot, report))).collect()
            }
            Msg::Paxos(Message::Accept { ballot, value }) => {
                let vote = Vote { ballot: *ballot, value: value.clone() };
                let accept = |Vote { ballot, value }| Message::Accept { ballot, value };
                votes(&vote).map(accept).collect()
            }
            Msg::Paxos(Message::Accepted(vote)) => votes(vote).map(Message::Accepted).collect(),
        };
        messages.into_iter().map(Msg::Paxos)
    }

    /// Every ballot that may begin.
    fn ballots(&self) -> impl Iterator<Item = Ballot> {
        let rounds = std::iter::zip(&self.first_rounds, &self.bounds.ballots);
        rounds.zip(0..).flat_map(|((first, ballots), proposer)| {
            let proposer = ProposerId(proposer);
            (*first..first + ballots).map(move |round| Ballot { round, proposer })
        })
    }

    /// Every value that somebody wants, each once.
    fn values(&self) -> impl Iterator<Item = Value> {
        let values: std::collections::BTreeSet<_> = self.wanted.iter().flatten().cloned().collect();
        values.into_iter()
    }
}

impl<const N: usize> Closed<N> {
    /// Steps of the network.
    pub(super) fn outside(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        if self.is_partitioned(state) && self.heals {
            let mut next = *state;
            self.layout.partitioned.set(&mut next, 0);
            found.push((self.outside_step(0), next));
        }
        let left = self.layout.alterations.get(state);
        for (number, (message, altered)) in self.tables.altered.iter().enumerate() {
            let field = self.layout.messages[*message];
            if left == 0 || field.get(state) == 0 {
                continue;
            }
            let mut next = *state;
            if !self.duplicate {
                next[field.word] -= 1 << field.shift;
            }
            if let Some(altered) = altered {
                let field = self.layout.messages[*altered];
                let copies = field.get(&next);
                field.set(&mut next, if self.duplicate { 1 } else { copies + 1 });
            }
            if next != *state {
                self.layout.alterations.set(&mut next, left - 1);
                found.push((self.outside_step(1 + number), next));
            }
        }
    }

    pub(super) fn is_partitioned(&self, state: &[u64; N]) -> bool {
        self.layout.partitioned.get(state) == 1
    }

    fn outside_step(&self, number: usize) -> Step {
        let before = self.tables.messages.len() + self.actors.len() * super::tables::ALONE;
        Step(u32::try_from(before + self.mortal.len() + number).expect("under 2^32 steps"))
    }
}
