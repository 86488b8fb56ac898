//! What a node keeps, and where: an append-only log of our own format, and its witness.
//!
//! ```text
//! node.toml   whose directory this is (`datadir`)
//! lock        held by the process that uses it
//! log/        segments: one commit after the other (`frame`, `segment`, `log`)
//! seal        the last commit once more, kept apart (`seal`, `witness`)
//! ```
//!
//! # One commit
//!
//! All that was put since the last commit becomes one **frame**. Its checksum covers its number, its
//! records and the checksum of the frame before, so that frames are a chain: none can be missing,
//! extra, old or altered without breaking it. A segment is written full of zeros and made durable
//! before it is used, so that a commit changes the content of a file and nothing else of it; then
//! its sync has no more to do than the disk.
//!
//! A log cannot tell a torn last commit, which nobody was told of, from a damaged one, which may
//! hold a vote: either way its end does not verify. Most stores cut such an end off, and an acceptor
//! would forget its vote. So the last commit is written a second time, to the **seal**, with its
//! number and checksum, and as a whole if there is room. The two are written and synced side by side,
//! by two threads, and `commit` returns after both: a crash before may leave either without the
//! other. A frame for which the seal has no room is in the log before the seal tells its number.
//!
//! # Opening
//!
//! `read` goes through the whole log, and `recover` holds what it finds against the seal:
//!
//! | log ends at | seal says | it was | then |
//! |---|---|---|---|
//! | N | N | a clean stop, or a crash between commits or in commit N + 1 | it goes on |
//! | N | N - 1 | a crash in commit N, of which nobody was told | it is whole, and stays |
//! | N - 1 | N, with its frame | likewise, or the last frame is damaged | the log is completed |
//! | anything else | | something committed is lost or altered | refused |
//!
//! The log ends where no frame follows that verifies and can be read. What stands there instead was
//! never acknowledged, if log and seal agree, or is the frame that the seal holds. Either way it stays
//! where it is, and the log goes on in a new segment: the head of that says where the one before ends,
//! so that it does no harm either if it can be read another time. What is at or before the last commit
//! is never repaired, but for the one frame that the seal holds.
//!
//! What cannot be read does not verify, but is no damage: a node that is refused because of it may
//! start another time. It is also refused while something stands behind the end of the log and a slot
//! of the seal cannot be read: that may be the last commit, in both places.
//!
//! A sync that fails leaves in the memory of the system, as if it were durable, what is on no disk, and
//! no later sync tells. So before it is acted upon the last frame is written once more, to the log and
//! then to the seal. What came before it was synced before it was begun.
//!
//! # Compaction
//!
//! A record that was replaced is garbage. Once there is more of it than of what lives, every commit
//! also takes along a few live records of the oldest segment, as if they had been put again
//! (`compact`). The commit after which nothing there lives says so, in a record of its own: the
//! **floor**, which is the first segment that counts. When it is durable the segment is removed.
//! There is no second file to be kept in step and no moment of a switch: a crash in compaction is a
//! crash in a commit. A commit that takes records along is as long as one of some kilobytes.
//!
//! # What is detected, and what cannot be
//!
//! Tests flip bytes all over the files of a directory, cut them off, remove them, and put back older
//! copies: either the directory is refused or every record is as it was. What cannot be detected:
//! the whole directory put back to an older copy, or log and seal losing the very same last commits
//! together, as with a disk that acknowledges a sync it has not done; this the other members may notice, who
//! remember how many commits they were told of (see the module `standing`). Checksums are no defence
//! against somebody who writes them anew.
//!
//! A disk that loses power while it writes a sector is taken to leave each byte of it as it was or as
//! it should be. If it leaves the sector unreadable, it may take acknowledged commits along that end
//! there: then the node is refused, and nothing is lost silently.

mod checksum;
mod compact;
mod contract;
mod datadir;
mod disk;
mod draft;
mod error;
mod frame;
mod index;
mod log;
mod read;
mod reader;
mod recover;
mod seal;
mod segment;
mod subject;
mod timed;
mod witness;

pub use contract::{CommitHistogram, CommitTimes, Store};
pub use disk::DiskStore;
pub use error::StoreError;
pub(super) use subject::{Subject, decode, decode_learned, encode};
pub(super) use timed::Timed;
