//! The actors of one node, once more.

use super::history::History;
use super::messages::{Letter, Messages};
use super::problem::{At, Problem};
use super::recording::{self, Event, Recorder, What};
use super::register::{Register, Running};
use super::setting::Setting;
use super::words;
use crate::actor::{Msg, Process, Role, unsettled};
use crate::node::{
    Answers, As, Asks, Decree, Does, Kept, Line, NodeId, On, Party, Runs, Sent, Step, Wish,
};
use crate::paxos::{Durable, Learner, Value};
use stateright::actor::{Actor, Id};
use std::collections::HashMap;

/// What has happened, at all nodes.
#[derive(Default)]
pub(super) struct Whole {
    pub(super) histories: HashMap<Decree, History>,
    pub(super) messages: Messages,
    pub(super) recorder: Recorder,
    pub(super) steps: u64,
    pub(super) chosen: u64,
    pub(super) none: u64,
}

impl Whole {
    /// All decrees of which something has happened, in order.
    pub(super) fn decrees(&self) -> Vec<Decree> {
        let mut decrees: Vec<_> = self.histories.keys().cloned().collect();
        decrees.sort();
        decrees
    }
}

/// The actors of one node.
pub(super) struct Node<'a> {
    id: NodeId,
    setting: &'a Setting,
    /// Whether its log does not begin with its first start.
    has_past: bool,
    registers: HashMap<Decree, Register>,
}

impl<'a> Node<'a> {
    pub(super) fn new(id: NodeId, setting: &'a Setting) -> Self {
        Self { id, setting, has_past: false, registers: HashMap::new() }
    }

    /// It starts, and has nothing but what is durable.
    pub(super) fn start(&mut self, has_past: bool) {
        self.has_past = has_past;
        for register in self.registers.values_mut() {
            register.running.clear();
            register.waiting.clear();
        }
    }

    /// It does something.
    pub(super) fn does(&mut self, at: &At, line: Line, whole: &mut Whole) -> Result<(), Problem> {
        match line {
            Line::Runs(runs) => self.runs(at, &runs, whole),
            Line::Step(step) => self.step(at, &step, whole),
            Line::Stops { decree, actor } => self.stops(at, &decree, actor),
            Line::Asks(asks) => {
                self.asks(at, asks, whole);
                Ok(())
            }
            Line::Answers(answers) => self.answers(at, &answers, whole),
            Line::Start(_) | Line::Turn(_) | Line::End {} => Ok(()),
        }
    }

    fn actor(&self, at: &At, role: As<Role>) -> Result<Id, Problem> {
        let id = self.setting.id(self.id, role.0);
        id.ok_or_else(|| Problem::new(at, format!("node {} has no {role}", self.id)))
    }

