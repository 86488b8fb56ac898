//! What must be so, whatever happens.

use super::World;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use synod::actor::{Msg, Role};
use synod::audit::audit;
use synod::node::{Content, Datagram, Decree, Letter, Life, Message, NodeId, Opened, Store};
use synod::paxos::{Acceptor, AcceptorSet, Durable, Message as Paxos};

impl World {
    /// Whether acceptors have a quorum of votes of one ballot on their disks.
    pub(crate) fn is_chosen(&self, decree: &Decree) -> bool {
        let (mut votes, roster) = (BTreeMap::new(), self.cluster.roster());
        for node in self.all() {
            let Some(id) = self.cluster.members()[node].acceptor else { continue };
            let actor = u16::try_from(usize::from(roster.id(Role::Acceptor(id)))).expect("few");
            let durable = self.own_disk(node).durable(decree, actor);
            if let Some(Durable::Acceptor(Acceptor { voted: Some(vote), .. })) = durable {
                votes.entry(vote).or_insert_with(AcceptorSet::default).insert(id);
            }
        }
        votes.values().any(|voters| roster.quorums().is_accept_quorum(*voters))
    }

    /// Whether a node keeps in mind what was learned of a decree.
    pub(crate) fn has_learned(&self, node: usize, decree: &Decree) -> bool {
        let name = decree.as_str().as_bytes();
        let length = u8::try_from(name.len()).expect("a short name");
        let key = [&[length], name, &u16::MAX.to_be_bytes()].concat();
        self.disks[node].get(&key).expect("it can be read").is_some()
    }

    /// What a message tells must be durable at the moment at which it leaves.
    pub(crate) fn check_durable(&self, node: usize, datagram: &Datagram) {
        let Some(to) = self.at(datagram.to) else { return };
        let opened = self.codecs[to].open(&datagram.bytes).expect("a node writes what can be read");
        let Opened::Letter { from, letter: Letter { life, commits, content } } = opened else {
            panic!("no node is a client");
        };
        assert_eq!(from, self.id(node));
        assert_eq!(self.disks[node].life(), Some(life), "the start is not durable");
        assert!(commits <= self.disks[node].commits(), "so many are not durable");
        if let Content::Told(told) = &content {
            let known = self.disks[node].known(self.id(to)).map(|known| known.incarnation);
            assert_eq!(known, Some(told.known.incarnation), "what is told is not durable");
        }
        let Content::Messages(messages) = content else { return };
        for Message { decree, src, msg, .. } in messages {
            let Msg::Paxos(message) = msg else { continue };
            let durable = self.disks[node].durable(&decree, src);
            assert!(is_kept(&message, durable.as_ref()), "{message:?} has left: {durable:?}");
        }
    }

    /// In which life a member says more than a question, if that life is not on the disk of who hears it yet.
    pub(super) fn new_life(
        &self,
        node: usize,
        (from, bytes): &(SocketAddr, Vec<u8>),
    ) -> Option<(NodeId, Life)> {
        let known = |from| self.disks[node].known(from).map(|known| known.life);
        let speaker = self.at(*from)?;
        // As nearly always: there is no need to look into it.
        if known(self.id(speaker)) == self.disks[speaker].life() {
            return None;
        }
        let opened = self.codecs[node].open(bytes).ok()?;
        let Opened::Letter { from, letter: Letter { life, content, .. } } = opened else {
            return None;
        };
        let speaks = !matches!(content, Content::Ask(_) | Content::Told(_));
        (speaks && known(from) != Some(life)).then_some((from, life))
    }

    /// How much a node has not heard.
    pub(super) fn unheard(&self, node: usize) -> u64 {
        self.nodes[node].unheard().values().sum()
    }

    /// Whose word was heard, of that the life is durable in the same turn: an older copy is known by it ever after.
    pub(super) fn check_known(&self, node: usize, (of, life): (NodeId, Life)) {
        let known = self.disks[node].known(of).map(|known| known.life);
        assert_eq!(
            known,
            Some(life),
            "node {node} has heard {of}, and does not keep in which life"
        );
    }

    /// Writes the logs into a folder, and tells where.
    pub(crate) fn write_logs(&self, folder: &Path) -> Vec<PathBuf> {
        let write = |node| {
            let path = folder.join(format!("node-{}.log", node + 1));
            fs::write(&path, &*self.own_log(node).borrow()).expect("it can be written");
            path
        };
        self.all().map(write).collect()
    }

    /// Holds all that was done against what the actors do.
    pub(crate) fn audit(&self) {
        let folder = tempfile::tempdir().expect("a directory");
        let report = audit(&self.write_logs(folder.path())).expect("they are logs");
        let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
        assert_eq!((problems, report.partial()), (Vec::new(), Vec::new()));
        let none = self.told.iter().filter(|(_, told)| told.is_none());
        let none: BTreeSet<_> = none.map(|(number, _)| number).collect();
        assert!(report.none >= none.len() as u64, "more were told none than the logs say");
    }
}

/// Whether what a message rests on is in the durable state of who says it.
fn is_kept(message: &Paxos, durable: Option<&Durable>) -> bool {
    match (message, durable) {
        (Paxos::Promise { ballot, .. }, Some(Durable::Acceptor(acceptor))) => {
            acceptor.promised >= Some(*ballot)
        }
        (Paxos::Accepted(vote), Some(Durable::Acceptor(acceptor))) => {
            let last = acceptor.voted.as_ref();
            last.is_some_and(|last| last == vote || last.ballot > vote.ballot)
        }
        (Paxos::Prepare { ballot }, Some(Durable::Proposer(record))) => {
            record.ballot >= Some(*ballot)
        }
        (Paxos::Accept { ballot, value }, Some(Durable::Proposer(record))) => {
            record.ballot > Some(*ballot)
                || (record.ballot == Some(*ballot) && record.proposed.as_ref() == Some(value))
        }
        _ => false,
    }
}
