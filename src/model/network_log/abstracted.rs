//! Which states of the abstract model, one in each slot, a state of a network of a log stands for.
//!
//! They are those of the slots of an abstract log. An acceptor of it is what the acceptor has on disk. Promises, proposals and
//! votes are history, which is complete ([`Fact`]): they stay whatever becomes of their messages. That a ballot
//! has begun is read off what leaders have saved and off what is on its way, so fewer may be known than there
//! were. Only phase 1b needs a prepare, and whoever does it has received one that was on its way.
//!
//! A vote in one slot raises the promise of all. In each other slot that is a promise that nobody hears of, which the
//! abstract model can give as well, if it knows that the ballot has begun. It does: either its leader has saved no later
//! one; or the prepare to this acceptor, which was below the ballot until now and so has not received it, is still on
//! its way, as it changes something there and is not stale.

use super::fact::Fact;
use super::local::Local;
use super::subject::Subject;
use super::system::{Envelope, NetworkLog};
use crate::actor::log::{Durable, State};
use crate::model::message_set::MessageSetState;
use crate::model::message_set_log::LogState;
use crate::paxos::{Ballot, LogAcceptor, LogMessage, Vote};
use stateright::actor::Id;

impl<A: Subject> NetworkLog<A> {
    /// The abstract states that these states of the actors, facts, each with its actor, and messages stand for.
    pub(super) fn abstracted<'a>(
        &self,
        locals: impl Iterator<Item = &'a Local>,
        facts: &[(usize, &'a Fact)],
        on_their_way: impl Iterator<Item = &'a Envelope>,
    ) -> Vec<MessageSetState> {
        let mut log = LogState::default();
        for local in locals {
            match (&local.state, &local.saved) {
                (State::Acceptor(_), Some(Durable::Acceptor(saved))) => {
                    log.acceptors.push(saved.clone());
                }
                (State::Acceptor(_), _) => log.acceptors.push(LogAcceptor::default()),
                (State::Leader(_), Some(Durable::Leader(ballot))) => {
                    log.sent.insert((None, LogMessage::Prepare { ballot: *ballot }));
                }
                (State::Leader(_) | State::Learner(_), _) => {}
            }
        }
        for (id, fact) in facts {
            let acceptor = self.roster.acceptor(Id::from(*id));
            let said = match (*fact).clone() {
                Fact::Promised(ballot, votes) => LogMessage::Promise { ballot, votes },
                Fact::Voted(slot, vote) => LogMessage::Accepted { slot, vote },
                Fact::Proposed(slot, Vote { ballot, value }) => {
                    LogMessage::Accept { slot, ballot, value }
                }
                Fact::WentBack | Fact::Reused | Fact::Learned(..) | Fact::Applied(..) => continue,
            };
            log.sent.insert((acceptor, said));
        }
        let prepares = on_their_way.filter(|on| matches!(on.msg, LogMessage::Prepare { .. }));
        log.sent.extend(prepares.map(|envelope| (None, envelope.msg.clone())));
        self.slots().map(|slot| log.in_slot(slot)).collect()
    }

    /// Whether some leader can still have something chosen in every slot by all that acceptors have promised: it is in
    /// its ballot still, and that is above every promise; or it has a ballot left that is.
    pub(super) fn is_unobstructed<'a>(
        &self,
        locals: impl Iterator<Item = &'a Local> + Clone,
    ) -> bool {
        let promised = locals.clone().filter_map(|local| match &local.state {
            State::Acceptor(acceptor) => acceptor.promised,
            State::Leader(_) | State::Learner(_) => None,
        });
        let promised = promised.max();
        self.roster.ids().zip(locals).any(|(id, local)| match &local.state {
            State::Leader(leader) => {
                let goes_on =
                    leader.leads() || leader.ballot().is_some_and(|ballot| leader.counts(ballot));
                let next = leader.next_ballot();
                let last = self.last_round(id);
                let left = (next.round <= last).then_some(Ballot { round: last, ..next });
                goes_on && promised <= leader.ballot() || promised < left
            }
            State::Acceptor(_) | State::Learner(_) => false,
        })
    }
}
