//! The meaning of a network model.

use super::fact::{self, Fact};
use super::local::{Event, Local, Reaction};
use super::{Subject, narrate};
use crate::actor::{Roster, State, Timer};
use crate::model::coverage::Case;
use crate::model::story::Story;
use crate::model::system::{System, Turn, stateright_properties};
use crate::paxos::Value;
use crate::properties::{self, Property, Run};
use stateright::Model;
use stateright::actor::Id;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What keeps a network model finite, and which faults it has.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// How many ballots each proposer may begin.
    pub ballots_per_proposer: u64,
    /// Whether the network duplicates: then it is the set of all messages ever sent.
    pub duplicate: bool,
    /// How many crashes there may be in the whole run.
    pub crashes: u8,
    /// How often, in the whole run, an actor may say the same again or ask what it missed.
    pub resends: u8,
}

/// Actors, where they are placed, and the bounds of their run.
#[derive(Debug)]
pub struct Network<A> {
    pub(super) roster: Arc<Roster>,
    /// For each actor, the same actor with one client after the other behind it.
    pub(super) actors: Vec<Vec<A>>,
    pub(super) wanted: Vec<Vec<Value>>,
    first_rounds: Vec<u64>,
    pub(super) processes: Vec<Vec<Id>>,
    /// The processes that may crash.
    pub(super) mortal: Vec<usize>,
    pub(super) bounds: Bounds,
}

/// What of the bounds is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Budget {
    /// Crashes that may still happen.
    pub crashes: u8,
    /// Messages that may still be sent again.
    pub resends: u8,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Envelope<M> {
    /// The recipient.
    pub to: Id,
    /// The sender.
    pub from: Id,
    /// The message.
    pub msg: M,
}

/// The state of the whole system.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NetworkState<M> {
    /// Every actor, by id.
    pub actors: Vec<Arc<Local>>,
    /// The messages that can be delivered, and how many copies of each (one, if the network
    /// duplicates).
    pub in_flight: BTreeMap<Envelope<M>, u8>,
    /// What of the bounds is left.
    pub budget: Budget,
    /// What has happened, and to whom.
    pub facts: BTreeSet<(Id, Fact)>,
}

/// A step of the whole system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action<M> {
    /// A message arrives.
    Deliver(Envelope<M>),
    /// A timer of this actor fires.
    Timeout(Id, Timer),
    /// The process of this number crashes and starts again.
    Crash(usize),
}

impl<A: Subject> Network<A> {
    /// A system of these actors.
    ///
    /// `actors` lists for each id the actor with its first client, its second, and so on;
    /// `proposers` has what each proposer's clients want and its first round; `processes` places
    /// every actor in exactly one process; `mortal` names the processes that may crash.
    ///
    /// # Panics
    /// If a list does not fit the roster.
    pub fn new(
        roster: Arc<Roster>,
        actors: Vec<Vec<A>>,
        proposers: Vec<(Vec<Value>, u64)>,
        processes: Vec<Vec<Id>>,
        mortal: Vec<usize>,
        bounds: Bounds,
    ) -> Self {
        assert_eq!(actors.len(), roster.size(), "one list of incarnations for each actor");
        assert_eq!(proposers.len(), roster.proposers().count(), "one entry for each proposer");
        let (wanted, first_rounds) = proposers.into_iter().unzip();
        Self { roster, actors, wanted, first_rounds, processes, mortal, bounds }
    }

    /// Who takes part.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The budget with which a run begins.
    pub(super) fn full_budget(&self) -> Budget {
        Budget { crashes: self.bounds.crashes, resends: self.bounds.resends }
    }

    /// Whether a timer of this actor may fire, apart from the budget.
    pub(super) fn may_fire(&self, id: Id, local: &Local, timer: Timer) -> bool {
        match (timer, &local.state) {
            (Timer::NextBallot, State::Proposer(proposer)) => {
                let first = self.first_rounds[usize::from(id)];
                proposer.next_ballot().round < first + self.bounds.ballots_per_proposer
            }
            _ => true,
        }
    }

