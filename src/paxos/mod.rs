//! Single-decree Paxos, as pure data: messages in, durable state and messages out.
//!
//! Nothing here does I/O, reads a clock, draws a random number or logs. The model checker and the
//! nodes run these very functions; what they add (when to send, retry, save) lives in
//! [`crate::actor`] and cannot make a wrong answer right or a right answer wrong.
//!
//! # The algorithm, from its end to its beginning
//!
//! Some processes want to agree on one value, over a network that loses, delays, reorders and
//! duplicates messages, while processes crash and restart. Lamport's papers and most texts tell
//! phase 1 first. Its rules look arbitrary until one has seen what phase 2 needs, so we begin there.
//!
//! **Phase 2: voting.** A *ballot* is one attempt to have a value chosen, and ballots are numbered.
//! In a ballot its proposer proposes at most one value, with an [`Accept`](Message::Accept) to the
//! acceptors; an [`Acceptor`] may vote for it and says so with [`Accepted`](Message::Accepted). A
//! value is *chosen* as soon as a quorum of acceptors has voted for it in the same ballot. A
//! [`Learner`] counts votes and so finds out. Nothing marks the moment: the value is chosen when
//! the last vote of the quorum becomes durable, even if nobody ever hears of it.
//!
//! **The danger.** Were that all, ballot 1 might choose 8 and ballot 2 choose 5. So a proposer may
//! propose a value in ballot *b* only if no other value has been, *or ever will be*, chosen in a
//! ballot below *b*. The second half is a statement about the future, and nobody can predict the
//! future; but the acceptors can be asked to promise it.
//!
//! **Phase 1: making it safe to propose.** With a [`Prepare`](Message::Prepare) for *b* the
//! proposer asks for that promise. An acceptor that gives its [`Promise`](Message::Promise) will
//! never again vote below *b*, and reports the last vote that it cast, if any. Now wait for a
//! quorum of promises. Every quorum that could choose a value below *b* shares an acceptor with
//! this one, and that acceptor either has voted below *b* (then it said so) or never will. Hence:
//!
//! * if no acceptor of the quorum has voted, nothing was or will be chosen below *b*, and the
//!   proposer is free to propose the value it wants;
//! * otherwise it must propose the value of the **highest-numbered ballot** among the votes
//!   reported. That vote was cast in a ballot *c* < *b* whose proposer followed this same rule, so
//!   nothing but that value can be chosen below *c*; in *c* itself nothing else was proposed; and
//!   between *c* and *b* nothing can be chosen, since a whole quorum has not voted there and now
//!   never will.
//!
//! This is the [value rule](value_rule) (P2c in *Paxos Made Simple*), and with it the induction is
//! complete: once a value is chosen, every higher ballot proposes that value.
//!
//! **What must survive a crash.** An acceptor's promise and vote, before it answers: everything
//! above leans on acceptors keeping their word. And a proposer's ballot, before it is used, since
//! a ballot used twice could propose two values. A learner needs to remember nothing: it can ask.
//!
//! **What is not promised.** Two proposers can outbid each other for ever; no algorithm can
//! exclude that without assumptions about time (Fischer, Lynch and Paterson, 1985). Retries with
//! random delays make it unlikely, and they are no business of this module.
//!
//! # Vocabulary
//!
//! | here | Lamport's TLA+ | *Paxos Made Simple*, 2.2 |
//! |---|---|---|
//! | [`Proposer::prepare`] sends `Prepare` | Phase1a | phase 1 (a) |
//! | [`Acceptor::on_prepare`] sends `Promise` | Phase1b | phase 1 (b) |
//! | [`Proposer::on_promise`] sends `Accept` | Phase2a | phase 2 (a) |
//! | [`Acceptor::on_accept`] sends `Accepted` | Phase2b | phase 2 (b) |
//! | [`Acceptor::promised`] | `maxBal` | the highest-numbered prepare request answered |
//! | [`Acceptor::voted`] | `maxVBal`, `maxVal` | the highest-numbered proposal accepted |
//! | [`value_rule`] | `ShowsSafeAt` | P2c |
//! | chosen, [`Learner`] | `chosen` | chosen, 2.3 |
//!
//! `None` stands for Lamport's -1, and `None < Some(ballot)` is the order that the rules need.
//!
//! # One value, decided by hand
//!
//! ```
//! use synod::paxos::*;
//!
//! let quorums = Quorums::majority(3)?;
//! let [one, two] = [AcceptorId(0), AcceptorId(1)];
//! let mut acceptors = [Acceptor::default(), Acceptor::default()];
//! let mut proposer = Proposer::new(ProposerId(0), Value::from("8"));
//! let mut learner = Learner::default();
//!
//! // Phase 1. Taking a message out of an `Output` also hands over what must be durable first.
//! let (saved, prepare) = proposer.prepare().take();
//! assert!(saved.is_some());
//! let ballot = prepare.ballot();
//! for (id, acceptor) in [one, two].into_iter().zip(&mut acceptors) {
//!     let (_, promise) = acceptor.on_prepare(ballot).expect("a first prepare is promised").take();
//!     let Message::Promise { ballot, vote: None } = promise else { panic!("nobody has voted") };
//!     let accept = proposer.on_promise(id, ballot, None, &quorums);
//!     assert_eq!(accept.is_some(), id == two, "the second promise makes a quorum");
//! }
//!
//! // Phase 2. The votes of a quorum choose the value; the learner sees it with the second.
//! for (id, acceptor) in [one, two].into_iter().zip(&mut acceptors) {
//!     acceptor.on_accept(ballot, Value::from("8")).expect("nothing forbids the vote");
//!     learner.on_accepted(id, acceptor.voted.clone().expect("it has voted"), &quorums);
//! }
//! assert_eq!(learner.learned(), Some(&Value::from("8")));
//! # Ok::<(), QuorumError>(())
//! ```
//!
//! # Sources
//!
//! Leslie Lamport, *The Part-Time Parliament* (1998); *Paxos Made Simple* (2001), cited as PMS;
//! Heidi Howard, Dahlia Malkhi and Alexander Spiegelman, *Flexible Paxos* (2016).

mod acceptor;
mod ballot;
mod durable;
mod learner;
mod message;
mod proposer;
mod quorum;

pub use ballot::{Ballot, ProposerId};
pub use durable::{Acceptor, Durable, Output, ProposerRecord};
pub use learner::Learner;
pub use message::{Message, Value, Vote};
pub use proposer::{Proposer, value_rule};
pub use quorum::{AcceptorId, AcceptorSet, MAX_ACCEPTORS, QuorumError, QuorumSystem, Quorums};
