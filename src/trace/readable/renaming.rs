//! A run under other names.

use crate::model::story::{
    Act, Actor, Heard, LeaderView, LogLearnerView, Reading, Sent, Step, Story, View,
};
use std::collections::BTreeMap;

/// New names for acceptors.
#[derive(Clone, Debug)]
pub(super) struct Renaming(BTreeMap<String, String>);

/// How the names of acceptors begin; what follows is how others call them.
const ACCEPTOR: &str = "acceptor ";

impl Renaming {
    /// Each acceptor gets the name of the one whose number stands in its place.
    pub(super) fn of(acceptors: &[String], order: &[usize]) -> Self {
        let names = order.iter().map(|number| acceptors[*number].clone());
        Self(acceptors.iter().cloned().zip(names).collect())
    }

    fn name(&self, name: &str) -> String {
        self.0.get(name).map_or(name, String::as_str).to_string()
    }

    /// Acceptors by what others call them, in order.
    fn ids(&self, ids: &[String]) -> Vec<String> {
        let names = ids.iter().map(|id| self.name(&format!("{ACCEPTOR}{id}")));
        let ids = names.map(|name| name.trim_start_matches(ACCEPTOR).to_string());
        let mut ids: Vec<String> = ids.collect();
        ids.sort();
        ids
    }

    /// What happens, under the new names.
    pub(super) fn act(&self, act: &Act) -> Act {
        let mut act = act.clone();
        match &mut act {
            Act::Deliver { from, to, .. } | Act::Alter { from, to, .. } => {
                (*from, *to) = (self.name(from), self.name(to));
            }
            Act::Timeout { actor, .. } | Act::Read { actor } | Act::Sync { actor } => {
                *actor = self.name(actor);
            }
            Act::Crash { actors } => {
                for actor in actors.iter_mut() {
                    *actor = self.name(actor);
                }
                actors.sort();
            }
            Act::Phase1b { acceptor, .. }
            | Act::Phase2b { acceptor, .. }
            | Act::IncreaseMaxBal { acceptor, .. }
            | Act::Vote { acceptor, .. } => *acceptor = self.name(acceptor),
            Act::Does { actor, .. } => *actor = actor.as_ref().map(|actor| self.name(actor)),
            Act::Heal | Act::Phase1a { .. } | Act::Phase2a { .. } => {}
        }
        act
    }

    fn actor(&self, actor: &Actor) -> Actor {
        let mut state = actor.state.clone();
        match &mut state {
            View::Proposer { promised_by, refused_by, .. } => {
                *promised_by = self.ids(promised_by);
                *refused_by = self.ids(refused_by);
            }
            View::Learner { heard, read, .. } => {
                if let Some(Reading { unvoted, .. }) = read {
                    *unvoted = self.ids(unvoted);
                }
                self.heard(heard);
            }
            View::Leader(LeaderView { promised_by, .. }) => *promised_by = self.ids(promised_by),
            View::LogLearner(LogLearnerView { heard, .. }) => self.heard(heard),
            View::Acceptor { .. }
            | View::Voter { .. }
            | View::Manager { .. }
            | View::Server { .. } => {}
        }
        Actor { name: self.name(&actor.name), state }
    }

    fn heard(&self, heard: &mut [Heard]) {
        for Heard { voters, .. } in heard {
            *voters = self.ids(voters);
        }
    }

    fn sent(&self, sent: &Sent) -> Sent {
        let Sent { from, to, message } = sent;
        Sent { from: self.name(from), to: self.name(to), message: message.clone() }
    }

    /// Whether one run under the new names is another: the same is sent and changed in each step, and the same
    /// steps break a rule.
    pub(super) fn leads_to(&self, one: &Story, other: &Story) -> bool {
        let same_step = |(one, other): (&Step, &Step)| {
            one.reference.is_some() == other.reference.is_some()
                && same(one.sent.iter().map(|sent| self.sent(sent)), &other.sent)
                && same(one.changed.iter().map(|actor| self.actor(actor)), &other.changed)
        };
        one.steps.len() == other.steps.len() && one.steps.iter().zip(&other.steps).all(same_step)
    }
}

/// Whether two lists have the same members, whatever their order.
fn same<T: PartialEq>(one: impl Iterator<Item = T>, other: &[T]) -> bool {
    let one: Vec<T> = one.collect();
    one.len() == other.len() && one.iter().all(|member| other.contains(member))
}
