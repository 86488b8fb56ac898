//! Why a run is not drawn.

use crate::audit::problem::At;
use std::path::PathBuf;

/// Why the run of a decree is not drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{why}", place.as_ref().map(|(path, line)| format!("{}:{line}: ", path.display())).unwrap_or_default())]
pub struct NotDrawn {
    /// The first line that cannot be, if it is one: a log, and the line, counted from 1.
    pub place: Option<(PathBuf, u64)>,
    /// Why.
    pub why: Why,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// There is nothing to draw.
    #[error("no actor has done anything for `{decree}` in these logs{remedy}")]
    Nothing {
        /// The decree.
        decree: String,
        /// What may have been meant.
        remedy: String,
    },
    /// A run of a model begins with nothing durable.
    #[error(
        "{who} starts from what it had before the log begins, and a trace begins with nothing; give the logs from the \
         first start of the node on"
    )]
    Past {
        /// The actor.
        who: String,
    },
    /// A log is missing.
    #[error("{what}, and no log says that this was sent; give the logs of all nodes")]
    NeverSaid {
        /// Who hears what.
        what: String,
    },
    /// A model takes values of one line.
    #[error(
        "the value {value:?} cannot stand in a model, which takes values of one line that are not blank"
    )]
    Value {
        /// The value.
        value: String,
    },
    /// More than a model has.
    #[error("there are more {what} until here than the {most} that a model has at most")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        most: u64,
    },
    /// One actor has started again, and another of its node has not.
    #[error(
        "{who} goes on, though another actor of its node has started again since, and a process crashes as a whole"
    )]
    Alone {
        /// The one that goes on.
        who: String,
    },
    /// A learner of a node that has crashed since knows what it had learned.
    #[error(
        "{who} tells what it had learned before its node started again, and a learner of a model forgets that in a crash"
    )]
    Kept {
        /// The learner.
        who: String,
    },
    /// What should not be.
    #[error(
        "the model of this run is another than the nodes, which is a mistake of this program: {0}"
    )]
    Otherwise(String),
}

impl Why {
    pub(super) fn at(self, at: &At) -> NotDrawn {
        NotDrawn { place: Some((at.file.to_path_buf(), at.line)), why: self }
    }
}

impl From<Why> for NotDrawn {
    fn from(why: Why) -> Self {
        Self { place: None, why }
    }
}
