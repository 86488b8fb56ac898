//! Whom to ask what next.

use crate::node::decree::Decree;
use crate::node::identity::NodeId;
use std::collections::BTreeMap;
use std::time::Duration;

/// A question without an answer is asked again after so long.
const RETRY: Duration = Duration::from_millis(500);

/// How far the comparison with one member has come.
#[derive(Debug)]
struct Round {
    /// The name up to which both were compared; none, if it begins with the digest of all.
    after: Option<Decree>,
    /// Whether that was asked, and waits for its answer.
    is_asked: bool,
    due: Duration,
}

/// The comparisons with all others. Times are since the start of the node.
#[derive(Debug, Default)]
pub(in crate::node) struct Rounds(BTreeMap<NodeId, Round>);

impl Rounds {
    /// Comparisons with these, from then on.
    pub(in crate::node) fn new(others: impl IntoIterator<Item = NodeId>, due: Duration) -> Self {
        let round = |id| (id, Round { after: None, is_asked: false, due });
        Self(others.into_iter().map(round).collect())
    }

    /// When the next is due.
    pub(in crate::node) fn next(&self) -> Option<Duration> {
        self.0.values().map(|round| round.due).min()
    }

    /// Takes those that are due: whom to ask, and after which name.
    pub(in crate::node) fn take_due(&mut self, now: Duration) -> Vec<(NodeId, Option<Decree>)> {
        let due = self.0.iter_mut().filter(|(_, round)| round.due <= now);
        due.map(|(id, round)| {
            (round.is_asked, round.due) = (true, now + RETRY);
            (*id, round.after.clone())
        })
        .collect()
    }

    /// Whether a member is asked for what comes after this name.
    pub(in crate::node) fn is_asked(&self, id: NodeId, after: Option<&Decree>) -> bool {
        self.0.get(&id).is_some_and(|round| round.is_asked && round.after.as_ref() == after)
    }

    /// The comparison goes on there and then.
    pub(in crate::node) fn go_on(&mut self, id: NodeId, after: Option<Decree>, due: Duration) {
        if let Some(round) = self.0.get_mut(&id) {
            *round = Round { after, is_asked: false, due };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_asked_when_it_is_due_and_again_until_it_answers() {
        let seconds = Duration::from_secs;
        let (one, other) = (NodeId(2), NodeId(3));
        let mut rounds = Rounds::new([one, other], seconds(1));
        assert_eq!(rounds.take_due(Duration::ZERO), []);
        assert!(!rounds.is_asked(one, None));
        assert_eq!(rounds.take_due(seconds(1)), [(one, None), (other, None)]);
        let name: Decree = "b".parse().unwrap();
        assert!(rounds.is_asked(one, None) && !rounds.is_asked(one, Some(&name)));
        rounds.go_on(one, Some(name.clone()), seconds(9));
        assert!(
            !rounds.is_asked(one, Some(&name)),
            "an answer counts once, and this is not asked yet"
        );
        assert_eq!(rounds.next(), Some(seconds(1) + RETRY));
        assert_eq!(rounds.take_due(seconds(2)), [(other, None)], "it has not answered");
        assert_eq!(rounds.take_due(seconds(9)), [(one, Some(name.clone())), (other, None)]);
        assert!(rounds.is_asked(one, Some(&name)));
    }
}
