//! How a client asks.

use crate::node::NodeId;
use std::time::Duration;

/// How a client asks.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long a call goes on before it ends with [`ClientError::NoAnswer`](super::ClientError::NoAnswer): five
    /// seconds by default. None is for ever.
    pub timeout: Option<Duration>,
    /// The one node to ask; by default all are asked.
    pub only: Option<NodeId>,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Some(Duration::from_secs(5)), only: None }
    }
}
