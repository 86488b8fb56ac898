//! From a network to its packed form.

use super::Subject;
use super::closed::Closed;
use super::fact::Fact;
use super::guards::case;
use super::layout::Layout;
use super::local::{Event, Local};
use super::observer::Source;
use super::symmetry::Symmetry;
use super::system::{Action, Budget, Envelope, Network};
use super::tables::{self, ALL_ALONE, ALONE};
use crate::actor::{Msg, Role};
use crate::model::coverage::Case;
use crate::model::invariant;
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::packed::{NotPacked, PackedVisitor, Packing, Reductions, Step, with_width};
use crate::model::refinement::steps;
use crate::model::story::Story;
use crate::model::system::System;
use crate::properties::{Property, Run};
use stateright::Model;
use stateright::actor::Id;
use std::collections::BTreeSet;
use std::sync::Arc;

impl<A: Subject> Network<A> {
    /// Hands the network over in its packed form.
    ///
    /// # Errors
    /// If it is too large, or packing was given up.
    pub fn pack<V: PackedVisitor>(
        self,
        packing: &Packing,
        visitor: V,
    ) -> Result<V::Output, NotPacked> {
        let reductions = self.possible(packing.reductions);
        let observers = reductions.observers
            && self.bounds.duplicate
            && self.bounds.resends == 0
            && self.roster.learners().next().is_some()
            && self.learners_are_the_references()
            && self.learners_crash_alone();
        let (mut tables, envelopes) = tables::close(&self, observers, packing.stop)?;
        let symmetry = match reductions.symmetry {
            true => Symmetry::of(&self, &tables),
            false => Symmetry::default(),
        };
        symmetry.align(&mut tables, self.roster.proposers().count());
        let layout = Layout::new(&self, &tables, &symmetry);
        let reductions = Reductions { observers, ..reductions };
        let width = layout.words;
        let altered = tables.altered.clone();
        let spec = self.spec();
        let source = Box::new(Told { network: self, spec, envelopes, altered });
        with_width!(width, N => {
            let closed = Closed::<N>::new(tables, layout, symmetry, source, reductions);
            Ok(visitor.visit(Arc::new(closed)))
        })
    }
}

impl<A: Subject> Network<A> {
    /// Those of the reductions whose arguments hold for what this network does. What others can still
    /// send, or an actor has certainly been sent, is no longer all once messages are altered; and what
    /// a partition holds back is neither there nor still to come.
    fn possible(&self, reductions: Reductions) -> Reductions {
        let altered = self.bounds.alterations > 0;
        let whole = !altered && self.bounds.partition.is_none();
        let Reductions { symmetry, stale, observers, persistent, settled } = reductions;
        Reductions {
            symmetry,
            stale: stale && !altered,
            observers: observers && whole,
            persistent: persistent && whole,
            settled: settled && whole,
        }
    }

    fn learners_are_the_references(&self) -> bool {
        let mut learners = self.roster.learners();
        learners.all(|id| self.actors[usize::from(id)].iter().all(Subject::is_reference_learner))
    }

    /// Whether a crash that makes a learner forget does nothing else.
    fn learners_crash_alone(&self) -> bool {
        let is_learner = |id: &Id| matches!(self.roster.role(*id), Some(Role::Learner(_)));
        let mortal = self.mortal.iter().map(|process| &self.processes[*process]);
        mortal.into_iter().all(|ids| ids.iter().all(is_learner) || !ids.iter().any(is_learner))
    }
}

/// A network, and its messages by their numbers.
#[derive(Debug)]
struct Told<A: Subject> {
    network: Network<A>,
    /// The abstract model of it.
    spec: MessageSet,
    envelopes: Vec<Envelope>,
    altered: Vec<(usize, Option<usize>)>,
}

