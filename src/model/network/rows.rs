//! What the tables say, made ready to be applied to packed states.

use super::ahead::{ahead, mark};
use super::closed::Closed;
use super::persistent::{components, may_go_first};
use super::stale::{self, Stale};
use super::tables::{ALONE, Entry, Outcome};
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
    /// Whether its steps may be taken before those of all others, without and with a crash still to
    /// come.
    pub(super) may_go_first: [bool; 2],
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
    /// The local states between which the actor can go back and forth have the same number.
    pub(super) component: usize,
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
}

/// Sets bits that others may be setting too.
#[inline]
pub(super) fn note(seen: &AtomicU64, bits: u64) {
    if bits & !seen.load(Relaxed) != 0 {
        seen.fetch_or(bits, Relaxed);
    }
}

pub(super) fn effect<const N: usize>(closed: &Closed<N>, outcome: &Outcome) -> Effect<N> {
    let mut effect = Effect { local: outcome.local as u64, or: [0; N], add: [0; N] };
    for fact in &outcome.facts {
        let field = closed.layout.facts[*fact];
        effect.or[field.word] |= 1 << field.shift;
    }
    for message in &outcome.sent {
        let field = closed.layout.messages[*message];
        if closed.duplicate {
            effect.or[field.word] |= 1 << field.shift;
        } else {
            effect.add[field.word] += 1 << field.shift;
        }
    }
    effect
}

/// Gathers effects, each once.
pub(super) struct Gathering<const N: usize> {
    pub(super) numbers: BTreeMap<Effect<N>, u32>,
}

/// What is known of an actor's local states beyond what happens in each; where there are two, without
/// and with a crash still to come.
struct Known<const N: usize> {
    /// For each local state and message of the box, whether it is stale.
    stale: [Option<Stale>; 2],
    components: Vec<usize>,
    /// What can still come of the actor.
    ahead: [Option<Vec<[u64; N]>>; 2],
}

impl<const N: usize> Known<N> {
    fn of(closed: &Closed<N>, id: usize, deaf: bool) -> Self {
        let table = &closed.tables.actors[id];
        let Reductions { stale, persistent, settled, .. } = closed.reductions;
        let crashes = closed.source.budget().crashes;
        Self {
            stale: match stale && !deaf {
                true => stale::stale(&closed.tables, id, closed.duplicate, crashes > 0).map(Some),
                false => [None, None],
            },
            components: components(table),
            ahead: [false, crashes > 0]
                .map(|crash| (persistent || settled).then(|| ahead(table, &closed.layout, crash))),
        }
    }

    /// All bits but those of the messages that are stale in a local state.
    fn keep(&self, closed: &Closed<N>, id: usize, local: usize) -> [[u64; N]; 2] {
        [0, 1].map(|crash| {
            let mut stale = [0; N];
            if let Some(known) = &self.stale[crash] {
                let inbox = closed.tables.actors[id].inbox.iter().zip(&known[local]);
                let all = inbox.filter(|(_, stale)| **stale).map(|(message, _)| *message);
                all.for_each(|message| mark(closed.layout.messages[message], &mut stale));
            }
            stale.map(|bits| !bits)
        })
    }
}

impl<const N: usize> Gathering<N> {
    pub(super) fn actor(&mut self, closed: &Closed<N>, id: usize) -> Actor<N> {
        let table = &closed.tables.actors[id];
        let deaf = closed.observer.as_ref().is_some_and(|o| o.is_observed(id));
        let mut inbox = [0; N];
        for message in table.inbox.iter().filter(|_| !deaf) {
            mark(closed.layout.messages[*message], &mut inbox);
        }
        let words: Vec<usize> = (0..N).filter(|word| inbox[*word] != 0).collect();
        let known = Known::of(closed, id, deaf);
        let mut deliver = Vec::new();
        let locals = (0..table.locals.len()).map(|local| {
            let mut heeded = [0; N];
            for (message, entry) in table.inbox.iter().zip(&table.deliver[local]) {
                deliver.push(self.number(closed, entry));
                if entry.outcome.is_some() {
                    mark(closed.layout.messages[*message], &mut heeded);
                }
            }
            Row {
                heeded,
                alone: std::array::from_fn(|event| self.number(closed, &table.alone[local][event])),
                crash: self.number(closed, &table.crash[local]),
                keep: known.keep(closed, id, local),
                component: known.components[local],
                ahead: [0, 1].map(|crash| known.ahead[crash].as_ref().map_or([0; N], |a| a[local])),
                met: words.iter().map(|_| AtomicU64::new(0)).collect(),
                happened: AtomicU64::new(0),
            }
        });
        let locals = locals.collect();
        let mortal = closed.mortal.iter().any(|process| process.contains(&id));
        let resends = closed.source.budget().resends;
        let may_go_first = may_go_first(table, mortal, resends > 0);
        Actor { words, inbox, boxed: table.inbox.len(), may_go_first, locals, deliver }
    }

    fn number(&mut self, closed: &Closed<N>, entry: &Entry) -> u32 {
        let Some(outcome) = &entry.outcome else { return NOTHING };
        let next = u32::try_from(self.numbers.len()).expect("under 2^32 effects");
        *self.numbers.entry(effect(closed, outcome)).or_insert(next)
    }

    pub(super) fn effects(self) -> Vec<Effect<N>> {
        let mut effects: Vec<_> = self.numbers.into_iter().collect();
        effects.sort_by_key(|(_, number)| *number);
        effects.into_iter().map(|(effect, _)| effect).collect()
    }
}
