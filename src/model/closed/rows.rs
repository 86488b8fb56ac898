//! What the tables say, made ready to be applied to packed states.

use super::actors::Allowance;
use super::ahead::ahead;
use super::layout::{Layout, mark};
use super::reductions::persistent::GoesFirst;
use super::reductions::stale;
use super::tables::{ALONE, Entry, Outcome, Tables};
use crate::model::packed::Reductions;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// No step: the number that stands for an event that changes nothing.
pub(super) const NOTHING: u32 = u32::MAX;

/// What one actor can do, ready to be applied.
#[derive(Debug)]
pub(super) struct Actor<const N: usize> {
    /// The words in which messages to it stand.
    pub(super) words: Vec<usize>,
    /// All messages to it.
    pub(super) inbox: [u64; N],
    pub(super) boxed: usize,
    /// Whether its steps may be taken before those of all others.
    pub(super) goes_first: GoesFirst,
    pub(super) locals: Vec<Row<N>>,
    /// For each local state and message of the box, the effect.
    pub(super) deliver: Vec<u32>,
}

/// A local state, ready to be left.
#[derive(Debug)]
pub(super) struct Row<const N: usize> {
    /// The messages that change something.
    pub(super) heeded: [u64; N],
    pub(super) alone: [u32; ALONE],
    pub(super) crash: u32,
    /// What stays in flight: all but what is stale, without and with a crash still to come.
    pub(super) keep: [[u64; N]; 2],
    /// The messages and facts that the actor can still add to the state, likewise.
    pub(super) ahead: [[u64; N]; 2],
    /// The messages to this actor that have been in flight in this local state.
    pub(super) met: Vec<AtomicU64>,
    /// The timers that have fired in this local state, and after them the crash.
    pub(super) happened: AtomicU64,
}

/// What a step changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Effect<const N: usize> {
    pub(super) local: u64,
    /// Facts, and messages where sending again changes nothing.
    pub(super) or: [u64; N],
    /// Messages where every copy counts.
    pub(super) add: [u64; N],
    /// Facts that come true if a value is chosen by then; none, if there are no such.
    pub(super) if_chosen: Option<[u64; N]>,
    /// What others see at once: who, and the number of the message in their box.
    pub(super) seen: Vec<(usize, usize)>,
}

/// Sets bits that others may be setting too.
#[inline]
pub(super) fn note(seen: &AtomicU64, bits: u64) {
    if bits & !seen.load(Relaxed) != 0 {
        seen.fetch_or(bits, Relaxed);
    }
}

/// From what rows are made.
pub(super) struct Plan<'a> {
    pub(super) tables: &'a Tables,
    pub(super) layout: &'a Layout,
    pub(super) reductions: Reductions,
    pub(super) duplicates: bool,
    pub(super) allowance: Allowance,
    /// The processes that may crash.
    pub(super) mortal: &'a [Vec<usize>],
}

impl Plan<'_> {
    pub(super) fn effect<const N: usize>(&self, outcome: &Outcome) -> Effect<N> {
        let facts = |facts: &[usize]| {
            let mut bits = [0; N];
            for fact in facts {
                let field = self.layout.facts[*fact];
                bits[field.word] |= 1 << field.shift;
            }
            bits
        };
        let mut effect = Effect {
            local: outcome.local as u64,
            or: facts(&outcome.facts),
            add: [0; N],
            if_chosen: (!outcome.if_chosen.is_empty()).then(|| facts(&outcome.if_chosen)),
            seen: Vec::new(),
        };
        for message in &outcome.sent {
            let field = self.layout.messages[*message];
            let mail = &self.tables.messages[*message];
            if mail.at_once {
                effect.seen.push((mail.to, mail.in_box));
            } else if self.duplicates {
                effect.or[field.word] |= 1 << field.shift;
            } else {
                effect.add[field.word] += 1 << field.shift;
            }
        }
        effect
    }

    /// All actors, those that are learners deaf if these are only observed, and the effects of their steps.
    pub(super) fn rows<const N: usize>(&self) -> (Vec<Actor<N>>, Vec<Effect<N>>) {
        let mut gathering = Gathering { plan: self, numbers: BTreeMap::new() };
        let actors = (0..self.tables.actors.len()).map(|id| gathering.actor(id)).collect();
        (actors, gathering.effects())
    }
}

/// Gathers effects, each once.
struct Gathering<'a, const N: usize> {
    plan: &'a Plan<'a>,
    numbers: BTreeMap<Effect<N>, u32>,
}

impl<const N: usize> Gathering<'_, N> {
    fn actor(&mut self, id: usize) -> Actor<N> {
        let Plan { tables, layout, reductions, duplicates, allowance, mortal } = *self.plan;
        let table = &tables.actors[id];
        let deaf = reductions.observers && table.is_learner();
        let mut inbox = [0; N];
        for message in table.inbox.iter().filter(|_| !deaf) {
            mark(layout.messages[*message], &mut inbox);
        }
        let words: Vec<usize> = (0..N).filter(|word| inbox[*word] != 0).collect();
        let crashes = allowance.crashes > 0;
        let keep = (reductions.stale && !deaf)
            .then(|| stale::keep(tables, layout, id, duplicates, crashes));
        let looks_ahead = reductions.persistent || reductions.settled;
        let ahead = [false, crashes].map(|crash| looks_ahead.then(|| ahead(table, layout, crash)));
        let mut deliver = Vec::new();
        let locals = (0..table.locals()).map(|local| {
            let mut heeded = [0; N];
            for (message, entry) in table.inbox.iter().zip(&table.deliver[local]) {
                deliver.push(self.number(entry));
                if entry.outcome.is_some() {
                    mark(layout.messages[*message], &mut heeded);
                }
            }
            Row {
                heeded,
                alone: std::array::from_fn(|event| self.number(&table.alone[local][event])),
                crash: self.number(&table.crash[local]),
                keep: keep.as_ref().map_or([[u64::MAX; N]; 2], |keep| keep[local]),
                ahead: [0, 1].map(|crash| ahead[crash].as_ref().map_or([0; N], |a| a[local])),
                met: words.iter().map(|_| AtomicU64::new(0)).collect(),
                happened: AtomicU64::new(0),
            }
        });
        let locals = locals.collect();
        let mortal = mortal.iter().any(|process| process.contains(&id));
        let goes_first = GoesFirst::new(table, mortal, allowance.resends > 0);
        Actor { words, inbox, boxed: table.inbox.len(), goes_first, locals, deliver }
    }

    fn number(&mut self, entry: &Entry) -> u32 {
        let Some(outcome) = &entry.outcome else { return NOTHING };
        let next = u32::try_from(self.numbers.len()).expect("under 2^32 effects");
        *self.numbers.entry(self.plan.effect(outcome)).or_insert(next)
    }

    fn effects(self) -> Vec<Effect<N>> {
        let mut effects: Vec<_> = self.numbers.into_iter().collect();
        effects.sort_by_key(|(_, number)| *number);
        effects.into_iter().map(|(effect, _)| effect).collect()
    }
}
