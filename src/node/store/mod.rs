//! What a node keeps, and where: an append-only log of our own format, its seal, and a witness.
//!
//! ```text
//! node.toml   whose directory this is (`datadir`)
//! lock        held by the process that uses it
//! log/        segments (`segment`, `log`): one commit after the other (`frame`), and the last
//!             one once more (`seal`)
//! witness     a commit that is known to be durable, kept apart (`witness`)
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
//! number and checksum, and as a whole if there is room. The seal is two slots with which each segment begins, and
//! which commits take in turn. Frame and seal are written to one file, and one sync makes both durable; then
//! `commit` returns: a crash before may leave either without the other, or any part of them. A frame for which the
//! seal has no room is durable before the seal tells its number.
//!
//! One file can also be lost as a whole, or an older copy of it be put back, and then frame and seal are gone
//! together. So the **witness** is a file of its own, which tells the number and the checksum of a commit. It is
//! written when the sync of that commit has returned: so it may trail, and is never ahead of what is durable. With
//! each commit that is a write of a few bytes without a sync, which is there after a kill, and after a loss of
//! power perhaps not. With the first commit of each segment it is synced as well, before `commit` returns, and at
//! every start and every clean stop.
//!
//! # Opening
//!
//! `read` goes through the whole log, and `recover` holds what it finds against the seal, which is the slot with
//! the highest number among those of the last segment and those beside it:
//!
//! | log ends at | seal says | it was | then |
//! |---|---|---|---|
//! | N | N | a clean stop, or a crash between commits or in commit N + 1 | it goes on |
//! | N | N - 1 | a crash in commit N, of which nobody was told | it is whole, and stays |
//! | N - 1 | N, with its frame | likewise, or the last frame is damaged | the log is completed |
//! | anything else | | something committed is lost or altered | refused |
//!
//! A log that ends before the witness after that is refused, too; and so is one in which a commit has another
//! checksum than the witness says, if it goes back to that: it is another future of the same past. Where no slot
//! verifies, or all are older, the witness stands for the seal.
//!
//! The log ends where no frame follows that verifies and can be read. What stands there instead was
//! never acknowledged, if log and seal agree, or is the frame that the seal holds. Either way it stays
//! where it is, and the log goes on in a new segment: the head of that says where the one before ends,
//! so that it does no harm either if it can be read another time; nor does a slot that tells of more. So it does where
//! remains of a commit stand further on, or in the slot of the next one: that has the number which they had,
//! begins as they did, and torn in its turn could make them whole. What is at
//! or before the last commit is never repaired, but for the one frame that the seal holds.
//!
//! What cannot be read does not verify, but is no damage: a node that is refused because of it may
//! start another time. It is also refused while something stands behind the end of the log and a slot
//! of the seal cannot be read: that may be the last commit, in both places.
//!
//! A sync that fails leaves in the memory of the system, as if it were durable, what is on no disk, and
//! no later sync tells. So before it is acted upon the last frame is written once more, then its seal, and then
//! the witness, each synced before the next; and with them the head of a segment that has no more, the names of the
//! segments, and what the witness said before. What came before it was synced before it was begun.
//!
//! # The first commit of a segment
//!
//! It writes the head of the segment, its frame and its seal at once. A crash may leave any of the three:
//!
//! * the seal, whole: then the commit is there. If head and frame do not both verify, the segment with the seal
//!   stays as it is until another has all three and is durable, which then takes its place in one step;
//! * head and frame without the seal: the log ends at N, and the segment before has the seal of N - 1;
//! * anything else: the log ends at N - 1 in the segment before, and the seal there says so.
//!
//! Nobody was told of it, and the witness knows nothing of it. Who is told of it knows that the witness is
//! durable: so from then on a last segment that is missing, emptied, or put back to before it had a commit, is
//! missed.
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
//! copies: either the directory is refused or every record is as it was. Others cut real runs off at any call, by a loss of
//! power, a kill or a sync that fails, several runs in a row: every time the store opens, and has what it
//! acknowledged. What cannot be detected:
//!
//! * the whole directory put back to an older copy;
//! * after a loss of power, which may take what the witness was told since it was last synced: an older copy of
//!   the last segment alone, not older than what the witness still knows. While the process was merely killed,
//!   or after the next start, it is refused;
//! * the last commits lost in frame and seal together, as with a disk that acknowledges a sync it has not done,
//!   down to what the witness knows.
//!
//! All of these the other members may notice, who remember how many commits they were told of (see the module
//! `standing`). Checksums are no defence against somebody who writes them anew.
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
