//! Datagrams: what stands in them, and which are heard.
//!
//! ```text
//! offset  bytes  field
//!      0      1  version of this layout: 4
//!      1      1  kind: 0 from member to member, 1 from client to member, 2 from member to client
//!      2     16  cluster id
//!     18      4  key id
//!     22      2  from: number of the node that sends it, 0 if a client does
//!     24      2  to: number of the node that it is for, 0 if it is for a client
//!     26     24  nonce
//!     50      n  content, encrypted
//! 50 + n     16  tag over all bytes before it
//! ```
//!
//! Numbers are big-endian. The content is sealed by XChaCha20-Poly1305, with everything before it as
//! associated data. It is a [`Letter`], or a [`Numbered`] request or answer, in
//! [postcard](https://postcard.jamesmunns.com/wire-format), a specified format: numbers are varints,
//! texts and lists have their length in front, an enum begins with the index of its variant. A golden
//! test pins the bytes.
//!
//! # Lengths
//!
//! A letter says in which life of its sender it was written, after how many commits, and then one thing:
//! [`Message`]s of actors, an [`Ask`] or what is [`Told`] upon it (see the module `standing`), or a [`Stretch`] of what it has
//! learned or what is [`Held`] there (see the module `anti_entropy`).
//!
//! The longest content is that of an `Accept`, `Promise`, request or answer with the longest name and
//! value, and its datagram stays below [`MAX_DATAGRAM`], which passes any common network in one piece. A list of
//! decrees is told in pages, each of which is as long as fits.
//! After the content of a request come zeros, as many as make the datagram [`MAX_DATAGRAM`] long; a
//! shorter one is not heard. An `Ask` has room for what is told upon it. So no answer is longer than what asked for it,
//! and whoever replays a
//! request as if it came from somebody else sends more than that one receives. (A list of names can be longer than the
//! stretch that asks for it, and goes to where the member is, wherever the question came from.) Messages of the members
//! and answers are not padded: who sees them knows how long name and value are together.
//!
//! # Keys
//!
//! No datagram is sealed with a key that stands in a file. For each kind, and in it for each sender
//! and receiver among the nodes, a key is derived by BLAKE3's `derive_key`, once, from these:
//!
//! | kind | key | and |
//! |---|---|---|
//! | from member to member | a member key | cluster id, constitution, both nodes |
//! | from client to member | the client's key | cluster id, the node |
//! | from member to client | the client's key | cluster id, the node |
//!
//! So nothing sealed for one direction opens in another, and nothing said by a client can be taken for
//! a member's, whatever it says. Members seal with their first key and open with any, so that a key
//! can be exchanged while the cluster runs. A member with another idea of the nodes, their roles or
//! the quorums has another constitution, and is not heard.
//!
//! A nonce is 24 random bytes. So many are as good as counted: that one comes twice does not happen,
//! and nothing has to be remembered over a restart.
//!
//! # What is heard
//!
//! Whatever does not verify is dropped and counted by its reason, and never answered: damage becomes
//! loss, and strangers are not heard. Loss, delay, reordering and repetition are the network that the
//! model checker explores (a message once sent can be delivered again and again, unless a model says
//! `duplicate = false`; see `models/holds/two_proposers.toml`, and with a crash
//! `crash_and_restart.toml`), so a replayed datagram can do nothing that was not checked. A message
//! is heard only from the member that hosts the actor which says it, and of the start that this member has
//! introduced last. All members share their keys:
//! the seal keeps strangers and clients out, not members that lie. So do the holders of a client's
//! key: they can read and forge what the others ask and are answered.

mod cipher;
mod client_codec;
mod codec;
mod content;
mod header;
mod nonce;
mod status;
mod unheard;

pub use client_codec::ClientCodec;
pub use codec::{Codec, Opened};
pub(super) use content::FRAME;
pub use content::{
    Answer, Ask, Content, Held, Letter, Listed, Listing, Message, Numbered, Question, Refusal,
    Request, Stretch, Told,
};
pub(super) use header::ROOM;
pub use header::{MAX_DATAGRAM, VERSION};
pub use nonce::{Nonce, Nonces, SystemNonces};
pub use status::{Directory, Peer, Status};
pub use unheard::Unheard;
