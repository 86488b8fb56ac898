//! A network as a system of actors that can be closed and searched.

use super::fact::Fact;
use super::local::{Event, Local, Reaction};
use super::subject::Subject;
use super::system::{Action, Envelope, Network};
use super::words::guards::case;
use crate::actor::{Msg, Role, State, Timer};
use crate::model::closed::{self, ALONE, Actors, Allowance, COUNTED, Change, Entered, Happening};
use crate::model::coverage::Case;
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::Question;
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
    Event::Read,
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

    /// What changes by a reaction of an actor that had saved this.
    fn change(
        &self,
        id: usize,
        was: Option<&Durable>,
        reaction: Reaction<A::State>,
    ) -> Change<Self> {
        let Reaction { local, sent, facts, if_chosen } = reaction;
        let from = Id::from(id);
        let sent = sent.into_iter().map(|(to, msg)| Passed::Sent(Envelope { to, from, msg }));
        let readers = self.readers(from).filter(|_| was != local.saved.as_ref());
        let read = readers.map(|to| Passed::Read(from, to, local.saved.clone()));
        let sent = sent.chain(read).collect();
        Change { local, sent, facts, if_chosen }
    }

    /// Whether an event can happen to an actor at all, as far as the bounds of a whole run can tell.
    fn can_happen(&self, id: Id, local: &Local<A::State>, event: &Event) -> bool {
        match event {
            Event::Message(..) | Event::Record(..) => true,
            Event::Timeout(timer) => {
                let possible = Self::after_timeout(self.full_budget(), *timer).is_some();
                local.timers.contains(timer) && possible && self.may_fire(id, local, *timer)
            }
            Event::Read => self.may_be_asked(local),
            Event::Sync => local.cached.is_some(),
            Event::Crash => self.place(id).mortal,
        }
    }
}

/// What comes from one actor to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Passed {
    /// A message on its way.
    Sent(Envelope),
    /// What this actor has saved, or that it has lost it; that one reads it.
    Read(Id, Id, Option<Durable>),
}

impl Passed {
    /// The message, if it is one on its way.
    fn envelope(&self) -> Option<&Envelope> {
        match self {
            Self::Sent(envelope) => Some(envelope),
            Self::Read(..) => None,
        }
    }

    /// The message on its way that it is.
    fn into_envelope(self) -> Envelope {
        match self {
            Self::Sent(envelope) => envelope,
            Self::Read(..) => unreachable!("what is read is never on its way"),
        }
    }
}

fn action(step: &Happening<Passed>) -> Action {
    match step.clone() {
        Happening::Deliver(message) => Action::Deliver(message.into_envelope()),
        Happening::Alone(id, event) => match ALL_ALONE[event] {
            Event::Timeout(timer) => Action::Timeout(id.into(), timer),
            Event::Read => Action::Read(id.into()),
            _ => Action::Sync(id.into()),
        },
        Happening::Crash(process) => Action::Crash(process),
        Happening::Heal => Action::Heal,
        Happening::Alter(message, altered) => {
            Action::Alter(message.into_envelope(), altered.map(Passed::into_envelope))
        }
    }
}

impl<A: Subject> Actors for Network<A> {
    type Local = Local<A::State>;
    type Message = Passed;
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
            reads: self.bounds.reads,
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

    fn is_one_decree(&self) -> bool {
        true
    }

    fn learners_are_the_references(&self) -> bool {
        let mut learners = self.roster.learners();
        learners.all(|id| self.actors[usize::from(id)].iter().all(Subject::is_reference_learner))
    }

    fn start(&self, id: usize) -> Change<Self> {
        self.change(id, None, Network::start(self, id.into()))
    }

    fn happens(
        &self,
        id: usize,
        local: &Local<A::State>,
        what: &Entered<Self>,
    ) -> (Option<Change<Self>>, Option<Case>) {
        let event = match what {
            Entered::Message(Passed::Sent(Envelope { from, msg, .. })) => {
                Event::Message(*from, msg.clone())
            }
            Entered::Message(Passed::Read(from, _, saved)) => {
                let role = self.roster.role(*from).expect("it is of the roster");
                Event::Record(role, saved.clone())
            }
            Entered::Alone(event) => ALL_ALONE[*event].clone(),
            Entered::Crash => Event::Crash,
        };
        if !self.can_happen(id.into(), local, &event) {
            return (None, None);
        }
        let reaction = self.react(id.into(), local, &event);
        let case = case(local, &event, reaction.as_ref());
        (reaction.map(|reaction| self.change(id, local.saved.as_ref(), reaction)), case)
    }

    fn is_seen_at_once(&self, message: &Passed) -> bool {
        matches!(message, Passed::Read(..))
    }

    fn route(&self, message: &Passed) -> (usize, usize) {
        match message {
            Passed::Sent(Envelope { to, from, .. }) | Passed::Read(from, to, _) => {
                ((*from).into(), (*to).into())
            }
        }
    }

    fn rerouted(&self, message: &Passed, name: &dyn Fn(usize) -> usize) -> Passed {
        let named = |id: Id| Id::from(name(id.into()));
        match message.clone() {
            Passed::Sent(Envelope { to, from, msg }) => {
                Passed::Sent(Envelope { to: named(to), from: named(from), msg })
            }
            Passed::Read(from, to, saved) => Passed::Read(named(from), named(to), saved),
        }
    }

    fn altered(&self, message: &Passed) -> Vec<Option<Passed>> {
        let altered = message.envelope().map(|envelope| Network::altered(self, envelope));
        altered.into_iter().flatten().map(|altered| altered.map(Passed::Sent)).collect()
    }

    fn vote_said(&self, message: &Passed) -> Option<Vote> {
        match &message.envelope()?.msg {
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

    fn learned(
        &self,
        fact: &Fact,
        local: &Local<A::State>,
    ) -> Option<(Value, crate::paxos::Learner)> {
        match (fact, local.state()) {
            (Fact::Learned(value), State::Learner(learner)) => {
                Some((value.clone(), learner.clone()))
            }
            _ => None,
        }
    }

    fn recorded(&self, local: &Self::Local) -> Option<Ballot> {
        match local.saved.as_ref()? {
            Durable::Acceptor(acceptor) => acceptor.promised,
            Durable::Proposer(record) => record.ballot,
            Durable::Learner(_) => None,
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

    fn with_runs(
        &self,
        locals: &[&Local<A::State>],
        facts: &[(usize, &Fact)],
        look: &mut dyn FnMut(Vec<Run>),
    ) {
        look(vec![self.run_of(locals.iter().copied(), facts)]);
    }

    fn is_unobstructed(&self, locals: &[&Local<A::State>]) -> bool {
        Network::is_unobstructed(self, locals.iter().copied())
    }

    fn abstracted(
        &self,
        locals: &[&Local<A::State>],
        facts: &[(usize, &Fact)],
        messages: &[&Passed],
    ) -> Vec<MessageSetState> {
        let messages = messages.iter().filter_map(|message| message.envelope());
        vec![Network::abstracted(self, locals.iter().copied(), facts, messages)]
    }

    fn decree(&self) -> &MessageSet {
        &self.spec
    }

    fn describe(&self, step: &Happening<Passed>) -> String {
        self.format_action(&action(step))
    }

    fn story(&self, steps: &[Happening<Passed>]) -> Story {
        let actions: Vec<_> = steps.iter().map(action).collect();
        System::story(self, &actions)
    }
}
