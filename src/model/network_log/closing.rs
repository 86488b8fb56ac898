//! A network of a log as a system of actors that can be closed and searched.

use super::cases::case;
use super::fact::Fact;
use super::local::{Event, Local, Reaction};
use super::subject::Subject;
use super::system::{Action, Envelope, NetworkLog};
use crate::actor::log::Durable;
use crate::actor::{Role, Timer};
use crate::model::closed::{self, Actors, Allowance, Change, Entered, Happening};
use crate::model::coverage::Case;
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::Question;
use crate::model::story::Story;
use crate::model::system::System;
use crate::model::width::AnyWidth;
use crate::paxos::{Ballot, Learner, Quorums, Value, Vote};
use crate::properties::{Property, Run};
use stateright::Model;
use stateright::actor::Id;

/// The number of the one thing that happens to an actor without a message or a crash.
const NEXT_BALLOT: usize = 0;

impl<A: Subject> NetworkLog<A> {
    /// The packed form of the network, of which this is asked.
    ///
    /// # Errors
    /// If it is too large, or packing was given up.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        closed::pack(self, packing, questions)
    }
}

fn change<A: Subject>(id: usize, reaction: Reaction) -> Change<NetworkLog<A>> {
    let Reaction { local, sent, facts } = reaction;
    let sent = sent.into_iter().map(|(to, msg)| Envelope { to, from: id.into(), msg }).collect();
    Change { local, sent, facts, if_chosen: Vec::new() }
}

fn action(step: &Happening<Envelope>) -> Action {
    match step.clone() {
        Happening::Deliver(envelope) => Action::Deliver(envelope),
        Happening::Alone(id, _) => Action::Timeout(id.into(), Timer::NextBallot),
        Happening::Crash(id) => Action::Crash(id.into()),
        Happening::Heal | Happening::Alter(..) => unreachable!("nothing is cut off or altered"),
    }
}

impl<A: Subject> Actors for NetworkLog<A> {
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
        Allowance { crashes: self.bounds.crashes, ..Allowance::default() }
    }

    fn processes(&self) -> Vec<Vec<usize>> {
        self.roster.ids().map(|id| vec![id.into()]).collect()
    }

    fn mortal(&self) -> Vec<usize> {
        self.bounds.mortal.clone()
    }

    fn severs(&self, _: usize, _: usize) -> bool {
        false
    }

    fn heals(&self) -> bool {
        false
    }

    fn is_one_decree(&self) -> bool {
        false
    }

    fn learners_are_the_references(&self) -> bool {
        false
    }

    fn start(&self, id: usize) -> Change<Self> {
        change(id, NetworkLog::start(self, id.into()))
    }

    fn happens(
        &self,
        number: usize,
        local: &Local,
        what: &Entered<Self>,
    ) -> (Option<Change<Self>>, Option<Case>) {
        let id = Id::from(number);
        let timer = Timer::NextBallot;
        let event = match what {
            Entered::Message(Envelope { from, msg, .. }) => Event::Message(*from, msg.clone()),
            Entered::Alone(NEXT_BALLOT)
                if local.timers.contains(&timer) && self.may_fire(id, local) =>
            {
                Event::Timeout(timer)
            }
            Entered::Crash if self.is_mortal(id) => Event::Crash,
            Entered::Alone(_) | Entered::Crash => return (None, None),
        };
        let reaction = self.react(id, local, &event);
        let case = case(local, &event, reaction.as_ref());
        (reaction.map(|reaction| change(number, reaction)), case)
    }

    fn is_seen_at_once(&self, _: &Envelope) -> bool {
        false
    }

    fn route(&self, Envelope { from, to, .. }: &Envelope) -> (usize, usize) {
        ((*from).into(), (*to).into())
    }

    fn rerouted(&self, message: &Envelope, name: &dyn Fn(usize) -> usize) -> Envelope {
        let named = |id: Id| Id::from(name(id.into()));
        Envelope { to: named(message.to), from: named(message.from), msg: message.msg.clone() }
    }

    fn altered(&self, _: &Envelope) -> Vec<Option<Envelope>> {
        Vec::new()
    }

    /// What is asked of the one decree is not asked of a log.
    fn vote_said(&self, _: &Envelope) -> Option<Vote> {
        None
    }

    fn vote_cast(&self, _: &Fact) -> Option<Vote> {
        None
    }

    fn learned(&self, _: &Fact, _: &Local) -> Option<(Value, Learner)> {
        None
    }

    fn recorded(&self, local: &Local) -> Option<Ballot> {
        match local.saved.as_ref()? {
            Durable::Acceptor(acceptor) => acceptor.promised,
            Durable::Leader(ballot) => Some(*ballot),
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
        locals: &[&Local],
        facts: &[(usize, &Fact)],
        look: &mut dyn FnMut(Vec<Run>),
    ) {
        look(self.runs_of(&locals.iter().copied(), facts));
    }

    fn is_unobstructed(&self, locals: &[&Local]) -> bool {
        NetworkLog::is_unobstructed(self, locals.iter().copied())
    }

    fn abstracted(
        &self,
        locals: &[&Local],
        facts: &[(usize, &Fact)],
        messages: &[&Envelope],
    ) -> Vec<MessageSetState> {
        NetworkLog::abstracted(self, locals.iter().copied(), facts, messages.iter().copied())
    }

    fn decree(&self) -> &MessageSet {
        &self.spec
    }

    fn describe(&self, step: &Happening<Envelope>) -> String {
        self.format_action(&action(step))
    }

    fn story(&self, steps: &[Happening<Envelope>]) -> Story {
        let actions: Vec<_> = steps.iter().map(action).collect();
        System::story(self, &actions)
    }
}
