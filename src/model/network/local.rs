//! One actor as the model keeps it, and what happens to it.

use super::fact::{self, Fact};
use super::subject::{Subject, Whole};
use super::word::Word;
use crate::actor::{Msg, Role, Roster, State, Timer};
use crate::paxos::{AcceptorId, Durable, Message};
use stateright::actor::{Command, Id, Out};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// An actor: its state, what it has saved, and the timers it has set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Local<S> {
    /// Volatile and durable state, and what a variant keeps beside it.
    pub whole: S,
    /// What a restart would find.
    pub saved: Option<Durable>,
    /// What was saved before that, in order, where the disk keeps it; each once, so that an actor that goes
    /// back and forth has only so many local states.
    pub earlier: Vec<Durable>,
    /// What has been saved and would be lost in a crash, on a disk that caches.
    pub cached: Option<Box<Cached>>,
    /// The timers that may fire, at any time or never.
    pub timers: BTreeSet<Timer>,
    /// Which of its clients stands behind a proposer, from 0; it moves on with every restart.
    pub client: usize,
    /// Whether a learner has asked the acceptors what it missed, since it last started. Only
    /// properties look at this.
    pub asked: bool,
    /// How many clients have asked a learner: the number of the last read. They are many, and no crash
    /// of the learner makes them forget.
    pub reads: u8,
    /// What it has said that is not saved. Only properties look at this.
    pub word: Word,
}

/// What a disk has not written yet, and the messages that wait for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cached {
    /// What was saved last.
    pub durable: Durable,
    /// Recipients and messages; none twice, as repeating is what the network does.
    pub waiting: BTreeSet<(Id, Msg)>,
    /// What becomes history when the disk has caught up: all that was saved since it last did counts, also what
    /// was saved over.
    pub facts: BTreeSet<Fact>,
    /// On a network that uses messages up: the prepares, and the promises with their senders, on which rests what
    /// is not yet durable. Only what the actor stands for in the abstract algorithm looks at this.
    pub rests_on: BTreeSet<(Option<AcceptorId>, Message)>,
}

/// Where an actor runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// Whether its disk caches: then what it saves is durable only when the disk has caught up.
    pub(super) caches: bool,
    /// Whether its process may crash: only then does it matter what it had saved before its last save.
    pub(super) mortal: bool,
    /// Whether a message that is delivered is no longer in flight.
    pub(super) uses_up: bool,
    /// All actors of its process.
    pub(super) together: &'a [Id],
    /// Everyone.
    pub(super) roster: &'a Roster,
}

/// Something that can happen to one actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// A message arrives from this actor.
    Message(Id, Msg),
    /// A timer fires.
    Timeout(Timer),
    /// A client asks it whether a value is chosen.
    Read,
    /// Its disk catches up: what it has saved is durable.
    Sync,
    /// Its process crashes and starts again.
    Crash,
    /// Another actor of its process has saved this, or has lost what it had saved.
    Record(Role, Option<Durable>),
}

/// What came of an event: the actor after it, the messages sent, and what is now history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction<S> {
    /// The actor afterwards.
    pub local: Local<S>,
    /// Recipients and messages, in the order sent.
    pub sent: Vec<(Id, Msg)>,
    /// What became true of the actor for good.
    pub facts: Vec<Fact>,
    /// What did if a value is chosen by now: that is for the whole run to tell.
    pub if_chosen: Vec<Fact>,
}

impl<S: Whole> Local<S> {
    /// The reference's part of its state.
    pub fn state(&self) -> &State {
        self.whole.reference()
    }

    /// The same as the reference would keep it.
    pub(super) fn of_reference(&self) -> Local<State> {
        let Self { saved, earlier, cached, timers, client, asked, reads, word, .. } = self.clone();
        let whole = self.state().clone();
        Local { whole, saved, earlier, cached, timers, client, asked, reads, word }
    }

    /// The actor when the run begins. Nothing may be sent yet: in our actors the first timeout
    /// does that, so that a ballot's beginning is a step that one can see.
    pub(super) fn start<A: Subject<State = S>>(id: Id, actor: &A, place: Place) -> Reaction<S> {
        let mut out = Out::new();
        let local = Self {
            whole: actor.on_start(id, &None, &mut out),
            saved: None,
            earlier: Vec::new(),
            cached: None,
            timers: BTreeSet::new(),
            client: 0,
            asked: false,
            reads: 0,
            word: Word::default(),
        };
        local.obey(actor, out, place, Vec::new())
    }

