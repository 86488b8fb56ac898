//! A network as a system of actors that can be closed and searched.

use super::fact::Fact;
use super::local::{Event, Local, Reaction};
use super::subject::Subject;
use super::system::{Action, Envelope, Network};
use super::words::guards::case;
use super::words::narrate;
use crate::actor::{Msg, Role, State, Timer};
use crate::model::closed::{self, ALONE, Actors, Allowance, COUNTED, Change, Entered, Happening};
use crate::model::coverage::Case;
use crate::model::invariant;
use crate::model::message_set::MessageSetState;
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::Question;
use crate::model::refinement::steps;
use crate::model::story::Story;
use crate::model::system::System;
use crate::model::width::AnyWidth;
use crate::paxos::{Ballot, Durable, Message, Quorums, Value, Vote};
use crate::properties::{Property, Run};
use stateright::Model;
use stateright::actor::Id;

/// What can happen to an actor without a message or a crash, by numbers.
const ALL_ALONE: [Event; ALONE] = [
    Event::Timeout(Timer::NextBallot),
    Event::Timeout(Timer::Resend),
    Event::Timeout(Timer::CatchUp),
    Event::Sync,
];

/// Those are counted that say again what was said before.
const _: () = assert!(
    matches!(ALL_ALONE[COUNTED[0]], Event::Timeout(Timer::Resend))
        && matches!(ALL_ALONE[COUNTED[1]], Event::Timeout(Timer::CatchUp))
);

impl<A: Subject> Network<A> {
    /// The packed form of the network, of which this is asked.
    ///
    /// # Errors
    /// If it is too large, or packing was given up.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        closed::pack(self, packing, questions)
    }

    /// Whether an event can happen to an actor at all, as far as the bounds of a whole run can tell.
    fn can_happen(&self, id: Id, local: &Local, event: &Event) -> bool {
        match event {
            Event::Message(..) => true,
            Event::Timeout(timer) => {
                let possible = Self::after_timeout(self.full_budget(), *timer).is_some();
                local.timers.contains(timer) && possible && self.may_fire(id, local, *timer)
            }
            Event::Sync => local.cached.is_some(),
            Event::Crash => {
                let mut mortal = self.mortal.iter().map(|process| &self.processes[*process]);
                self.bounds.crashes > 0 && mortal.any(|process| process.contains(&id))
            }
        }
    }
}

fn change<A: Subject>(id: usize, reaction: Reaction) -> Change<Network<A>> {
    let Reaction { local, sent, facts } = reaction;
    let from = Id::from(id);
    let sent = sent.into_iter().map(|(to, msg)| Envelope { to, from, msg }).collect();
    Change { local, sent, facts }
}

fn action(step: &Happening<Envelope>) -> Action {
    match step.clone() {
        Happening::Deliver(envelope) => Action::Deliver(envelope),
        Happening::Alone(id, event) => match ALL_ALONE[event] {
            Event::Timeout(timer) => Action::Timeout(id.into(), timer),
            _ => Action::Sync(id.into()),
        },
        Happening::Crash(process) => Action::Crash(process),
        Happening::Heal => Action::Heal,
        Happening::Alter(envelope, altered) => Action::Alter(envelope, altered),
    }
}

impl<A: Subject> Actors for Network<A> {
    type Local = Local;
    type Message = Envelope;
    type Fact = Fact;

    fn roles(&self) -> Vec<Role> {
        self.roster.ids().filter_map(|id| self.roster.role(id)).collect()
    }

    fn quorums(&self) -> &Quorums {
        self.roster.quorums()
    }

    fn duplicates(&self) -> bool {
        self.bounds.duplicate
    }

    fn allowance(&self) -> Allowance {
        let budget = self.full_budget();
        Allowance {
            crashes: budget.crashes,
            resends: budget.resends,
            alterations: budget.alterations,
            partitioned: budget.partitioned,
        }
    }

    fn processes(&self) -> Vec<Vec<usize>> {
        let numbers = |ids: &Vec<Id>| ids.iter().map(|id| usize::from(*id)).collect();
        self.processes.iter().map(numbers).collect()
    }

    fn mortal(&self) -> Vec<usize> {
        self.mortal.clone()
    }

