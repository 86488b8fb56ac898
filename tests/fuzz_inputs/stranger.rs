//! Datagrams whose seal does not verify, as anybody can send: nobody is answered, and nothing is kept in mind.

use super::mutator::mutate;
use super::target::{Target, must};
use super::trio::Trio;
use fastrand::Rng;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;
use synod::node::NodeId;

pub(crate) fn open() -> Box<dyn Target> {
    let mut trio = Trio::new(false);
    trio.ask_all();
    trio.pass(Duration::from_secs(2), usize::MAX);
    let node = trio.address(NodeId(1));
    let seeds = trio.past.iter().filter(|(_, datagram)| datagram.to == node);
    let seeds: Vec<_> = seeds.map(|(_, datagram)| datagram.bytes.clone()).collect();
    let known = trio.past.iter().map(|(_, datagram)| datagram.bytes.clone()).collect();
    Box::new(Stranger { trio, seeds, known, from: 0 })
}

struct Stranger {
    /// Of which the first node lives as long as this: it is to be as it was after each input.
    trio: Trio,
    seeds: Vec<Vec<u8>>,
    known: BTreeSet<Vec<u8>>,
    from: u16,
}

impl Target for Stranger {
    fn begin(&mut self, rng: &mut Rng) {
        self.from = rng.u16(1..);
    }

    fn draw(&mut self, rng: &mut Rng) -> Vec<u8> {
        let seed = &self.seeds[rng.usize(..self.seeds.len())];
        loop {
            let input = mutate(rng, seed, &self.seeds);
            // What a node has said is heard, whoever repeats it.
            if !self.known.contains(&input) {
                return input;
            }
        }
    }

    fn feed(&mut self, rng: &mut Rng, input: &[u8]) -> Result<(), String> {
        // From anywhere, also from where a member is.
        let from = match rng.u8(..4) {
            0 => self.trio.address(NodeId(rng.u16(2..4))),
            _ => SocketAddr::from(([10, 6, 6, rng.u8(..)], self.from)),
        };
        let dropped = |trio: &Trio| trio.cores[0].unheard().values().sum::<u64>();
        let (before, due) = (dropped(&self.trio), self.trio.cores[0].next_turn());
        must(self.trio.hear(from, input)?, || "a stranger ends the node".to_owned())?;
        must(dropped(&self.trio) == before + 1, || "it is not counted".to_owned())?;
        must(self.trio.cores[0].next_turn() == due, || "there is something to do".to_owned())?;
        let said = self.trio.cores[0].finish().map_err(|error| error.to_string())?;
        must(said.is_empty(), || format!("a stranger is answered: {said:?}"))
    }
}
