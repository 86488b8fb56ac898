//! The leader of a log: one phase 1 for all slots, and phase 2 slot after slot.

use super::{Durable, LogLearner, Output};
use crate::paxos::{
    AcceptorId, AcceptorSet, Ballot, LogMessage, Proposer, ProposerId, ProposerRecord, Quorums,
    Slot, Value, Vote, Votes, bound,
};
use std::collections::BTreeMap;

/// A proposer of a log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogLeader {
    id: ProposerId,
    /// The last ballot that it began; durable before the prepare.
    ballot: Option<Ballot>,
    phase: Phase,
}

/// Where a leader is in its ballot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Phase {
    /// It has begun no ballot since it started: the last one, if there was one, is given up, since it no longer knows
    /// for whom it asked.
    Idle,
    /// In phase 1: who has promised the ballot, and what each reported.
    Preparing(BTreeMap<AcceptorId, Votes>),
    /// In phase 2.
    Leading {
        /// What it must still propose, up to the last slot of which a vote was reported. Beyond it is free.
        bound: BTreeMap<Slot, Value>,
        /// What it has proposed, from the first slot on.
        proposed: BTreeMap<Slot, Value>,
        /// What it knows to be chosen.
        chosen: LogLearner,
    },
}

impl LogLeader {
    /// A leader that has begun this ballot last, before a restart; none, if it has never begun one.
    pub fn new(id: ProposerId, ballot: Option<Ballot>) -> Self {
        Self { id, ballot, phase: Phase::Idle }
    }

    /// Phase 1a, for all slots, in the next ballot. What it had found out in the one before it finds out again: its
    /// proposals are made anew from the first slot on, so that whoever missed a vote hears of one.
    pub fn prepare(&mut self) -> Output {
        self.begin(self.next_ballot())
    }

    /// Begins this ballot.
    pub fn begin(&mut self, ballot: Ballot) -> Output {
        self.ballot = Some(ballot);
        self.phase = Phase::Preparing(BTreeMap::new());
        Output::saved(Durable::Leader(ballot), LogMessage::Prepare { ballot })
    }

    /// An acceptor has promised a ballot, and reports its votes. If that makes a quorum, the leader leads: it knows
    /// then what it is [`bound`] to propose.
    pub fn on_promise(
        &mut self,
        from: AcceptorId,
        ballot: Ballot,
        votes: Votes,
        quorums: &Quorums,
    ) {
        if !self.counts(ballot) {
            return;
        }
        self.record_promise(from, votes);
        if quorums.is_prepare_quorum(self.promised_by()) {
            let bound = bound(&self.reports());
            self.lead(bound);
        }
    }

    /// Whether a promise for this ballot still counts.
    pub fn counts(&self, ballot: Ballot) -> bool {
        self.ballot == Some(ballot) && matches!(self.phase, Phase::Preparing(_))
    }

    /// Notes that an acceptor has promised the current ballot.
    pub fn record_promise(&mut self, from: AcceptorId, votes: Votes) {
        if let Phase::Preparing(promises) = &mut self.phase {
            promises.insert(from, votes);
        }
    }

    /// Leads, and so closes phase 1: with this it is bound to begin.
    pub fn lead(&mut self, bound: BTreeMap<Slot, Value>) {
        let (proposed, chosen) = (BTreeMap::new(), LogLearner::default());
        self.phase = Phase::Leading { bound, proposed, chosen };
    }

    /// An acceptor has cast a vote in a slot: as a learner it finds out what is chosen.
    pub fn on_accepted(&mut self, from: AcceptorId, slot: Slot, vote: Vote, quorums: &Quorums) {
        if let Phase::Leading { chosen, .. } = &mut self.phase {
            chosen.on_accepted(from, slot, vote, quorums);
        }
    }

    /// Phase 2a, in the next slot, if its turn has come: what it is bound to propose there, and else what its clients
    /// want in this slot. None, if it does not lead, if nobody wants anything, or if the slot is not in the window: of
    /// so many slots from the first on of which it does not know that it is chosen.
    pub fn propose_next(&mut self, wanted: &[Value], window: u64) -> Option<Output> {
        let ballot = self.ballot?;
        let Phase::Leading { bound, proposed, chosen } = &mut self.phase else { return None };
        let slot = Slot(proposed.len() as u64);
        if slot.0 >= chosen.next().0 + window {
            return None;
        }
        let own = || wanted.get(usize::try_from(slot.0).ok()?);
        let value = bound.remove(&slot).or_else(|| own().cloned())?;
        proposed.insert(slot, value.clone());
        Some(Output::unsaved(LogMessage::Accept { slot, ballot, value }))
    }

    /// The ballot that the next prepare will use, which is that of a proposer of one decree.
    pub fn next_ballot(&self) -> Ballot {
        let record = ProposerRecord { ballot: self.ballot, proposed: None };
        Proposer::restored(self.id, Value::no_op(), record).next_ballot()
    }

    /// The last ballot that it began.
    pub fn ballot(&self) -> Option<Ballot> {
        self.ballot
    }

    /// Whether it leads in its ballot.
    pub fn leads(&self) -> bool {
        matches!(self.phase, Phase::Leading { .. })
    }

    /// Whether it has begun no ballot since it started: if it began one before, that one is given up.
    pub fn is_idle(&self) -> bool {
        self.phase == Phase::Idle
    }

    /// The promises that it holds in phase 1.
    pub fn promises(&self) -> impl Iterator<Item = (AcceptorId, &Votes)> {
        let promises = match &self.phase {
            Phase::Preparing(promises) => Some(promises),
            Phase::Idle | Phase::Leading { .. } => None,
        };
        promises.into_iter().flatten().map(|(from, votes)| (*from, votes))
    }

    /// What these report.
    pub fn reports(&self) -> Vec<&Votes> {
        self.promises().map(|(_, votes)| votes).collect()
    }

    /// Whose promises it holds in phase 1.
    pub fn promised_by(&self) -> AcceptorSet {
        self.promises().map(|(from, _)| from).collect()
    }

    /// What it has proposed in its ballot, slot after slot.
    pub fn proposed(&self) -> impl Iterator<Item = (Slot, &Value)> {
        let proposed = match &self.phase {
            Phase::Leading { proposed, .. } => Some(proposed),
            Phase::Idle | Phase::Preparing(_) => None,
        };
        proposed.into_iter().flatten().map(|(slot, value)| (*slot, value))
    }

    /// What it is still bound to propose in its ballot.
    pub fn bound(&self) -> impl Iterator<Item = (Slot, &Value)> {
        let bound = match &self.phase {
            Phase::Leading { bound, .. } => Some(bound),
            Phase::Idle | Phase::Preparing(_) => None,
        };
        bound.into_iter().flatten().map(|(slot, value)| (*slot, value))
    }

    /// What it knows to be chosen, if it leads.
    pub fn chosen(&self) -> Option<&LogLearner> {
        match &self.phase {
            Phase::Leading { chosen, .. } => Some(chosen),
            Phase::Idle | Phase::Preparing(_) => None,
        }
    }
}