    /// What comes of an event; none if the actor takes no notice of it.
    ///
    /// `clients` are the actor's incarnations: the same actor with one client after the other.
    pub(super) fn react<A: Subject<State = S>>(
        &self,
        id: Id,
        clients: &[A],
        place: Place,
        event: &Event,
    ) -> Option<Reaction<S>> {
        let mut out = Out::new();
        let mut local = self.clone();
        let mut facts = Vec::new();
        match event {
            Event::Message(from, msg) => {
                let mut state = Cow::Borrowed(&self.whole);
                clients[self.client].on_msg(id, &mut state, *from, msg.clone(), &mut out);
                local.whole = state.into_owned();
            }
            Event::Timeout(timer) => {
                let mut state = Cow::Borrowed(&self.whole);
                local.timers.remove(timer);
                clients[self.client].on_timeout(id, &mut state, timer, &mut out);
                local.whole = state.into_owned();
            }
            Event::Record(role, saved) => {
                clients[self.client].on_record(&mut local.whole, *role, saved.as_ref());
            }
            Event::Read => {
                let mut state = Cow::Borrowed(&self.whole);
                let client = Id::from(place.roster.size());
                local.reads += 1;
                let msg = Msg::Read { number: local.reads.into() };
                clients[self.client].on_msg(id, &mut state, client, msg, &mut out);
                local.whole = state.into_owned();
            }
            Event::Sync => return local.sync(&clients[self.client], place),
            Event::Crash => facts = local.crash(id, clients, &mut out),
        }
        let mut reaction = local.obey(&clients[self.client], out, place, facts);
        if reaction.local == *self && reaction.sent.is_empty() {
            return None;
        }
        if let (Event::Message(from, msg), true) = (event, place.uses_up) {
            let from = place.roster.acceptor(*from);
            reaction.local.remember(self.state(), self.cached.as_deref(), from, msg);
        }
        if *event == Event::Read {
            reaction.if_chosen.push(Fact::AskedLate(reaction.local.reads.into()));
        }
        Some(reaction)
    }

    /// The process crashes, and the actor starts again from what it has saved; what becomes history by that.
    fn crash<A: Subject<State = S>>(
        &mut self,
        id: Id,
        clients: &[A],
        out: &mut Out<A>,
    ) -> Vec<Fact> {
        let forgot = matches!(self.state(), State::Learner(was) if was.learned().is_some());
        self.cached = None;
        self.timers.clear();
        self.asked = false;
        self.client = (self.client + 1).min(clients.len() - 1);
        let actor = &clients[self.client];
        let saved = self.saved.clone();
        if actor.keeps_saves() {
            self.search(actor);
        }
        self.whole = actor.on_restart(id, &self.whole, &self.saved, out);
        let mut facts = Vec::new();
        if let State::Acceptor(now) = self.whole.reference() {
            facts = fact::of_acceptor(saved.as_ref(), now, actor.saved_votes_count());
            facts.extend(self.word.is_broken_by(now).then_some(Fact::WentBack));
        }
        facts.extend(forgot.then_some(Fact::Forgot));
        self.word.crash(self.whole.reference());
        facts
    }

    /// Looks for what is still on a disk that keeps all saves.
    fn search<A: Subject<State = S>>(&mut self, actor: &A) {
        self.word.stand_by(self.saved.as_ref());
        let mut saves = std::mem::take(&mut self.earlier);
        saves.extend(self.saved.take());
        self.earlier = actor.finds(saves);
        self.saved = self.earlier.pop();
    }

    /// Remembers the message on which something rests that the actor has brought to a disk that caches: a
    /// prepare; or a promise, and those that the proposer had counted already and no longer holds.
    fn remember(
        &mut self,
        was: &State,
        before: Option<&Cached>,
        from: Option<AcceptorId>,
        msg: &Msg,
    ) {
        let Some(cached) = &mut self.cached else { return };
        if before.is_some_and(|before| before.durable == cached.durable) {
            return;
        }
        match (was, msg) {
            (State::Acceptor(_), Msg::Paxos(prepare @ Message::Prepare { .. })) => {
                cached.rests_on.insert((None, prepare.clone()));
            }
            (State::Proposer(proposer), Msg::Paxos(promise @ Message::Promise { .. })) => {
                if let Some(ballot) = proposer.record().ballot {
                    cached.rests_on.extend(proposer.promises().map(|(from, vote)| {
                        (Some(from), Message::Promise { ballot, vote: vote.clone() })
                    }));
                }
                cached.rests_on.insert((from, promise.clone()));
            }
            _ => {}
        }
    }

