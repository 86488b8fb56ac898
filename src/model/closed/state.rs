//! A closed system, packed: where everything stands in a state, and how a state changes.

use super::abstraction::Abstraction;
use super::actors::Allowance;
use super::chosen::Chosen;
use super::layout::Layout;
use super::meaning::Meaning;
use super::reductions::observers::Observer;
use super::reductions::settled::Settled;
use super::reductions::symmetry::Symmetry;
use super::rows::{Actor, Effect, NOTHING, Plan, note};
use super::tables::Tables;
use super::told::Told;
use crate::actor::Role;
use crate::model::field::Field;
use crate::model::packed::Reductions;
use crate::model::question::Question;
use std::sync::OnceLock;

/// A system, closed and packed.
#[derive(Debug)]
pub(super) struct Closed<const N: usize> {
    pub(super) tables: Tables,
    pub(super) layout: Layout,
    pub(super) symmetry: Symmetry,
    pub(super) told: Box<dyn Told>,
    pub(super) observer: Option<Observer>,
    pub(super) settled: Option<Settled<N>>,
    chosen: Chosen,
    /// What a reader asks, beside the properties.
    pub(super) questions: Vec<Question>,
    pub(super) reductions: Reductions,
    pub(super) duplicates: bool,
    /// The processes that may crash.
    pub(super) mortal: Vec<Vec<usize>>,
    pub(super) actors: Vec<Actor<N>>,
    pub(super) effects: Vec<Effect<N>>,
    /// For each bit of a state, the message to which it belongs.
    pub(super) message_at: Vec<u32>,
    /// The messages that a partition holds back, and whether it may heal.
    severed: [u64; N],
    pub(super) heals: bool,
    /// One bit of each count of copies that must stay free.
    overflow: [u64; N],
    /// The bits that properties can see beside promises, and with them.
    pub(super) glimpses: [[u64; N]; 2],
    /// What states stand for, if somebody has asked.
    abstraction: OnceLock<Abstraction<N>>,
    pub(super) initial: [u64; N],
}

/// What a closed system is made of, beside its tables and their layout.
pub(super) struct Parts {
    pub(super) duplicates: bool,
    pub(super) allowance: Allowance,
    /// For each message, whether a partition holds it back.
    pub(super) severed: Vec<bool>,
    pub(super) heals: bool,
    /// The processes that may crash.
    pub(super) mortal: Vec<Vec<usize>>,
    pub(super) symmetry: Symmetry,
    pub(super) observer: Option<Observer>,
    pub(super) questions: Vec<Question>,
    pub(super) reductions: Reductions,
    pub(super) chosen: Chosen,
}

impl<const N: usize> Closed<N> {
    /// Packs what the tables say.
    pub(super) fn new(
        tables: Tables,
        layout: Layout,
        parts: Parts,
        settled: Option<Settled<N>>,
        told: Box<dyn Told>,
    ) -> Self {
        assert!(layout.words <= N, "the layout needs {} words", layout.words);
        let Parts { duplicates, allowance, severed: held, heals, mortal, reductions, .. } = parts;
        let mut message_at = vec![u32::MAX; N * 64];
        let (mut overflow, mut severed) = ([0; N], [0; N]);
        for (message, (field, held)) in layout.messages.iter().zip(held).enumerate() {
            for bit in 0..field.mask.count_ones() {
                let at = field.word * 64 + (field.shift + bit) as usize;
                message_at[at] = u32::try_from(message).expect("under 2^32 messages");
            }
            if held {
                severed[field.word] |= field.mask << field.shift;
            }
            if !duplicates {
                overflow[field.word] |= (field.mask - (field.mask >> 1)) << field.shift;
            }
        }
        let plan = Plan {
            tables: &tables,
            layout: &layout,
            reductions,
            duplicates,
            allowance,
            mortal: &mortal,
        };
        let (actors, effects) = plan.rows();
        let at_first: Vec<Effect<N>> =
            tables.at_first.iter().map(|outcome| plan.effect(outcome)).collect();
        let mut closed = Self {
            symmetry: parts.symmetry,
            told,
            observer: parts.observer,
            settled,
            chosen: parts.chosen,
            questions: parts.questions,
            reductions,
            duplicates,
            mortal,
            actors,
            effects,
            message_at,
            severed,
            heals,
            overflow,
            glimpses: [[0; N]; 2],
            abstraction: OnceLock::new(),
            initial: [0; N],
            tables,
            layout,
        };
        closed.glimpses = [false, true].map(|promises| closed.visible(promises));
        closed.initial = closed.first(allowance, &at_first);
        closed
    }

