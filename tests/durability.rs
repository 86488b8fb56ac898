//! Whatever happens, in whatever order: nothing is said that is not saved, what is saved is enough,
//! and nobody waits for nothing.
//!
//! Random schedules deliver messages (late, twice, or never), fire timers and crash actors. After
//! every single call of a handler its commands and the actor's state are held against the rules.

mod actors;

use actors::{Actors, Commands, Habits};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use stateright::actor::{Command, Id};
use std::collections::{BTreeMap, BTreeSet};
use synod::actor::{Msg, Role, Roster, State, Timer};
use synod::paxos::{
    Acceptor, Ballot, Durable, Message, ProposerRecord, QuorumSystem, Quorums, Value,
};

/// What happens next. The numbers choose among what is possible at that moment, and wrap around.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A message that was sent arrives, perhaps not for the first time: 0 is the latest.
    Deliver(usize),
    /// A timer that is set fires.
    Fire(usize),
    /// An actor crashes and starts again; a proposer then has another client.
    Crash(usize),
}

/// How many take part, and how the quorums are cut: promises of `prepare` acceptors, and votes of
/// as many as it takes to meet them.
#[derive(Clone, Copy, Debug)]
struct Shape {
    proposers: u16,
    acceptors: usize,
    prepare: usize,
    learners: u16,
}

fn shapes() -> impl Strategy<Value = Shape> {
    (1..=3u16, 1..=5usize, 1..=2u16).prop_flat_map(|(proposers, acceptors, learners)| {
        (1..=acceptors).prop_map(move |prepare| Shape { proposers, acceptors, prepare, learners })
    })
}

fn schedules() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        // Mostly recent messages, so that ballots get somewhere; sometimes any, however old.
        20 => (0..8usize).prop_map(Step::Deliver),
        8 => any::<usize>().prop_map(Step::Deliver),
        4 => any::<usize>().prop_map(Step::Fire),
        1 => any::<usize>().prop_map(Step::Crash),
    ];
    prop::collection::vec(step, 0..200)
}

/// How often something happened without which the rules would hold for want of occasion.
type Seen = BTreeMap<&'static str, usize>;

/// A run, and what must be remembered of it to judge the next step.
struct Run {
    actors: Actors,
    /// Every message ever sent: the network may deliver any of them at any time, any number of
    /// times.
    sent: Vec<(Id, Id, Msg)>,
    begun: BTreeMap<Id, BTreeSet<Ballot>>,
    proposed: BTreeMap<Ballot, Value>,
    learned: BTreeSet<Value>,
    seen: Seen,
}

impl Run {
    fn new(shape: Shape) -> Self {
        let Shape { proposers, acceptors, prepare, learners } = shape;
        let quorums = Quorums::new(
            acceptors,
            QuorumSystem::Size(prepare),
            QuorumSystem::Size(acceptors - prepare + 1),
        )
        .expect("so many meet");
        let wanted: Vec<_> =
            (0..proposers).map(|p| (Value::from(format!("first of {p}")), 1)).collect();
        Self {
            actors: Actors::start(
                Roster::new(proposers, quorums, learners),
                &wanted,
                Habits { refuse: true, tell: true },
            ),
            sent: Vec::new(),
            begun: BTreeMap::new(),
            proposed: BTreeMap::new(),
            learned: BTreeSet::new(),
            seen: Seen::new(),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Deliver(which) if !self.sent.is_empty() => {
                let latest = self.sent.len() - 1;
                let (src, dst, msg) = self.sent[latest - which % self.sent.len()].clone();
                let commands = self.actors.deliver(src, dst, msg);
                self.judge(dst, commands);
            }
            Step::Fire(which) => {
                let set: Vec<(Id, Timer)> = self
                    .actors
                    .roster
                    .ids()
                    .flat_map(|id| self.actors.timers(id).iter().map(move |timer| (id, *timer)))
                    .collect();
                if let Some((id, timer)) = set.get(which % set.len().max(1)).copied() {
                    let commands = self.actors.fire(id, timer);
                    self.judge(id, commands);
                }
            }
            Step::Crash(which) => self.crash(Id::from(which % self.actors.roster.size())),
            Step::Deliver(_) => {}
        }
    }

    /// Only what was saved comes back, and all of that.
    fn crash(&mut self, id: Id) {
        if let Some(Role::Proposer(proposer)) = self.actors.roster.role(id) {
            self.actors.want(proposer, Value::from(format!("next of {proposer}")));
        }
        let saved = OnDisk::of(&self.actors, id);
        let had_learned = learned(self.actors.state(id)).is_some();
        let commands = self.actors.crash(id);
        match self.actors.state(id) {
            State::Acceptor(acceptor) => {
                assert_eq!(*acceptor, saved.acceptor, "an acceptor is what it saved");
                self.saw("an acceptor restarts with a vote", saved.acceptor.voted.is_some());
            }
            State::Proposer(proposer) => {
                assert_eq!(*proposer.record(), saved.record, "a proposer knows what it saved");
                assert!(proposer.promised_by().is_empty(), "promises are lost with a proposer");
                self.saw("a proposer restarts in phase 2", saved.record.proposed.is_some());
                self.saw("a proposer restarts after a ballot", saved.record.ballot.is_some());
            }
            State::Learner(learner) => {
                assert_eq!(learner.learned(), None, "a learner remembers nothing");
                self.saw("a learner forgets what it learned", had_learned);
            }
        }
        self.judge(id, commands);
    }

