//! Messages that will never be heeded again.
//!
//! A message is *stale* at a local state of its recipient if to deliver it changes nothing, there
//! and in every local state that can be reached from there. It is computed as the greatest set with
//! that property, over the closed tables. On a duplicating network an answer that is given again
//! also changes nothing, if it was certainly given before: it is in flight, or is stale itself.

use super::tables::{ActorTable, Entry, Outcome, Tables};

/// For an actor: for each local state, which messages of its box are stale there.
pub(super) type Stale = Vec<Vec<bool>>;

/// Computes what is stale at an actor, without and with a crash still to come, if there can be any.
pub(super) fn stale(tables: &Tables, actor: usize, duplicate: bool, crashes: bool) -> [Stale; 2] {
    let table = &tables.actors[actor];
    let said = duplicate.then(|| certainly_sent(tables, actor));
    let without = stale_if(table, said.as_deref(), false);
    let with = if crashes { stale_if(table, said.as_deref(), true) } else { without.clone() };
    [without, with]
}

fn stale_if(table: &ActorTable, said: Option<&[Vec<usize>]>, crashes: bool) -> Stale {
    let mut stale: Stale = (0..table.locals.len())
        .map(|local| {
            let entries = table.deliver[local].iter();
            entries.map(|entry| changes_nothing(local, entry, said)).collect()
        })
        .collect();
    loop {
        let mut settled = true;
        for local in (0..table.locals.len()).rev() {
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
            let Outcome { local: next, sent, facts } = &**outcome;
            let before = |message: &usize| said[local].binary_search(message).is_ok();
            *next == local && facts.is_empty() && sent.iter().all(before)
        }
        (Some(_), None) => false,
    }
}

/// For each local state, the messages that the actor has sent on every way there.
pub(super) fn certainly_sent(tables: &Tables, actor: usize) -> Vec<Vec<usize>> {
    let table = &tables.actors[actor];
    let mut sent: Vec<Option<Vec<usize>>> = vec![None; table.locals.len()];
    sent[0] = Some(tables.at_first[actor].sent.clone());
    loop {
        let mut settled = true;
        for local in 0..table.locals.len() {
            let Some(before) = sent[local].clone() else { continue };
            for outcome in table.outcomes(local, true) {
                let now = |message: &usize| {
                    before.binary_search(message).is_ok() || outcome.sent.contains(message)
                };
                let there = &mut sent[outcome.local];
                if let Some(messages) = there {
                    let many = messages.len();
                    messages.retain(now);
                    settled &= messages.len() == many;
                } else {
                    let mut messages = [&before[..], &outcome.sent].concat();
                    messages.sort_unstable();
                    messages.dedup();
                    *there = Some(messages);
                    settled = false;
                }
            }
        }
        if settled {
            return sent.into_iter().map(Option::unwrap_or_default).collect();
        }
    }
}
