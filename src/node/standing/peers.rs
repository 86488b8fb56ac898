//! What a node remembers of the others.

use super::known::{Known, Life, Says};
use super::verdict::{Doubt, doubt};
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

/// A member that has introduced itself.
#[derive(Debug)]
struct Peer {
    known: Known,
    /// The life that has asked last, with nothing to speak against it. It takes the place of the one before
    /// once it is known to have had its answer: a copy that somebody else refuses before never does.
    asks: Life,
}

/// The others, as far as they have introduced themselves.
#[derive(Debug, Default)]
pub(in crate::node) struct Peers {
    all: BTreeMap<NodeId, Peer>,
    /// Of whom more is known than the store has.
    raised: BTreeSet<NodeId>,
    /// Whether a life is newly known to have had an answer. That waits for no other commit.
    has_new_life: bool,
}

impl Peers {
    /// Knows this from before.
    pub(in crate::node) fn recall(&mut self, id: NodeId, known: Known) {
        self.all.insert(id, Peer { known, asks: known.life });
    }

    /// What is known of a member.
    pub(in crate::node) fn get(&self, id: NodeId) -> Option<&Known> {
        self.all.get(&id).map(|peer| &peer.known)
    }

    /// A member says this of itself, and asks. It is noted, unless something speaks against it.
    pub(in crate::node) fn note(&mut self, id: NodeId, says: &Says) -> Result<Noted, Doubt> {
        let Some(peer) = self.all.get_mut(&id) else {
            let known = Known { incarnation: says.incarnation, life: Life::default(), commits: 0 };
            self.all.insert(id, Peer { known, asks: says.life });
            self.raised.insert(id);
            return Ok(Noted::Directory);
        };
        if let Some(doubt) = doubt(&peer.known, says) {
            return Err(doubt);
        }
        if says.life.start < peer.asks.start {
            return Ok(Noted::Nothing);
        }
        let before = std::mem::replace(&mut peer.asks, says.life);
        if says.answered == says.life {
            self.hear_of(id, says.life, says.commits);
        }
        Ok(if before == says.life { Noted::Nothing } else { Noted::Life })
    }

    /// An actor of a member speaks, in this life, after so many commits. Only the life that has introduced
    /// itself last is heard; its count is remembered, and never falls. Actors speak to who has answered their
    /// node alone: so this life has had its answer.
    pub(in crate::node) fn hear(
        &mut self,
        id: NodeId,
        life: Life,
        commits: u64,
    ) -> Result<(), Unknown> {
        let peer = self.all.get(&id).ok_or(Unknown::Stranger)?;
        if life != peer.known.life && life != peer.asks {
            let is_new = life.start > peer.known.life.start;
            return Err(if is_new { Unknown::Stranger } else { Unknown::Outlived });
        }
        self.hear_of(id, life, commits);
        Ok(())
    }

    /// This life is known to have had an answer, and tells so many commits.
    fn hear_of(&mut self, id: NodeId, life: Life, commits: u64) {
        let Some(Peer { known, .. }) = self.all.get_mut(&id) else { return };
        let before = *known;
        *known = Known { life, commits: before.commits.max(commits), ..before };
        if *known != before {
            self.raised.insert(id);
        }
        self.has_new_life |= known.life != before.life;
    }

    /// Whether a life is known to have had an answer, and was not when this was asked last.
    pub(in crate::node) fn take_new_life(&mut self) -> bool {
        std::mem::take(&mut self.has_new_life)
    }

    /// What is known beyond what the store has, to be put into its next commit.
    pub(in crate::node) fn take_raised(&mut self) -> impl Iterator<Item = (NodeId, &Known)> {
        let raised = std::mem::take(&mut self.raised);
        raised.into_iter().filter_map(|id| Some((id, &self.all.get(&id)?.known)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::Incarnation;
    use super::*;

    const PEER: NodeId = NodeId(2);

    fn life(start: u64) -> Life {
        Life { start, random: start + 1000 }
    }

    /// One in this life, which was answered last in that one.
    fn says(start: u64, answered: u64, commits: u64) -> Says {
        let answered = if answered == 0 { Life::default() } else { life(answered) };
        Says { incarnation: Incarnation([1; 16]), life: life(start), answered, commits }
    }

    fn known(start: u64, commits: u64) -> Known {
        let Says { incarnation, life, .. } = says(start, 0, 0);
        Known { incarnation, life, commits }
    }

    fn raised(peers: &mut Peers) -> Vec<Known> {
        peers.take_raised().map(|(_, known)| *known).collect()
    }

    #[test]
    fn only_the_life_that_has_introduced_itself_last_is_heard() {
        let mut peers = Peers::default();
        let hear = |peers: &mut Peers, start, commits| peers.hear(PEER, life(start), commits);
        assert_eq!(hear(&mut peers, 1, 9), Err(Unknown::Stranger));
        assert_eq!(peers.note(PEER, &says(5, 0, 10)), Ok(Noted::Directory));
        assert_eq!(hear(&mut peers, 5, 20), Ok(()));
        assert_eq!(hear(&mut peers, 4, 90), Err(Unknown::Outlived));
        assert_eq!(hear(&mut peers, 6, 90), Err(Unknown::Stranger));
        let twin = Life { random: 3, ..life(5) };
        assert_eq!(peers.hear(PEER, twin, 90), Err(Unknown::Outlived));
        assert_eq!(peers.get(PEER), Some(&known(5, 20)), "and nothing else counts");
        assert_eq!(peers.note(PEER, &says(6, 5, 20)), Ok(Noted::Life));
        assert_eq!(peers.note(PEER, &says(6, 5, 20)), Ok(Noted::Nothing));
        assert_eq!(hear(&mut peers, 6, 20), Ok(()));
        assert_eq!(hear(&mut peers, 5, 90), Err(Unknown::Outlived));
    }

    #[test]
    fn a_life_takes_the_place_of_another_once_it_has_had_its_answer() {
        let mut peers = Peers::default();
        peers.recall(PEER, known(5, 20));
        assert_eq!(peers.note(PEER, &says(6, 5, 70)), Ok(Noted::Life));
        assert_eq!(peers.get(PEER), Some(&known(5, 20)), "nor does its count matter yet");
        // Perhaps that was a copy, and another member has refused it.
        assert_eq!(peers.hear(PEER, life(5), 30), Ok(()));
        assert_eq!(peers.get(PEER), Some(&known(5, 30)));
        assert_eq!(peers.note(PEER, &says(7, 5, 30)), Ok(Noted::Life));
        assert_eq!(peers.note(PEER, &says(6, 5, 70)), Ok(Noted::Nothing), "late");
        assert_eq!(peers.note(PEER, &says(7, 7, 31)), Ok(Noted::Nothing));
        assert_eq!(peers.get(PEER), Some(&known(7, 31)));
        assert_eq!(peers.hear(PEER, life(5), 40), Err(Unknown::Outlived));
    }

    #[test]
    fn what_is_newly_known_is_put_once_and_what_falls_is_not() {
        let mut peers = Peers::default();
        peers.recall(PEER, known(1, 10));
        assert_eq!(raised(&mut peers), [], "the store has it");
        peers.hear(PEER, life(1), 30).unwrap();
        peers.hear(PEER, life(1), 20).unwrap();
        assert_eq!(raised(&mut peers), [known(1, 30)]);
        assert_eq!(raised(&mut peers), []);
        assert!(peers.note(PEER, &says(2, 1, 29)).is_err());
        assert_eq!(raised(&mut peers), [], "who is doubted is not noted");
    }
}
