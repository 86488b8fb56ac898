//! What an actor has certainly said when it is in a local state.

use super::tables::Tables;

/// For each local state, the messages that the actor has sent on every way there.
pub(super) fn certainly_sent(tables: &Tables, actor: usize) -> Vec<Vec<usize>> {
    let table = &tables.actors[actor];
    let mut sent: Vec<Option<Vec<usize>>> = vec![None; table.locals()];
    sent[0] = Some(tables.at_first[actor].sent.clone());
    loop {
        let mut settled = true;
        for local in 0..table.locals() {
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