    /// The rules, after one call of a handler of one actor.
    fn judge(&mut self, id: Id, commands: Commands) {
        let last_save = commands.iter().rposition(|c| matches!(c, Command::Save(_)));
        let first_send = commands.iter().position(|c| matches!(c, Command::Send(..)));
        if let Some(first_send) = first_send {
            assert!(
                last_save < Some(first_send),
                "every save comes before every message: {commands:?}"
            );
            let (said, saved) = (&commands[first_send], OnDisk::of(&self.actors, id));
            match self.actors.state(id) {
                State::Acceptor(acceptor) => {
                    assert_eq!(
                        *acceptor, saved.acceptor,
                        "not all is saved on which rests {said:?}"
                    );
                }
                State::Proposer(proposer) => {
                    assert_eq!(*proposer.record(), saved.record, "not saved, and sent {said:?}");
                    let repeats = self.actors.timers(id).contains(&Timer::Resend);
                    assert!(repeats, "a proposer repeats what it says");
                }
                State::Learner(_) => assert_eq!(last_save, None, "a learner saves nothing"),
            }
            self.saw("saved and sent", last_save.is_some());
            self.saw("sent without need to save", last_save.is_none());
        }
        self.judge_timers(id);
        for command in &commands {
            if let Command::Save(Durable::Proposer(record)) = command {
                self.judge_ballot(id, record);
            }
        }
        for command in commands {
            if let Command::Send(dst, msg) = command {
                self.judge_proposal(&msg);
                self.sent.push((id, dst, msg));
            }
        }
        if let Some(value) = learned(self.actors.state(id)) {
            self.learned.insert(value);
            self.saw("a value is learned", true);
            assert!(self.learned.len() <= 1, "two values are learned: {:?}", self.learned);
        }
    }

    /// Whoever has not come to an end waits for something, so that a lost message ends nothing.
    fn judge_timers(&self, id: Id) {
        let waits_for = |timer| self.actors.timers(id).contains(&timer);
        match self.actors.state(id) {
            State::Proposer(_) => assert!(waits_for(Timer::NextBallot), "it never gives up"),
            State::Acceptor(_) => assert!(self.actors.timers(id).is_empty(), "it only answers"),
            State::Learner(learner) => {
                let done = learner.learned().is_some();
                assert_eq!(waits_for(Timer::CatchUp), !done, "it asks until it has learned");
            }
        }
    }

    /// A proposer never begins a ballot that it, or anyone, began before.
    fn judge_ballot(&mut self, id: Id, record: &ProposerRecord) {
        let ballot = record.ballot.expect("a record is saved with a ballot");
        if record.proposed.is_some() {
            return;
        }
        let begun = self.begun.entry(id).or_default();
        let new = begun.insert(ballot);
        assert!(new, "{ballot} is begun twice");
        assert_eq!(begun.last(), Some(&ballot), "ballots of a proposer only grow");
        let again = begun.len() > 1;
        self.saw("a proposer begins another ballot", again);
        let proposer = self.actors.roster.id(Role::Proposer(ballot.proposer));
        assert_eq!(proposer, id, "{ballot} belongs to another proposer");
    }

    fn saw(&mut self, what: &'static str, happened: bool) {
        *self.seen.entry(what).or_default() += usize::from(happened);
    }

    /// In one ballot one value is proposed, also by a proposer that came back wanting another.
    fn judge_proposal(&mut self, msg: &Msg) {
        if let Msg::Paxos(Message::Accept { ballot, value }) = msg {
            let first = self.proposed.entry(*ballot).or_insert_with(|| value.clone());
            assert_eq!(first, value, "two values are proposed in {ballot}");
        }
    }
}

/// What an actor finds on its disk, as either role would read it.
#[derive(Default)]
struct OnDisk {
    acceptor: Acceptor,
    record: ProposerRecord,
}

impl OnDisk {
    fn of(actors: &Actors, id: Id) -> Self {
        match actors.saved(id).cloned() {
            None | Some(Durable::Learner(_)) => Self::default(),
            Some(Durable::Acceptor(acceptor)) => Self { acceptor, ..Self::default() },
            Some(Durable::Proposer(record)) => Self { record, ..Self::default() },
        }
    }
}

fn learned(state: &State) -> Option<Value> {
    match state {
        State::Learner(learner) => learner.learned().cloned(),
        State::Proposer(_) | State::Acceptor(_) => None,
    }
}

fn run(shape: Shape, steps: Vec<Step>) -> Seen {
    let mut run = Run::new(shape);
    for step in steps {
        run.take(step);
    }
    run.seen
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn saved_before_said_and_enough_after_a_crash(shape in shapes(), steps in schedules()) {
        run(shape, steps);
    }
}

/// The schedules above would prove little if they never came to the interesting parts.
#[test]
fn the_random_schedules_give_every_rule_its_occasions() {
    let mut runner = TestRunner::deterministic();
    let mut total = Seen::new();
    for _ in 0..500 {
        let tree = (shapes(), schedules()).new_tree(&mut runner).expect("nothing is rejected");
        let (shape, steps) = tree.current();
        for (what, often) in run(shape, steps) {
            *total.entry(what).or_default() += often;
        }
    }
    println!("{total:#?}");
    assert_eq!(total.len(), 8, "an occasion never came up: {total:#?}");
    assert!(total.values().all(|often| *often >= 50), "too seldom in 500 runs: {total:#?}");
}
