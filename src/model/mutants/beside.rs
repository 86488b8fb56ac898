//! What a variant has beside the reference's state.

use crate::actor::{Role, State};
use crate::model::network::Whole;
use crate::paxos::{Durable, Vote};
use std::collections::BTreeMap;

/// The state of an actor, and what a variant has beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kept {
    pub(super) state: State,
    pub(super) beside: Beside,
}

impl Whole for Kept {
    fn reference(&self) -> &State {
        &self.state
    }
}

/// What a variant has beside the reference's state.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Beside {
    /// What it keeps of its own. A crash loses it.
    pub(super) own: Own,
    /// What the actors of its process have saved last, if it reads that.
    pub(super) records: BTreeMap<Role, Durable>,
}

/// What a variant keeps of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Own {
    /// Nothing yet.
    #[default]
    Nothing,
    /// Of a proposer: the highest vote that was ever reported to it.
    Reported(Vote),
    /// Of an acceptor: what it found when it was first asked for its last vote.
    Cached(Option<Vote>),
    /// Of an acceptor: it has lost what it had saved, and waits for what others have.
    Blank,
}
