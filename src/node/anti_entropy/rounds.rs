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
    /// The random number of the question that waits for its answer. It stays until it is answered.
    number: Option<u64>,
    due: Duration,
}

/// The comparisons with all others. Times are since the start of the node.
#[derive(Debug, Default)]
pub(in crate::node) struct Rounds(BTreeMap<NodeId, Round>);

impl Rounds {
    /// Comparisons with these, from then on.
    pub(in crate::node) fn new(others: impl IntoIterator<Item = NodeId>, due: Duration) -> Self {
        let round = |id| (id, Round { after: None, number: None, due });
        Self(others.into_iter().map(round).collect())
    }

    /// When the next is due.
    pub(in crate::node) fn next(&self) -> Option<Duration> {
        self.0.values().map(|round| round.due).min()
    }

    /// Takes those that are due: whom to ask, under which number, for which there is a new one, and after which name.
    pub(in crate::node) fn take_due(
        &mut self,
        now: Duration,
        mut new: impl FnMut() -> u64,
    ) -> Vec<(NodeId, u64, Option<Decree>)> {
        let due = self.0.iter_mut().filter(|(_, round)| round.due <= now);
        due.map(|(id, round)| {
            round.due = now + RETRY;
            (*id, *round.number.get_or_insert_with(&mut new), round.after.clone())
        })
        .collect()
    }

    /// Whether a member is asked this: an old answer that comes again counts for nothing.
    pub(in crate::node) fn is_asked(&self, id: NodeId, number: u64) -> bool {
        self.0.get(&id).is_some_and(|round| round.number == Some(number))
    }

    /// The comparison goes on there and then.
    pub(in crate::node) fn go_on(&mut self, id: NodeId, after: Option<Decree>, due: Duration) {
        if let Some(round) = self.0.get_mut(&id) {
            *round = Round { after, number: None, due };
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
        let mut numbers = 7..;
        let mut due = |rounds: &mut Rounds, now| {
            rounds.take_due(seconds(now), || numbers.next().expect("there is one"))
        };
        assert_eq!(due(&mut rounds, 0), []);
        assert_eq!(due(&mut rounds, 1), [(one, 7, None), (other, 8, None)]);
        assert!(rounds.is_asked(one, 7) && !rounds.is_asked(one, 8) && !rounds.is_asked(other, 7));
        let name: Decree = "b".parse().unwrap();
        rounds.go_on(one, Some(name.clone()), seconds(9));
        assert!(!rounds.is_asked(one, 7), "an answer counts once");
        assert_eq!(rounds.next(), Some(seconds(1) + RETRY));
        assert_eq!(due(&mut rounds, 2), [(other, 8, None)], "it has not answered");
        assert_eq!(due(&mut rounds, 9), [(one, 9, Some(name)), (other, 8, None)]);
        assert!(rounds.is_asked(one, 9));
    }
}
