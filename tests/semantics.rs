//! The model means what it says: our network agrees with stateright's own, and the fast form of a
//! system with the readable one.

#![allow(clippy::disallowed_types, reason = "the rule is for the lower layers")]

use stateright::Model;
use stateright::actor::{Actor, ActorModel, Id, LossyNetwork, Network as StaterightNetwork, Out};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use synod::actor::{Msg, Process, Role, Roster, State, Timer};
use synod::model::System;
use synod::model::file::{ModelFile, Visitor};
use synod::model::network::{Bounds, Network};
use synod::model::packed::{Packed, PackedVisitor, Packing, Reductions};
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
        Role::Acceptor(_) => Process::Acceptor { refuses: false, roster },
        Role::Learner(_) => Process::Learner { tells: false, roster },
    }
}

/// Proposers who want 8 and 5.
fn network(roster: &Arc<Roster>, bounds: &Bounds) -> Network<Process> {
    let roster = Arc::clone(roster);
    let wanted = |id: Id| if usize::from(id) == 0 { "8" } else { "5" };
    let actors = roster.ids().map(|id| vec![process(&roster, id, wanted(id))]).collect();
    let clients = roster.proposers().map(|id| (vec![Value::from(wanted(id))], 1)).collect();
    let processes: Vec<Vec<Id>> = roster.ids().map(|id| vec![id]).collect();
    let mortal = (0..processes.len()).collect();
    Network::new(roster, actors, clients, None, processes, mortal, bounds.clone())
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

    let bounds = Bounds { ballots: vec![1; 2], ..Bounds::default() };
    let ours: HashSet<Vec<State>> = reachable(&network(roster, &bounds))
        .iter()
        .map(|Whole(state)| state.actors.iter().map(|actor| actor.state().clone()).collect())
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

fn fingerprint(state: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    hasher.finish()
}

/// Walks both forms of a model side by side, and compares every state and every step. Returns the
/// number of states.
fn the_two_forms_agree(model: &str) -> usize {
    let file = ModelFile::read(Path::new(model)).unwrap();
    file.visit(Readable(&file))
}

/// Takes the readable form, and goes on with the packed one.
struct Readable<'a>(&'a ModelFile);

impl Visitor for Readable<'_> {
    type Output = usize;

    fn visit<S: System>(self, readable: S) -> usize {
        let packing = Packing { reductions: Reductions::NONE, stop: &|| false };
        self.0.pack(&packing, Both(readable)).unwrap()
    }
}

struct Both<S>(S);

impl<S: System> PackedVisitor for Both<S> {
    type Output = usize;

    fn visit<const N: usize>(self, packed: Arc<dyn Packed<N>>) -> usize {
        let Self(readable) = self;
        let same = |quick: &[u64; N], slow: &S::State| {
            let expected = readable.with_history(slow, |history| format!("{history:?}"));
            packed.with_histories(quick, &mut |history, _| {
                assert_eq!(format!("{history:?}"), expected);
            });
            let stands_for = packed.abstracted(&packed.abstract_glimpse(quick));
            assert_eq!(stands_for, readable.stands_for(slow));
        };
        let start = (packed.initial(), readable.init_states().pop().unwrap());
        same(&start.0, &start.1);
        let mut seen = HashMap::from([(start.0, fingerprint(&start.1))]);
        let mut queue = VecDeque::from([start]);
        while let Some((quick, slow)) = queue.pop_front() {
            let mut steps: Vec<_> = readable
                .next_steps(&slow)
                .into_iter()
                .map(|(action, next)| (readable.format_action(&action), next))
                .collect();
            let mut successors = Vec::new();
            packed.successors(&quick, &mut successors);
            for (step, next) in successors {
                let step = packed.about().describe(step);
                let Some(place) = steps.iter().position(|(other, _)| *other == step) else {
                    panic!("only the packed form takes the step {step:?} in {slow:?}")
                };
                let (_, expected) = steps.swap_remove(place);
                let known = seen.insert(next, fingerprint(&expected));
                if let Some(known) = known {
                    assert_eq!(known, fingerprint(&expected), "{step} leads here");
                } else {
                    same(&next, &expected);
                    queue.push_back((next, expected));
                }
            }
            assert!(steps.is_empty(), "only the readable form takes {steps:?} in {slow:?}");
        }
        let different: HashSet<_> = seen.values().collect();
        assert_eq!(different.len(), seen.len(), "two states of the packed form are one");
        assert!(packed.about().coverage().unheeded().is_empty());
        seen.len()
    }
}

#[test]
fn the_packed_form_takes_every_step_of_the_readable_one_and_no_other() {
    assert_eq!(the_two_forms_agree("models/holds/crash_and_restart.toml"), 35_185);
    assert_eq!(the_two_forms_agree("models/violates/quorums_do_not_meet.toml"), 10_585);
}

#[test]
fn and_so_it_does_where_messages_are_used_up_and_sent_again() {
    assert_eq!(the_two_forms_agree("models/holds/learner_asks.toml"), 10_200);
}

#[test]
fn and_so_it_does_where_actors_share_processes_and_a_rule_is_broken() {
    assert_eq!(the_two_forms_agree("tests/models/shared_and_forgetful.toml"), 8_680);
}

#[test]
fn and_so_it_does_where_disks_cache_and_the_network_does_its_worst() {
    assert_eq!(the_two_forms_agree("tests/models/cached.toml"), 1_714);
    assert_eq!(the_two_forms_agree("tests/models/altered.toml"), 118);
    assert_eq!(the_two_forms_agree("models/holds/partition_heals.toml"), 12_241);
}

#[test]
fn and_so_it_does_where_acceptors_refuse_and_clients_ask() {
    assert_eq!(the_two_forms_agree("tests/models/refused.toml"), 1_600);
    assert_eq!(the_two_forms_agree("models/holds/reads_by_flexible_quorums.toml"), 29_274);
}

#[test]
fn and_so_it_does_in_the_abstract_model() {
    assert_eq!(the_two_forms_agree("models/holds/message_set_2_ballots.toml"), 3_921);
    assert_eq!(the_two_forms_agree("models/holds/message_set_flexible.toml"), 39_937);
}

#[test]
fn and_so_it_does_where_nothing_is_said_about_messages() {
    assert_eq!(the_two_forms_agree("models/holds/voting_3_ballots.toml"), 6_770);
    assert_eq!(the_two_forms_agree("models/holds/voting_published_3_ballots.toml"), 6_752);
}