    fn first(&self, allowance: Allowance, at_first: &[Effect<N>]) -> [u64; N] {
        let mut state = [0; N];
        // What is left of the reads is known from the learners.
        let Allowance { crashes, resends, alterations, partitioned, reads: _ } = allowance;
        self.layout.crashes.set(&mut state, u64::from(crashes));
        self.layout.resends.set(&mut state, u64::from(resends));
        self.layout.alterations.set(&mut state, u64::from(alterations));
        self.layout.partitioned.set(&mut state, u64::from(partitioned));
        for (actor, effect) in at_first.iter().enumerate() {
            self.apply(&mut state, actor, effect);
        }
        self.settle(&mut state);
        state
    }

    /// The bits that properties can see: facts, what learners are doing and perhaps what acceptors
    /// have promised, and what observers could hear; and which ballots have begun, if a question looks at that.
    fn visible(&self, promises: bool) -> [u64; N] {
        let mut visible = [0; N];
        let mut show = |field: &Field| visible[field.word] |= field.mask << field.shift;
        self.layout.facts.iter().for_each(&mut show);
        for (actor, table) in self.tables.actors.iter().enumerate() {
            let seen = match table.role {
                Role::Proposer(_) => self.questions.iter().any(Question::looks_at_ballots),
                Role::Acceptor(_) => promises,
                Role::Learner(_) => true,
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

    /// Whether a crash may still happen.
    #[inline]
    pub(super) fn may_crash(&self, state: &[u64; N]) -> bool {
        self.layout.crashes.get(state) > 0
    }

    #[inline]
    pub(super) fn is_partitioned(&self, state: &[u64; N]) -> bool {
        self.layout.partitioned.get(state) == 1
    }

    #[inline]
    pub(super) fn apply(&self, state: &mut [u64; N], actor: usize, effect: &Effect<N>) {
        self.layout.locals[actor].set(state, effect.local);
        for (word, bits) in state.iter_mut().zip(&effect.or) {
            *word |= bits;
        }
        if !self.duplicates {
            for ((word, copies), overflow) in state.iter_mut().zip(&effect.add).zip(&self.overflow)
            {
                *word += copies;
                assert!(*word & overflow == 0, "too many copies of a message");
            }
        }
        if let Some(facts) = &effect.if_chosen
            && self.chosen.is_one(state)
        {
            state.iter_mut().zip(facts).for_each(|(word, bits)| *word |= bits);
        }
        for (other, in_box) in &effect.seen {
            let reader = &self.actors[*other];
            let effect = reader.deliver[self.local(state, *other) * reader.boxed + in_box];
            if effect != NOTHING {
                self.apply(state, *other, &self.effects[effect as usize]);
            }
        }
    }

    /// Takes what is stale out of the state.
    #[inline]
    pub(super) fn settle(&self, state: &mut [u64; N]) {
        if self.reductions.stale {
            let crash = usize::from(self.may_crash(state));
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
    pub(super) fn passing(&self, word: usize, partitioned: bool) -> u64 {
        if partitioned { !self.severed[word] } else { !0 }
    }

    /// The numbers of all local states.
    pub(super) fn locals(&self, state: &[u64; N]) -> Vec<usize> {
        self.layout.locals.iter().map(|local| local.index(state)).collect()
    }

    /// The facts that are true.
    pub(super) fn facts(&self, state: &[u64; N]) -> Vec<usize> {
        numbers_of(self.layout.facts.iter(), state)
    }

    /// What states stand for.
    pub(super) fn abstraction(&self) -> &Abstraction<N> {
        let meaning = || Meaning::of(&*self.told, &self.tables, &self.layout);
        self.abstraction.get_or_init(|| Abstraction::new(meaning()))
    }
}

/// The numbers of those fields that are not zero.
fn numbers_of<'a, const N: usize>(
    fields: impl Iterator<Item = &'a Field>,
    state: &[u64; N],
) -> Vec<usize> {
    fields.enumerate().filter(|(_, field)| field.get(state) > 0).map(|(n, _)| n).collect()
}