impl<A: Subject> Told<A> {
    fn action(&self, Step(number): Step) -> Action {
        let number = number as usize;
        let timers = self.network.roster.size() * ALONE;
        if let Some(envelope) = self.envelopes.get(number) {
            return Action::Deliver(envelope.clone());
        }
        let number = number - self.envelopes.len();
        if number < timers {
            let id = Id::from(number / ALONE);
            match ALL_ALONE[number % ALONE] {
                Event::Timeout(timer) => Action::Timeout(id, timer),
                _ => Action::Sync(id),
            }
        } else if let Some(process) = self.network.mortal.get(number - timers) {
            Action::Crash(*process)
        } else {
            match (number - timers - self.network.mortal.len()).checked_sub(1) {
                None => Action::Heal,
                Some(number) => {
                    let (message, altered) = self.altered[number];
                    let altered = altered.map(|altered| self.envelopes[altered].clone());
                    Action::Alter(self.envelopes[message].clone(), altered)
                }
            }
        }
    }
}

impl<A: Subject> Source for Told<A> {
    fn relevant(&self) -> Vec<Property> {
        self.network.relevant()
    }

    fn bounds(&self) -> Vec<String> {
        self.network.bounds()
    }

    fn cases(&self) -> Vec<Case> {
        self.network.possible_cases()
    }

    fn duplicate(&self) -> bool {
        self.network.bounds.duplicate
    }

    fn budget(&self) -> Budget {
        self.network.full_budget()
    }

    fn severs(&self, one: Id, other: Id) -> bool {
        self.network.severs(one, other)
    }

    fn heals(&self) -> bool {
        self.network.bounds.heals
    }

    fn is_accept_quorum(&self, acceptors: &[Id]) -> bool {
        let roster = &self.network.roster;
        let acceptors = acceptors.iter().filter_map(|id| roster.acceptor(*id));
        roster.quorums().is_accept_quorum(acceptors.collect())
    }

    fn mortal(&self) -> Vec<Vec<usize>> {
        let processes = self.network.mortal.iter().map(|process| &self.network.processes[*process]);
        processes.map(|ids| ids.iter().map(|id| usize::from(*id)).collect()).collect()
    }

    fn with_run(
        &self,
        locals: &[Arc<Local>],
        facts: &BTreeSet<(Id, Fact)>,
        look: &mut dyn FnMut(Run),
    ) {
        look(self.network.run_of(locals, facts));
    }

    fn is_unobstructed(&self, locals: &[Arc<Local>]) -> bool {
        self.network.is_unobstructed(locals)
    }

    fn abstracted(
        &self,
        locals: &[Arc<Local>],
        facts: &BTreeSet<(Id, Fact)>,
        messages: &[usize],
    ) -> MessageSetState {
        let envelopes = messages.iter().map(|message| &self.envelopes[*message]);
        self.network.abstracted(locals, facts, envelopes)
    }

    fn leads_to(&self, before: &MessageSetState, after: &MessageSetState) -> Result<(), String> {
        steps(&self.spec, before, after).map(drop)
    }

    fn keeps_invariant(&self, state: &MessageSetState) -> Result<(), String> {
        invariant::holds(&self.spec, state)
    }

    fn says(&self, message: usize) -> Msg {
        self.envelopes[message].msg.clone()
    }

    fn hear(&self, local: &Local, message: usize) -> (Option<(Local, Vec<Fact>)>, Option<Case>) {
        let Envelope { to, from, msg } = self.envelopes[message].clone();
        let event = Event::Message(from, msg);
        let reaction = self.network.react(to, local, &event);
        let case = case(local, &event, reaction.as_ref());
        (reaction.map(|reaction| (reaction.local, reaction.facts)), case)
    }

    fn describe(&self, step: Step) -> String {
        self.network.format_action(&self.action(step))
    }

    fn story(&self, steps: &[Step]) -> Story {
        let actions: Vec<_> = steps.iter().map(|step| self.action(*step)).collect();
        self.network.story(&actions)
    }
}
