//! Where everything stands in the words of a packed state.

use super::actors::{Actors, Allowance};
use super::tables::Tables;
use crate::model::columns::Columns;
use crate::model::field::{Allotment, Field};
use std::ops::Range;

/// The place of each part of a state.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// For each actor, the number of its local state.
    pub(super) locals: Vec<Field>,
    /// For each message, how many copies are in flight; the highest bit of more than one stays free.
    pub(super) messages: Vec<Field>,
    /// For each fact, whether it is true.
    pub(super) facts: Vec<Field>,
    /// Crashes that may still happen.
    pub(super) crashes: Field,
    /// Messages that may still be sent again.
    pub(super) resends: Field,
    /// Messages that may still be altered.
    pub(super) alterations: Field,
    /// Whether the network is partitioned.
    pub(super) partitioned: Field,
    /// The columns of acceptors that can change places.
    pub(super) columns: Vec<Columns>,
    /// How many words a state has.
    pub(super) words: usize,
}

impl Layout {
    /// Gives everything a place. The bits that belong to acceptors of one of these runs, counted from 0,
    /// stand in columns.
    pub(super) fn new(system: &impl Actors, tables: &Tables, alike: &[Range<usize>]) -> Self {
        let allowance = system.allowance();
        let copies = if system.duplicates() {
            1
        } else {
            // A message is sent once; by a broken actor, once more for each that says the same to it; again
            // for each crash, each resend and each read, and once more by whoever alters others. One bit stays free.
            let Allowance { resends, reads, crashes, alterations, .. } = allowance;
            let again = [resends, reads, crashes, alterations].map(u64::from).iter().sum::<u64>();
            let most = 1 + tables.actors.len() as u64 + again;
            (most.ilog2() + 2) as usize
        };
        let mut layout = Self {
            locals: vec![Field::default(); tables.actors.len()],
            messages: vec![Field::default(); tables.messages.len()],
            facts: vec![Field::default(); tables.facts.len()],
            ..Self::default()
        };
        let mut free = Allotment::default();
        let mut placed_messages = vec![false; tables.messages.len()];
        let mut placed_facts = vec![false; tables.facts.len()];
        let first = tables.first_acceptor();
        for range in alike {
            // The order of the first column, and the width that it needs.
            let model = first + range.start;
            let mut messages: Vec<usize> = (0..tables.messages.len())
                .filter(|m| {
                    let mail = &tables.messages[*m];
                    mail.from == model || mail.to == model
                })
                .collect();
            let mut facts: Vec<usize> =
                (0..tables.facts.len()).filter(|f| tables.facts[*f] == model).collect();
            let mut column = Allotment::default();
            let local = column.numbers(tables.actors[model].locals());
            let of_facts: Vec<_> = facts.iter().map(|_| column.field(1)).collect();
            let of_messages: Vec<_> = messages.iter().map(|_| column.field(copies)).collect();
            let width = Columns::width(column.next);
            free.next = free.next.next_multiple_of(width.min(64));
            layout.columns.push(Columns { acceptors: range.clone(), bit: free.next, width });
            for acceptor in range.clone() {
                let begin = free.next;
                free.next += width;
                layout.locals[first + acceptor] = local.moved(begin);
                for (fact, field) in facts.iter().zip(&of_facts) {
                    layout.facts[*fact] = field.moved(begin);
                    placed_facts[*fact] = true;
                }
                for (message, field) in messages.iter().zip(&of_messages) {
                    layout.messages[*message] = field.moved(begin);
                    placed_messages[*message] = true;
                }
                if acceptor + 1 < range.end {
                    rename(&mut messages, tables.swapped_messages[acceptor].as_ref());
                    rename(&mut facts, tables.swapped_facts[acceptor].as_ref());
                }
            }
        }
        let in_column =
            |actor: usize| alike.iter().any(|r| (first + r.start..first + r.end).contains(&actor));
        for (actor, table) in tables.actors.iter().enumerate().filter(|(a, _)| !in_column(*a)) {
            layout.locals[actor] = free.numbers(table.locals());
        }
        for (fact, _) in placed_facts.iter().enumerate().filter(|(_, placed)| !**placed) {
            layout.facts[fact] = free.field(1);
        }
        for (message, _) in placed_messages.iter().enumerate().filter(|(_, placed)| !**placed) {
            layout.messages[message] = free.field(copies);
        }
        layout.crashes = free.numbers(usize::from(allowance.crashes) + 1);
        layout.resends = free.numbers(usize::from(allowance.resends) + 1);
        layout.alterations = free.numbers(usize::from(allowance.alterations) + 1);
        layout.partitioned = free.numbers(1 + usize::from(allowance.partitioned));
        layout.words = free.next.div_ceil(64).max(1);
        layout
    }
}

/// Puts the counterparts in the next column in the place of messages or facts.
fn rename(numbers: &mut [usize], swapped: Option<&Vec<usize>>) {
    let swapped = swapped.expect("neighbours that are alike can be swapped");
    for number in numbers {
        *number = swapped[*number];
    }
}

/// Sets all bits of a field.
pub(super) fn mark<const N: usize>(field: Field, bits: &mut [u64; N]) {
    bits[field.word] |= field.mask << field.shift;
}