    fn severs(&self, one: usize, other: usize) -> bool {
        Network::severs(self, one.into(), other.into())
    }

    fn heals(&self) -> bool {
        self.bounds.heals
    }

    fn learners_are_the_references(&self) -> bool {
        let mut learners = self.roster.learners();
        learners.all(|id| self.actors[usize::from(id)].iter().all(Subject::is_reference_learner))
    }

    fn start(&self, id: usize) -> Change<Self> {
        change(id, Network::start(self, id.into()))
    }

    fn happens(
        &self,
        id: usize,
        local: &Local,
        what: &Entered<Self>,
    ) -> (Option<Change<Self>>, Option<Case>) {
        let event = match what {
            Entered::Message(Envelope { from, msg, .. }) => Event::Message(*from, msg.clone()),
            Entered::Alone(event) => ALL_ALONE[*event].clone(),
            Entered::Crash => Event::Crash,
        };
        if !self.can_happen(id.into(), local, &event) {
            return (None, None);
        }
        let reaction = self.react(id.into(), local, &event);
        let case = case(local, &event, reaction.as_ref());
        (reaction.map(|reaction| change(id, reaction)), case)
    }

    fn route(&self, message: &Envelope) -> (usize, usize) {
        (message.from.into(), message.to.into())
    }

    fn rerouted(&self, message: &Envelope, name: &dyn Fn(usize) -> usize) -> Envelope {
        let named = |id: Id| Id::from(name(id.into()));
        let Envelope { to, from, msg } = message.clone();
        Envelope { to: named(to), from: named(from), msg }
    }

    fn altered(&self, message: &Envelope) -> Vec<Option<Envelope>> {
        Network::altered(self, message)
    }

    fn vote_said(&self, message: &Envelope) -> Option<Vote> {
        match &message.msg {
            Msg::Paxos(Message::Accepted(vote)) => Some(vote.clone()),
            _ => None,
        }
    }

    fn vote_cast(&self, fact: &Fact) -> Option<Vote> {
        match fact {
            Fact::Voted(vote) => Some(vote.clone()),
            _ => None,
        }
    }

    fn learned(&self, fact: &Fact, local: &Local) -> Option<(Value, crate::paxos::Learner)> {
        match (fact, &local.state) {
            (Fact::Learned(value), State::Learner(learner)) => {
                Some((value.clone(), learner.clone()))
            }
            _ => None,
        }
    }

    fn recorded(&self, local: &Local) -> Option<Ballot> {
        match local.saved.as_ref()? {
            Durable::Acceptor(acceptor) => acceptor.promised,
            Durable::Proposer(record) => record.ballot,
        }
    }

    fn relevant(&self) -> Vec<Property> {
        System::relevant(self)
    }

    fn bounds(&self) -> Vec<String> {
        System::bounds(self)
    }

    fn cases(&self) -> Vec<Case> {
        self.possible_cases()
    }

    fn with_run(&self, locals: &[&Local], facts: &[(usize, &Fact)], look: &mut dyn FnMut(Run)) {
        look(self.run_of(locals.iter().copied(), facts));
    }

    fn is_unobstructed(&self, locals: &[&Local]) -> bool {
        Network::is_unobstructed(self, locals.iter().copied())
    }

    fn abstracted(
        &self,
        locals: &[&Local],
        facts: &[(usize, &Fact)],
        messages: &[&Envelope],
    ) -> MessageSetState {
        let messages = messages.iter().copied();
        Network::abstracted(self, locals.iter().copied(), facts, messages)
    }

    fn leads_to(&self, before: &MessageSetState, after: &MessageSetState) -> Result<(), String> {
        steps(&self.spec, before, after).map(drop)
    }

    fn keeps_invariant(&self, state: &MessageSetState) -> Result<(), String> {
        invariant::holds(&self.spec, state)
    }

    fn describe(&self, step: &Happening<Envelope>) -> String {
        self.format_action(&action(step))
    }

    fn story(&self, steps: &[Happening<Envelope>]) -> Story {
        let actions: Vec<_> = steps.iter().map(action).collect();
        narrate::story(self, &actions)
    }
}