    /// Carries out an actor's commands, in order, and notes what becomes history.
    fn obey<A: Subject<State = S>>(
        mut self,
        actor: &A,
        out: Out<A>,
        place: Place,
        mut facts: Vec<Fact>,
    ) -> Reaction<S> {
        let mut sent = Vec::new();
        for command in out {
            match command {
                Command::Save(durable) if place.caches => self.cache(actor, durable),
                Command::Save(durable) => facts.append(&mut self.save(actor, durable, place)),
                Command::Send(to, msg) => match &mut self.cached {
                    Some(cached) if actor.waits_for_disk(place.together.contains(&to)) => {
                        cached.waiting.insert((to, msg));
                    }
                    _ => sent.push((to, msg)),
                },
                Command::SetTimer(timer, _) => {
                    self.timers.insert(timer);
                }
                Command::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Command::ChooseRandom(..) => unreachable!("our actors choose nothing at random"),
            }
        }
        self.tell(actor, sent, facts)
    }

    /// Puts something on the disk, which has not written it yet.
    fn cache<A: Subject<State = S>>(&mut self, actor: &A, durable: Durable) {
        let before = self.cached.as_ref().map(|cached| &cached.durable).or(self.saved.as_ref());
        let facts = self.changed(actor, before, &durable);
        let cached = self.cached.get_or_insert_with(|| {
            let (waiting, facts, rests_on) = Default::default();
            Box::new(Cached { durable: durable.clone(), waiting, facts, rests_on })
        });
        cached.durable = durable;
        cached.facts.extend(facts);
    }

    /// The disk catches up, and what waits for it is sent.
    fn sync<A: Subject<State = S>>(mut self, actor: &A, place: Place) -> Option<Reaction<S>> {
        let Cached { durable, waiting, facts, .. } = *self.cached.take()?;
        let broken = self.keep(actor, durable, place);
        let facts = facts.into_iter().chain(broken).collect();
        Some(self.tell(actor, waiting.into_iter().collect(), facts))
    }

    /// Sends messages, and notes what becomes history by that.
    fn tell<A: Subject<State = S>>(
        mut self,
        actor: &A,
        sent: Vec<(Id, Msg)>,
        mut facts: Vec<Fact>,
    ) -> Reaction<S> {
        let known = self.saved.as_ref().filter(|_| actor.saved_votes_count());
        facts.extend(
            sent.iter().filter_map(|(_, msg)| fact::of_answer(self.whole.reference(), known, msg)),
        );
        facts.append(&mut fact::of_learner(self.state()));
        self.asked |= sent.iter().any(|(_, msg)| *msg == Msg::Query);
        for (_, msg) in &sent {
            self.word.give(self.whole.reference(), msg);
        }
        self.word.settle(self.saved.as_ref());
        Reaction { local: self, sent, facts, if_chosen: Vec::new() }
    }

    /// Makes something durable; what becomes history by that.
    fn save<A: Subject<State = S>>(
        &mut self,
        actor: &A,
        durable: Durable,
        place: Place,
    ) -> Vec<Fact> {
        let mut facts = self.changed(actor, self.saved.as_ref(), &durable);
        facts.extend(self.keep(actor, durable, place));
        facts
    }

    /// Has something on disk from now on; the fact that it is less than was said, if it is.
    fn keep<A: Subject<State = S>>(
        &mut self,
        actor: &A,
        durable: Durable,
        place: Place,
    ) -> Option<Fact> {
        let broken = match &durable {
            Durable::Acceptor(now) => self.word.is_broken_by(now).then_some(Fact::WentBack),
            Durable::Proposer(now) => self.word.is_used_again_by(now).then_some(Fact::Reused),
            Durable::Learner(_) => None,
        };
        let before = self.saved.replace(durable);
        if actor.keeps_saves() && place.mortal {
            let known = &self.earlier;
            let new = before.filter(|before| !known.contains(before));
            self.earlier.extend(new);
        }
        self.word.settle(self.saved.as_ref());
        broken
    }

    /// What is new if the actor had saved the one and saves the other.
    fn changed<A: Subject<State = S>>(
        &self,
        actor: &A,
        before: Option<&Durable>,
        durable: &Durable,
    ) -> Vec<Fact> {
        match (durable, self.state()) {
            (Durable::Acceptor(now), State::Acceptor(_)) => {
                fact::of_acceptor(before, now, actor.saved_votes_count())
            }
            (Durable::Proposer(now), State::Proposer(proposer)) => {
                fact::of_proposer(before, now, self.client, proposer.wanted())
            }
            (durable, state) => unreachable!("{durable:?} saved by {state:?}"),
        }
    }
}
