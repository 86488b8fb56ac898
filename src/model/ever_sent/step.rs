//! A step: a request is sent, or an acceptor receives one.

use super::Sent;
use std::collections::BTreeSet;

/// What becomes of acceptors and messages when a leader sends a request, or this acceptor receives one and answers;
/// none, if nothing does.
pub(in crate::model) fn step<A: Clone + PartialEq, M: Clone + Ord>(
    acceptors: &[A],
    sent: &BTreeSet<Sent<M>>,
    (recipient, request): Sent<M>,
    receive: impl FnOnce(&mut A, M) -> Option<M>,
) -> Option<(Vec<A>, BTreeSet<Sent<M>>)> {
    let (changed, message) = match recipient {
        None => (None, (None, request)),
        Some(id) => {
            let before = &acceptors[usize::from(id.0)];
            let mut acceptor = before.clone();
            let answer = receive(&mut acceptor, request)?;
            let changed = (acceptor != *before).then_some((usize::from(id.0), acceptor));
            (changed, (recipient, answer))
        }
    };
    if changed.is_none() && sent.contains(&message) {
        return None;
    }
    let (mut acceptors, mut sent) = (acceptors.to_vec(), sent.clone());
    sent.insert(message);
    if let Some((id, acceptor)) = changed {
        acceptors[id] = acceptor;
    }
    Some((acceptors, sent))
}
