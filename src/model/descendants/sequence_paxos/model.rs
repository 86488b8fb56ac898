//! What can happen in Sequence Paxos.

use super::broken::Broken;
use super::rules::{RULES, Rules, adoptable};
use super::state::SequenceAction::{self, Adopt, Append, Begin, Promise, Vote};
use super::state::{Report, SequenceAcceptor, SequenceState};
use super::words;
use crate::model::descendants::bounds::Bounds;
use crate::model::question::Cast;
use crate::model::system::stateright_properties;
use crate::paxos::{AcceptorId, Ballot, Quorums, Value};
use stateright::Model;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Sequence Paxos within a bound.
#[derive(Clone, Debug)]
pub struct SequencePaxos {
    pub(super) bounds: Bounds,
    broken: Option<Broken>,
    pub(super) rules: Rules,
}

impl SequencePaxos {
    /// The system with these quorums, so many ballots, these values for each slot, and so many slots.
    pub fn new(quorums: Quorums, ballots: u64, values: Vec<Value>, slots: usize) -> Self {
        Self { bounds: Bounds::new(quorums, ballots, values, slots), broken: None, rules: RULES }
    }

    /// The same, with one rule broken; or with all as they are.
    #[must_use]
    pub fn with(self, broken: Option<Broken>) -> Self {
        Self { broken, rules: broken.map_or(RULES, Broken::rules), ..self }
    }

    /// Which rule is broken, if one is.
    pub fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// Whom and what a question can be about.
    pub fn cast(&self) -> Cast {
        self.bounds.cast()
    }

    /// All actions, whether or not they can be taken in some state.
    pub(super) fn all_actions(&self) -> Vec<SequenceAction> {
        let mut all = Vec::new();
        for ballot in self.bounds.ballots() {
            all.push(Begin(ballot));
            all.extend(self.bounds.acceptors().map(|id| Promise(id, ballot)));
            all.push(Adopt(ballot, None));
            for lower in self.bounds.ballots().take_while(|lower| *lower < ballot) {
                let reports = self.bounds.lengths().map(|entries| Some((lower, entries)));
                all.extend(reports.map(|report| Adopt(ballot, report)));
            }
            all.extend(self.bounds.values().iter().map(|value| Append(ballot, value.clone())));
            for id in self.bounds.acceptors() {
                all.extend(self.bounds.lengths().map(|entries| Vote(id, ballot, entries)));
            }
        }
        all
    }

    fn begin(state: &SequenceState, ballot: Ballot) -> Option<SequenceState> {
        (!state.ballots.contains_key(&ballot)).then(|| {
            let mut state = state.clone();
            state.ballots.insert(ballot, Arc::default());
            state
        })
    }

    fn promise(state: &SequenceState, id: AcceptorId, ballot: Ballot) -> Option<SequenceState> {
        let is_higher = state.acceptor(id).promised < Some(ballot);
        state.ballots.get(&ballot).filter(|_| is_higher)?;
        let mut state = state.clone();
        let report = state.acceptor(id).report();
        state.acceptor_mut(id).promised = Some(ballot);
        state.ballot_mut(ballot)?.promises.insert(id, report);
        Some(state)
    }

    fn adopt(
        &self,
        state: &SequenceState,
        ballot: Ballot,
        report: Report,
    ) -> Option<SequenceState> {
        let begun = state.ballots.get(&ballot).filter(|begun| begun.log.is_none())?;
        let mut shown = adoptable(&self.bounds.constants.quorums, &begun.promises).into_iter();
        shown.find(|(highest, _)| *highest == report)?;
        let log = match report {
            None => Vec::new(),
            Some((lower, entries)) => state.log(lower)?.1[..entries].to_vec(),
        };
        let mut state = state.clone();
        state.ballot_mut(ballot)?.log = Some((log.len(), log));
        Some(state)
    }

    fn append(&self, state: &SequenceState, ballot: Ballot, value: Value) -> Option<SequenceState> {
        state.log(ballot).filter(|(_, log)| log.len() < self.bounds.slots)?;
        let mut state = state.clone();
        let (_, log) = state.ballot_mut(ballot)?.log.as_mut()?;
        log.push(value);
        Some(state)
    }

    fn vote(
        &self,
        state: &SequenceState,
        id: AcceptorId,
        ballot: Ballot,
        entries: usize,
    ) -> Option<SequenceState> {
        let (adopted, log) = state.log(ballot)?;
        let allowed = (self.rules.shortest_vote)(*adopted)..=log.len();
        let SequenceAcceptor { promised, voted } = state.acceptor(id);
        let is_longer = voted.get(&ballot).is_none_or(|before| *before < entries);
        (*promised <= Some(ballot) && allowed.contains(&entries) && is_longer).then(|| {
            let mut state = state.clone();
            let acceptor = state.acceptor_mut(id);
            acceptor.promised = Some(ballot);
            acceptor.voted.insert(ballot, entries);
            state
        })
    }
}

impl Model for SequencePaxos {
    type State = SequenceState;
    type Action = SequenceAction;

    fn init_states(&self) -> Vec<Self::State> {
        let acceptors = self.bounds.acceptors().map(|_| Arc::default()).collect();
        vec![SequenceState { acceptors, ballots: BTreeMap::new() }]
    }

    fn actions(&self, _: &Self::State, actions: &mut Vec<Self::Action>) {
        actions.extend(self.all_actions());
    }

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
        match action {
            Begin(ballot) => Self::begin(last, ballot),
            Promise(id, ballot) => Self::promise(last, id, ballot),
            Adopt(ballot, report) => self.adopt(last, ballot, report),
            Append(ballot, value) => self.append(last, ballot, value),
            Vote(id, ballot, entries) => self.vote(last, id, ballot, entries),
        }
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        words::action(action)
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        self.next_state(last, action.clone()).map(|_| words::sentence(&self.bounds, last, &action))
    }
}
