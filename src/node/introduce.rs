//! How a node introduces itself to the others, and what it makes of what they know (see the module `standing`).

use super::core::Core;
use super::fatal::Fatal;
use super::identity::NodeId;
use super::mail::Outgoing;
use super::standing::{AGAIN, Disowned, Known, News, Noted, Says, doubt_of_oneself};
use super::store::{Store, Subject, encode};
use super::wire::{Ask, Content, Told};
use std::net::SocketAddr;

impl<S: Store> Core<S> {
    /// Puts what the node keeps of itself into the store. It is durable before anything that rests on it
    /// leaves.
    pub(super) fn keep_standing(&mut self) {
        self.store.put(Subject::Own.key(), encode(&self.standing.own));
        self.must_commit = true;
    }

    /// Writes down the start and how many commits it has found.
    pub(super) fn log_start(&mut self) {
        let (incarnation, life) = (self.standing.incarnation(), self.standing.own.life);
        let found = Known { incarnation, life, commits: self.store.commits() };
        self.log.start(&self.cluster, self.me.id, &found);
    }

    /// Puts what is newly known of others into the commit that is about to be made.
    pub(super) fn keep_peers(&mut self) {
        for (peer, known) in self.standing.peers.take_raised() {
            self.store.put(Subject::Peer(peer).key(), encode(known));
        }
    }

    /// Asks those whose time has come.
    pub(super) fn ask_due(&mut self) {
        let nonces = &mut self.nonces;
        for (to, number) in self.standing.questions.take_due(self.now, || nonces.number()) {
            let Some(address) = self.reach.address(to) else { continue };
            let incarnation = self.standing.incarnation();
            let answered = self.standing.own.answered_in(to);
            let ask = Ask { number, incarnation, answered, room: [[0; 32]; 2] };
            let content = Content::Ask(ask);
            self.outgoing.push(Outgoing::Letter { to, address, content });
        }
    }

    /// A member is there. If it has not answered yet, it can now.
    pub(super) fn meets(&mut self, peer: NodeId) {
        if !self.standing.own.is_answered_by(peer) {
            self.standing.questions.hasten(peer, self.now);
        }
    }

    /// A member introduces itself, and asks. The answer goes to where the question came from: who runs a copy
    /// of a directory elsewhere is to hear of it there.
    pub(super) fn on_ask(&mut self, from: NodeId, says: &Says, number: u64, address: SocketAddr) {
        self.reach.asks_from(from, address);
        let noted = self.standing.peers.note(from, says);
        if noted.is_ok() {
            self.reach.hear(from, self.now);
        }
        match noted {
            Ok(Noted::Nothing) => {}
            // It will be told, and an admission rests on it.
            Ok(Noted::Directory) => self.must_commit = true,
            // Since its last start it may have forgotten that this node has introduced itself.
            Ok(Noted::Life) => self.standing.questions.hasten(from, self.now),
            Err(doubt) => self.standing.tell_doubt(from, doubt),
        }
        if let Some(&known) = self.standing.peers.get(from) {
            let content = Content::Told(Told { number, known });
            self.outgoing.push(Outgoing::Letter { to: from, address, content });
        }
    }

    /// A member tells what it knows of this node. Only an answer to the question that waits for one counts.
    pub(super) fn on_told(&mut self, from: NodeId, told: &Told) -> Result<(), Fatal> {
        // Who answers for the first time is told at once that it has, and what this start has committed: from
        // now on no other copy can take this one's place, however often it is started.
        let is_first = !self.standing.own.is_answered_by(from);
        let again = if is_first { self.now } else { self.now + self.draw(AGAIN) };
        if !self.standing.questions.answered(from, told.number, again) {
            return Ok(());
        }
        let says = self.standing.says(from, self.store.commits());
        if let Some(doubt) = doubt_of_oneself(&told.known, &says) {
            return Err(Disowned { by: from, doubt }.into());
        }
        self.reach.hear(from, self.now);
        self.standing.own.answered(from);
        self.standing.is_in_company = self.is_in_company();
        if self.standing.own.admit() {
            self.standing.tell_admitted();
        }
        if is_first {
            self.keep_standing();
        }
        Ok(())
    }

    /// Whether those that have answered in this life hold with this node a quorum of each phase.
    fn is_in_company(&self) -> bool {
        let there = self.standing.own.others(true).chain([self.me.id]);
        let there = there.filter_map(|id| self.cluster.member(id).ok()?.acceptor).collect();
        let quorums = self.roster().quorums();
        quorums.is_prepare_quorum(there) && quorums.is_accept_quorum(there)
    }

    /// What has happened among the members since this was asked last.
    pub fn take_news(&mut self) -> Vec<News> {
        [self.standing.take_news(), self.reach.take_news()].concat()
    }

    /// The members whose word a new directory waits for before its acceptor answers; nobody if it is
    /// admitted.
    pub fn waits_for(&self) -> Vec<NodeId> {
        let own = &self.standing.own;
        if own.is_admitted() { Vec::new() } else { own.others(false).collect() }
    }
}
