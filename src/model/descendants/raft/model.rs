//! What can happen in Raft.

use super::broken::Broken;
use super::rules::{RULES, Rules};
use super::state::RaftAction::{self, Acknowledge, Append, Stand, Support};
use super::state::{RaftState, Server, Term};
use super::words;
use crate::model::descendants::bounds::Bounds;
use crate::model::question::Cast;
use crate::model::system::stateright_properties;
use crate::paxos::{AcceptorId, AcceptorSet, Ballot, Quorums, Value, Vote};
use stateright::Model;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Raft within a bound.
#[derive(Clone, Debug)]
pub struct Raft {
    pub(super) bounds: Bounds,
    broken: Option<Broken>,
    pub(super) rules: Rules,
}

impl Raft {
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
    pub(super) fn all_actions(&self) -> Vec<RaftAction> {
        let mut all = Vec::new();
        for ballot in self.bounds.ballots() {
            all.extend(self.bounds.acceptors().map(|id| Stand(id, ballot)));
            all.extend(self.bounds.acceptors().map(|id| Support(id, ballot)));
            for id in self.bounds.acceptors() {
                let values = self.bounds.values().iter();
                all.extend(values.map(|value| Append(id, ballot, value.clone())));
                all.extend(self.bounds.lengths().map(|entries| Acknowledge(id, ballot, entries)));
            }
        }
        all
    }

    /// The candidate of a ballot, once a quorum supports it.
    pub(super) fn led<'a>(&self, state: &'a RaftState, ballot: Ballot) -> Option<&'a Term> {
        let term = state.terms.get(&ballot)?;
        let leads = self.bounds.constants.quorums.is_prepare_quorum(term.supporters);
        leads.then_some(term)
    }

    fn stand(state: &RaftState, id: AcceptorId, ballot: Ballot) -> Option<RaftState> {
        let is_free = !state.terms.contains_key(&ballot);
        (is_free && state.server(id).promised < Some(ballot)).then(|| {
            let mut state = state.clone();
            let log = state.server(id).log.clone();
            let term = Term { leader: id, supporters: AcceptorSet::from_iter([id]), log };
            state.terms.insert(ballot, Arc::new(term));
            state.server_mut(id).promised = Some(ballot);
            state
        })
    }

    fn support(&self, state: &RaftState, id: AcceptorId, ballot: Ballot) -> Option<RaftState> {
        let candidate = state.terms.get(&ballot)?.stood_with(ballot);
        let Server { promised, log, .. } = state.server(id);
        if *promised >= Some(ballot) || !(self.rules.is_up_to_date)(candidate, log) {
            return None;
        }
        let mut state = state.clone();
        state.server_mut(id).promised = Some(ballot);
        state.term_mut(ballot)?.supporters.insert(id);
        Some(state)
    }

    fn append(
        &self,
        state: &RaftState,
        id: AcceptorId,
        ballot: Ballot,
        value: Value,
    ) -> Option<RaftState> {
        let is_full = state.server(id).log.len() >= self.bounds.slots;
        if state.server(id).promised != Some(ballot) || is_full {
            return None;
        }
        self.led(state, ballot).filter(|term| term.leader == id)?;
        let mut state = state.clone();
        let leader = state.server_mut(id);
        leader.log.push(Vote { ballot, value });
        leader.acknowledged.insert(ballot, leader.log.len());
        let log = leader.log.clone();
        state.term_mut(ballot)?.log = log;
        Some(state)
    }

    fn acknowledge(
        &self,
        state: &RaftState,
        id: AcceptorId,
        ballot: Ballot,
        entries: usize,
    ) -> Option<RaftState> {
        let server = state.server(id);
        let term = state.terms.get(&ballot).filter(|_| server.promised <= Some(ballot))?;
        let entry = term.log.get(entries.checked_sub(1)?)?;
        let is_it = server.log.get(entries - 1).is_some_and(|own| own.ballot == entry.ballot);
        let before = server.acknowledged.get(&ballot).copied().unwrap_or_default();
        let changes = !is_it || entries > before || server.promised < Some(ballot);
        let is_whole = id != term.leader || entries == term.log.len();
        let may = changes && is_whole && (self.rules.fits)(&server.log, &term.log, entries - 1);
        self.led(state, ballot).filter(|_| may)?;
        let mut next = state.clone();
        let server = next.server_mut(id);
        server.promised = Some(ballot);
        server.acknowledged.insert(ballot, entries.max(before));
        if !is_it {
            server.log.truncate(entries - 1);
            server.log.push(entry.clone());
        }
        Some(next)
    }
}

impl Model for Raft {
    type State = RaftState;
    type Action = RaftAction;

    fn init_states(&self) -> Vec<Self::State> {
        let servers = self.bounds.acceptors().map(|_| Arc::default()).collect();
        vec![RaftState { servers, terms: BTreeMap::new() }]
    }

    fn actions(&self, _: &Self::State, actions: &mut Vec<Self::Action>) {
        actions.extend(self.all_actions());
    }

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
        match action {
            Stand(id, ballot) => Self::stand(last, id, ballot),
            Support(id, ballot) => self.support(last, id, ballot),
            Append(id, ballot, value) => self.append(last, id, ballot, value),
            Acknowledge(id, ballot, entries) => self.acknowledge(last, id, ballot, entries),
        }
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        words::action(action)
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        self.next_state(last, action.clone()).map(|_| words::sentence(&self.rules, last, &action))
    }
}
