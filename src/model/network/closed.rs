//! A network in the form that is searched.
//!
//! A state is the numbers of the actors' local states, a set (or multiset) of messages, and the facts
//! of its history, packed into `N` words. A step replaces one number and adds a few bits; what and
//! which is looked up in the closed tables. A test compares it with [`Network`], step by step.

use super::abstraction::Abstraction;
use super::fact::Fact;
use super::layout::Layout;
use super::local::Local;
use super::observer::{Observer, Source};
use super::rows::{Actor, Effect, Gathering, NOTHING, effect, note};
use super::settled::Settled;
use super::symmetry::Symmetry;
use super::system::Budget;
use super::tables::{ALONE, ActorTable, COUNTED, Tables};
use crate::actor::State;
use crate::model::columns::Columns;
use crate::model::field::Field;
use crate::model::message_set::MessageSetState;
use crate::model::packed::{About, Packed, Reductions, Step};
use crate::properties::Run;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// A network, closed and packed.
#[derive(Debug)]
pub(super) struct Closed<const N: usize> {
    pub(super) tables: Tables,
    pub(super) layout: Layout,
    symmetry: Symmetry,
    pub(super) source: Box<dyn Source>,
    pub(super) observer: Option<Observer>,
    pub(super) settled: Option<Settled<N>>,
    pub(super) reductions: Reductions,
    pub(super) duplicate: bool,
    /// The processes that may crash.
    pub(super) mortal: Vec<Vec<usize>>,
    pub(super) actors: Vec<Actor<N>>,
    effects: Vec<Effect<N>>,
    /// For each bit of a state, the message to which it belongs.
    message_at: Vec<u32>,
    /// The messages that a partition holds back, and whether it may heal.
    severed: [u64; N],
    pub(super) heals: bool,
    /// One bit of each count of copies that must stay free.
    overflow: [u64; N],
    /// The bits that properties can see beside promises, and with them.
    glimpses: [[u64; N]; 2],
    /// What states stand for, if somebody has asked.
    abstraction: OnceLock<Abstraction<N>>,
    initial: [u64; N],
}

impl<const N: usize> Closed<N> {
    /// Packs what the tables say.
    pub(super) fn new(
        tables: Tables,
        layout: Layout,
        symmetry: Symmetry,
        source: Box<dyn Source>,
        reductions: Reductions,
    ) -> Self {
        assert!(layout.words <= N, "the layout needs {} words", layout.words);
        let duplicate = source.duplicate();
        let mut message_at = vec![u32::MAX; N * 64];
        let (mut overflow, mut severed) = ([0; N], [0; N]);
        for (message, field) in layout.messages.iter().enumerate() {
            for bit in 0..field.mask.count_ones() {
                let at = field.word * 64 + (field.shift + bit) as usize;
                message_at[at] = u32::try_from(message).expect("under 2^32 messages");
            }
            if source.severs(tables.messages[message].from, tables.messages[message].to) {
                severed[field.word] |= field.mask << field.shift;
            }
            if !duplicate {
                overflow[field.word] |= (field.mask - (field.mask >> 1)) << field.shift;
            }
        }
        let observer = reductions.observers.then(|| Observer::new(&*source, &tables));
        let learning_is_settled = match &observer {
            Some(observer) => observer.learns_only_what_is_chosen(&*source, &tables),
            None => !tables.actors.iter().any(ActorTable::is_learner),
        };
        let persistent = reductions.persistent && learning_is_settled;
        let reductions = Reductions { persistent, ..reductions };
        let mut closed = Self {
            symmetry,
            observer,
            settled: None,
            reductions,
            duplicate,
            mortal: source.mortal(),
            actors: Vec::new(),
            effects: Vec::new(),
            message_at,
            severed,
            heals: source.heals(),
            overflow,
            glimpses: [[0; N]; 2],
            abstraction: OnceLock::new(),
            initial: [0; N],
            source,
            tables,
            layout,
        };
        let mut gathering = Gathering { numbers: BTreeMap::new() };
        closed.actors =
            (0..closed.tables.actors.len()).map(|actor| gathering.actor(&closed, actor)).collect();
        closed.effects = gathering.effects();
        closed.settled = reductions.settled.then(|| Settled::new(&closed)).flatten();
        closed.glimpses = [false, true].map(|promises| closed.visible(promises));
        closed.initial = closed.first();
        closed
    }

    fn first(&self) -> [u64; N] {
        let mut state = [0; N];
        let Budget { crashes, resends, alterations, partitioned } = self.source.budget();
        self.layout.crashes.set(&mut state, u64::from(crashes));
        self.layout.resends.set(&mut state, u64::from(resends));
        self.layout.alterations.set(&mut state, u64::from(alterations));
        self.layout.partitioned.set(&mut state, u64::from(partitioned));
        for (actor, outcome) in self.tables.at_first.iter().enumerate() {
            let effect = effect(self, outcome);
            self.apply(&mut state, actor, &effect);
        }
        self.settle(&mut state);
        state
    }

