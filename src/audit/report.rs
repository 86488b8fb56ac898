//! What an audit has come to.

use super::problem::Problem;
use crate::node::NodeId;

/// What an audit has come to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The nodes whose logs were read.
    pub nodes: Vec<NodeId>,
    /// The other nodes of the cluster.
    pub missing: Vec<NodeId>,
    /// The nodes whose logs do not begin with their first start.
    pub with_past: Vec<NodeId>,
    /// How often nodes were started.
    pub starts: u64,
    /// Turns that happened.
    pub turns: u64,
    /// Steps of actors.
    pub steps: u64,
    /// Decrees.
    pub decrees: u64,
    /// Messages that actors heard of each other.
    pub heard: u64,
    /// Those of which nobody knows whether they were sent, since the log of who sent them is not there.
    pub unverified: u64,
    /// Answers that a value is chosen.
    pub chosen: u64,
    /// Answers that none was.
    pub none: u64,
    /// What was left out: lines that were cut off.
    pub notes: Vec<String>,
    /// What is wrong; of each node the first.
    pub problems: Vec<Problem>,
}

impl Report {
    /// What the audit could not tell, and why. Nothing, if it is complete.
    pub fn partial(&self) -> Vec<String> {
        let list =
            |nodes: &[NodeId]| nodes.iter().map(NodeId::to_string).collect::<Vec<_>>().join(", ");
        let mut why = Vec::new();
        if self.turns == 0 {
            why.push("no turn is in the logs: there is nothing to check".to_string());
        }
        if !self.missing.is_empty() {
            why.push(format!("the logs of these nodes are missing: {}", list(&self.missing)));
        }
        if !self.with_past.is_empty() {
            why.push(format!(
                "the logs of these nodes begin after their first start, and what they had then is taken at their \
                 word: {}",
                list(&self.with_past)
            ));
        }
        if self.unverified > 0 {
            why.push(format!(
                "messages of which nobody knows whether they were sent: {}",
                self.unverified
            ));
        }
        if self.is_part() {
            why.push(
                "not looked at: validity, votes are safe, learned implies chosen; they need all logs from the \
                 beginning"
                    .to_string(),
            );
        }
        why
    }

    /// Whether something has happened that is in none of the logs.
    pub(super) fn is_part(&self) -> bool {
        !self.missing.is_empty() || !self.with_past.is_empty()
    }
}
