//! Whom persistent sets let go first, in a system made for it: none of the shipped models has an actor that
//! goes back and forth and breaks no property by that alone.

use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use synod::actor::{Msg, Process, Role, Roster, State, Timer};
use synod::model::network::{Bounds, Network, Subject};
use synod::model::packed::{Packed, PackedVisitor, Packing, Reductions};
use synod::paxos::{
    Acceptor, Ballot, Durable, Message, ProposerId, QuorumSystem, Quorums, Value, Vote,
};
use synod::properties::witness::VALUE_CHOSEN;

/// An acceptor that acts on messages to itself, which it sends when it starts.
#[derive(Debug)]
enum Alone {
    /// It promises one and another ballot, as often as it likes, and neither saves it nor says so.
    Wavers,
    /// It votes.
    Votes,
    /// It votes unless it has read that the other of its process has saved something.
    Reads,
}

/// An acceptor that has read something.
fn has_read() -> State {
    State::Acceptor(Acceptor { promised: Some(ballot(3)), voted: None })
}

fn ballot(round: u64) -> Ballot {
    Ballot { round, proposer: ProposerId(0) }
}

impl Actor for Alone {
    type Msg = Msg;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    fn on_start(&self, id: Id, _: &Option<Durable>, out: &mut Out<Self>) -> State {
        let accept = Message::Accept { ballot: ballot(1), value: Value::from("8") };
        let messages = match self {
            Self::Wavers => [1, 2].map(|round| Message::Prepare { ballot: ballot(round) }).to_vec(),
            Self::Votes | Self::Reads => vec![accept],
        };
        for message in messages {
            out.send(id, Msg::Paxos(message));
        }
        State::Acceptor(Acceptor::default())
    }

    fn on_msg(&self, _: Id, state: &mut Cow<State>, _: Id, msg: Msg, out: &mut Out<Self>) {
        if **state == has_read() {
            return;
        }
        let promised = |ballot| Acceptor { promised: Some(ballot), voted: None };
        let next = match msg {
            Msg::Paxos(Message::Prepare { ballot }) => promised(ballot),
            Msg::Paxos(Message::Accept { ballot, value }) => {
                let voted = Acceptor { voted: Some(Vote { ballot, value }), ..promised(ballot) };
                out.save(Durable::Acceptor(voted.clone()));
                voted
            }
            _ => unreachable!("nobody else is there"),
        };
        *state = Cow::Owned(State::Acceptor(next));
    }
}

impl Subject for Alone {
    fn is_reference_learner(&self) -> bool {
        false
    }

    fn reference(&self) -> Option<&Process> {
        None
    }

    fn reads_records(&self) -> bool {
        matches!(self, Self::Reads)
    }

    fn on_record(&self, state: &mut State, _: Role, _: Option<&Durable>) {
        if *state == State::Acceptor(Acceptor::default()) {
            *state = has_read();
        }
    }
}

/// How many states there are, and whether a value is chosen in one.
struct Walk {
    persistent: bool,
}

impl PackedVisitor for Walk {
    type Output = (usize, bool);

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let mut is_chosen = false;
        let mut seen = BTreeSet::from([system.initial()]);
        let mut stack = vec![system.initial()];
        while let Some(state) = stack.pop() {
            system
                .with_histories(&state, &mut |history, _| is_chosen |= VALUE_CHOSEN.holds(history));
            let mut steps = Vec::new();
            match self.persistent {
                true => system.persistent_set(&state, &mut steps),
                false => system.successors(&state, &mut steps),
            }
            stack.extend(steps.into_iter().map(|(_, next)| next).filter(|next| seen.insert(*next)));
        }
        (seen.len(), is_chosen)
    }
}

/// Walks through a system of two acceptors, of which so many are enough to choose, in one process.
fn walk(actors: [Alone; 2], enough: usize, persistent: bool) -> (usize, bool) {
    let quorums = Quorums::new(2, QuorumSystem::Size(2), QuorumSystem::Size(enough)).unwrap();
    let roster = Arc::new(Roster::new(0, quorums, 0));
    let actors = actors.into_iter().map(|actor| vec![actor]).collect();
    let processes = vec![roster.ids().collect()];
    let bounds = Bounds { duplicate: true, ..Bounds::default() };
    let network = Network::new(roster, actors, Vec::new(), None, processes, Vec::new(), bounds);
    let reductions = Reductions { persistent, ..Reductions::NONE };
    let packing = Packing { reductions, stop: &|| false };
    network.pack(&packing, &[]).unwrap().visit(Walk { persistent })
}

#[test]
fn who_goes_back_and_forth_does_not_keep_others_from_going() {
    let walk = |persistent| walk([Alone::Wavers, Alone::Votes], 1, persistent);
    assert_eq!(walk(false), (6, true));
    assert_eq!(walk(true), (5, true));
}

#[test]
fn nobody_goes_first_where_others_read_what_he_has_saved() {
    let walk = |persistent| walk([Alone::Votes, Alone::Reads], 2, persistent);
    assert_eq!(walk(false), (4, true));
    assert_eq!(walk(true), walk(false));
}
