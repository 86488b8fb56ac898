//! What can happen in a commit.

use super::parties::{ABORTED, Commit, PREPARED, Promises};
use super::state::CommitAction::{self, ChooseToAbort, Hear, Log, Prepare, Stop, Tell};
use super::state::{CommitState, Manager, Stopped};
use super::words;
use crate::model::message_set_log::{LogAction, LogState};
use crate::model::system::stateright_properties;
use crate::paxos::{AcceptorSet, Ballot, LogAcceptor, LogMessage, Value, Votes};
use stateright::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Commit {
    /// All actions, whether or not they can be taken in some state.
    pub(super) fn all_actions(&self) -> Vec<CommitAction> {
        let mut all = Vec::new();
        for manager in 0..self.managers {
            all.extend([Prepare(manager), ChooseToAbort(manager)]);
            all.extend([true, false].map(|commits| Hear(manager, commits)));
        }
        for (log, slots) in self.slots().into_iter().enumerate() {
            for ballot in self.decree.ballots() {
                let begins = ballot != self.own_ballot();
                all.extend(begins.then_some(Log(log, LogAction::Phase1a(ballot))));
                for id in self.decree.acceptors().filter(|_| begins) {
                    all.push(Log(log, LogAction::Phase1b(id, ballot)));
                }
                for slot in &slots {
                    for value in self.decree.values() {
                        let propose = LogAction::Phase2a(*slot, ballot, value.clone());
                        all.extend(begins.then_some(Log(log, propose)));
                        all.extend(self.decree.acceptors().map(|id| {
                            Log(log, LogAction::Phase2b(id, *slot, ballot, value.clone()))
                        }));
                    }
                }
            }
        }
        all.extend([Tell(true), Tell(false)]);
        all.extend(self.everybody().filter(|_| self.stops > 0).map(Stop));
        all
    }

    /// Whether a value is chosen in the decree of a manager.
    fn is_chosen(&self, state: &CommitState, manager: usize, value: &str) -> bool {
        let (log, at) = self.place(manager);
        let mut voters: BTreeMap<Ballot, AcceptorSet> = BTreeMap::new();
        for (from, message) in &state.logs[log].sent {
            if let (Some(from), LogMessage::Accepted { slot, vote }) = (from, message)
                && *slot == at
                && vote.value.as_str() == value
            {
                voters.entry(vote.ballot).or_default().insert(*from);
            }
        }
        voters.values().any(|voters| self.decree.is_accept_quorum(*voters))
    }

    /// Whether what is chosen makes an outcome: the transaction is committed if all have prepared it, and aborted if
    /// one is taken for not having.
    fn is_decided(&self, state: &CommitState, commits: bool) -> bool {
        let mut managers = 0..self.managers;
        match commits {
            true => managers.all(|manager| self.is_chosen(state, manager, PREPARED)),
            false => managers.any(|manager| self.is_chosen(state, manager, ABORTED)),
        }
    }

    /// A manager that works comes to this, and proposes so.
    fn vote(&self, last: &CommitState, manager: usize, to: Manager) -> Option<CommitState> {
        (last.managers[manager] == Manager::Working).then(|| {
            let (log, slot) = self.place(manager);
            let value = Value::from(if to == Manager::Prepared { PREPARED } else { ABORTED });
            let accept = LogMessage::Accept { slot, ballot: self.own_ballot(), value };
            let mut state = last.clone();
            state.managers[manager] = to;
            Arc::make_mut(&mut state.logs[log]).sent.insert((None, accept));
            state
        })
    }

    /// Who does something in an action that needs them running.
    fn doer(action: &CommitAction) -> Option<Stopped> {
        match action {
            Prepare(manager) | ChooseToAbort(manager) | Hear(manager, _) => {
                Some(Stopped::Manager(*manager))
            }
            Log(_, LogAction::Phase1b(id, _) | LogAction::Phase2b(id, ..)) => {
                Some(Stopped::Acceptor(id.0.into()))
            }
            Log(..) | Tell(_) | Stop(_) => None,
        }
    }
}

impl Model for Commit {
    type State = CommitState;
    type Action = CommitAction;

    fn init_states(&self) -> Vec<CommitState> {
        let promised = Some(self.own_ballot());
        let acceptor = LogAcceptor { promised, votes: Votes::new() };
        let acceptors = vec![acceptor; self.decree.quorums().acceptors()];
        let logs = match self.promises {
            Promises::Shared => 1,
            Promises::Apart => self.managers,
        };
        let log = Arc::new(LogState { acceptors, sent: BTreeSet::new() });
        vec![CommitState {
            managers: vec![Manager::default(); self.managers],
            logs: vec![log; logs],
            told: [false; 2],
            stopped: Vec::new(),
        }]
    }

    fn actions(&self, _: &CommitState, actions: &mut Vec<CommitAction>) {
        actions.extend(self.all_actions());
    }

    fn next_state(&self, last: &CommitState, action: CommitAction) -> Option<CommitState> {
        if Self::doer(&action).is_some_and(|doer| last.stopped.contains(&doer)) {
            return None;
        }
        let changed = |change: &dyn Fn(&mut CommitState)| {
            let mut state = last.clone();
            change(&mut state);
            (state != *last).then_some(state)
        };
        match action {
            Prepare(manager) => self.vote(last, manager, Manager::Prepared),
            ChooseToAbort(manager) => self.vote(last, manager, Manager::Aborted),
            Log(number, action) => {
                let log = &*last.logs[number];
                if !self.leaders.allows(log, &action) {
                    return None;
                }
                let log = self.leaders.next_state(log, action)?;
                let mut state = last.clone();
                state.logs[number] = Arc::new(log);
                Some(state)
            }
            Tell(commits) => {
                if !self.is_decided(last, commits) {
                    return None;
                }
                changed(&|state| state.told[usize::from(!commits)] = true)
            }
            Hear(manager, commits) => {
                if !last.told[usize::from(!commits)] {
                    return None;
                }
                let to = if commits { Manager::Committed } else { Manager::Aborted };
                changed(&|state| state.managers[manager] = to)
            }
            Stop(who) => {
                if last.stopped.contains(&who) || last.stopped.len() >= self.stops {
                    return None;
                }
                changed(&|state| {
                    state.stopped.push(who);
                    state.stopped.sort_unstable();
                })
            }
        }
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &CommitAction) -> String {
        words::action(self, action)
    }

    fn format_step(&self, last: &CommitState, action: CommitAction) -> Option<String> {
        let after = self.next_state(last, action.clone())?;
        Some(words::sentence(self, &action, &after))
    }
}
