//! Why a client has no answer.

use crate::node::{Address, MAX_NAME, MAX_VALUE, NoRandomness, NoSuchNode, NodeId, Refusal};
use std::io;
use std::time::Duration;

/// Why a client has no answer. The module says what each leaves open.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The value does not fit a datagram. Nothing was asked.
    #[error("the value has {bytes} bytes; use at most {MAX_VALUE}")]
    ValueTooLong {
        /// Its length.
        bytes: usize,
    },
    /// No name begins with so much. Nothing was asked.
    #[error("the prefix has {bytes} bytes, and names of decrees at most {MAX_NAME}")]
    PrefixTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The client's file does not list the node. Nothing was asked.
    #[error(transparent)]
    NoSuchNode(#[from] NoSuchNode),
    /// No node has the role that it takes. Nothing was done.
    #[error("nobody who was asked can do that: {why}; ask another node")]
    NobodyCan {
        /// What the last of them said.
        why: Refusal,
    },
    /// The time is over. What was asked for may have been done, or may yet be.
    #[error(
        "no answer within {} from {tried}; see that the nodes run, among them a quorum of \
         acceptors, and that their list of clients has this one, and try again",
        humantime::format_duration(*timeout)
    )]
    NoAnswer {
        /// How long it waited.
        timeout: Duration,
        /// Whom it asked.
        tried: String,
    },
    /// The machine of the node says that nobody is at its address. Of one node alone, which was asked how it is;
    /// nothing was done.
    #[error("nobody is at {address}; see that node {node} runs")]
    NobodyThere {
        /// The node.
        node: NodeId,
        /// Its address, in the client's file.
        address: Address,
    },
    /// This machine lets no datagram out, to whichever node. What it let out before may have been heard: what was asked
    /// for may have been done.
    #[error("nothing can be sent to node {node} at {address}: {why}")]
    NotSent {
        /// The last that it was tried with.
        node: NodeId,
        /// Its address, in the client's file.
        address: Address,
        /// What the system says.
        why: String,
    },
    /// The time is over, and what was heard is a refusal for now. What was asked for may have been done, or may yet be:
    /// others may have heard it, and not answered in time.
    #[error(
        "no answer within {}, and refused: {why}; try again later",
        humantime::format_duration(*timeout)
    )]
    Refused {
        /// How long it waited.
        timeout: Duration,
        /// What the node said.
        why: Refusal,
    },
    /// No random bytes. Nothing was asked.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// A page of a list does not go on from the one before: a mistake of the node's. Reading changes nothing.
    #[error("node {node} repeats itself in a list; ask another node, and look for a newer synod")]
    NoProgress {
        /// The node.
        node: NodeId,
    },
    /// The system refuses what no program should be refused. What was asked for may have been done, or may yet be.
    #[error("the system fails: {0}")]
    System(#[from] io::Error),
    /// The runtime on which an asynchronous client was made has ended. What was asked for may have been done, or may
    /// yet be.
    #[error("the runtime of the client has ended; make the client on one that lives as long")]
    Gone,
}

impl ClientError {
    /// Whether a value that was proposed may have been chosen, or may yet be; else this call has chosen nothing.
    pub fn may_be_chosen(&self) -> bool {
        use ClientError as E;
        matches!(
            self,
            E::NoAnswer { .. } | E::NotSent { .. } | E::Refused { .. } | E::System(_) | E::Gone
        )
    }
}
