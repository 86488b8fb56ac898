//! The network, and whose turn it is.

use super::mistakes::ELSEWHERE;
use super::{CLIENT, World};
use std::hash::Hash;
use std::net::SocketAddr;
use std::time::Duration;
use synod::node::{Datagram, Time};

/// Who is next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Node(usize),
    Clone,
}

impl World {
    /// The network: it loses, repeats, and delays each copy for itself.
    pub(crate) fn send(&mut self, from: SocketAddr, datagram: &Datagram) {
        (self.now, from, datagram.to, &datagram.bytes).hash(&mut self.everything_sent);
        let copies = if self.faults { [0, 1, 1, 1, 1, 1, 1, 2][self.rng.usize(..8)] } else { 1 };
        if from != CLIENT {
            self.past.push((from, datagram.clone()));
            if self.faults && self.rng.u8(..30) == 0 {
                let (from, old) = self.past[self.rng.usize(..self.past.len())].clone();
                self.fly(Duration::ZERO, from, old);
            }
        }
        for _ in 0..copies {
            let late = self.faults && self.rng.u8(..20) == 0;
            let delay =
                Duration::from_micros(self.rng.u64(..if late { 3_000_000 } else { 20_000 }));
            self.fly(delay, from, datagram.clone());
        }
    }

    fn fly(&mut self, delay: Duration, from: SocketAddr, datagram: Datagram) {
        self.sent += 1;
        self.flying.insert((self.now + delay, self.sent), (from, datagram));
    }

    /// Whose timer is due first, and when.
    fn next_timer(&self) -> Option<(Time, Next)> {
        let nodes = self.up().filter_map(|node| {
            let due = self.clocks[node].when(self.nodes[node].next_turn()?);
            let paused = self.paused.get(&node).copied().unwrap_or_default();
            Some((due.max(paused), Next::Node(node)))
        });
        nodes.chain(self.clone_due().map(|due| (due, Next::Clone))).min()
    }

    /// One turn of whoever is next; nothing if nothing is left to happen.
    pub(crate) fn step(&mut self) -> bool {
        // Nodes ask each other for ever: so what is waited for in vain is told by the time that it takes.
        assert!(self.now < Duration::from_secs(7_200), "it does not happen in two hours");
        self.steps += 1;
        let timer = self.next_timer();
        let arrival = self.flying.first_key_value().map(|((time, _), _)| *time);
        match (timer, arrival) {
            (None, None) => return false,
            (Some((due, next)), arrival) if arrival.is_none_or(|time| due < time) => {
                self.now = self.now.max(due);
                match next {
                    Next::Node(node) => self.turn(node, None),
                    Next::Clone => self.clone_turn(None),
                }
            }
            _ => {
                let ((time, _), (from, datagram)) =
                    self.flying.pop_first().expect("something is flying");
                self.now = self.now.max(time);
                self.arrive(from, datagram);
            }
        }
        true
    }

    /// A datagram arrives.
    fn arrive(&mut self, from: SocketAddr, datagram: Datagram) {
        if datagram.to == ELSEWHERE {
            return self.clone_turn(Some((from, datagram.bytes)));
        }
        let Some(node) = self.at(datagram.to) else { return self.answered(&datagram.bytes) };
        if self.down.contains(&node) {
            return;
        }
        match self.paused.get(&node) {
            Some(end) if *end > self.now => {
                self.fly(end.saturating_sub(self.now), from, datagram);
            }
            _ => self.turn(node, Some((from, datagram.bytes))),
        }
    }

    /// Goes on until nothing is left to happen for any decree, and nothing is under way. That takes no ten
    /// minutes.
    pub(crate) fn come_to_rest(&mut self) {
        let end = self.now + Duration::from_secs(600);
        while !self.is_at_rest() {
            assert!(self.step() && self.now < end, "something goes on for ever");
        }
    }

    pub(crate) fn is_at_rest(&self) -> bool {
        self.flying.is_empty() && self.up().all(|node| self.nodes[node].is_idle())
    }

    /// Goes on for so long.
    pub(crate) fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end && self.step() {}
    }
}
