//! Which messages are stale, in a system made for it.

use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use synod::actor::{Msg, Process, Roster, State, Timer};
use synod::model::network::{Bounds, Network, Subject};
use synod::model::packed::{Packed, PackedVisitor, Packing, Reductions};
use synod::paxos::{
    Acceptor, Ballot, Durable, Message, ProposerId, QuorumSystem, Quorums, Value, Vote,
};
use synod::properties::witness::VALUE_CHOSEN;

/// Two acceptors, which act on what they hear from each other, and on what the first has sent itself.
#[derive(Debug)]
enum Odd {
    /// It saves a promise of ballot 1 and says nothing, if it hears of ballot 1 first; it says so, if it hears of
    /// ballot 2 first; and says so again when it hears of ballot 3, if it has that promise in mind. After the
    /// first it has so only when it has crashed.
    Promises,
    /// It votes when it hears of that promise, and only then speaks of ballot 2.
    Votes,
}

fn promised(round: u64) -> Acceptor {
    let ballot = Ballot { round, proposer: ProposerId(0) };
    Acceptor { promised: Some(ballot), voted: None }
}

fn prepare(round: u64) -> Msg {
    Msg::Paxos(Message::Prepare { ballot: Ballot { round, proposer: ProposerId(0) } })
}

impl Actor for Odd {
    type Msg = Msg;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    fn on_start(&self, id: Id, saved: &Option<Durable>, out: &mut Out<Self>) -> State {
        match saved {
            Some(Durable::Acceptor(acceptor)) => return State::Acceptor(acceptor.clone()),
            Some(_) => unreachable!("it is an acceptor"),
            None => {}
        }
        if let Self::Promises = self {
            for round in [1, 3] {
                out.send(id, prepare(round));
            }
        }
        State::Acceptor(Acceptor::default())
    }

    fn on_msg(&self, _: Id, state: &mut Cow<State>, _: Id, msg: Msg, out: &mut Out<Self>) {
        let ballot = Ballot { round: 1, proposer: ProposerId(0) };
        let other = Id::from(match self {
            Self::Promises => 1,
            Self::Votes => 0,
        });
        let State::Acceptor(was) = &**state else { unreachable!("it is an acceptor") };
        let is_fresh = *was == Acceptor::default();
        let next = match (self, &msg) {
            (Self::Promises, msg) if is_fresh && *msg == prepare(1) => {
                out.save(Durable::Acceptor(promised(1)));
                promised(2)
            }
            (Self::Promises, msg) if is_fresh && *msg == prepare(2) => {
                out.save(Durable::Acceptor(promised(1)));
                out.send(other, Msg::Paxos(Message::Promise { ballot, vote: None }));
                promised(1)
            }
            (Self::Promises, msg) if *was == promised(1) && *msg == prepare(3) => {
                out.send(other, Msg::Paxos(Message::Promise { ballot, vote: None }));
                return;
            }
            (Self::Votes, Msg::Paxos(Message::Promise { .. })) if is_fresh => {
                let voted = Some(Vote { ballot, value: Value::from("8") });
                let voted = Acceptor { voted, ..promised(1) };
                out.save(Durable::Acceptor(voted.clone()));
                out.send(other, prepare(2));
                voted
            }
            _ => return,
        };
        *state = Cow::Owned(State::Acceptor(next));
    }
}

impl Subject for Odd {
    fn is_reference_learner(&self) -> bool {
        false
    }

    fn reference(&self) -> Option<&Process> {
        None
    }
}

/// Whether a value is chosen in some state.
struct IsChosen;

impl PackedVisitor for IsChosen {
    type Output = bool;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> bool {
        let mut is_chosen = false;
        let mut seen = BTreeSet::from([system.initial()]);
        let mut stack = vec![system.initial()];
        while let Some(state) = stack.pop() {
            system
                .with_histories(&state, &mut |history, _| is_chosen |= VALUE_CHOSEN.holds(history));
            let mut steps = Vec::new();
            system.successors(&state, &mut steps);
            stack.extend(steps.into_iter().map(|(_, next)| next).filter(|next| seen.insert(*next)));
        }
        is_chosen
    }
}

#[test]
fn an_answer_is_not_certainly_given_that_a_crash_has_come_before() {
    let quorums = Quorums::new(2, QuorumSystem::Size(2), QuorumSystem::Size(1)).unwrap();
    let roster = Arc::new(Roster::new(0, quorums, 0));
    for stale in [false, true] {
        let actors = vec![vec![Odd::Promises], vec![Odd::Votes]];
        let processes = roster.ids().map(|id| vec![id]).collect();
        let bounds = Bounds { duplicate: true, crashes: 1, ..Bounds::default() };
        let network =
            Network::new(Arc::clone(&roster), actors, Vec::new(), None, processes, vec![0], bounds);
        let reductions = Reductions { stale, ..Reductions::NONE };
        let packing = Packing { reductions, stop: &|| false };
        assert!(network.pack(&packing, &[]).unwrap().visit(IsChosen), "stale messages: {stale}");
    }
}
