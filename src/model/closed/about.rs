//! What can be said of a closed system without looking at a state.

use super::state::Closed;
use super::tables::ALONE;
use crate::model::coverage::Coverage;
use crate::model::packed::{About, Reduction, Step};
use crate::model::question::sought;
use crate::model::story::Story;
use crate::properties::{Sought, agreement};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

impl<const N: usize> About for Closed<N> {
    fn sought(&self) -> Vec<Arc<dyn Sought>> {
        let mut sought = sought(self.told.relevant(), &self.questions);
        if self.settled.is_some() {
            sought.retain(|sought| sought.name() == agreement::PROPERTY.name);
        }
        sought
    }

    fn bounds(&self) -> Vec<String> {
        self.told.bounds()
    }

    fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::of(self.told.cases());
        for (actor, table) in self.actors.iter().zip(&self.tables.actors) {
            for (number, row) in actor.locals.iter().enumerate() {
                let happened = row.happened.load(Relaxed);
                let rare = table.alone[number].iter().chain([&table.crash[number]]);
                let rare = rare.enumerate().filter(|(bit, _)| happened >> bit & 1 == 1);
                let met = |message: &usize| {
                    let field = self.layout.messages[*message];
                    let word = actor.words.iter().position(|word| *word == field.word);
                    word.is_some_and(|word| {
                        row.met[word].load(Relaxed) & field.mask << field.shift != 0
                    })
                };
                let deliver = table.inbox.iter().zip(&table.deliver[number]);
                let delivered = deliver.filter(|(message, _)| met(message)).map(|(_, entry)| entry);
                rare.map(|(_, entry)| entry)
                    .chain(delivered)
                    .filter_map(|entry| entry.case)
                    .for_each(|case| coverage.see(case));
            }
        }
        if let Some(observer) = &self.observer {
            observer.seen().into_iter().for_each(|case| coverage.see(case));
        }
        coverage
    }

    fn reductions(&self) -> Vec<Reduction> {
        let columns = !self.layout.columns.is_empty();
        let used = [
            (columns, Reduction::AcceptorSymmetry),
            (self.reductions.stale, Reduction::StaleMessages),
            (self.observer.is_some(), Reduction::Observers),
            (self.reductions.persistent, Reduction::PersistentSets),
            (self.settled.is_some(), Reduction::Settled),
        ];
        used.iter().filter(|(used, _)| *used).map(|(_, reduction)| *reduction).collect()
    }

    fn actors(&self) -> usize {
        self.actors.len()
    }

    fn alike(&self) -> Vec<Range<usize>> {
        let first = self.tables.first_acceptor();
        let ranges = self.symmetry.alike.iter();
        ranges.map(|range| first + range.start..first + range.end).collect()
    }

    fn actor(&self, step: Step) -> Option<usize> {
        let step = step.0 as usize;
        match self.tables.messages.get(step) {
            Some(mail) => Some(mail.to),
            None => Some((step - self.tables.messages.len()) / ALONE)
                .filter(|actor| *actor < self.actors.len()),
        }
    }

    fn describe(&self, step: Step) -> String {
        self.told.describe(step)
    }

    fn story(&self, steps: &[Step]) -> Story {
        self.told.story(steps)
    }
}
