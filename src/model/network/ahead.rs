//! What can still come: for a local state, all that an actor sends, and all facts about it, on any way
//! on from there through the closed tables.

use super::closed::Closed;
use super::layout::Layout;
use super::tables::ActorTable;
use crate::model::field::Field;

/// For each local state of an actor, the bits of messages and facts that its steps from there on can
/// set, with or without crashes.
pub(super) fn ahead<const N: usize>(
    table: &ActorTable,
    layout: &Layout,
    crashes: bool,
) -> Vec<[u64; N]> {
    let mut ahead = vec![[0; N]; table.locals.len()];
    loop {
        let mut settled = true;
        for local in (0..table.locals.len()).rev() {
            let mut here = ahead[local];
            for outcome in table.outcomes(local, crashes) {
                outcome.sent.iter().for_each(|message| mark(layout.messages[*message], &mut here));
                outcome.facts.iter().for_each(|fact| mark(layout.facts[*fact], &mut here));
                for (word, there) in here.iter_mut().zip(ahead[outcome.local]) {
                    *word |= there;
                }
            }
            settled &= here == ahead[local];
            ahead[local] = here;
        }
        if settled {
            return ahead;
        }
    }
}

/// Sets all bits of a field.
pub(super) fn mark<const N: usize>(field: Field, bits: &mut [u64; N]) {
    bits[field.word] |= field.mask << field.shift;
}

impl<const N: usize> Closed<N> {
    /// The messages and facts that somebody can still add to a state.
    pub(super) fn still_to_come(&self, state: &[u64; N]) -> [u64; N] {
        let crash = usize::from(self.layout.crashes.get(state) > 0);
        let mut bits = [0; N];
        for (id, actor) in self.actors.iter().enumerate() {
            let ahead = &actor.locals[self.local(state, id)].ahead[crash];
            for (bits, ahead) in bits.iter_mut().zip(ahead) {
                *bits |= ahead;
            }
        }
        bits
    }
}
