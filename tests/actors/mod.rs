//! The real actors, run by hand: each call is one handler of one actor, and hands back what it did.

use stateright::actor::{Actor, Command, Id, Out};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use synod::actor::{Msg, Process, Role, Roster, State, Timer};
use synod::paxos::{Durable, ProposerId, Value};

/// What a handler asks to be done: saves, messages and timers, in its order.
pub(crate) type Commands = Vec<Command<Msg, Timer, (), Durable>>;

/// What actors do only where they are asked to.
#[derive(Clone, Copy, Default)]
pub(crate) struct Habits {
    /// Acceptors say that they do not answer.
    pub(crate) refuse: bool,
    /// Learners ask each other, and tell what they have learned.
    pub(crate) tell: bool,
}

/// The actors of one instance: what each is, what it holds in memory, what it has on disk, and what
/// it waits for.
pub(crate) struct Actors {
    pub(crate) roster: Arc<Roster>,
    processes: Vec<Process>,
    states: Vec<State>,
    saved: Vec<Option<Durable>>,
    timers: Vec<BTreeSet<Timer>>,
}

impl Actors {
    /// Starts the actors of a roster, with what each proposer wants and the round it begins with.
    pub(crate) fn start(roster: Roster, proposers: &[(Value, u64)], habits: Habits) -> Self {
        let roster = Arc::new(roster);
        let process = |role| {
            let roster = Arc::clone(&roster);
            match role {
                Role::Proposer(id) => {
                    let (wanted, first_round) = proposers[usize::from(id.0)].clone();
                    Process::Proposer { id, wanted, first_round, roster }
                }
                Role::Acceptor(_) => Process::Acceptor { refuses: habits.refuse, roster },
                Role::Learner(_) => Process::Learner { tells: habits.tell, roster },
            }
        };
        let mut actors = Self {
            processes: roster.ids().filter_map(|id| roster.role(id)).map(process).collect(),
            states: Vec::new(),
            saved: vec![None; roster.size()],
            timers: vec![BTreeSet::new(); roster.size()],
            roster: Arc::clone(&roster),
        };
        for id in roster.ids() {
            let (state, commands) = actors.on_start(id);
            actors.states.push(state);
            actors.carry_out(id, &commands);
        }
        actors
    }

    pub(crate) fn state(&self, id: Id) -> &State {
        &self.states[usize::from(id)]
    }

    /// What the actor would find after a crash.
    pub(crate) fn saved(&self, id: Id) -> Option<&Durable> {
        self.saved[usize::from(id)].as_ref()
    }

    /// What the actor waits for.
    pub(crate) fn timers(&self, id: Id) -> &BTreeSet<Timer> {
        &self.timers[usize::from(id)]
    }

    /// A message arrives.
    pub(crate) fn deliver(&mut self, src: Id, dst: Id, msg: Msg) -> Commands {
        self.handle(dst, |process, state, out| process.on_msg(dst, state, src, msg, out))
    }

    /// A timer fires, and so is set no longer.
    pub(crate) fn fire(&mut self, id: Id, timer: Timer) -> Commands {
        assert!(self.timers[usize::from(id)].remove(&timer), "only a timer that is set can fire");
        self.handle(id, |process, state, out| process.on_timeout(id, state, &timer, out))
    }

    /// An actor crashes and starts again from what it saved.
    pub(crate) fn crash(&mut self, id: Id) -> Commands {
        self.timers[usize::from(id)].clear();
        let (state, commands) = self.on_start(id);
        self.states[usize::from(id)] = state;
        self.carry_out(id, &commands);
        commands
    }

    /// Another client stands behind a proposer when it starts the next time.
    pub(crate) fn want(&mut self, proposer: ProposerId, value: Value) {
        let id = self.roster.id(Role::Proposer(proposer));
        if let Process::Proposer { wanted, .. } = &mut self.processes[usize::from(id)] {
            *wanted = value;
        }
    }

    fn on_start(&self, id: Id) -> (State, Commands) {
        let mut out = Out::<Process>::new();
        let index = usize::from(id);
        let state = self.processes[index].on_start(id, &self.saved[index], &mut out);
        (state, out.into_iter().collect())
    }

    fn handle(
        &mut self,
        id: Id,
        handler: impl FnOnce(&Process, &mut Cow<State>, &mut Out<Process>),
    ) -> Commands {
        let index = usize::from(id);
        let mut out = Out::new();
        let mut state = Cow::Borrowed(&self.states[index]);
        handler(&self.processes[index], &mut state, &mut out);
        self.states[index] = state.into_owned();
        let commands = out.into_iter().collect();
        self.carry_out(id, &commands);
        commands
    }

    /// Saves and timers take effect here; messages are the caller's to carry, or to lose.
    fn carry_out(&mut self, id: Id, commands: &Commands) {
        let index = usize::from(id);
        for command in commands {
            match command {
                Command::Save(state) => self.saved[index] = Some(state.clone()),
                Command::SetTimer(timer, _) => {
                    self.timers[index].insert(*timer);
                }
                Command::CancelTimer(timer) => {
                    self.timers[index].remove(timer);
                }
                Command::Send(..) => {}
                Command::ChooseRandom(..) => unreachable!("no actor of Paxos draws lots"),
            }
        }
    }
}
