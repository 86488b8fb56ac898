//! What is asked from within the node's own process: it needs no key and no datagram, and is answered like a client.

use super::core::Core;
use super::decree::Decree;
use super::identity::{Cluster, NodeId};
use super::mail::{Asker, Ticket};
use super::store::{CommitHistogram, Store, StoreError};
use super::timers::Time;
use super::wire::{Answer, Request, Status};

/// How a node is, and whether it is of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// What it tells clients of itself.
    pub status: Status,
    /// The members whose word its new directory waits for, before its acceptor answers; nobody if it does.
    pub waits_for: Vec<NodeId>,
    /// Whether members are there whose acceptors make quorums with its own: else it can settle and read nothing.
    pub hears_quorum: bool,
    /// How long its commits took.
    pub commits: CommitHistogram,
}

impl<S: Store> Core<S> {
    /// Somebody in this process asks. The answer is among those of [`Core::take_answers`], once; who waits for
    /// it longer than some seconds asks again, with the same ticket.
    pub fn ask(&mut self, now: Time, ticket: Ticket, request: Request) -> Result<(), StoreError> {
        self.now = now;
        self.on_request(Asker::Local(ticket), request)
    }

    /// Whoever asked about a decree with this ticket does not wait any more.
    pub fn withdraw(&mut self, ticket: Ticket, decree: &Decree) {
        if let Some(instance) = self.instances.get_mut(decree) {
            instance.waiting.retain(|waiter| waiter.asker != Asker::Local(ticket));
        }
    }

    /// The answers to what was asked in this process, of the turns that are finished: what they rest on is durable.
    pub fn take_answers(&mut self) -> Vec<(Ticket, Answer)> {
        std::mem::take(&mut self.answered)
    }

    /// How the node is now.
    pub fn vitals(&mut self, now: Time) -> Vitals {
        self.now = now;
        Vitals {
            status: self.status(),
            waits_for: self.waits_for(),
            hears_quorum: self.standing.is_trusted() && !self.is_cut_off(),
            commits: self.store.commit_histogram(),
        }
    }

    /// The cluster that the node is of.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::places::{MOST_DECREES, MOST_WAITING};
    use crate::node::standing::Incarnation;
    use crate::node::wire::{Question, Refusal};
    use crate::node::{Clients, KeyId, SystemNonces, local_cluster};
    use std::collections::BTreeMap;
    use std::time::Duration;

    /// A store in memory, whose disk may fail.
    #[derive(Default)]
    struct Memory {
        records: BTreeMap<Vec<u8>, Vec<u8>>,
        commits: u64,
        fails: bool,
    }

    impl Store for Memory {
        fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
            Ok(self.records.get(key).cloned())
        }

        fn holds(&self, key: &[u8]) -> bool {
            self.records.contains_key(key)
        }

        fn put(&mut self, key: Vec<u8>, record: Vec<u8>) {
            self.records.insert(key, record);
        }

        fn commit(&mut self) -> Result<(), StoreError> {
            self.commits += 1;
            if self.fails { Err(StoreError::Unreadable) } else { Ok(()) }
        }

        fn commits(&self) -> u64 {
            self.commits
        }

        fn incarnation(&self) -> Incarnation {
            Incarnation([1; 16])
        }

        fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
            self.records.iter().for_each(|(key, record)| show(key, record));
            Ok(())
        }
    }

    fn core(nodes: u16, fails: bool) -> Core<Memory> {
        let cluster = Cluster::parse(&local_cluster(nodes, 4701).unwrap().cluster).unwrap();
        let me = cluster.member(NodeId(1)).unwrap().clone();
        let nonces = Box::new(SystemNonces::new().unwrap());
        let store = Memory { fails, ..Memory::default() };
        Core::start(cluster, me, &Clients::default(), store, 1, nonces, None).unwrap()
    }

    fn about(question: Question) -> Request {
        Request::About("colour".parse().unwrap(), question)
    }

    #[test]
    fn an_answer_is_given_out_after_the_commit_of_its_turn_and_once() {
        let mut core = core(1, false);
        core.ask(Time::ZERO, Ticket(7), about(Question::Propose("green".into()))).unwrap();
        while core.answered.is_empty() {
            assert_eq!(core.take_answers(), []);
            core.wake(Time::ZERO).unwrap();
            core.finish().unwrap();
        }
        assert_eq!(core.take_answers(), [(Ticket(7), Answer::Chosen("green".into()))]);
        assert_eq!(core.take_answers(), []);
    }

    #[test]
    fn what_could_not_be_committed_is_not_answered() {
        let mut core = core(1, true);
        core.ask(Time::ZERO, Ticket(7), about(Question::Propose("green".into()))).unwrap();
        core.wake(Time::ZERO).unwrap();
        assert!(core.finish().is_err());
        assert_eq!(core.take_answers(), []);
    }

    #[test]
    fn who_waits_no_longer_is_forgotten_and_no_other() {
        let mut core = core(3, false);
        let decree = "colour".parse().unwrap();
        for ticket in [7, 8, 7] {
            core.ask(Time::ZERO, Ticket(ticket), about(Question::Watch)).unwrap();
        }
        assert_eq!(core.vitals(Time::ZERO).status.waiting, 2);
        core.withdraw(Ticket(7), &decree);
        core.withdraw(Ticket(7), &decree);
        assert_eq!(core.vitals(Time::ZERO).status.waiting, 1);
        assert_eq!(core.instances[&decree].waiting[0].asker, Asker::Local(Ticket(8)));
    }

    #[test]
    fn a_client_brings_as_many_decrees_into_memory_as_it_leaves_room_for() {
        let mut core = core(1, false);
        let ask = |core: &mut Core<Memory>, name: u64| {
            let request = Request::About(name.to_string().parse().unwrap(), Question::Peek);
            core.ask(Time::ZERO, Ticket(name), request).unwrap();
        };
        let most = MOST_DECREES as u64 / 2;
        (0..=most).for_each(|name| ask(&mut core, name));
        core.finish().unwrap();
        let refused = |(ticket, answer): (Ticket, Answer)| {
            (answer == Answer::Refused(Refusal::Busy)).then_some(ticket)
        };
        let refused: Vec<_> = core.take_answers().into_iter().filter_map(refused).collect();
        assert_eq!(refused, [Ticket(most)]);
        // Another client gets a place, and what is known needs none.
        let (colour, client) = ("colour".parse::<Decree>().unwrap(), KeyId([7; 4]));
        let address = ([127, 0, 0, 1], 7).into();
        let other = Asker::Client { client, address, request: 1 };
        core.on_request(other, about(Question::Peek)).unwrap();
        assert!(core.instances.contains_key(&colour));
        core.remember(&most.to_string().parse().unwrap(), &"green".into());
        ask(&mut core, most);
        core.finish().unwrap();
        assert_eq!(core.take_answers(), [(Ticket(most), Answer::Chosen("green".into()))]);
        let most = most + 1;
        // One that is there already can be asked about, and others again once some have left.
        ask(&mut core, 7);
        core.wake(Duration::from_secs(10)).unwrap();
        ask(&mut core, most);
        core.finish().unwrap();
        assert_eq!(core.take_answers(), [7, most].map(|it| (Ticket(it), Answer::Unknown)));
    }

    #[test]
    fn a_client_waits_as_often_for_a_decree_as_it_leaves_room_for() {
        let mut core = core(3, false);
        let mut wait = |client, request| {
            let address = ([127, 0, 0, 1], 7).into();
            let asker = Asker::Client { client: KeyId([client; 4]), address, request };
            core.on_request(asker, about(Question::Watch)).unwrap();
            core.vitals(Time::ZERO).status.waiting
        };
        let most = MOST_WAITING as u64 / 2;
        for request in 1..=most {
            assert_eq!(wait(1, request), request);
        }
        assert_eq!(wait(1, most + 1), most, "there is no more room for it");
        assert_eq!(wait(1, most), most, "who waits already does so on");
        assert_eq!(wait(2, 1), most + 1);
    }

    #[test]
    fn what_a_client_may_not_ask_nobody_may() {
        let mut core = core(1, false);
        let long = "v".repeat(crate::node::MAX_VALUE + 1);
        core.ask(Time::ZERO, Ticket(7), about(Question::Propose(long.as_str().into()))).unwrap();
        core.finish().unwrap();
        let refused = Answer::Refused(Refusal::ValueTooLong);
        assert_eq!(core.take_answers(), [(Ticket(7), refused)]);
    }

    #[test]
    fn a_node_is_of_use_once_there_is_a_quorum() {
        assert!(core(1, false).vitals(Time::ZERO).hears_quorum);
        let mut core = core(3, false);
        assert!(!core.vitals(Time::ZERO).hears_quorum);
        assert_eq!(core.vitals(Time::ZERO).waits_for, [NodeId(2), NodeId(3)]);
    }
}
