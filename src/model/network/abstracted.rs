//! Which state of the abstract model a state of a network stands for.
//!
//! An acceptor of the abstract model is what an acceptor of the network has on disk. A proposal is made, and a
//! vote cast, when it is saved, whether or not it ever leaves: that is history, and history is complete
//! ([`Fact`]). That a ballot has begun, and what acceptors have promised, is read off what proposers have saved
//! and still hold, off what is on its way, and off what was on its way and is what a save rests on that is
//! not on disk yet; so the abstract state may know fewer prepares and promises than
//! were ever sent. That is enough: nothing that the abstract model does is enabled by a message that is missing,
//! so a run of it with fewer of them is a run of it with all. (The one thing that a message forbids is a second
//! proposal in its ballot, and proposals are never forgotten.)
//!
//! A ballot that needs no phase 1 has had it, in the abstract state: it has begun, and all acceptors have promised
//! it and reported no vote. Abstract Paxos can do that before all else, and so begins there (`InitFast` in
//! `specs/Paxos.tla`).

use super::fact::Fact;
use super::local::Local;
use super::subject::Subject;
use super::system::{Envelope, Network};
use crate::actor::{Msg, Role, State};
use crate::model::message_set::MessageSetState;
use crate::paxos::{Acceptor, Durable, Message};
use stateright::actor::Id;

impl<A: Subject> Network<A> {
    /// The abstract state that these states of the actors, facts, each with its actor, and messages stand for.
    pub(super) fn abstracted<'a>(
        &self,
        locals: impl Iterator<Item = &'a Local<A::State>>,
        facts: &[(usize, &'a Fact)],
        on_their_way: impl Iterator<Item = &'a Envelope>,
    ) -> MessageSetState {
        let mut state = MessageSetState::default();
        let acceptor = |id: Id| self.roster.acceptor(id);
        let lowest = self.lowest();
        for (id, local) in locals.enumerate() {
            let cached = local.cached.iter();
            state.sent.extend(cached.flat_map(|cached| &cached.rests_on).cloned());
            match (local.state(), &local.saved) {
                (State::Acceptor(_), saved) => {
                    let mut on_disk = match saved {
                        Some(Durable::Acceptor(saved)) => saved.clone(),
                        _ => Acceptor::default(),
                    };
                    on_disk.promised = on_disk.promised.max(lowest);
                    state.acceptors.push(on_disk);
                    let promised = lowest.map(|ballot| {
                        (acceptor(Id::from(id)), Message::Promise { ballot, vote: None })
                    });
                    state.sent.extend(promised);
                }
                (State::Proposer(proposer), saved) => {
                    if self.roster.role(Id::from(id)) == self.owner.map(Role::Proposer) {
                        state.sent.extend(lowest.map(|ballot| (None, Message::Prepare { ballot })));
                    }
                    if let Some(Durable::Proposer(record)) = saved {
                        let begun = record.ballot.map(|ballot| (None, Message::Prepare { ballot }));
                        state.sent.extend(begun);
                    }
                    if let Some(ballot) = proposer.record().ballot {
                        state.sent.extend(proposer.promises().map(|(from, vote)| {
                            (Some(from), Message::Promise { ballot, vote: vote.clone() })
                        }));
                    }
                }
                (State::Learner(_), _) => {}
            }
            for (_, fact) in facts.iter().filter(|(of, _)| *of == id) {
                match fact {
                    Fact::Proposed(vote) => {
                        let (ballot, value) = (vote.ballot, vote.value.clone());
                        state.sent.insert((None, Message::Accept { ballot, value }));
                    }
                    Fact::Voted(vote) => {
                        state
                            .sent
                            .insert((acceptor(Id::from(id)), Message::Accepted(vote.clone())));
                    }
                    Fact::WentBack
                    | Fact::Reused
                    | Fact::Served(_)
                    | Fact::Learned(_)
                    | Fact::Forgot
                    | Fact::AskedLate(_)
                    | Fact::FoundNothing(_) => {}
                }
            }
        }
        for Envelope { to, from, msg } in on_their_way {
            match msg {
                Msg::Paxos(prepare @ Message::Prepare { .. }) => {
                    state.sent.insert((None, prepare.clone()));
                }
                // What acceptors say to each other is no promise to anybody.
                Msg::Paxos(Message::Promise { .. }) if acceptor(*to).is_some() => {}
                Msg::Paxos(promise @ Message::Promise { .. }) => {
                    state.sent.insert((acceptor(*from), promise.clone()));
                }
                Msg::Paxos(Message::Accept { .. } | Message::Accepted(_))
                | Msg::Query
                | Msg::Refused { .. }
                | Msg::Read { .. }
                | Msg::Unvoted { .. }
                | Msg::Learned { .. } => {}
            }
        }
        state
    }
}