    fn history<'w>(&self, at: &At, decree: &Decree, whole: &'w mut Whole) -> &'w mut History {
        if !whole.histories.contains_key(decree) {
            let history = History::new(&self.setting.roster, at);
            whole.histories.insert(decree.clone(), history);
        }
        let history = whole.histories.get_mut(decree).expect("it was there or has been put there");
        history.last = at.clone();
        history
    }

    fn runs(&mut self, at: &At, runs: &Runs, whole: &mut Whole) -> Result<(), Problem> {
        let id = self.actor(at, runs.actor)?;
        let who = format!("{} of `{}`", runs.actor, runs.decree);
        let process = self.process(at, &who, runs)?;
        let register = self.registers.entry(runs.decree.clone()).or_default();
        if register.actor(id).is_some() {
            return Err(Problem::new(at, format!("{who} starts, and it runs already")));
        }
        let found = runs.from.clone().map(Durable::from);
        match (register.durable(id), &found) {
            // What a learner has kept it may lose with a last commit, and then asks for it again.
            (_, None) if matches!(process, Process::Learner { .. }) => {}
            (None, Some(durable)) if self.has_past && is_of(durable, &process) => {
                register.save(id, durable.clone());
            }
            (kept, found) if kept == found.as_ref() => {}
            (kept, _) => {
                let what = format!("{who} starts from another state than was committed last");
                let kept = kept.map(Kept::from);
                return Err(Problem::new(at, what)
                    .with(words::found(runs.from.as_ref()), words::found(kept.as_ref())));
            }
        }
        let beside = register.running.iter().map(|actor| actor.id).collect();
        register.running.push(Running::start(id, process, found.as_ref()));
        // What an acceptor comes back with binds it, and a learner has learned it; a proposer has only begun nothing
        // new.
        let history = self.history(at, &runs.decree, whole);
        match (runs.actor.0, &found) {
            (role @ Role::Acceptor(_), Some(durable)) => history.keeps(role, durable, None),
            (Role::Learner(learner), Some(Durable::Learner(value))) => {
                history.learns(learner, value);
            }
            _ => {}
        }
        whole.recorder.note(&runs.decree, self.id, || {
            let what = What::Runs { found, wants: runs.wants.clone(), beside };
            Event { at: at.clone(), id, what }
        });
        Ok(())
    }

    /// The actor that starts.
    fn process(&self, at: &At, who: &str, runs: &Runs) -> Result<Process, Problem> {
        let roster = self.setting.roster.clone();
        match (runs.actor.0, &runs.wants, runs.first_round) {
            (Role::Acceptor(_), None, None) => Ok(Process::Acceptor { refuses: true, roster }),
            (Role::Learner(_), None, None) => Ok(Process::Learner { tells: true, roster }),
            (Role::Proposer(id), Some(wanted), Some(first_round)) => {
                let is_owner = self.setting.owner(&runs.decree) == Some(id);
                if first_round > 1 || first_round == 0 && !is_owner {
                    let what = format!("{who} begins in round {first_round}, which is not its own");
                    return Err(Problem::new(at, what));
                }
                if !self.is_wanted(runs, wanted) {
                    let what = format!(
                        "{who} wants {wanted}, which no client of this node has proposed, nor did a vote that it heard of"
                    );
                    return Err(Problem::new(at, what));
                }
                Ok(Process::Proposer { id, wanted: wanted.clone(), first_round, roster })
            }
            _ => Err(Problem::new(at, format!("{who} starts as what it is not"))),
        }
    }

    /// A client proposes it, or the proposer had proposed it, or the learner has heard of a vote for it.
    fn is_wanted(&self, runs: &Runs, wanted: &Value) -> bool {
        let had_proposed = |kept: &Kept| matches!(kept, Kept::Proposer { proposed: Some(value), .. } if value == wanted);
        let register = self.registers.get(&runs.decree);
        runs.from.as_ref().is_some_and(had_proposed)
            || register.is_some_and(|register| {
                register.waiting.proposes(wanted)
                    || register.learner().and_then(unsettled) == Some(wanted)
            })
    }

    fn step(&mut self, at: &At, step: &Step, whole: &mut Whole) -> Result<(), Problem> {
        let id = self.actor(at, step.actor)?;
        let wrong = |what: &str| Problem::new(at, format!("{}: {what}", words::step(step)));
        let register = self.registers.entry(step.decree.clone()).or_default();
        let is_read_for = register.waiting.is_read_for();
        let Some(actor) = register.actor(id) else {
            return Err(wrong("no line says that it runs"));
        };
        let (out, has_effect) = match &step.on {
            On::Timer(As(timer)) => {
                if !actor.timers.contains(timer) {
                    return Err(wrong("this timer is not set"));
                }
                actor.timers.retain(|set| set != timer);
                actor.run(|process, state, out| process.on_timeout(id, state, timer, out))
            }
            On::Message { from, says } => {
                let (src, msg) = (self.setting.party(from.0), Msg::from(says.clone()));
                let src = src.ok_or_else(|| wrong("there is nobody of that name"))?;
                match from.0 {
                    Party::Actor(_) => {
                        let letter = Letter { decree: &step.decree, from: src, to: id, msg: &msg };
                        whole.messages.hear(&letter, at, || words::step(step));
                    }
                    // All that a client can have an actor hear.
                    Party::Client | Party::Acceptors | Party::Learners => {
                        let reads =
                            matches!((&step.actor.0, &msg), (Role::Learner(_), Msg::Read { .. }));
                        if !reads || !is_read_for {
                            return Err(wrong("no client can have said that to it"));
                        }
                    }
                }
                actor.run(|process, state, out| process.on_msg(id, state, src, msg, out))
            }
        };
        whole.steps += 1;
        let does = Does::of(&self.setting.roster, &out, actor.learner());
        if does != step.does {
            let what = format!("{} does not do that", words::step(step));
            return Err(Problem::new(at, what).with(words::does(&step.does), words::does(&does)));
        }
        self.record(at, id, step, has_effect, whole);
        self.follow(at, id, step, whole)
    }

    /// Keeps a step that is to be drawn.
    fn record(&self, at: &At, id: Id, step: &Step, has_effect: bool, whole: &mut Whole) {
        let setting = self.setting;
        whole.recorder.note(&step.decree, self.id, || {
            let on = match &step.on {
                On::Timer(As(timer)) => recording::On::Timer(*timer),
                On::Message { from, says } => {
                    match (setting.party(from.0), Msg::from(says.clone())) {
                        (_, Msg::Read { number }) if from.0 == Party::Client => {
                            recording::On::Read(number)
                        }
                        (from, msg) => recording::On::Heard(from.unwrap_or(id), msg),
                    }
                }
            };
            let sends = step.does.sends.iter().flat_map(|Sent { to, says }| {
                let msg = Msg::from(says.clone());
                setting.all(to.0).into_iter().map(move |to| (to, msg.clone()))
            });
            let sends = sends.collect();
            let saves = step.does.saves.clone().map(Durable::from);
            let learned = step.does.learned.clone();
            let what = What::Does { on, has_effect, sends, saves, learned };
            Event { at: at.clone(), id, what }
        });
    }

    /// What follows from a step that is the actor's.
    fn follow(&mut self, at: &At, id: Id, step: &Step, whole: &mut Whole) -> Result<(), Problem> {
        let Step { decree, actor: As(role), on, does } = step;
        for Sent { to, says } in &does.sends {
            let msg = Msg::from(says.clone());
            for to in self.setting.all(to.0) {
                whole.messages.say(&Letter { decree, from: id, to, msg: &msg });
            }
        }
        let register = self.registers.entry(decree.clone()).or_default();
        if let On::Message { from: As(Party::Client), .. } = on {
            let read = register.learner().and_then(|learner| Some(learner.read()?.0));
            if read.is_some_and(|number| !register.waiting.read(number)) {
                let what = format!("{}: another read had this number", words::step(step));
                return Err(Problem::new(at, what));
            }
        }
        let saves = does.saves.clone().map(Durable::from);
        let wanted = register.actor(id).and_then(|actor| actor.wanted().cloned());
        if let Some(durable) = &saves {
            register.save(id, durable.clone());
        }
        if let Some(value) = &does.learned {
            register.learned = Some(value.clone());
            register.save(id, Durable::Learner(value.clone()));
        }
        let history = self.history(at, decree, whole);
        if let Some(durable) = &saves {
            history.keeps(*role, durable, wanted.as_ref());
        }
        if let (Role::Learner(learner), Some(value)) = (role, &does.learned) {
            history.learns(*learner, value);
        }
        Ok(())
    }

    fn stops(&mut self, at: &At, decree: &Decree, actor: Option<As<Role>>) -> Result<(), Problem> {
        let Some(role) = actor else {
            if let Some(register) = self.registers.get_mut(decree) {
                register.running.clear();
                register.waiting.clear();
            }
            return Ok(());
        };
        let id = self.actor(at, role)?;
        let register = self.registers.entry(decree.clone()).or_default();
        if register.actor(id).is_none() {
            let what = format!("{role} of `{decree}` is stopped, and no line says that it runs");
            return Err(Problem::new(at, what));
        }
        register.running.retain(|actor| actor.id != id);
        Ok(())
    }

    fn asks(&mut self, at: &At, asks: Asks, whole: &mut Whole) {
        let Asks { decree, client, r#for: wish } = asks;
        if let Wish::Propose(value) = &wish {
            self.history(at, &decree, whole).wants(value);
        }
        self.registers.entry(decree).or_default().waiting.ask(client, wish);
    }

    fn answers(&mut self, at: &At, answers: &Answers, whole: &mut Whole) -> Result<(), Problem> {
        let Answers { decree, client, chosen } = answers;
        let register = self.registers.entry(decree.clone()).or_default();
        // What was learned before the log begins is taken at the node's word.
        let is_of_the_past = self.has_past && register.learned.is_none();
        if is_of_the_past {
            register.learned.clone_from(chosen);
        }
        let learned = register.learned.as_ref();
        let found_nothing = register.running.iter().find_map(Running::learner);
        let found_nothing = found_nothing.and_then(Learner::found_nothing);
        let told = register.waiting.answer(client, chosen.as_ref(), learned, found_nothing);
        match chosen {
            Some(_) => whole.chosen += 1,
            None => whole.none += 1,
        }
        if let (Some(value), Some(learner), true) =
            (chosen, self.setting.learner(self.id), is_of_the_past)
        {
            self.history(at, decree, whole).learns(learner, value);
        }
        told.map_err(|why| {
            let told = chosen.as_ref().map_or_else(
                || "that no value was chosen".to_string(),
                |value| format!("that {value} is chosen"),
            );
            let what =
                format!("request {} about `{decree}` is answered {told}: {why}", client.request);
            Problem::new(at, what)
        })
    }
}

/// Whether this is durable state of such an actor, and of rounds to which ballots lead.
fn is_of(durable: &Durable, process: &Process) -> bool {
    let fits = |round: u64| round < u64::MAX / 2;
    match (process, durable) {
        (Process::Proposer { .. }, Durable::Proposer(record)) => {
            record.ballot.is_none_or(|ballot| fits(ballot.round))
        }
        (Process::Acceptor { .. }, Durable::Acceptor(_))
        | (Process::Learner { .. }, Durable::Learner(_)) => true,
        _ => false,
    }
}
