//! A closed system whose types are not told: numbers in, runs and words out.

use super::actors::{Actors, Happening};
use super::close::Names;
use super::tables::ALONE;
use crate::model::coverage::Case;
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::packed::Step;
use crate::model::story::Story;
use crate::properties::{Property, Run};
use std::fmt::Debug;

/// What numbers stand for.
pub(super) trait Told: Debug + Send + Sync {
    fn relevant(&self) -> Vec<Property>;
    fn bounds(&self) -> Vec<String>;
    fn cases(&self) -> Vec<Case>;
    /// Shows the run that led to these local states, one for each actor, and facts: what has happened in each decree.
    fn with_runs(&self, locals: &[usize], facts: &[usize], look: &mut dyn FnMut(Vec<Run>));
    /// Whether these local states leave a proposer that could succeed.
    fn is_unobstructed(&self, locals: &[usize]) -> bool;
    /// For each decree, the abstract state that these local states, facts and messages stand for.
    fn abstracted(
        &self,
        locals: &[usize],
        facts: &[usize],
        messages: &[usize],
    ) -> Vec<MessageSetState>;
    /// The abstract algorithm of each decree.
    fn decree(&self) -> &MessageSet;
    fn describe(&self, step: Step) -> String;
    fn story(&self, steps: &[Step]) -> Story;
}

/// A system, and what the numbers of its tables stand for.
#[derive(Debug)]
pub(super) struct Named<S: Actors> {
    pub(super) system: S,
    pub(super) names: Names<S>,
    pub(super) altered: Vec<(usize, Option<usize>)>,
    pub(super) mortal: Vec<usize>,
}

impl<S: Actors> Named<S> {
    fn locals(&self, numbers: &[usize]) -> Vec<&S::Local> {
        self.names.locals.iter().zip(numbers).map(|(of, number)| &*of[*number]).collect()
    }

    fn facts(&self, numbers: &[usize]) -> Vec<(usize, &S::Fact)> {
        let facts = numbers.iter().map(|number| &self.names.facts[*number]);
        facts.map(|(id, fact)| (*id, fact)).collect()
    }

    fn happening(&self, Step(number): Step) -> Happening<S::Message> {
        let number = number as usize;
        if let Some(message) = self.names.messages.get(number) {
            return Happening::Deliver(message.clone());
        }
        let alone = self.names.locals.len() * ALONE;
        let number = number - self.names.messages.len();
        if number < alone {
            return Happening::Alone(number / ALONE, number % ALONE);
        }
        if let Some(process) = self.mortal.get(number - alone) {
            return Happening::Crash(*process);
        }
        match (number - alone - self.mortal.len()).checked_sub(1) {
            None => Happening::Heal,
            Some(number) => {
                let (original, altered) = self.altered[number];
                let message = |number: usize| self.names.messages[number].clone();
                Happening::Alter(message(original), altered.map(message))
            }
        }
    }
}

impl<S: Actors> Told for Named<S> {
    fn relevant(&self) -> Vec<Property> {
        self.system.relevant()
    }

    fn bounds(&self) -> Vec<String> {
        self.system.bounds()
    }

    fn cases(&self) -> Vec<Case> {
        self.system.cases()
    }

    fn with_runs(&self, locals: &[usize], facts: &[usize], look: &mut dyn FnMut(Vec<Run>)) {
        self.system.with_runs(&self.locals(locals), &self.facts(facts), look);
    }

    fn is_unobstructed(&self, locals: &[usize]) -> bool {
        self.system.is_unobstructed(&self.locals(locals))
    }

    fn abstracted(
        &self,
        locals: &[usize],
        facts: &[usize],
        messages: &[usize],
    ) -> Vec<MessageSetState> {
        let messages: Vec<_> =
            messages.iter().map(|message| &self.names.messages[*message]).collect();
        self.system.abstracted(&self.locals(locals), &self.facts(facts), &messages)
    }

    fn decree(&self) -> &MessageSet {
        self.system.decree()
    }

    fn describe(&self, step: Step) -> String {
        self.system.describe(&self.happening(step))
    }

    fn story(&self, steps: &[Step]) -> Story {
        let steps: Vec<_> = steps.iter().map(|step| self.happening(*step)).collect();
        self.system.story(&steps)
    }
}
