//! What the network itself does: a partition heals, and messages are altered on their way.

use super::bounds::Alteration;
use super::subject::Subject;
use super::system::{Envelope, Network};
use crate::actor::Msg;
use crate::paxos::{Ballot, Message, ProposerId, Value, Vote};
use stateright::actor::Id;

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
                let messages = self.others(&envelope.msg).into_iter();
                messages.map(|msg| Some(Envelope { msg, ..envelope.clone() })).collect()
            }
        }
    }

    /// The messages that differ from this one in one ballot or one value, or in that they report no vote.
    fn others(&self, msg: &Msg) -> Vec<Msg> {
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
            Msg::Query | Msg::Read { .. } | Msg::Unvoted { .. } => Vec::new(),
            Msg::Refused { ballot, promised } => {
                let refused = |ballot, promised| Msg::Refused { ballot, promised };
                let ballots_of = ballots(ballot).map(|other| refused(other, *promised));
                let promises = ballots(promised).map(|other| refused(*ballot, other));
                return ballots_of.chain(promises).collect();
            }
            Msg::Learned { value } => {
                return values(value).map(|value| Msg::Learned { value }).collect();
            }
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
        messages.into_iter().map(Msg::Paxos).collect()
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
