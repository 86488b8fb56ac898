//! What all requests share.

use super::limits::Limits;
use super::secrets::Secrets;
use super::tally::{Counted, Tally};
use super::trouble::Trouble;
use crate::node::{Caller, Contact, NodeId};
use crate::origin::Hosts;
use axum::http::StatusCode;
use std::sync::Arc;
use tokio::sync::watch::Receiver;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What all requests share.
pub(super) struct Home {
    pub(super) caller: Caller,
    pub(super) me: Contact,
    /// The members that can propose.
    pub(super) proposers: Vec<NodeId>,
    /// The members that can tell what is chosen.
    pub(super) learners: Vec<NodeId>,
    pub(super) hosts: Hosts,
    pub(super) secrets: Receiver<Secrets>,
    pub(super) limits: Limits,
    pub(super) tally: Tally,
    pub(super) waits: Arc<Semaphore>,
}

/// A place among those that wait.
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    _counted: Counted,
}

impl Home {
    /// A place among those that wait, if there is one.
    pub(super) fn place(&self) -> Result<Place, Trouble> {
        let permit = Arc::clone(&self.waits).try_acquire_owned().map_err(|_| {
            Trouble::unavailable(
                "too many wait at this node",
                "wait at another node, or ask again later",
            )
        })?;
        Ok(Place { _permit: permit, _counted: Counted::new(&self.tally.waits) })
    }

    /// That this node can do what takes a proposer.
    pub(super) fn can_propose(&self) -> Result<(), Trouble> {
        self.can("proposer", &self.proposers)
    }

    /// That this node can do what takes a learner.
    pub(super) fn can_learn(&self) -> Result<(), Trouble> {
        self.can("learner", &self.learners)
    }

    fn can(&self, role: &str, who: &[NodeId]) -> Result<(), Trouble> {
        if who.contains(&self.me.id) {
            return Ok(());
        }
        let others: Vec<_> = who.iter().map(NodeId::to_string).collect();
        let remedy = match &others[..] {
            [] => "no node of this cluster has one".to_owned(),
            others => format!("ask a node that has one: {}", others.join(", ")),
        };
        let error = format!("node {} has no {role}", self.me.id);
        Err(Trouble::new(StatusCode::NOT_IMPLEMENTED, error, remedy))
    }
}
