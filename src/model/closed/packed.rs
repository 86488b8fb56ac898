//! A closed system as searches see it.

use super::state::Closed;
use crate::model::columns::Columns;
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::packed::{About, Packed, Step};
use crate::properties::History;

impl<const N: usize> Closed<N> {
    /// The messages and facts that somebody can still add to a state.
    fn still_to_come(&self, state: &[u64; N]) -> [u64; N] {
        let crash = usize::from(self.may_crash(state));
        let mut bits = [0; N];
        for (id, actor) in self.actors.iter().enumerate() {
            let ahead = &actor.locals[self.local(state, id)].ahead[crash];
            for (bits, ahead) in bits.iter_mut().zip(ahead) {
                *bits |= ahead;
            }
        }
        bits
    }

    /// Appends the steps of the first actor to which nobody can send anything new, if these bits can
    /// still come; whether there is one that has any.
    fn first_alone(
        &self,
        state: &[u64; N],
        to_come: &[u64; N],
        found: &mut Vec<(Step, [u64; N])>,
    ) -> bool {
        let crash = self.may_crash(state);
        // Of a count of copies one bit stays free: where messages are used up, none counts as there.
        let mut absent = *to_come;
        for (absent, there) in absent.iter_mut().zip(state) {
            *absent &= !there;
        }
        for (id, actor) in self.actors.iter().enumerate() {
            let local = self.local(state, id);
            let keep = &actor.locals[local].keep[usize::from(crash)];
            let new = |word: &usize| absent[*word] & actor.inbox[*word] & keep[*word];
            if !actor.goes_first.may(crash, actor.words.iter().map(new)) {
                continue;
            }
            self.alone(state, id, found);
            self.deliveries(state, id, found);
            let moves_on = |next: &[u64; N]| actor.goes_first.moves_on(local, self.local(next, id));
            if !found.is_empty() && found.iter().all(|(_, next)| moves_on(next)) {
                return true;
            }
            found.clear();
        }
        false
    }
}

impl<const N: usize> Packed<N> for Closed<N> {
    fn initial(&self) -> [u64; N] {
        self.initial
    }

    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        for id in 0..self.actors.len() {
            self.alone(state, id, found);
        }
        for id in 0..self.actors.len() {
            self.deliveries(state, id, found);
        }
        self.crashes(state, found);
        self.outside(state, found);
    }

    fn persistent_set(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        if self.settled.is_none() && !self.reductions.persistent {
            return self.successors(state, found);
        }
        let to_come = self.still_to_come(state);
        if self.settled.as_ref().is_some_and(|settled| settled.is_settled(state, &to_come)) {
            return;
        }
        if !(self.reductions.persistent && self.first_alone(state, &to_come, found)) {
            self.successors(state, found);
        }
    }

    fn canonical(&self, state: &mut [u64; N]) {
        let (symmetry, locals) = (&self.symmetry, &self.layout.locals);
        for columns in &self.layout.columns {
            columns.sort(
                state,
                |state, acceptor| symmetry.compare(columns, locals, state, acceptor),
                |state, acceptor| symmetry.swap(columns, locals, state, acceptor),
            );
        }
    }

    fn orbit(&self, state: &[u64; N]) -> u64 {
        let of = |columns: &Columns| {
            columns.orders(state, |state, acceptor| {
                self.symmetry.compare(columns, &self.layout.locals, state, acceptor)
            })
        };
        self.layout.columns.iter().map(of).product()
    }

    fn glimpse(&self, state: &[u64; N], promises: bool) -> [u64; N] {
        let visible = &self.glimpses[usize::from(promises)];
        std::array::from_fn(|word| state[word] & visible[word])
    }

    fn with_histories(&self, state: &[u64; N], look: &mut dyn FnMut(&History, &[Step])) {
        let (locals, facts) = (self.locals(state), self.facts(state));
        self.told.with_runs(&locals, &facts, &mut |mut runs| match &self.observer {
            None => look(&History::of_slots(&runs), &[]),
            Some(observer) => {
                let run = runs.pop().expect("there is one decree where learners only observe");
                let sent = |message: usize| self.layout.messages[message].get(state) > 0;
                let crash = |id: usize| {
                    let mut mortal = self.mortal.iter();
                    let process = mortal.position(|p| self.may_crash(state) && p.contains(&id))?;
                    Some(self.crash_step(process))
                };
                observer.with_histories(run, &sent, &crash, look);
            }
        });
    }

    fn is_unobstructed(&self, state: &[u64; N]) -> bool {
        self.told.is_unobstructed(&self.locals(state))
    }

    fn abstract_glimpse(&self, state: &[u64; N]) -> [u64; N] {
        self.abstraction().of(state, &self.layout.locals)
    }

    fn abstracted(&self, glimpse: &[u64; N]) -> Vec<MessageSetState> {
        self.abstraction().states(glimpse)
    }

    fn decree(&self) -> Option<&MessageSet> {
        Some(self.told.decree())
    }

    fn about(&self) -> &dyn About {
        self
    }
}