    /// The bits that properties can see: facts, what learners are doing and perhaps what acceptors
    /// have promised, and what observers could hear.
    fn visible(&self, promises: bool) -> [u64; N] {
        let mut visible = [0; N];
        let mut show = |field: &Field| visible[field.word] |= field.mask << field.shift;
        self.layout.facts.iter().for_each(&mut show);
        for (actor, table) in self.tables.actors.iter().enumerate() {
            let seen = match table.locals[0].state {
                State::Proposer(_) => false,
                State::Acceptor(_) => promises,
                State::Learner(_) => true,
            };
            if seen {
                show(&self.layout.locals[actor]);
            }
        }
        if let Some(observer) = &self.observer {
            observer.hearable().for_each(|message| show(&self.layout.messages[message]));
            show(&self.layout.crashes);
        }
        visible
    }

    #[inline]
    pub(super) fn local(&self, state: &[u64; N], actor: usize) -> usize {
        self.layout.locals[actor].index(state)
    }

    #[inline]
    fn apply(&self, state: &mut [u64; N], actor: usize, effect: &Effect<N>) {
        self.layout.locals[actor].set(state, effect.local);
        for (word, bits) in state.iter_mut().zip(&effect.or) {
            *word |= bits;
        }
        if !self.duplicate {
            for ((word, copies), overflow) in state.iter_mut().zip(&effect.add).zip(&self.overflow)
            {
                *word += copies;
                assert!(*word & overflow == 0, "too many copies of a message");
            }
        }
    }

    /// Takes what is stale out of the state.
    #[inline]
    fn settle(&self, state: &mut [u64; N]) {
        if self.reductions.stale {
            let crash = usize::from(self.layout.crashes.get(state) > 0);
            for (actor, rows) in self.actors.iter().enumerate() {
                let row = &rows.locals[self.local(state, actor)];
                for (word, met) in rows.words.iter().zip(&row.met) {
                    let dropped = state[*word] & !row.keep[crash][*word];
                    if dropped != 0 {
                        note(met, dropped & self.passing(*word, self.is_partitioned(state)));
                        state[*word] &= !dropped;
                    }
                }
            }
        }
    }

    /// The messages in a word that no partition holds back.
    #[inline]
    fn passing(&self, word: usize, partitioned: bool) -> u64 {
        if partitioned { !self.severed[word] } else { !0 }
    }

    /// Steps of an actor that need no message.
    pub(super) fn alone(&self, state: &[u64; N], id: usize, found: &mut Vec<(Step, [u64; N])>) {
        let row = &self.actors[id].locals[self.local(state, id)];
        for (event, effect) in row.alone.iter().enumerate().filter(|(_, e)| **e != NOTHING) {
            let budgeted = COUNTED.iter().any(|timer| *timer as usize == event);
            let resends = self.layout.resends.get(state);
            if budgeted && resends == 0 {
                continue;
            }
            note(&row.happened, 1 << event);
            let mut next = *state;
            self.apply(&mut next, id, &self.effects[*effect as usize]);
            self.settle(&mut next);
            if next != *state {
                if budgeted {
                    self.layout.resends.set(&mut next, resends - 1);
                }
                found.push((self.alone_step(id, event), next));
            }
        }
    }

    /// Deliveries to an actor.
    pub(super) fn deliveries(
        &self,
        state: &[u64; N],
        id: usize,
        found: &mut Vec<(Step, [u64; N])>,
    ) {
        let actor = &self.actors[id];
        let local = self.local(state, id);
        let row = &actor.locals[local];
        let partitioned = self.is_partitioned(state);
        for (word, met) in actor.words.iter().zip(&row.met) {
            let arriving = state[*word] & self.passing(*word, partitioned);
            note(met, arriving & actor.inbox[*word]);
            let mut bits = arriving & row.heeded[*word];
            while bits != 0 {
                let at = bits.trailing_zeros();
                let message = self.message_at[word * 64 + at as usize];
                let field = self.layout.messages[message as usize];
                bits &= !(field.mask << field.shift);
                let in_box = self.tables.messages[message as usize].in_box;
                let effect = &self.effects[actor.deliver[local * actor.boxed + in_box] as usize];
                let mut next = *state;
                if !self.duplicate {
                    next[*word] -= 1 << field.shift;
                }
                self.apply(&mut next, id, effect);
                self.settle(&mut next);
                if next != *state {
                    found.push((Step(message), next));
                }
            }
        }
    }

    fn crashes(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        let left = self.layout.crashes.get(state);
        if left == 0 {
            return;
        }
        for (number, process) in self.mortal.iter().enumerate() {
            let mut next = *state;
            for id in process {
                let row = &self.actors[*id].locals[self.local(&next, *id)];
                if row.crash != NOTHING {
                    note(&row.happened, 1 << ALONE);
                    self.apply(&mut next, *id, &self.effects[row.crash as usize]);
                }
            }
            if next != *state {
                self.layout.crashes.set(&mut next, left - 1);
                self.settle(&mut next);
                found.push((self.crash_step(number), next));
            }
        }
    }

