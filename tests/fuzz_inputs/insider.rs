//! Contents that no node and no client would send, sealed with the keys of one: by a member with a mistake, or whoever
//! has stolen a key.

use super::mutator::mutate;
use super::seal::{Of, Sealer};
use super::target::{Target, must};
use super::trio::Trio;
use super::world::CLIENT;
use fastrand::Rng;
use std::net::SocketAddr;
use std::time::Duration;
use synod::node::{Datagram, MAX_DATAGRAM, NodeId};

/// From where the contents come, so that it shows what goes back.
const INSIDER: SocketAddr =
    SocketAddr::V4(std::net::SocketAddrV4::new(std::net::Ipv4Addr::new(10, 6, 6, 6), 6));

pub(crate) fn open() -> Box<dyn Target> {
    let mut trio = Trio::new(false);
    trio.ask_all();
    trio.pass(Duration::from_secs(2), usize::MAX);
    let me = NodeId(1);
    let mut seeds = Vec::new();
    for of in [Of::Member(NodeId(2), me), Of::Member(NodeId(3), me), Of::Request(me)] {
        let sealer = trio.sealer(of);
        let from = match of {
            Of::Member(from, _) => trio.address(from),
            _ => CLIENT,
        };
        let said = trio
            .past
            .iter()
            .filter(|(at, datagram)| *at == from && datagram.to == trio.address(me));
        let said: Vec<_> = said.map(|(_, datagram)| datagram.bytes.clone()).collect();
        let mut contents: Vec<_> = said.iter().map(|bytes| sealer.open(bytes)).collect();
        if from == CLIENT {
            // Requests end with zeros, which are put there again.
            for content in &mut contents {
                let used = content.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 2);
                content.truncate(used);
            }
        }
        seeds.push(Seeds { of, sealer, like: said[0].clone(), contents });
    }
    Box::new(Insider { trio, seeds, chosen: 0, fed: 0, heard: 0 })
}

/// What one says to node 1.
struct Seeds {
    of: Of,
    sealer: Sealer,
    /// A datagram whose head says so.
    like: Vec<u8>,
    contents: Vec<Vec<u8>>,
}

struct Insider {
    trio: Trio,
    seeds: Vec<Seeds>,
    /// Whose content is the input.
    chosen: usize,
    fed: u64,
    /// How many of them were heard.
    heard: u64,
}

impl Insider {
    /// Nodes that are in the midst of something.
    fn renew(&mut self, rng: &mut Rng) {
        self.trio = Trio::new(false);
        self.trio.ask_all();
        self.trio.pass(Duration::from_secs(2), rng.usize(1..60));
    }

    fn look_at(&self, said: &[Datagram], longest: usize) -> Result<(), String> {
        for Datagram { to, bytes } in said {
            must(bytes.len() <= MAX_DATAGRAM, || format!("{} bytes", bytes.len()))?;
            if *to == CLIENT {
                let opened = self.trio.client.open(bytes);
                must(opened.is_ok(), || format!("an answer that cannot be opened: {opened:?}"))?;
            } else if *to == INSIDER {
                let what = || format!("{} bytes back for {longest}", bytes.len());
                must(bytes.len() <= longest, what)?;
            }
        }
        Ok(())
    }
}

impl Target for Insider {
    fn begin(&mut self, rng: &mut Rng) {
        self.renew(rng);
    }

    fn end(&mut self) -> Result<(), String> {
        let (heard, fed) = (std::mem::take(&mut self.heard), std::mem::take(&mut self.fed));
        let what = || format!("{heard} of {fed} are heard: they do not go deep");
        must(fed < 100 || heard > fed / 10, what)
    }

    fn draw(&mut self, rng: &mut Rng) -> Vec<u8> {
        self.chosen = rng.usize(..self.seeds.len());
        let contents = &self.seeds[self.chosen].contents;
        let content = &contents[rng.usize(..contents.len())];
        let mut input = mutate(rng, content, contents);
        if let (Of::Member(..), false) = (self.seeds[self.chosen].of, rng.u8(..8) == 0) {
            // A letter begins with the life of its sender, and is not heard in another.
            let life = content.len().min(11).min(input.len());
            input[..life].copy_from_slice(&content[..life]);
        }
        input
    }

    fn feed(&mut self, rng: &mut Rng, input: &[u8]) -> Result<(), String> {
        let Seeds { of, sealer, like, .. } = &self.seeds[self.chosen];
        let datagram = sealer.seal(like, input);
        let from = match of {
            Of::Member(..) => INSIDER,
            _ => CLIENT,
        };
        let dropped = |trio: &Trio| trio.cores[0].unheard().values().sum::<u64>();
        let before = dropped(&self.trio);
        let goes_on = self.trio.hear(from, &datagram)?;
        self.fed += 1;
        self.heard += u64::from(dropped(&self.trio) == before);
        if !goes_on {
            // It was told that its directory is not what it was, and has ended.
            self.renew(rng);
            return Ok(());
        }
        if rng.u8(..4) != 0 {
            return Ok(());
        }
        self.trio.now += Duration::from_micros(rng.u64(..200_000));
        let said = self.trio.turn(0);
        // All that came in this turn came in datagrams that are as long as any.
        self.look_at(&said, MAX_DATAGRAM)?;
        self.trio.deliver(said);
        if rng.u8(..4) == 0 {
            self.trio.pass(Duration::from_millis(10), 20);
        }
        Ok(())
    }
}