    /// What is left of the budget after this timer has fired; none if there is not enough.
    pub(super) fn after_timeout(budget: Budget, timer: Timer) -> Option<Budget> {
        match timer {
            Timer::NextBallot => Some(budget),
            Timer::Resend | Timer::CatchUp => {
                Some(Budget { resends: budget.resends.checked_sub(1)?, ..budget })
            }
        }
    }

    /// What comes of an event at one actor; none if it takes no notice.
    pub(super) fn react(
        &self,
        id: Id,
        local: &Local,
        event: &Event<A::Msg>,
    ) -> Option<Reaction<A::Msg>> {
        local.react(id, &self.actors[usize::from(id)], event)
    }

    /// Puts a message on the network.
    fn send(&self, state: &mut NetworkState<A::Msg>, from: Id, to: Id, msg: A::Msg) {
        let copies = state.in_flight.entry(Envelope { to, from, msg }).or_default();
        *copies = self.one_more(*copies);
    }

    /// The number of copies in flight after one more was sent.
    pub(super) fn one_more(&self, copies: u8) -> u8 {
        if self.bounds.duplicate { 1 } else { copies.checked_add(1).expect("under 256 copies") }
    }

    /// The number of copies in flight after one was delivered.
    pub(super) fn one_less(&self, copies: u8) -> u8 {
        if self.bounds.duplicate { copies } else { copies - 1 }
    }

    /// Lets an event happen at one actor; whether it takes notice.
    fn happen(&self, state: &mut NetworkState<A::Msg>, id: Id, event: &Event<A::Msg>) -> bool {
        let actor = &mut state.actors[usize::from(id)];
        let Some(reaction) = self.react(id, actor, event) else { return false };
        *actor = Arc::new(reaction.local);
        state.facts.extend(reaction.facts.into_iter().map(|fact| (id, fact)));
        for (to, msg) in reaction.sent {
            self.send(state, id, to, msg);
        }
        true
    }

    /// The run that led to these states of the actors and these facts.
    pub(super) fn run_of<'a>(
        &'a self,
        actors: &'a [Arc<Local>],
        facts: &'a BTreeSet<(Id, Fact)>,
    ) -> Run<'a> {
        let mut run = Run {
            quorums: self.roster.quorums(),
            wanted: &self.wanted,
            acceptors: Vec::with_capacity(self.roster.quorums().acceptors()),
            proposers: Vec::with_capacity(self.wanted.len()),
            learners: Vec::new(),
        };
        for (id, local) in self.roster.ids().zip(actors) {
            let facts = facts.iter().filter(|(of, _)| *of == id).map(|(_, fact)| fact);
            match &local.state {
                State::Proposer(_) => run.proposers.push(fact::proposer(facts, local)),
                State::Acceptor(_) => run.acceptors.push(fact::acceptor(facts, local)),
                State::Learner(learner) => {
                    run.learners.push((Cow::Borrowed(learner), fact::learner(facts, local)));
                }
            }
        }
        run
    }
}

impl<A: Subject> Model for Network<A> {
    type State = NetworkState<A::Msg>;
    type Action = Action<A::Msg>;

