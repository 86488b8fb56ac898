//! The model means what it says: our network agrees with stateright's own, and the fast form of a
//! system with the readable one.

#![allow(clippy::disallowed_types, reason = "the rule is for the lower layers")]

use stateright::Model;
use stateright::actor::{Actor, ActorModel, Id, LossyNetwork, Network as StaterightNetwork, Out};
use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::sync::Arc;
use synod::actor::{Msg, Process, Role, Roster, State, Timer};
use synod::model::System;
use synod::model::network::{Bounds, Memo, Network};
use synod::paxos::{Durable, Quorums, Value};

fn roster(proposers: u16, acceptors: usize) -> Arc<Roster> {
    Arc::new(Roster::new(proposers, Quorums::majority(acceptors).unwrap(), 1))
}

fn process(roster: &Arc<Roster>, id: Id, wanted: &str) -> Process {
    let roster = Arc::clone(roster);
    match roster.role(id).unwrap() {
        Role::Proposer(id) => {
            Process::Proposer { id, wanted: Value::from(wanted), first_round: 1, roster }
        }
        Role::Acceptor(_) => Process::Acceptor { roster },
        Role::Learner(_) => Process::Learner { roster },
    }
}

/// Proposers who want 8 and 5; behind A stands another client after a crash, who wants 7. Actors
/// share processes, or every one has its own.
fn network(roster: &Arc<Roster>, shared: bool, bounds: &Bounds) -> Network<Process> {
    let roster = Arc::clone(roster);
    let incarnations = |id: Id| match usize::from(id) {
        0 => vec![process(&roster, id, "8"), process(&roster, id, "7")],
        _ => vec![process(&roster, id, "5")],
    };
    let actors = roster.ids().map(incarnations).collect();
    let clients = [(vec![Value::from("8"), Value::from("7")], 1), (vec![Value::from("5")], 1)];
    let proposers = clients.into_iter().take(roster.proposers().count()).collect();
    let processes: Vec<Vec<Id>> = if shared {
        let all: Vec<Id> = roster.ids().collect();
        let (one, other) = all.into_iter().partition(|id| usize::from(*id) % 2 == 0);
        vec![one, other]
    } else {
        roster.ids().map(|id| vec![id]).collect()
    };
    let mortal = (0..processes.len()).collect();
    Network::new(roster, actors, proposers, processes, mortal, bounds.clone())
}

/// The reference actor, for one ballot each: stateright's model has no bound on retries, and
/// without one it has no end.
struct OneBallot(Process);

impl Actor for OneBallot {
    type Msg = Msg;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    fn on_start(&self, id: Id, storage: &Option<Durable>, out: &mut Out<Self>) -> State {
        let mut reference = Out::new();
        let state = self.0.on_start(id, storage, &mut reference);
        out.append(&mut reference);
        state
    }

    fn on_msg(&self, id: Id, state: &mut Cow<State>, src: Id, msg: Msg, out: &mut Out<Self>) {
        let mut reference = Out::new();
        self.0.on_msg(id, state, src, msg, &mut reference);
        out.append(&mut reference);
    }

    fn on_timeout(&self, id: Id, state: &mut Cow<State>, timer: &Timer, out: &mut Out<Self>) {
        let State::Proposer(proposer) = state.as_ref() else { return };
        if *timer == Timer::NextBallot && proposer.record().ballot.is_none() {
            let mut reference = Out::new();
            self.0.on_timeout(id, state, timer, &mut reference);
            out.append(&mut reference);
        }
    }
}

#[test]
fn staterights_own_actor_model_reaches_the_same_states_of_the_actors() {
    the_actors_reach_the_same_states(&roster(1, 3));
    the_actors_reach_the_same_states(&roster(2, 2));
}

