//! What a node tells of itself and of what it has learned.

use super::core::Core;
use super::decree::Decree;
use super::identity::NodeId;
use super::instance::Instance;
use super::store::{Store, StoreError, Subject, decode_learned};
use super::wire::{Directory, Listed, Listing, Peer, ROOM, Status};

/// How long the content of an answer with a list can be beside the list: its number, which answer it is,
/// how many decrees there are, and whether they are the last.
const FRAME: usize = 10 + 1 + 2 + 1;

/// How long the length of a name or of a value can be, as it stands in front of it.
const LENGTH: usize = 2;

impl<S: Store> Core<S> {
    /// A page of the decrees whose value this node has learned: as many as an answer holds. Their names are in
    /// memory, and for each of them one record is read.
    pub(super) fn list(&self, listing: &Listing) -> Result<Listed, StoreError> {
        let after = listing.after.as_ref().map_or("", Decree::as_str);
        let (mut decrees, mut room) = (Vec::new(), ROOM - FRAME);
        for name in self.learned.after(after, &listing.prefix) {
            let decree: Decree = name.parse().map_err(|_| StoreError::Unreadable)?;
            let record = self.store.get(&Subject::Learned(decree.clone()).key())?;
            let value = decode_learned(record.ok_or(StoreError::Unreadable)?)?;
            let takes = 2 * LENGTH + name.len() + value.as_str().len();
            if takes > room {
                return Ok(Listed { decrees, is_last: false });
            }
            room -= takes;
            decrees.push((decree, value));
        }
        Ok(Listed { decrees, is_last: true })
    }

    /// How this node is.
    pub(super) fn status(&self) -> Status {
        let waiting = self.instances.values().map(|instance| instance.waiting.len());
        Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            directory: Directory {
                incarnation: self.standing.incarnation(),
                start: self.standing.own.life.start,
            },
            is_admitted: self.standing.own.is_admitted(),
            uptime: self.now,
            peers: Vec::new(),
            untold: 0,
            stored: self.stored as u64,
            learned: self.learned.len() as u64,
            in_memory: self.instances.len() as u64,
            waiting: waiting.sum::<usize>() as u64,
            unheard: self.unheard().clone(),
            commits: self.store.commit_times(),
        }
        .with_peers(self.peers())
    }

    /// How the other members are known and heard.
    fn peers(&self) -> Vec<Peer> {
        let heard_from = self.reach.heard_from(self.now);
        heard_from
            .map(|(node, heard, unheard)| {
                let known_by = self.known_by(node);
                Peer { node, known_by, heard, unheard }
            })
            .collect()
    }

    /// By which directory another member is known.
    fn known_by(&self, node: NodeId) -> Option<Directory> {
        let known = self.standing.peers.get(node)?;
        Some(Directory { incarnation: known.incarnation, start: known.life.start })
    }

    /// Something of this decree is about to be put into the store: it counts, if it is the first.
    pub(super) fn note_stored(&mut self, decree: &Decree) {
        let first = |instance: &mut Instance| !std::mem::replace(&mut instance.is_stored, true);
        self.stored += usize::from(self.instances.get_mut(decree).is_some_and(first));
    }
}

#[cfg(test)]
mod tests {
    use super::super::identity::{Access, Clients, Cluster, NodeId, local_cluster};
    use super::super::standing::Incarnation;
    use super::super::store::CommitTimes;
    use super::super::wire::{Answer, ClientCodec, Codec, MAX_DATAGRAM, Numbered, Peer, Unheard};
    use super::*;
    use std::time::Duration;

    fn directory(start: u64) -> Directory {
        Directory { incarnation: Incarnation([7; 16]), start }
    }

    /// A node that has seen so much, and knows this of its peers.
    fn status(much: u64, peers: Vec<Peer>) -> Status {
        let time = Duration::new(much, 999_999_999);
        let reasons =
            [Unheard::Length, Unheard::Version, Unheard::Cluster, Unheard::Key, Unheard::Seal];
        Status {
            version: "0.1.0".to_owned(),
            directory: directory(much),
            is_admitted: true,
            uptime: time,
            peers: Vec::new(),
            untold: 0,
            stored: much,
            learned: much,
            in_memory: much,
            waiting: much,
            unheard: reasons.map(|why| (why, much)).into(),
            commits: CommitTimes { count: much, p50: time, p99: time },
        }
        .with_peers(peers)
    }

    #[test]
    fn of_many_peers_as_many_are_told_as_an_answer_holds_those_first_that_are_not_heard() {
        let texts = local_cluster(1, 4701).unwrap();
        let cluster = Cluster::parse(&texts.cluster).unwrap();
        let clients = Clients::parse(&texts.clients).unwrap();
        let access = Access::parse(&texts.client).unwrap();
        let codec = Codec::new(&cluster, NodeId(1), &clients);
        let key = clients.keys().next().unwrap().id();
        for (much, expected) in [(1, 35..45), (u64::MAX, 15..30)] {
            let heard = |node: u16| {
                (node != 900).then(|| Duration::new(much, 900_000_000 + u32::from(node)))
            };
            let peers = |number: u16| {
                let unheard = (much > 1).then_some(Unheard::Life);
                (1..=number)
                    .map(|node| Peer {
                        node: NodeId(node),
                        known_by: Some(directory(much)),
                        heard: heard(node),
                        unheard,
                    })
                    .collect()
            };
            for number in 0..1023 {
                let status = status(much, peers(number));
                let told = u16::try_from(status.peers.len()).unwrap();
                assert_eq!(told + status.untold, number);
                assert!(status.untold == 0 || expected.contains(&told), "{told} of {number}");
                assert!(status.peers.is_sorted_by_key(|peer| peer.node));
                let silent = status.peers.iter().any(|peer| peer.heard.is_none());
                assert_eq!(silent, number >= 900);
                let content = Answer::Status(Box::new(status));
                let answer = Numbered { number: u64::MAX, content };
                let datagram = codec.answer(key, [0; 24], &answer).expect("it is short enough");
                assert!(datagram.len() <= MAX_DATAGRAM);
                assert_eq!(ClientCodec::new(&access).open(&datagram), Ok((NodeId(1), answer)));
            }
        }
    }
}
