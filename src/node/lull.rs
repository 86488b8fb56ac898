//! What a node does while too few others are there for anything to be chosen: nothing but to ask whether they are. Nor
//! does it compare with others what was learned: its learners could not ask for what it lacks.
//!
//! No timer of an actor fires then, so that no ballot is begun, nothing is said again, and nothing is written. For
//! the algorithm that is a timer that fires late; a model lets each fire at any time, or never.

use super::core::Core;
use super::identity::NodeId;
use super::store::Store;
use std::time::Duration;

/// Who was not heard for so long is asked whether it is there, when it is told something.
const LATELY: Duration = Duration::from_millis(500);

/// When enough are there again, decrees go on one after the other, with such a pause between them.
const PAUSE: Duration = Duration::from_micros(500);

impl<S: Store> Core<S> {
    /// Whether too few acceptors are there for promises, or for votes.
    pub(super) fn is_cut_off(&self) -> bool {
        let members = self.cluster.members().iter();
        let there = members.filter(|it| !self.standing.questions.is_away(it.id, self.now));
        let (there, quorums) =
            (there.filter_map(|it| it.acceptor).collect(), self.roster().quorums());
        !(quorums.is_prepare_quorum(there) && quorums.is_accept_quorum(there))
    }

    /// Lets those go on that waited for enough others to be there.
    pub(super) fn end_lull(&mut self) {
        self.timers.release(self.now, PAUSE);
    }

    /// A member is told something, and so is to be there.
    pub(super) fn is_told(&mut self, peer: NodeId) {
        if self.reach.heard(peer).is_none_or(|heard| heard + LATELY < self.now) {
            self.standing.questions.hasten(peer, self.now);
        }
    }
}
