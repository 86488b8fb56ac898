//! Nodes: the actors of [`crate::actor`] over UDP, for any number of decrees.
//!
//! A *node* is a process with one UDP address, at most one actor of each role, and a data
//! directory. It keeps a set of its actors for each *decree*, which is the name of an instance of
//! consensus: a register that is written once. Decrees share nothing but the process, so each of
//! them is the single-decree Paxos that the models check. The decree's name stands on the envelope
//! and never reaches an actor.
//!
//! # One message's journey
//!
//! `synod propose colour green` sends a request to a node. The node starts the decree's proposer,
//! whose first timer is due at once; the handler answers with commands: save that round 1 is used,
//! send a `Prepare` to every acceptor. The runtime puts the record into the store and the messages
//! aside, and hands what goes to the node's own acceptor to it at once. At the end of the turn it commits
//! the store, and then each message becomes a datagram. At another node the datagram is opened with the
//! members' key, its content names decree, sender and receiver, and the acceptor's handler is run: save
//! the promise, send it. Commit, send. Two turns later the acceptors vote, their `Accepted` reaches the
//! learner of the node that was asked, and it answers the client.
//!
//! Was the node the decree's [owner](Cluster::owner), half of that is left out: its first ballot is of round 0,
//! which needs no phase 1. In its first turn it proposes, its own acceptor votes, and one commit makes both
//! durable; the others vote in theirs, and the answer comes with the second message delay.
//!
//! # What the runtime decides: nothing
//!
//! It carries out the commands of the actors (save, send, set and cancel timers), and picks the
//! moment at which a timer fires within the range that the actor gave, or later; the models fire every
//! timer at any time. It never looks into a message. What it decides itself is whether an actor runs:
//!
//! * Acceptors and learners are there for every decree that is heard of. A proposer starts when a
//!   client proposes, with that client's value, and later proposals at the node wait for the
//!   outcome; and when a client asks and votes were heard that do not tell, with the value of the last
//!   of them ([`unsettled`](crate::actor::unsettled)).
//! * A client that watches waits until the decree's learner has learned; where nobody has voted, the learner
//!   sleeps meanwhile, and is woken by a vote, and by the client, who asks again now and then.
//! * A client that asks which value is chosen, where none is known, has the learner [read](crate::actor::Msg::Read):
//!   "none" is told to those who had asked when the read began, and is true of that moment. So a decree is a
//!   register that is written once, and linearizable. Without a quorum nobody is told "none".
//! * When its learner has learned the value, a node stops the decree's proposer and learner. In a
//!   model that is an actor to which nothing happens any more.
//! * A decree that nobody waits for leaves the memory, as a crash would make it, and comes back
//!   from the store with the next message. So memory grows with the decrees in use, and by some
//!   tens of bytes with any other, for the places of its records in the log and for its name; on disk a decree keeps
//!   its acceptor, its proposer's ballot and what was learned.
//!
//! # Durable before visible
//!
//! In one turn everything saved becomes durable, in one commit, before anything of that turn
//! leaves: also a repeated message. If the commit fails, the node stops without having said what it
//! could not save. Between actors of the same node a message need not wait for the commit, since it is
//! whole or not at all: what rests on a message is lost with what the message rests on.
//!
//! # Who is heard
//!
//! Members know each other by the members' keys, and each client by a key of its own; everything is
//! sealed. With a client's key one can ask, and say nothing that an actor would hear: the two kinds of
//! datagrams are sealed with keys that are derived apart (see the module `wire`). Which clients there
//! are, a node reads again upon SIGHUP.
//!
//! Who asks from within the process, as the HTTP server does (see [`http`]), needs no key and no datagram: it asks at the
//! loop's *desk*, and is answered like a client, after the commit.
//!
//! # Nothing forgotten
//!
//! A first start is said. Each data directory is another *incarnation*, each start of it has a number and a
//! random, and commits are counted: the members remember that of each other, and a node asks them at its start,
//! and then now and again, whether it is what it was. One whose directory was emptied, is an older copy or runs
//! twice is not heard by them, and stops when it is told so. Nothing of an actor goes to a member that has not answered in
//! this life, and the acceptor of a new directory answers nothing before a majority of the others has noted it (see the
//! module `standing`).
//!
//! # Nothing in vain
//!
//! While too few others are there for anything to be chosen, a node only asks them, a few times a second, whether
//! they are; with the first answers it goes on with what clients wait for, some decrees each millisecond. A decree
//! that nobody waits for leaves memory, with its proposer, and is taken up again when somebody asks: also after a restart.
//!
//! # What one has learned, all come to know
//!
//! Now and then nodes compare which decrees they have learned, by digests of their names, and each has its learner
//! ask about those that it lacks: the acceptors, and the other learners, of which one that has learned tells the value
//! (see the module `anti_entropy`).
//!
//! # What is assumed
//!
//! Datagrams may be lost, repeated, delayed and reordered, and nodes may crash and restart, or lose
//! power. Members do not lie, their keys are known to them alone, and their disks keep what they have
//! acknowledged; what of the latter can be detected is detected (see the modules `store` and `standing`,
//! and docs/operating.md for what cannot be). The members of a cluster, their roles and quorums are fixed for its
//! life.

mod actors;
mod anti_entropy;
mod audit_log;
mod cause;
mod clients;
mod compare;
mod core;
mod decree;
mod desk;
mod fatal;
mod hex;
pub mod http;
mod identity;
mod instance;
mod introduce;
mod local;
mod lookup;
mod lull;
mod mail;
mod node_error;
mod places;
mod post;
mod random;
mod reach;
mod report;
mod run;
mod socket;
mod standing;
mod status_json;
mod stock;
mod store;
mod timers;
mod whereabouts;
mod wire;

pub use anti_entropy::Digest;
pub use audit_log::{
    Answers, As, Asks, Cast, ClientAt, Does, Kept, LOG_VERSION, Line, LogError, LogSink, On, Party,
    Runs, Said, Seat, Sent, Sizes, Start, Step, Turn, Wish, Word,
};
pub use core::Core;
pub use decree::{Decree, MAX_NAME, MAX_VALUE, NameError};
pub use desk::{Caller, Unanswered};
pub use fatal::Fatal;
pub use identity::{
    Access, Address, Changes, Clients, Cluster, ClusterId, Contact, FileError, GenerateError, Key,
    KeyId, LocalCluster, Member, NewClient, NoAddress, NoSuchNode, NodeId, Problem, cluster_at,
    local_cluster, owner,
};
pub use local::Vitals;
pub use lookup::Found;
pub use mail::{Datagram, Ticket};
pub use node_error::NodeError;
pub use random::NoRandomness;
pub use run::{Event, Node, Summary, signals};
pub use standing::{Disowned, Doubt, Incarnation, Known, Life, News, Says};
pub use status_json::{NodeStatus, StatusDocument, since};
pub use store::{CommitHistogram, CommitTimes, DiskStore, Store, StoreError};
pub use timers::Time;
pub use wire::{
    Answer, Ask, ClientCodec, Codec, Content, Directory, Held, Letter, Listed, Listing,
    MAX_DATAGRAM, Message, Nonce, Nonces, Numbered, Opened, Peer, Question, Refusal, Request,
    Status, Stretch, SystemNonces, Told, Unheard, VERSION,
};
