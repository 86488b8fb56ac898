//! What nodes do, and what becomes of them.

use super::World;
use super::disk::Forgetful;
use super::nonces::Seeded;
use std::net::SocketAddr;
use std::time::Duration;
use synod::node::{Core, Fatal, LogSink};
use synod::paxos::Value;

impl World {
    pub(crate) fn boot(&mut self, node: usize) -> Core<Forgetful> {
        let me = self.cluster.members()[node].clone();
        let store = self.disks[node].clone();
        let nonces = Box::new(Seeded(self.rng.fork()));
        let seed = self.rng.u64(..);
        let log: Box<dyn LogSink> = Box::new(self.logs[node].clone());
        let cluster = self.cluster.clone();
        let core = Core::start(cluster, me, &self.clients, store, seed, nonces, Some(log));
        let mut core = core.expect("the store can be read");
        self.restart_clock(node);
        core.wake(self.time_of(node)).expect("the store can be read");
        core
    }

    /// All volatile state is gone; what was committed is there.
    pub(crate) fn crash(&mut self, node: usize) {
        self.kill(node);
        self.start(node);
    }

    /// The node ends, without a word.
    pub(super) fn kill(&mut self, node: usize) {
        self.crashes += 1;
        self.disks[node].crash();
        self.paused.remove(&node);
    }

    /// It starts again.
    pub(super) fn start(&mut self, node: usize) {
        self.down.remove(&node);
        self.nodes[node] = self.boot(node);
    }

    /// The node starts with another directory: one that is new.
    pub(crate) fn empty(&mut self, node: usize) {
        let disk = Forgetful::new(self.rng.u128(..).to_be_bytes());
        self.restore(node, disk);
    }

    /// The node starts with this directory.
    pub(crate) fn restore(&mut self, node: usize, disk: Forgetful) {
        self.disks[node] = disk;
        self.crash(node);
    }

    /// Goes on until all nodes that run are admitted, and know each other.
    pub(crate) fn introduce(&mut self) {
        let end = self.now + Duration::from_secs(10);
        while !self.up().all(|node| self.nodes[node].waits_for().is_empty()) {
            assert!(self.step() && self.now < end, "they are not admitted");
        }
        self.come_to_rest();
    }

    /// A turn of a node. It may crash on the way, and its commit may fail.
    pub(crate) fn turn(&mut self, node: usize, datagram: Option<(SocketAddr, Vec<u8>)>) {
        let now = self.time_of(node);
        let new_life = datagram.as_ref().and_then(|datagram| self.new_life(node, datagram));
        let unheard = self.unheard(node);
        let core = &mut self.nodes[node];
        if let Some((from, bytes)) = datagram {
            match core.receive(now, from, &bytes) {
                Ok(()) => {}
                Err(Fatal::Disowned(why)) => return self.disown(node, why),
                Err(Fatal::Store(error)) => panic!("the store cannot be read: {error}"),
            }
        }
        core.wake(now).expect("the store can be read");
        if self.faults && self.rng.u16(..200) == 0 {
            return self.crash(node);
        }
        if self.faults && self.rng.u16(..400) == 0 {
            self.disks[node].0.borrow_mut().fails = Some(self.rng.bool());
        }
        let Ok(leaving) = self.nodes[node].finish() else { return self.crash(node) };
        self.disks[node].0.borrow_mut().fails = None;
        if let Some(life) = new_life.filter(|_| self.unheard(node) == unheard) {
            self.check_known(node, life);
        }
        let news = self.nodes[node].take_news();
        if self.is_wrong(node) {
            self.check_silence(node, &leaving, &news);
            self.mistakes.said.extend(leaving.iter().map(|datagram| datagram.bytes.clone()));
        } else {
            self.news.extend(news.into_iter().map(|news| (node, news)));
        }
        for datagram in leaving {
            self.check_durable(node, &datagram);
            self.send(self.places[node], &datagram);
        }
        let learned = std::mem::take(&mut self.disks[node].0.borrow_mut().learned);
        self.written += learned.len();
        for (decree, value) in learned {
            self.record(&decree.parse().expect("a name"), &Value::from(value));
        }
    }
}
