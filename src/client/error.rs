//! Why a client has no answer.

use crate::node::{MAX_NAME, MAX_VALUE, NoRandomness, NoSuchNode, NodeId, Refusal};
use std::io;
use std::net::SocketAddr;
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
    /// The machine of the node says that nobody is at its address.
    #[error("nobody is at {address}; see that node {node} runs")]
    NobodyThere {
        /// The node.
        node: NodeId,
        /// Its address, in the client's file.
        address: SocketAddr,
    },
    /// All that was heard is a refusal for now. What was asked for may have been done, or may yet be.
    #[error("refused: {why}; try again")]
    Refused {
        /// What the node said.
        why: Refusal,
    },
    /// No random bytes. Nothing was asked.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The system refuses what no program should be refused.
    #[error("the system fails: {0}")]
    System(#[from] io::Error),
    /// The runtime on which an asynchronous client was made has ended.
    #[error("the runtime of the client has ended; make the client on one that lives as long")]
    Gone,
}
