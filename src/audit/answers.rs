//! Whether clients were answered what was known.

use crate::node::{ClientAt, Wish};
use crate::paxos::Value;
use std::collections::BTreeSet;

/// The clients of one decree at one node that wait for an answer.
#[derive(Default)]
pub(super) struct Waiting {
    asks: Vec<Ask>,
    /// All reads of this decree at this node.
    reads: BTreeSet<u64>,
}

struct Ask {
    client: ClientAt,
    wish: Wish,
    /// The last read that began since.
    read: Option<u64>,
}

impl Waiting {
    /// A client asks. Who asks the same again waits already, and who wants to know what the node has learned does not
    /// wait at all.
    pub(super) fn ask(&mut self, client: ClientAt, wish: Wish) {
        self.asks.retain(|ask| ask.wish != Wish::Peek);
        if !self.asks.iter().any(|ask| ask.client == client && ask.wish == wish) {
            self.asks.push(Ask { client, wish, read: None });
        }
    }

    /// Whether somebody who waits proposes this.
    pub(super) fn proposes(&self, value: &Value) -> bool {
        self.asks
            .iter()
            .any(|ask| matches!(&ask.wish, Wish::Propose(proposed) if proposed == value))
    }

    /// Whether somebody waits who wants to know whether a value is chosen.
    pub(super) fn is_read_for(&self) -> bool {
        self.asks.iter().any(|ask| ask.wish == Wish::Learn)
    }

    /// A read begins, for all who ask now. Whether its number is new.
    pub(super) fn read(&mut self, number: u64) -> bool {
        self.asks.iter_mut().for_each(|ask| ask.read = Some(number));
        self.reads.insert(number)
    }

    /// A client is answered. Why not so, if it must not be.
    pub(super) fn answer(
        &mut self,
        client: &ClientAt,
        chosen: Option<&Value>,
        learned: Option<&Value>,
        found_nothing: Option<u64>,
    ) -> Result<(), String> {
        let asked = self.asks.iter().position(|ask| ask.client == *client);
        let Some(asked) = asked else { return Err("it has not asked".to_string()) };
        let ask = self.asks.swap_remove(asked);
        match (chosen, learned) {
            (Some(chosen), Some(learned)) if chosen == learned => return Ok(()),
            (Some(_), Some(learned)) => return Err(format!("the learner has learned {learned}")),
            (Some(_), None) => return Err("the learner has learned nothing".to_string()),
            (None, _) => {}
        }
        if ask.wish != Wish::Learn {
            return Err("it has not asked whether a value is chosen".to_string());
        }
        match (ask.read, found_nothing) {
            (_, None) => Err("no read has found that no value was chosen".to_string()),
            (Some(read), Some(found)) if read == found => Ok(()),
            (_, Some(_)) => {
                Err("the read that has found nothing began before it asked".to_string())
            }
        }
    }

    /// Nobody waits any more.
    pub(super) fn clear(&mut self) {
        self.asks.clear();
    }
}
