//! Which acceptors change places, in systems made for it: those of a model do all the same, and differ by nothing
//! but their names.

use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;
use std::sync::Arc;
use synod::actor::{Msg, Process, Roster, State, Timer};
use synod::model::network::{Bounds, Network, Subject};
use synod::model::packed::{Packed, PackedVisitor, Packing, Reduction, Reductions};
use synod::paxos::{
    Acceptor, Ballot, Durable, Message, Proposer, ProposerId, QuorumSystem, Quorums, Value,
};

/// A proposer that sends its prepares when it starts, and two acceptors, of which the second may do otherwise.
#[derive(Clone, Debug)]
enum Odd {
    Asks(Arc<Roster>),
    Answers {
        /// Whether it says something before anybody asks.
        unasked: bool,
        /// Which round it promises, if it is asked for the first, and for the second.
        promises: [u64; 2],
        /// By how many rounds the promise that it saves is above the one that it gives.
        saves_ahead: u64,
    },
}

/// What an acceptor does.
const USUAL: Odd = Odd::Answers { unasked: false, promises: [1, 2], saves_ahead: 0 };

fn ballot(round: u64) -> Ballot {
    Ballot { round, proposer: ProposerId(0) }
}

impl Actor for Odd {
    type Msg = Msg;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    fn on_start(&self, _: Id, _: &Option<Durable>, out: &mut Out<Self>) -> State {
        match self {
            Self::Asks(roster) => {
                for (acceptor, round) in roster.acceptors().flat_map(|id| [(id, 1), (id, 2)]) {
                    out.send(acceptor, Msg::Paxos(Message::Prepare { ballot: ballot(round) }));
                }
                State::Proposer(Proposer::new(ProposerId(0), Value::from("8")))
            }
            Self::Answers { unasked, .. } => {
                if *unasked {
                    let promise = Message::Promise { ballot: ballot(1), vote: None };
                    out.send(Id::from(0), Msg::Paxos(promise));
                }
                State::Acceptor(Acceptor::default())
            }
        }
    }

    fn on_msg(&self, _: Id, state: &mut Cow<State>, src: Id, msg: Msg, out: &mut Out<Self>) {
        if let (
            Self::Answers { promises, saves_ahead, .. },
            Msg::Paxos(Message::Prepare { ballot: asked }),
        ) = (self, msg)
        {
            let promised = |round| Acceptor { promised: Some(ballot(round)), voted: None };
            *state = Cow::Owned(State::Acceptor(promised(asked.round)));
            out.save(Durable::Acceptor(promised(asked.round + saves_ahead)));
            let answer = ballot(promises[usize::from(asked.round == 2)]);
            out.send(src, Msg::Paxos(Message::Promise { ballot: answer, vote: None }));
        }
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

/// The reductions that a system uses.
struct Used;

impl PackedVisitor for Used {
    type Output = Vec<Reduction>;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Vec<Reduction> {
        system.about().reductions()
    }
}

/// Whether a usual acceptor and this one change places.
fn changes_places_with(other: Odd) -> bool {
    let quorums = Quorums::new(2, QuorumSystem::Size(2), QuorumSystem::Size(2)).unwrap();
    let roster = Arc::new(Roster::new(1, quorums, 0));
    let actors = [Odd::Asks(Arc::clone(&roster)), USUAL, other];
    let actors = actors.map(|actor| vec![actor]).to_vec();
    let processes = roster.ids().map(|id| vec![id]).collect();
    let bounds = Bounds { ballots: vec![1], duplicate: true, ..Bounds::default() };
    let wanted = vec![(vec![Value::from("8")], 1)];
    let network = Network::new(roster, actors, wanted, None, processes, Vec::new(), bounds);
    let packing =
        Packing { reductions: Reductions { symmetry: true, ..Reductions::NONE }, stop: &|| false };
    network.pack(&packing, &[]).unwrap().visit(Used) == [Reduction::AcceptorSymmetry]
}

#[test]
fn acceptors_change_places_that_do_the_same() {
    assert!(changes_places_with(USUAL));
}

#[test]
fn but_not_if_one_says_something_before_all_else() {
    let unasked = Odd::Answers { unasked: true, promises: [1, 2], saves_ahead: 0 };
    assert!(!changes_places_with(unasked));
}

#[test]
fn nor_if_one_says_something_else() {
    let mistaken = Odd::Answers { unasked: false, promises: [2, 1], saves_ahead: 0 };
    assert!(!changes_places_with(mistaken));
}

/// Nobody reads the records; but a reader of the model may ask about them.
#[test]
fn nor_if_their_records_say_something_else() {
    let ahead = Odd::Answers { unasked: false, promises: [1, 2], saves_ahead: 1 };
    assert!(!changes_places_with(ahead));
}