    fn alone_step(&self, id: usize, event: usize) -> Step {
        let number = self.tables.messages.len() + id * ALONE + event;
        Step(u32::try_from(number).expect("under 2^32 steps"))
    }

    fn crash_step(&self, mortal: usize) -> Step {
        let number = self.tables.messages.len() + self.tables.actors.len() * ALONE + mortal;
        Step(u32::try_from(number).expect("under 2^32 steps"))
    }

    /// How two neighbouring acceptors compare: first what belongs to them alone, then how the other
    /// actors see them.
    fn compare(&self, columns: &Columns, state: &[u64; N], acceptor: usize) -> Ordering {
        let views = |acceptor: usize| {
            let others = self.symmetry.views.iter().enumerate().filter(|(_, v)| !v.is_empty());
            others.map(move |(actor, views)| views[self.local(state, actor)][acceptor])
        };
        columns.compare(state, acceptor).then_with(|| views(acceptor).cmp(views(acceptor + 1)))
    }

    /// Swaps two neighbouring acceptors.
    fn swap(&self, columns: &Columns, state: &mut [u64; N], acceptor: usize) {
        columns.swap(state, acceptor);
        for (actor, views) in self.symmetry.views.iter().enumerate() {
            if !views.is_empty() {
                let local = self.symmetry.swaps[acceptor][actor][self.local(state, actor)];
                self.layout.locals[actor].set(state, local as u64);
            }
        }
    }

    fn abstraction(&self) -> &Abstraction<N> {
        self.abstraction.get_or_init(|| Abstraction::new(self))
    }

    pub(super) fn locals(&self, state: &[u64; N]) -> Vec<Arc<Local>> {
        let actors = self.tables.actors.iter().enumerate();
        actors.map(|(id, table)| Arc::clone(&table.locals[self.local(state, id)])).collect()
    }

    pub(super) fn facts(&self, state: &[u64; N]) -> BTreeSet<(stateright::actor::Id, Fact)> {
        let facts = self.tables.facts.iter().zip(&self.layout.facts);
        facts.filter(|(_, field)| field.get(state) == 1).map(|(fact, _)| fact.clone()).collect()
    }
}

impl<const N: usize> Packed<N> for Closed<N> {
    fn initial(&self) -> [u64; N] {
        self.initial
    }

    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        for id in 0..self.actors.len() {
            self.alone(state, id, found);
        }
        for id in 0..self.actors.len() {
            self.deliveries(state, id, found);
        }
        self.crashes(state, found);
        self.outside(state, found);
    }

    fn persistent_set(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        if self.settled.is_none() && !self.reductions.persistent {
            return self.successors(state, found);
        }
        let to_come = self.still_to_come(state);
        if self.settled.as_ref().is_some_and(|settled| settled.is_settled(state, &to_come)) {
            return;
        }
        if !(self.reductions.persistent && self.first_alone(state, &to_come, found)) {
            self.successors(state, found);
        }
    }

    fn canonical(&self, state: &mut [u64; N]) {
        for columns in &self.layout.columns {
            let compare = |state: &[u64; N], acceptor| self.compare(columns, state, acceptor);
            columns.sort(state, compare, |state, acceptor| self.swap(columns, state, acceptor));
        }
    }

    fn orbit(&self, state: &[u64; N]) -> u64 {
        let of = |columns: &Columns| {
            columns.orders(state, |state, acceptor| self.compare(columns, state, acceptor))
        };
        self.layout.columns.iter().map(of).product()
    }

    fn glimpse(&self, state: &[u64; N], promises: bool) -> [u64; N] {
        let visible = &self.glimpses[usize::from(promises)];
        std::array::from_fn(|word| state[word] & visible[word])
    }

    fn with_runs(&self, state: &[u64; N], look: &mut dyn FnMut(&Run, &[Step])) {
        let (locals, facts) = (self.locals(state), self.facts(state));
        match &self.observer {
            None => self.source.with_run(&locals, &facts, &mut |run| look(&run, &[])),
            Some(observer) => {
                let sent = |message: usize| self.layout.messages[message].get(state) > 0;
                let crash = self.layout.crashes.get(state) > 0;
                let crash = |id: usize| {
                    let process = self.mortal.iter().position(|p| crash && p.contains(&id))?;
                    Some(self.crash_step(process))
                };
                observer.with_runs(&*self.source, &locals, &facts, &sent, &crash, look);
            }
        }
    }

    fn is_unobstructed(&self, state: &[u64; N]) -> bool {
        self.source.is_unobstructed(&self.locals(state))
    }

    fn abstract_glimpse(&self, state: &[u64; N]) -> [u64; N] {
        self.abstraction().of(state, &self.layout.locals)
    }

    fn abstracted(&self, glimpse: &[u64; N]) -> MessageSetState {
        self.abstraction().state(glimpse)
    }

    fn leads_to(&self, before: &MessageSetState, after: &MessageSetState) -> Result<(), String> {
        self.source.leads_to(before, after)
    }

    fn keeps_invariant(&self, state: &MessageSetState) -> Result<(), String> {
        self.source.keeps_invariant(state)
    }

    fn about(&self) -> &dyn About {
        self
    }
}