fn the_actors_reach_the_same_states(roster: &Arc<Roster>) {
    let wanted = |id: Id| if usize::from(id) == 0 { "8" } else { "5" };
    let theirs = ActorModel::new((), ())
        .actors(roster.ids().map(|id| OneBallot(process(roster, id, wanted(id)))))
        .init_network(StaterightNetwork::new_unordered_nonduplicating([]))
        .lossy_network(LossyNetwork::No);
    let theirs: HashSet<Vec<State>> = reachable(&theirs)
        .iter()
        .map(|Whole(state)| state.actor_states.iter().map(|actor| (**actor).clone()).collect())
        .collect();

    let bounds = Bounds { ballots_per_proposer: 1, duplicate: false, crashes: 0, resends: 0 };
    let ours: HashSet<Vec<State>> = reachable(&network(roster, false, &bounds))
        .iter()
        .map(|Whole(state)| state.actors.iter().map(|actor| actor.state.clone()).collect())
        .collect();

    assert!(ours.len() > 50, "only {} states: the instance shows little", ours.len());
    assert_eq!(ours.difference(&theirs).next(), None, "only ours");
    assert_eq!(theirs.difference(&ours).next(), None, "only stateright's");
}

/// A state that is compared as a whole, also where its type only says that it is comparable.
#[derive(Clone, Hash, PartialEq)]
struct Whole<S>(S);

impl<S: PartialEq> Eq for Whole<S> {}

/// Every state of a model, by a search of our own.
fn reachable<M: Model<State: Clone + Hash + PartialEq>>(model: &M) -> HashSet<Whole<M::State>> {
    let mut seen: HashSet<_> = model.init_states().into_iter().map(Whole).collect();
    let mut queue: VecDeque<_> = seen.iter().cloned().collect();
    while let Some(Whole(state)) = queue.pop_front() {
        for next in model.next_states(&state).into_iter().map(Whole) {
            if seen.insert(next.clone()) {
                queue.push_back(next);
            }
        }
    }
    seen
}

/// Walks both forms of a system side by side, and compares every step of every state.
fn the_two_forms_agree(roster: &Arc<Roster>, shared: bool, bounds: &Bounds) {
    let readable = network(roster, shared, bounds);
    let fast = Memo::new(network(roster, shared, bounds));
    let start = (fast.init_states().pop().unwrap(), readable.init_states().pop().unwrap());
    let mut seen = HashSet::from([start.0.clone()]);
    let mut both = HashSet::from([Whole(start.1.clone())]);
    let mut queue = VecDeque::from([start]);
    while let Some((quick, slow)) = queue.pop_front() {
        assert_eq!(fast.locals(&quick), slow.actors);
        let mut steps = readable.next_steps(&slow);
        for (action, next) in fast.next_steps(&quick) {
            let action = fast.action(action);
            let Some(same) = steps.iter().position(|(other, _)| *other == action) else {
                panic!("only the fast form takes the step {action:?} in {slow:?}")
            };
            let (_, expected) = steps.swap_remove(same);
            assert_eq!(fast.locals(&next), expected.actors, "after {action:?}");
            if seen.insert(next.clone()) {
                let new = both.insert(Whole(expected.clone()));
                assert!(new, "two states of the fast form are one of the readable: {expected:?}");
                queue.push_back((next, expected));
            }
        }
        assert_eq!(steps, [], "steps that only the readable form takes in {slow:?}");
    }
    assert!(seen.len() > 1_000, "only {} states: the instance shows little", seen.len());
    assert_eq!(reachable(&readable).len(), seen.len());
    assert!(fast.coverage().unwrap().unheeded().is_empty());
}

#[test]
fn the_fast_form_takes_every_step_of_the_readable_one_and_no_other() {
    let crashes = Bounds { ballots_per_proposer: 1, duplicate: true, crashes: 1, resends: 0 };
    the_two_forms_agree(&roster(2, 3), false, &crashes);
    the_two_forms_agree(&roster(2, 2), true, &crashes);
}

#[test]
fn and_so_it_does_where_messages_are_used_up_and_sent_again() {
    let resends = Bounds { ballots_per_proposer: 1, duplicate: false, crashes: 1, resends: 1 };
    the_two_forms_agree(&roster(1, 3), false, &resends);
    the_two_forms_agree(&roster(2, 2), true, &resends);
}