    fn init_states(&self) -> Vec<Self::State> {
        let mut state = NetworkState {
            actors: Vec::new(),
            in_flight: BTreeMap::new(),
            budget: self.full_budget(),
            facts: BTreeSet::new(),
        };
        for id in self.roster.ids() {
            let start = Local::start(id, &self.actors[usize::from(id)][0]);
            state.actors.push(Arc::new(start.local));
            state.facts.extend(start.facts.into_iter().map(|fact| (id, fact)));
            for (to, msg) in start.sent {
                self.send(&mut state, id, to, msg);
            }
        }
        vec![state]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        for (id, local) in self.roster.ids().zip(&state.actors) {
            let enabled = local.timers.iter().filter(|timer| {
                self.may_fire(id, local, **timer)
                    && Self::after_timeout(state.budget, **timer).is_some()
            });
            actions.extend(enabled.map(|timer| Action::Timeout(id, *timer)));
        }
        actions.extend(state.in_flight.keys().cloned().map(Action::Deliver));
        if state.budget.crashes > 0 {
            actions.extend(self.mortal.iter().map(|process| Action::Crash(*process)));
        }
    }

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
        let mut state = last.clone();
        match action {
            Action::Deliver(envelope) => {
                let copies = state.in_flight.get_mut(&envelope)?;
                *copies = self.one_less(*copies);
                if *copies == 0 {
                    state.in_flight.remove(&envelope);
                }
                let Envelope { to, from, msg } = envelope;
                if !self.happen(&mut state, to, &Event::Message(from, msg)) {
                    return None;
                }
            }
            Action::Timeout(id, timer) => {
                state.budget = Self::after_timeout(state.budget, timer)?;
                self.happen(&mut state, id, &Event::Timeout(timer));
            }
            Action::Crash(process) => {
                state.budget.crashes = state.budget.crashes.checked_sub(1)?;
                for id in &self.processes[process] {
                    self.happen(&mut state, *id, &Event::Crash);
                }
            }
        }
        let changed = state.actors != last.actors
            || state.in_flight != last.in_flight
            || state.facts != last.facts;
        changed.then_some(state)
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        narrate::act_text(&self.roster, &self.processes, action)
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        let next = self.next_state(last, action.clone())?;
        Some(format!("{}\n\n{next:#?}", narrate::sentence(self, &action, last, &next)))
    }
}

impl<A: Subject> System for Network<A> {
    fn with_run<T>(&self, state: &Self::State, look: impl FnOnce(&Run) -> T) -> T {
        look(&self.run_of(&state.actors, &state.facts))
    }

    /// Without learners nothing is learned, without crashes nothing is learned again and no second
    /// client comes, and where nothing is sent again nobody asks.
    fn relevant(&self) -> Vec<Property> {
        use properties::{learned_is_chosen, learners_agree, witness};
        let learners = self.roster.learners().next().is_some();
        let crashes = self.bounds.crashes > 0;
        let resends = self.bounds.resends > 0;
        let clients = self.wanted.iter().any(|wanted| wanted.len() > 1);
        let irrelevant = [
            (learned_is_chosen::PROPERTY, learners),
            (learners_agree::PROPERTY, learners),
            (witness::VALUE_LEARNED, learners),
            (witness::VALUE_ADOPTED, self.wanted.len() > 1),
            (witness::NEXT_CLIENT_SERVED, crashes && clients),
            (witness::LEARNED_AGAIN, learners && crashes),
            (witness::LEARNED_AFTER_ASKING, learners && resends),
            (witness::ANSWERS_WITHOUT_QUORUM, learners && resends),
        ];
        let irrelevant = irrelevant.iter().filter(|(_, relevant)| !relevant).map(|(p, _)| p.name);
        let irrelevant: Vec<_> = irrelevant.collect();
        properties::ALL.into_iter().filter(|p| !irrelevant.contains(&p.name)).collect()
    }

    fn bounds(&self) -> Vec<String> {
        narrate::bounds(self, &self.wanted)
    }

    fn story(&self, actions: &[Self::Action]) -> Story {
        narrate::story(self, actions)
    }

    fn cases(&self) -> Vec<Case> {
        self.possible_cases()
    }

    fn case(&self, state: &Self::State, action: &Self::Action) -> Option<Case> {
        self.case_of(state, action)
    }

    /// Crashes come from someone who is none of the actors.
    fn turn(&self, action: &Self::Action) -> Turn {
        let (actor, from) = match action {
            Action::Deliver(envelope) => (envelope.to.into(), envelope.from.into()),
            Action::Timeout(id, _) => ((*id).into(), (*id).into()),
            Action::Crash(_) => (self.roster.size(), self.roster.size()),
        };
        Turn { actor, from }
    }
}
