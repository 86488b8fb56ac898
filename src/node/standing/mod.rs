//! Nothing forgotten: a directory that is emptied, older than what it has told, or a copy is refused, by itself and
//! by the other members.
//!
//! An acceptor that forgets a vote can undo what was chosen, and so can a proposer that forgets a ballot. A disk
//! that damages something is noticed by the store. What no store can notice alone is that the whole directory is
//! another: an empty one, as under an unmounted volume; a restored backup; a copy. The others can.
//!
//! # What is known of whom
//!
//! A directory has an [`Incarnation`], made with it; each start of it is a [`Life`], with a number that is
//! durable before it is told; and commits are counted. All of that together is [`Known`]: it stands on each
//! datagram between members, whole or in part, and each remembers it of each other.
//!
//! # Question and answer
//!
//! At its start a node asks each other what it knows of it, until it has an answer, and then every few seconds.
//! The question carries a number that is drawn for it, and so does the answer: only what is said *now* can stop a
//! node. Who is asked notes what the asker says of itself, unless something speaks against it ([`Doubt`]), and
//! tells what it knows then. The asker compares likewise, and stops if it finds the same. Old
//! datagrams that come again raise what is known, at most to what was true then, and stop nobody.
//!
//! Nothing of an actor goes to a member that has not answered in this life. That costs no availability: who
//! cannot be asked cannot be told anything either. And of each member only the life is heard that has had its
//! answer last.
//!
//! Nor does a node's acceptor hear its own node before that, or its proposer use a round without promises: not
//! before so many have answered that with this node they hold a quorum of each phase, and one in any case. With
//! majorities nothing could be chosen without them anyway. Where one vote chooses, or one promise is enough, it is
//! a price: such an acceptor, which could have told its clients the opposite yesterday, waits in each life for
//! those that would know.
//!
//! # Admission
//!
//! A new directory has no past to compare. So its acceptor hears and says nothing until a majority of the *other* members (in
//! three: both) has durably noted it; each notes one directory of a member, for ever, and two majorities have
//! a member in common. Its proposer may speak before: an acceptor that has ever heard the proposer of one
//! directory has noted that before, and never hears that of another, so that two ballots of one number, of
//! two directories, have no acceptor in common. Votes that choose in the one, and promises that allow a proposal in
//! the other, would have one. Round 0 needs no promises, and so a proposer takes it only once its directory is admitted: two of
//! which never are. To note needs no admission: all can start for the first
//! time at once. What is missing at the first start is waited for; after that nobody is.
//!
//! # Which life comes of which
//!
//! A directory keeps for each member the last life in which that one has answered it, and says so when it asks; and who
//! is asked keeps the last life that is known to have had its answer. A life that does not come of that one, as it
//! should have been answered in it or later, is a branch: of a copy, or of what was copied. So of two copies that
//! run, the one goes on that was answered; whatever the other does alone, and however often it is started, it
//! stays what was left behind.
//!
//! # Which counts are compared
//!
//! A member is told the count of commits, and remembers the highest. To a member that has not yet answered in this
//! life a node tells the count that it found at the first start since that one answered last, and this is compared too. So what an
//! older copy commits by being started again and again hides nothing. That a member has answered is durable before
//! it is told more.
//!
//! # What is durable when
//!
//! The start, and that a member has answered, before anything that rests on them leaves. A directory that is noted
//! for the first time, before that is told: an admission rests on it. That a life of a member has had its answer, with the turn in
//! which this becomes known: once for each start of it. Counts go with the next commit, whatever
//! that is for, and never have one of their own: nothing that is said rests on them. So members that lose power may
//! forget the last of these, and then they notice less; they never accuse a directory that is as it was.

mod known;
mod news;
mod own;
mod peers;
mod questions;
mod state;
mod verdict;

pub use known::{Incarnation, Known, Life, Says};
pub use news::News;
pub(super) use peers::{Noted, Unknown};
pub(super) use questions::AGAIN;
pub(super) use state::Standing;
pub(super) use verdict::doubt_of_oneself;
pub use verdict::{Disowned, Doubt};
