//! Clients: how a program asks the nodes of a cluster.
//!
//! A *decree* is a register that is written once. A client proposes a value for it and is told the one that was
//! chosen, its own or another's; it reads; it waits. There are two, which say the same:
//!
//! * [`Client`] blocks, and takes one question at a time;
//! * [`AsyncClient`] runs on [tokio], can be cloned, and takes any number of questions at once.
//!
//! Both are to be kept for as long as a program asks: they have one socket for each node, and remember
//! which node has answered last.
//!
//! ```no_run
//! use std::path::Path;
//! use synod::client::{Client, Options};
//! use synod::node::Access;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let access = Access::load(Path::new("synod-data/client.toml"))?;
//! let mut client = Client::new(&access, Options::default())?;
//! let leader = client.propose(&"job/7/leader".parse()?, "alice")?;
//! println!("{leader} leads job 7");
//! # Ok(())
//! # }
//! ```
//!
//! `examples/leader.rs` elects a leader for a job, `examples/epoch.rs` goes from one configuration to the next.
//!
//! # Why it is safe to ask again
//!
//! A proposal says "let this be the value, if there is none yet, and tell me which it is". Whoever asks that
//! twice gets one answer: once a value is chosen, no proposal changes it. So a client repeats its datagrams
//! without knowing which of them arrived, asks several nodes the same, and a program may call
//! [`propose`](Client::propose) again after any error, also after a restart, with the same value or another.
//! Reading changes nothing.
//!
//! What is *not* safe is to take an error for an answer. A program that has proposed `alice` and got an error
//! does not lead, and does not know that it does not: it asks again.
//!
//! # What an error leaves open
//!
//! Four errors say nothing about the decree: [`ClientError::NoAnswer`], the timeout; [`ClientError::Refused`], which is
//! "too busy just now"; [`ClientError::System`], a failure of this machine on the way; and [`ClientError::Gone`], the end of
//! the runtime. The value may have been chosen, may yet be chosen after the call has returned (a proposal goes
//! on at the node that has heard it, and a datagram can be late), or never be. To drop the future of an
//! [`AsyncClient`] is like a timeout. All other errors are told before anything is sent, or because nothing could be,
//! or by every node that was asked ([`ClientError::NobodyCan`]); then this call has chosen nothing.
//!
//! # What an answer means
//!
//! [`propose`](Client::propose), [`read`](Client::read) and [`watch`](Client::watch) are linearizable: what they
//! say is true of a moment between call and return. "None" of [`read`](Client::read) is the word of a quorum, given
//! after the call. [`peek`](Client::peek), [`page`](Client::page) and [`list`](Client::list) are what one node has
//! learned: a value there is chosen for good, and what is not there may be chosen all the same.
//!
//! # How it asks
//!
//! Nodes are asked one after the other, beginning with the owner of the decree, which has a value chosen with the
//! fewest messages; where there is no decree, with the node that answered last. Each is given half a second,
//! and goes on being listened to; one that the system says nobody is at is given no time. After three rounds more
//! time lies between two datagrams, up to one round in three seconds. Which node can do what, a client does not
//! know: one that cannot says so, and that call asks it no more.

mod asks;
mod blocking;
mod call;
mod calls;
mod drive;
mod error;
mod line;
mod lines;
mod nonblocking;
mod options;
mod page;

pub use blocking::Client;
pub use error::ClientError;
pub use nonblocking::AsyncClient;
pub use options::Options;
pub use page::Page;
