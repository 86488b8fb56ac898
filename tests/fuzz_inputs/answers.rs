//! Answers that no node would give, sealed for a client: by whoever has its key.

use super::mutator::mutate;
use super::seal::{Of, Sealer};
use super::target::{Target, must};
use super::trio::Trio;
use super::world::CLIENT;
use fastrand::Rng;
use std::time::{Duration, SystemTime};
use synod::node::{Answer, ClientCodec, Contact, NodeId, NodeStatus, StatusDocument};

pub(crate) fn open() -> Box<dyn Target> {
    let mut trio = Trio::new(false);
    trio.ask_all();
    trio.pass(Duration::from_secs(2), usize::MAX);
    let node = trio.address(NodeId(1));
    let sealer = trio.sealer(Of::Answer(NodeId(1)));
    let said = trio.past.iter().filter(|(from, datagram)| *from == node && datagram.to == CLIENT);
    let like: Vec<_> = said.map(|(_, datagram)| datagram.bytes.clone()).collect();
    let contents = like.iter().map(|bytes| sealer.open(bytes)).collect();
    let me = Contact { id: NodeId(1), address: node.into() };
    Box::new(Answers { client: trio.client, sealer, like: like[0].clone(), contents, me })
}

struct Answers {
    client: ClientCodec,
    sealer: Sealer,
    like: Vec<u8>,
    contents: Vec<Vec<u8>>,
    me: Contact,
}

impl Target for Answers {
    fn begin(&mut self, _: &mut Rng) {}

    fn draw(&mut self, rng: &mut Rng) -> Vec<u8> {
        let content = &self.contents[rng.usize(..self.contents.len())];
        mutate(rng, content, &self.contents)
    }

    fn feed(&mut self, rng: &mut Rng, input: &[u8]) -> Result<(), String> {
        let datagram = self.sealer.seal(&self.like, input);
        // It comes as it is, or altered on its way.
        if rng.u8(..16) == 0 {
            let altered = mutate(rng, &datagram, std::slice::from_ref(&self.like));
            let opened = self.client.open(&altered).is_ok();
            return must(!opened || altered == datagram || altered == self.like, || {
                "what was altered is believed".to_owned()
            });
        }
        if let Ok((_, answer)) = self.client.open(&datagram)
            && let Answer::Status(status) = answer.content
        {
            let told = NodeStatus::told(&self.me, &status, SystemTime::now());
            serde_json::to_string(&StatusDocument::of([told])).map_err(|why| why.to_string())?;
        }
        Ok(())
    }
}
