//! What the actors of some decrees did, kept to be drawn.

use super::problem::At;
use super::setting::Setting;
use crate::actor::{Msg, Timer};
use crate::node::{Decree, NodeId};
use crate::paxos::{Durable, Value};
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The run of one decree, as logs tell it: of each node what its actors did, in its order.
pub struct Recording {
    pub(super) decree: Decree,
    pub(super) setting: Rc<Setting>,
    /// The nodes whose logs were read, each with what it did.
    pub(super) nodes: BTreeMap<NodeId, Vec<Event>>,
    /// What other decrees the logs tell of.
    pub(super) others: Rc<[Decree]>,
}

/// Something that an actor does.
pub(super) struct Event {
    pub(super) at: At,
    pub(super) id: Id,
    pub(super) what: What,
}

/// What it is.
pub(super) enum What {
    /// It starts.
    Runs {
        /// With what it finds durable.
        found: Option<Durable>,
        /// And what it wants, if it is a proposer.
        wants: Option<Value>,
        /// The others of its node that run.
        beside: BTreeSet<Id>,
    },
    /// It runs a handler.
    Does {
        /// Why.
        on: On,
        /// Whether anything is other than before.
        has_effect: bool,
        /// What it says, and to whom.
        sends: Vec<(Id, Msg)>,
        /// What it saves.
        saves: Option<Durable>,
        /// What it has learned, if it is a learner.
        learned: Option<Value>,
    },
}

/// Why an actor does something.
pub(super) enum On {
    /// It hears this from another.
    Heard(Id, Msg),
    /// A client has it read, under this number.
    Read(u64),
    /// A timer fires.
    Timer(Timer),
}

/// Keeps what the actors of these decrees do.
#[derive(Default)]
pub(super) struct Recorder {
    wanted: BTreeMap<Decree, BTreeMap<NodeId, Vec<Event>>>,
}

impl Recorder {
    pub(super) fn of(decrees: &[Decree]) -> Self {
        let wanted = decrees.iter().map(|decree| (decree.clone(), BTreeMap::new()));
        Self { wanted: wanted.collect() }
    }

    /// Notes an event of a node, if it is of such a decree.
    pub(super) fn note(&mut self, decree: &Decree, node: NodeId, event: impl FnOnce() -> Event) {
        if let Some(nodes) = self.wanted.get_mut(decree) {
            nodes.entry(node).or_default().push(event());
        }
    }

    /// All that was kept, of a cluster of whose nodes these logs were read, and what decrees they tell of.
    pub(super) fn finish(
        self,
        setting: &Rc<Setting>,
        read: &[NodeId],
        known: Vec<Decree>,
    ) -> Vec<Recording> {
        let others: Rc<[Decree]> = known.into();
        let recordings = self.wanted.into_iter().map(|(decree, mut nodes)| {
            for node in read {
                nodes.entry(*node).or_default();
            }
            Recording { decree, setting: setting.clone(), nodes, others: others.clone() }
        });
        recordings.collect()
    }
}
