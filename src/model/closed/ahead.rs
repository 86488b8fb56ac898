//! What can still come: for a local state, all that an actor sends, and all facts about it, on any way
//! on from there through the closed tables.

use super::layout::{Layout, mark};
use super::tables::ActorTable;

/// For each local state of an actor, the bits of messages and facts that its steps from there on can
/// set, with or without crashes.
pub(super) fn ahead<const N: usize>(
    table: &ActorTable,
    layout: &Layout,
    crashes: bool,
) -> Vec<[u64; N]> {
    let mut ahead = vec![[0; N]; table.locals()];
    loop {
        let mut settled = true;
        for local in (0..table.locals()).rev() {
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
