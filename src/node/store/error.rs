//! Why a node's durable state cannot be used, each with the remedy.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why a node's durable state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory holds something else.
    #[error(
        "{}: not empty, and no data directory; give one that is new or empty, or this node's own. \
         Nothing was changed",
        dir.display()
    )]
    NotADataDirectory {
        /// The directory.
        dir: PathBuf,
    },
    /// There is no directory, or an empty one, where there should be one that was used before.
    #[error(
        "{}: {what}, so this node would begin anew, without the promises and votes that it may have made. \
         Perhaps its volume is not mounted, or the path is another. If this is the first start of this node, say \
         so: --new. If its directory is lost, see \"A lost directory\" in docs/operating.md",
        dir.display()
    )]
    Missing {
        /// The directory.
        dir: PathBuf,
        /// How it was found.
        what: &'static str,
    },
    /// It belongs to another node, another cluster, or other members.
    #[error("{}: {what}", dir.display())]
    Foreign {
        /// The directory.
        dir: PathBuf,
        /// Whose it is, and the remedy.
        what: String,
    },
    /// Another process uses it.
    #[error(
        "{}: another process is using this data directory; stop it, or give this node its own",
        dir.display()
    )]
    Locked {
        /// The directory.
        dir: PathBuf,
    },
    /// Something committed is lost or altered.
    #[error(
        "{}: the durable state is damaged: {what}. The node will not run without its promises and \
         votes, since an acceptor that forgets them can undo what was chosen. Do not empty the \
         directory and start again under the same id. Leave this node down (the others go on \
         while they have a quorum), or make a new cluster; an exact copy of the directory may be \
         put back if it was taken after the node had stopped for the last time",
        dir.display()
    )]
    Damaged {
        /// The directory.
        dir: PathBuf,
        /// What was found.
        what: String,
    },
    /// A record verifies and yet makes no sense: another program wrote it.
    #[error(
        "the durable state holds a record that this version cannot read; use the synod that wrote it"
    )]
    Unreadable,
    /// The disk is full, or broken.
    #[error("{}: {what}: {source}", dir.display())]
    Io {
        /// The directory.
        dir: PathBuf,
        /// What was being done.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The log of what the node does cannot be written, before the commit of what stands in it.
    #[error(
        "{}: this log cannot be written: {source}. The node stops, and has neither done nor said anything \
         that is not in it; make room, or start it without --log",
        path.display()
    )]
    NotLogged {
        /// The log.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A commit failed: nobody knows what is durable, so nothing more may be said.
    #[error(
        "{}: the durable state could not be written: {what}. The node stops, and has said nothing \
         that was not durable; make room or replace the disk, then start it again",
        dir.display()
    )]
    NotDurable {
        /// The directory.
        dir: PathBuf,
        /// What went wrong.
        what: String,
    },
}

/// What reading a part of the directory has come to: damage, if something is not there or not as it
/// was written; else the system could not read it, and may another time.
pub(super) fn read_error(dir: &Path, part: &str) -> impl Fn(io::Error) -> StoreError {
    move |source| {
        let dir = dir.to_owned();
        match source.kind() {
            ErrorKind::NotFound | ErrorKind::UnexpectedEof | ErrorKind::InvalidData => {
                StoreError::Damaged { dir, what: format!("{part}: {source}") }
            }
            _ => StoreError::Io { dir, what: "reading the durable state", source },
        }
    }
}

/// An error of the system, told with the directory and what was being done.
pub(super) fn io_error(dir: &Path, what: &'static str) -> impl Fn(io::Error) -> StoreError {
    move |source| StoreError::Io { dir: dir.to_owned(), what, source }
}
