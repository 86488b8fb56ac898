//! What a model says of a run beside its steps.

use super::format::Trace;
use super::steps::{Departure, take};
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::Cast;
use crate::paxos::{Slot, Value, Vote};
use crate::properties::{History, Run};
use std::collections::BTreeSet;

/// What a model says of a run beside its steps.
pub(super) struct Setting {
    /// All values that somebody wants, in the order of the model, and behind them a no-op, if one can be proposed.
    pub(super) values: Vec<String>,
    /// For each decree, the votes by which a value is chosen in the end, and the names of those who cast them.
    pub(super) chosen: Vec<Vec<(Cast, Vec<String>)>>,
    /// For each step, the votes that are cast in it, and by whom, in whatever decree.
    pub(super) votes: Vec<Vec<(String, Cast)>>,
}

impl Setting {
    /// Asks a model about a run of it.
    ///
    /// # Errors
    /// At the first step that the actors do not take.
    pub(super) fn of(trace: &Trace, file: &ModelFile) -> Result<Self, Departure> {
        file.visit(Ask(trace))
    }

    /// Two quorums that chose different values in a decree, or one quorum, or none.
    pub(super) fn quorums(&self) -> Vec<&(Cast, Vec<String>)> {
        let decrees = self.chosen.iter().filter_map(|chosen| {
            let one = chosen.first()?;
            let other = chosen.iter().find(|(cast, _)| cast.value != one.0.value);
            Some(std::iter::once(one).chain(other).collect::<Vec<_>>())
        });
        let decrees: Vec<_> = decrees.collect();
        let two = decrees.iter().find(|quorums| quorums.len() > 1);
        two.or(decrees.first()).cloned().unwrap_or_default()
    }
}

/// All votes: the slot, if there are several, the acceptor's name, and what it voted for.
fn votes(history: &History) -> BTreeSet<(Option<Slot>, String, Vote)> {
    let of_run = |(slot, run): (Option<Slot>, &Run)| {
        let all = run.acceptors.iter().zip(1..);
        let all = all
            .flat_map(|(acceptor, number)| acceptor.votes.iter().map(move |vote| (number, vote)));
        let all = all.map(|(number, vote)| (slot, format!("acceptor {number}"), vote.clone()));
        all.collect::<Vec<_>>()
    };
    history.slots().flat_map(of_run).collect()
}

/// What each proposer wants in each decree, each value once; no-ops, which nobody wants, come last.
fn values(history: &History) -> Vec<String> {
    let proposers = history.decrees.iter().map(|run| run.wanted.len()).max().unwrap_or_default();
    let of = |proposer| history.decrees.iter().filter_map(move |run| run.wanted.get(proposer));
    let all = (0..proposers).flat_map(of).flatten();
    let (no_ops, wanted): (Vec<&Value>, Vec<&Value>) = all.partition(|value| value.is_no_op());
    let mut values: Vec<String> = Vec::new();
    for value in wanted.into_iter().chain(no_ops).map(ToString::to_string) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

struct Ask<'a>(&'a Trace);

impl Visitor for Ask<'_> {
    type Output = Result<Setting, Departure>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let steps = self.0.story.steps.iter().map(|step| (&step.action, step.text.as_str()));
        let (states, _) = take(&system, steps)?;
        let last = states.last().expect("it begins in one state");
        let mut before = BTreeSet::new();
        let votes = states.iter().map(|state| {
            let after = system.with_history(state, votes);
            let cast = after.difference(&before);
            let cast = cast.map(|(at, name, vote)| (name.clone(), Cast::from(vote).in_slot(*at)));
            let cast: Vec<(String, Cast)> = cast.collect();
            before = after;
            cast
        });
        let votes = votes.skip(1).collect();
        Ok(system.with_history(last, |history| {
            let chosen = |(slot, run): (Option<Slot>, &Run)| {
                let chosen = run.chosen().map(|(vote, voters)| {
                    let names = voters.iter().map(|voter| format!("acceptor {voter}"));
                    (Cast::from(vote).in_slot(slot), names.collect())
                });
                chosen.collect()
            };
            Setting {
                values: values(history),
                chosen: history.slots().map(chosen).collect(),
                votes,
            }
        }))
    }
}
