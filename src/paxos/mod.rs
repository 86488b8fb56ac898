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
//! # From one value to a log
//!
//! A service that runs commands one after the other needs not one decree but a sequence of them: which command is
//! the first, which is the second, and so on. Each slot of a log is a decree of its own, with the Paxos of this
//! module. Run apart, each would take both phases. What makes a log cheap is that they share phase 1.
//!
//! **One phase 1 serves all slots.** A promise says: I will vote in no ballot below this one. Nothing in it is about
//! a value, so it can be given for all slots at once, also for those in which nobody has proposed anything yet. Only
//! the report is different in each: the promise carries the last vote of *every* slot. A slot that the report leaves
//! out has no vote, and a leader is as free there as after a phase 1 of its own. So a leader prepares once, and then
//! takes one round of accepts for each command, as long as nobody outbids it (*The Part-Time Parliament*, 3.1; PMS 3).
//!
//! **The value rule stays in its slot.** What a slot must be proposed follows from the reports of that slot alone. A
//! vote in slot 1 says nothing of slot 2, whatever its ballot; and who has voted in many slots need not have cast the
//! highest vote in each. Most mistakes with logs are of this kind: one acceptor's log is taken for all that was voted
//! for, because it is the longest, or has the highest ballot.
//!
//! **Holes.** Slots are proposed side by side, so slot 2 can be chosen while nothing is in slot 1: its accepts were
//! lost, and the leader with them. A command may be carried out only after all before it are known, so the hole holds
//! up slot 2. The next leader fills it. If a vote for slot 1 was reported, it must propose that value; if none was, it
//! is free, and proposes a *no-op*, a value that changes nothing, rather than wait for a client. It may not leave out
//! slot 2 for the hole before it: what was chosen there stays chosen.
//!
//! A [`LogAcceptor`] decides nothing of its own: in each slot it is an [`Acceptor`], with the promise of all. Nor does a
//! leader: it draws its ballots as a [`Proposer`] does, and what it is [`bound`] to propose is the [`value_rule`] of each slot.
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
mod log;
mod message;
mod proposer;
mod quorum;

pub use ballot::{Ballot, ProposerId};
pub use durable::{Acceptor, Durable, Output, ProposerRecord};
pub use learner::Learner;
pub use log::{LogAcceptor, LogMessage, LogOutput, Slot, Votes, bound};
pub use message::{Message, Value, Vote};
pub use proposer::{Proposer, value_rule};
pub use quorum::{AcceptorId, AcceptorSet, MAX_ACCEPTORS, QuorumError, QuorumSystem, Quorums};
