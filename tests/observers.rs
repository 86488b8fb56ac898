//! What learners could have learned, as the observer of a search says it and as learners do it.
//!
//! A search that only observes learners decides by smallest sets of votes for one proposal. Here the
//! learners of the readable model, which run the reference's code, hear every subset of the votes of a
//! state, in every order and as often as they like, also across a crash: what they learn, which
//! properties that hits, and in how few steps, must be what the observer shows, no less and no more.

mod support;

use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use support::walk::walk;
use synod::actor::{Msg, Process, Role, Roster, State, Timer};
use synod::model::System;
use synod::model::file::{ModelFile, Visitor};
use synod::model::network::{Bounds, Network, Subject};
use synod::model::packed::{Packed, PackedVisitor, Packing, Reduction, Reductions};
use synod::paxos::{
    Acceptor, AcceptorId, AcceptorSet, Ballot, Durable, Message, ProposerId, QuorumSystem, Quorums,
    Value, Vote,
};
use synod::properties::{self, History, Sought, learned_is_chosen};

const OBSERVED: Packing =
    Packing { reductions: Reductions { observers: true, ..Reductions::NONE }, stop: &|| false };

/// What can be seen of learners, each with the least number of steps that they take for it.
#[derive(Debug, Default, PartialEq)]
struct Sight {
    /// What each learner has ever taken for chosen.
    learned: BTreeMap<Vec<BTreeSet<Value>>, usize>,
    /// The properties that are violated or reached.
    hits: BTreeMap<&'static str, usize>,
}

impl Sight {
    fn see(&mut self, history: &History, steps: usize) {
        let [run] = history.decrees else { panic!("it is of one decree") };
        let learned = run.learners.iter().map(|(_, history)| history.learned.clone()).collect();
        lower(self.learned.entry(learned).or_insert(steps), steps);
        for property in properties::ALL.iter().filter(|property| property.is_hit(history)) {
            lower(self.hits.entry(property.name).or_insert(steps), steps);
        }
    }
}

fn lower(least: &mut usize, steps: usize) {
    *least = steps.min(*least);
}

/// What learners see by steps of their own: all that are not those of others.
fn heard<S: System>(system: &S, start: &S::State, others: &[&S::Action]) -> Sight {
    let mut sight = Sight::default();
    let of_learners = |action: &S::Action| !others.contains(&action);
    walk(system, start, of_learners, |state, steps| {
        system.with_history(state, |history| sight.see(history, steps));
    });
    sight
}

/// A system in its readable form, to be compared with its packed form in each state that can be
/// reached without learners.
struct Compared<S>(S);

impl<S: System> PackedVisitor for Compared<S> {
    type Output = usize;

    fn visit<const N: usize>(self, packed: Arc<dyn Packed<N>>) -> usize {
        let Self(system) = self;
        assert_eq!(packed.about().reductions(), [Reduction::Observers]);
        let start = (packed.initial(), system.init_states().remove(0));
        let mut seen = BTreeSet::from([start.0]);
        let mut queue = VecDeque::from([start]);
        while let Some((quick, slow)) = queue.pop_front() {
            let mut actions = Vec::new();
            system.actions(&slow, &mut actions);
            let actions: BTreeMap<String, S::Action> =
                actions.into_iter().map(|action| (system.format_action(&action), action)).collect();
            let action = |step| &actions[&packed.about().describe(step)];

            let mut shown = Sight::default();
            packed.with_histories(&quick, &mut |history, steps| {
                shown.see(history, steps.len());
                let takes = |state: S::State, step: &_| {
                    system.next_state(&state, action(*step).clone()).expect("a step of a learner")
                };
                let end = steps.iter().fold(slow.clone(), takes);
                let expected = system.with_history(&end, |history| format!("{history:?}"));
                assert_eq!(format!("{history:?}"), expected, "after {steps:?} in {slow:?}");
            });
            let mut successors = Vec::new();
            packed.successors(&quick, &mut successors);
            let others: Vec<_> = successors.iter().map(|(step, _)| action(*step)).collect();
            assert_eq!(shown, heard(&system, &slow, &others), "in {slow:?}");
            let too_early = shown.hits.contains_key(learned_is_chosen::PROPERTY.name);
            assert!(!too_early, "an observer learns what is not chosen in {slow:?}");

            for ((_, next), action) in successors.iter().zip(&others) {
                if seen.insert(*next) {
                    let slow = system.next_state(&slow, (*action).clone());
                    queue.push_back((*next, slow.expect("it is a step of both forms")));
                }
            }
        }
        seen.len()
    }
}

struct Shipped<'a>(&'a ModelFile);

impl Visitor for Shipped<'_> {
    type Output = usize;

    fn visit<S: System>(self, system: S) -> usize {
        self.0.pack(&OBSERVED, Compared(system)).unwrap()
    }
}

#[test]
fn observers_see_what_the_learners_of_shipped_models_learn() {
    for name in [
        "models/holds/crash_and_restart.toml",
        "models/holds/two_proposers.toml",
        "models/violates/quorums_do_not_meet.toml",
        "models/violates/vote_not_durable.toml",
    ] {
        let file = ModelFile::read(Path::new(name)).unwrap();
        let states = file.visit(Shipped(&file));
        assert!(states > 2_000, "{name}: only {states} states: it shows little");
    }
}

