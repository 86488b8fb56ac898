//! Messages that will never be heeded again.
//!
//! A message is *stale* at a local state of its recipient if to deliver it changes nothing, there
//! and in every local state that can be reached from there. It is computed as the greatest set with
//! that property, over the closed tables. On a duplicating network an answer that is given again
//! also changes nothing, if it was certainly given before: it is in flight, or is stale itself.

use crate::model::closed::layout::{Layout, mark};
use crate::model::closed::said::certainly_sent;
use crate::model::closed::tables::{ActorTable, Entry, Outcome, Tables};

/// For an actor: for each local state, which messages of its box are stale there.
type Stale = Vec<Vec<bool>>;

/// For each local state of an actor, the bits of a state that stay: all but those of stale messages, without
/// and with a crash still to come.
pub(in crate::model::closed) fn keep<const N: usize>(
    tables: &Tables,
    layout: &Layout,
    actor: usize,
    duplicates: bool,
    crashes: bool,
) -> Vec<[[u64; N]; 2]> {
    let table = &tables.actors[actor];
    let said = duplicates.then(|| certainly_sent(tables, actor));
    let without = stale(table, said.as_deref(), false);
    let with = if crashes { stale(table, said.as_deref(), true) } else { without.clone() };
    let kept = |stale: &[bool]| {
        let mut bits = [0; N];
        let all = table.inbox.iter().zip(stale).filter(|(_, stale)| **stale);
        all.for_each(|(message, _)| mark(layout.messages[*message], &mut bits));
        bits.map(|bits: u64| !bits)
    };
    std::iter::zip(&without, &with).map(|(without, with)| [kept(without), kept(with)]).collect()
}

fn stale(table: &ActorTable, said: Option<&[Vec<usize>]>, crashes: bool) -> Stale {
    let mut stale: Stale = (0..table.locals())
        .map(|local| {
            let entries = table.deliver[local].iter();
            entries.map(|entry| changes_nothing(local, entry, said)).collect()
        })
        .collect();
    loop {
        let mut settled = true;
        for local in (0..table.locals()).rev() {
            let mut here = std::mem::take(&mut stale[local]);
            for next in table.outcomes(local, crashes).map(|outcome| outcome.local) {
                if next != local {
                    for (here, there) in here.iter_mut().zip(&stale[next]) {
                        settled &= !*here || *there;
                        *here &= there;
                    }
                }
            }
            stale[local] = here;
        }
        if settled {
            return stale;
        }
    }
}

/// Whether it changes nothing to deliver a message in a local state.
fn changes_nothing(local: usize, entry: &Entry, said: Option<&[Vec<usize>]>) -> bool {
    match (&entry.outcome, said) {
        (None, _) => true,
        (Some(outcome), Some(said)) => {
            let Outcome { local: next, sent, facts, if_chosen } = &**outcome;
            let before = |message: &usize| said[local].binary_search(message).is_ok();
            *next == local && facts.is_empty() && if_chosen.is_empty() && sent.iter().all(before)
        }
        (Some(_), None) => false,
    }
}
