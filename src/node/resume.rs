//! What a node goes on with when it starts again.

use super::core::Core;
use super::decree::Decree;
use super::identity::{Clients, Cluster, Member};
use super::names::Names;
use super::store::{Store, StoreError, Subject, decode};
use super::wire::Nonces;
use crate::paxos::Durable;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

impl<S: Store> Core<S> {
    /// [Starts](Core::start_logged) a node that writes no log.
    pub fn start(
        cluster: Cluster,
        me: Member,
        clients: &Clients,
        store: S,
        seed: u64,
        nonces: Box<dyn Nonces>,
    ) -> Result<Self, StoreError> {
        Self::start_logged(cluster, me, clients, store, seed, nonces, None)
    }

    /// Lets a proposer go on that had proposed and, for all this node knows, has not succeeded: it
    /// proposed for a client that may still want to know. A ballot that had not proposed is left
    /// alone until a client proposes again; its number stays used.
    pub(super) fn resume(&mut self) -> Result<(), StoreError> {
        let proposer = self.proposer();
        let (mut unfinished, mut decrees) = (BTreeMap::new(), Vec::new());
        let (mut learned, mut broken) = (Vec::new(), None);
        self.store.for_each(&mut |key, record| {
            let decree = match Subject::of_key(key) {
                Some(Subject::Learned(decree)) => {
                    unfinished.remove(&decree);
                    learned.push(decree.as_str().into());
                    decree
                }
                Some(Subject::Actor(decree, id)) => {
                    match decode(record) {
                        Ok(Durable::Proposer(record)) if Some(id) == proposer => {
                            unfinished.extend(record.proposed.map(|v| (decree.clone(), v)));
                        }
                        Ok(_) => {}
                        Err(error) => broken = Some(error),
                    }
                    decree
                }
                Some(Subject::Own | Subject::Peer(_)) => return,
                None => return broken = Some(StoreError::Unreadable),
            };
            decrees.push(hash(&decree));
        })?;
        broken.map_or(Ok(()), Err)?;
        decrees.sort_unstable();
        decrees.dedup();
        (self.restored, self.stored) = (decrees.len(), decrees.len());
        self.learned = Names::of(learned);
        for (decree, value) in unfinished {
            // The store shows records in any order: it may have shown what was learned before.
            if self.store.get(&Subject::Learned(decree.clone()).key())?.is_none() {
                self.run_proposer(&decree, value)?;
            }
        }
        Ok(())
    }
}

/// To count decrees it is enough: a name of each would take ten times the memory.
fn hash(decree: &Decree) -> u64 {
    let mut hasher = DefaultHasher::new();
    decree.as_str().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::standing::Incarnation;
    use crate::node::store::encode;
    use crate::node::{NodeId, SystemNonces, Time, local_cluster};
    use crate::paxos::{Ballot, ProposerId, ProposerRecord, Value};
    use stateright::actor::Id;

    /// Shows its records in this order.
    struct Shows(Vec<(Vec<u8>, Vec<u8>)>);

    impl Store for Shows {
        fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
            Ok(self.0.iter().find(|(of, _)| of == key).map(|(_, record)| record.clone()))
        }

        fn put(&mut self, key: Vec<u8>, record: Vec<u8>) {
            self.0.retain(|(of, _)| *of != key);
            self.0.push((key, record));
        }

        fn commit(&mut self) -> Result<(), StoreError> {
            Ok(())
        }

        fn commits(&self) -> u64 {
            0
        }

        fn incarnation(&self) -> Incarnation {
            Incarnation([1; 16])
        }

        fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
            self.0.iter().for_each(|(key, record)| show(key, record));
            Ok(())
        }
    }

    /// How many decrees a node finds, and how many of its proposers go on.
    fn start(records: Vec<(Subject, Vec<u8>)>) -> (usize, usize) {
        let cluster = Cluster::parse(&local_cluster(3, 4701).unwrap().cluster).unwrap();
        let me = cluster.member(NodeId(1)).unwrap().clone();
        let store = Shows(records.into_iter().map(|(of, record)| (of.key(), record)).collect());
        let nonces = Box::new(SystemNonces::new().unwrap());
        let mut core = Core::start(cluster, me, &Clients::default(), store, 1, nonces).unwrap();
        core.wake(Time::ZERO).unwrap();
        (core.restored(), core.instances.len())
    }

    #[test]
    fn whatever_is_shown_first_a_proposer_goes_on_if_nothing_was_learned() {
        let decree = |name: &str| name.parse::<Decree>().unwrap();
        let proposed = |name| {
            let record = ProposerRecord {
                ballot: Some(Ballot { round: 1, proposer: ProposerId(0) }),
                proposed: Some(Value::from("green")),
            };
            (Subject::Actor(decree(name), Id::from(0)), encode(&Durable::Proposer(record)))
        };
        let learned = |name| (Subject::Learned(decree(name)), b"green".to_vec());
        assert_eq!(start(vec![proposed("a"), learned("a")]), (1, 0));
        assert_eq!(start(vec![learned("a"), proposed("a")]), (1, 0));
        assert_eq!(start(vec![proposed("b"), learned("a"), proposed("a")]), (2, 1));
    }
}
