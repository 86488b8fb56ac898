//! What a node remembers of the others.

use super::known::{Known, Life};
use super::verdict::{Doubt, note};
use crate::node::identity::NodeId;
use std::collections::{BTreeMap, BTreeSet};

/// Why what an actor of a member says is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::node) enum Unknown {
    /// Nothing is known of the member, or not of this life yet.
    Stranger,
    /// A later life of the member is known, or another of the same number.
    Outlived,
}

/// What has come of what a member says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::node) enum Noted {
    /// Nothing new.
    Nothing,
    /// That it is there at all: its directory. To be durable before it is told.
    Directory,
    /// A new start of its directory.
    Life,
}

/// The others, as far as they have introduced themselves.
#[derive(Debug, Default)]
pub(in crate::node) struct Peers {
    known: BTreeMap<NodeId, Known>,
    /// Of whom more is known than the store has.
    raised: BTreeSet<NodeId>,
}

impl Peers {
    /// Knows this from before.
    pub(in crate::node) fn recall(&mut self, peer: NodeId, known: Known) {
        self.known.insert(peer, known);
    }

    /// What is known of a member.
    pub(in crate::node) fn get(&self, peer: NodeId) -> Option<&Known> {
        self.known.get(&peer)
    }

    /// A member says this of itself. It is noted, unless something speaks against it.
    pub(in crate::node) fn note(&mut self, peer: NodeId, says: &Known) -> Result<Noted, Doubt> {
        let before = self.known.get(&peer).copied();
        let after = note(before.as_ref(), says)?;
        if before != Some(after) {
            self.known.insert(peer, after);
            self.raised.insert(peer);
        }
        Ok(match before {
            None => Noted::Directory,
            Some(before) if before.life != after.life => Noted::Life,
            Some(_) => Noted::Nothing,
        })
    }

    /// An actor of a member speaks, in this life, after so many commits. Only the life that has introduced
    /// itself last is heard; its count is remembered, and never falls.
    pub(in crate::node) fn hear(
        &mut self,
        peer: NodeId,
        life: Life,
        commits: u64,
    ) -> Result<(), Unknown> {
        let known = self.known.get_mut(&peer).ok_or(Unknown::Stranger)?;
        if known.life != life {
            let is_new = life.start > known.life.start;
            return Err(if is_new { Unknown::Stranger } else { Unknown::Outlived });
        }
        if known.commits < commits {
            known.commits = commits;
            self.raised.insert(peer);
        }
        Ok(())
    }

    /// What is known beyond what the store has, to be put into its next commit.
    pub(in crate::node) fn take_raised(&mut self) -> impl Iterator<Item = (NodeId, &Known)> {
        let raised = std::mem::take(&mut self.raised);
        raised.into_iter().filter_map(|peer| Some((peer, self.known.get(&peer)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::Incarnation;
    use super::*;

    const PEER: NodeId = NodeId(2);

    fn says(start: u64, commits: u64) -> Known {
        let life = Life { start, random: start + 1000 };
        Known { incarnation: Incarnation([1; 16]), life, commits }
    }

    fn raised(peers: &mut Peers) -> Vec<Known> {
        peers.take_raised().map(|(_, known)| *known).collect()
    }

    #[test]
    fn only_the_life_that_has_introduced_itself_last_is_heard() {
        let mut peers = Peers::default();
        let hear =
            |peers: &mut Peers, start, commits| peers.hear(PEER, says(start, 0).life, commits);
        assert_eq!(hear(&mut peers, 1, 9), Err(Unknown::Stranger));
        assert_eq!(peers.note(PEER, &says(5, 10)), Ok(Noted::Directory));
        assert_eq!(hear(&mut peers, 5, 20), Ok(()));
        assert_eq!(hear(&mut peers, 4, 90), Err(Unknown::Outlived));
        assert_eq!(hear(&mut peers, 6, 90), Err(Unknown::Stranger));
        let twin = Life { random: 3, ..says(5, 0).life };
        assert_eq!(peers.hear(PEER, twin, 90), Err(Unknown::Outlived));
        assert_eq!(peers.get(PEER), Some(&says(5, 20)), "and nothing else counts");
        assert_eq!(peers.note(PEER, &says(6, 20)), Ok(Noted::Life));
        assert_eq!(peers.note(PEER, &says(6, 20)), Ok(Noted::Nothing));
        assert_eq!(hear(&mut peers, 5, 90), Err(Unknown::Outlived));
    }

    #[test]
    fn what_is_newly_known_is_put_once_and_what_falls_is_not() {
        let mut peers = Peers::default();
        peers.recall(PEER, says(1, 10));
        assert_eq!(raised(&mut peers), [], "the store has it");
        peers.hear(PEER, says(1, 0).life, 30).unwrap();
        peers.hear(PEER, says(1, 0).life, 20).unwrap();
        assert_eq!(raised(&mut peers), [says(1, 30)]);
        assert_eq!(raised(&mut peers), []);
        assert!(peers.note(PEER, &says(2, 29)).is_err());
        assert_eq!(raised(&mut peers), [], "who is doubted is not noted");
    }
}
