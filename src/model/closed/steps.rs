//! What can happen in a state of a closed system.

use super::rows::{NOTHING, note};
use super::state::Closed;
use super::tables::{ALONE, COUNTED};
use crate::model::packed::Step;

impl<const N: usize> Closed<N> {
    /// Steps of an actor that need no message.
    pub(super) fn alone(&self, state: &[u64; N], id: usize, found: &mut Vec<(Step, [u64; N])>) {
        let row = &self.actors[id].locals[self.local(state, id)];
        for (event, effect) in row.alone.iter().enumerate().filter(|(_, e)| **e != NOTHING) {
            let budgeted = COUNTED.contains(&event);
            let resends = self.layout.resends.get(state);
            if budgeted && resends == 0 {
                continue;
            }
            note(&row.happened, 1 << event);
            let mut next = *state;
            self.apply(&mut next, id, &self.effects[*effect as usize]);
            self.settle(&mut next);
            if next != *state {
                if budgeted {
                    self.layout.resends.set(&mut next, resends - 1);
                }
                found.push((self.alone_step(id, event), next));
            }
        }
    }

    /// Deliveries to an actor.
    pub(super) fn deliveries(
        &self,
        state: &[u64; N],
        id: usize,
        found: &mut Vec<(Step, [u64; N])>,
    ) {
        let actor = &self.actors[id];
        let local = self.local(state, id);
        let row = &actor.locals[local];
        let partitioned = self.is_partitioned(state);
        for (word, met) in actor.words.iter().zip(&row.met) {
            let arriving = state[*word] & self.passing(*word, partitioned);
            note(met, arriving & actor.inbox[*word]);
            let mut bits = arriving & row.heeded[*word];
            while bits != 0 {
                let at = bits.trailing_zeros();
                let message = self.message_at[word * 64 + at as usize];
                let field = self.layout.messages[message as usize];
                bits &= !(field.mask << field.shift);
                let in_box = self.tables.messages[message as usize].in_box;
                let effect = &self.effects[actor.deliver[local * actor.boxed + in_box] as usize];
                let mut next = *state;
                if !self.duplicates {
                    next[*word] -= 1 << field.shift;
                }
                self.apply(&mut next, id, effect);
                self.settle(&mut next);
                if next != *state {
                    found.push((Step(message), next));
                }
            }
        }
    }

    /// Crashes.
    pub(super) fn crashes(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        let left = self.layout.crashes.get(state);
        if left == 0 {
            return;
        }
        for (number, process) in self.mortal.iter().enumerate() {
            let mut next = *state;
            for id in process {
                let row = &self.actors[*id].locals[self.local(&next, *id)];
                if row.crash != NOTHING {
                    note(&row.happened, 1 << ALONE);
                    self.apply(&mut next, *id, &self.effects[row.crash as usize]);
                }
            }
            if next != *state {
                self.layout.crashes.set(&mut next, left - 1);
                self.settle(&mut next);
                found.push((self.crash_step(number), next));
            }
        }
    }

    /// What the network itself does: a partition heals, and messages are altered on their way.
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
            if !self.duplicates {
                next[field.word] -= 1 << field.shift;
            }
            if let Some(altered) = altered {
                let field = self.layout.messages[*altered];
                let copies = field.get(&next);
                field.set(&mut next, if self.duplicates { 1 } else { copies + 1 });
            }
            if next != *state {
                self.layout.alterations.set(&mut next, left - 1);
                found.push((self.outside_step(1 + number), next));
            }
        }
    }

    /// The step in which something happens to an actor without a message.
    fn alone_step(&self, id: usize, event: usize) -> Step {
        step(self.tables.messages.len() + id * ALONE + event)
    }

    /// The step in which one of those processes crashes that may.
    pub(super) fn crash_step(&self, mortal: usize) -> Step {
        step(self.tables.messages.len() + self.actors.len() * ALONE + mortal)
    }

    /// A step of the network: first that it heals, then the alterations.
    fn outside_step(&self, number: usize) -> Step {
        let before = self.tables.messages.len() + self.actors.len() * ALONE;
        step(before + self.mortal.len() + number)
    }
}

fn step(number: usize) -> Step {
    Step(u32::try_from(number).expect("under 2^32 steps"))
}