/// A learner, or an acceptor that casts whatever votes there are, when it likes: also votes for two
/// values in a ballot, and votes of ballots that it has left behind.
#[derive(Debug)]
enum Anything {
    Votes { votes: Vec<Vote>, roster: Arc<Roster> },
    Listens(Process),
}

impl Actor for Anything {
    type Msg = Msg;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    /// A message to itself makes each vote a step of its own, which may come at any time or never.
    fn on_start(&self, id: Id, storage: &Option<Durable>, out: &mut Out<Self>) -> State {
        match self {
            Self::Votes { votes, .. } => {
                for Vote { ballot, value } in votes.clone() {
                    out.send(id, Msg::Paxos(Message::Accept { ballot, value }));
                }
                State::Acceptor(Acceptor::default())
            }
            Self::Listens(learner) => {
                let mut reference = Out::new();
                let state = learner.on_start(id, storage, &mut reference);
                out.append(&mut reference);
                state
            }
        }
    }

    fn on_msg(&self, id: Id, state: &mut Cow<State>, src: Id, msg: Msg, out: &mut Out<Self>) {
        match (self, msg) {
            (Self::Votes { roster, .. }, Msg::Paxos(Message::Accept { ballot, value })) => {
                let vote = Msg::Paxos(Message::Accepted(Vote { ballot, value }));
                roster.learners().for_each(|learner| out.send(learner, vote.clone()));
            }
            (Self::Votes { .. }, _) => {}
            (Self::Listens(learner), msg) => {
                let mut reference = Out::new();
                learner.on_msg(id, state, src, msg, &mut reference);
                out.append(&mut reference);
            }
        }
    }
}

impl Subject for Anything {
    fn is_reference_learner(&self) -> bool {
        matches!(self, Self::Listens(learner) if learner.is_reference_learner())
    }

    fn reference(&self) -> Option<&Process> {
        None
    }
}

/// Three acceptors, which cast any of these votes.
fn anything(votes: &[(u64, &str)], quorums: Quorums, learners: u16, crashes: u8) -> usize {
    let vote = |(round, value): &(u64, &str)| Vote {
        ballot: Ballot { round: *round, proposer: ProposerId(0) },
        value: Value::from(*value),
    };
    let votes: Vec<Vote> = votes.iter().map(vote).collect();
    let roster = Arc::new(Roster::new(0, quorums, learners));
    let network = || {
        let roster = Arc::clone(&roster);
        let actor = |id| match roster.role(id) {
            Some(Role::Learner(_)) => {
                Anything::Listens(Process::Learner { tells: false, roster: Arc::clone(&roster) })
            }
            _ => Anything::Votes { votes: votes.clone(), roster: Arc::clone(&roster) },
        };
        let actors = roster.ids().map(|id| vec![actor(id)]).collect();
        let processes: Vec<_> = roster.ids().map(|id| vec![id]).collect();
        // An acceptor that crashes would go back on what it has said.
        let mortal = roster.learners().map(usize::from).collect();
        let bounds = Bounds { ballots: vec![1], duplicate: true, crashes, ..Bounds::default() };
        Network::new(Arc::clone(&roster), actors, Vec::new(), None, processes, mortal, bounds)
    };
    network().pack(&OBSERVED, &[]).unwrap().visit(Compared(network()))
}

fn sets(quorums: &[&[u8]]) -> QuorumSystem {
    let set = |acceptors: &&[u8]| acceptors.iter().map(|a| AcceptorId(a - 1)).collect();
    QuorumSystem::Sets(quorums.iter().map(set).collect::<Vec<AcceptorSet>>())
}

const ALL_VOTES: [(u64, &str); 4] = [(1, "8"), (1, "5"), (2, "8"), (2, "5")];

#[test]
fn and_whatever_the_votes_are_where_a_majority_chooses() {
    let majority = || Quorums::majority(3).unwrap();
    assert_eq!(anything(&ALL_VOTES, majority(), 1, 0), 1 << 12);
}

#[test]
fn and_where_all_acceptors_or_sets_of_different_sizes_choose() {
    let all = || Quorums::new(3, QuorumSystem::Size(1), QuorumSystem::Size(3)).unwrap();
    assert_eq!(anything(&ALL_VOTES, all(), 1, 0), 1 << 12);
    let prepare = sets(&[&[1, 2], &[1, 3]]);
    let explicit = || Quorums::new(3, prepare.clone(), sets(&[&[2, 3], &[1]])).unwrap();
    assert_eq!(anything(&ALL_VOTES, explicit(), 1, 0), 1 << 12);
}

#[test]
fn and_across_a_crash_and_by_two_learners() {
    let majority = || Quorums::majority(3).unwrap();
    assert_eq!(anything(&ALL_VOTES[..3], majority(), 1, 1), 1 << 9);
    assert_eq!(anything(&ALL_VOTES[1..3], majority(), 2, 0), 1 << 6);
}

#[test]
fn and_where_one_acceptor_is_enough_or_two_others_are() {
    let prepare = sets(&[&[1, 2], &[1, 3]]);
    let quorums = Quorums::new(3, prepare, sets(&[&[2, 3], &[1]])).unwrap();
    assert_eq!(anything(&ALL_VOTES[1..3], quorums, 1, 0), 1 << 6);
}
