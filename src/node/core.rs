//! A node without its surroundings: no socket, no clock, no randomness but a seed.
//!
//! Time and datagrams go in; records go into the store, and datagrams come out. Thus a test can put
//! any network, any clock, any crash and any store around the very code that the nodes run.
//!
//! A **turn** is: any number of [`Core::receive`], one [`Core::wake`], one [`Core::finish`]. What
//! handlers save and send in a turn is gathered. What goes to actors of this very node is handed to them
//! within the turn: what they make of it is saved together with what it rests on, or not at all. `finish`
//! makes everything saved durable, in one commit, and only then gives out what leaves the node.

use super::decree::Decree;
use super::fatal::Fatal;
use super::identity::{Clients, Cluster, Member};
use super::instance::{Instance, Running};
use super::mail::{Asker, Datagram, Heard, Local, Outgoing};
use super::names::Names;
use super::reach::Reach;
use super::standing::Standing;
use super::store::{Store, StoreError, Subject, decode, decode_learned, encode};
use super::timers::{Alarm, Time, Timers};
use super::wire::{Answer, Codec, Nonces, Unheard};
use crate::actor::{Msg, Process, Role, Roster};
use crate::paxos::{Durable, Learner, ProposerId, Value};
use stateright::actor::{Command, Id, Out};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// How long a decree stays in memory when nobody waits for it and no proposer runs. A learner that
/// has not learned by then asks no more: it will when somebody wants to know.
pub(super) const LINGER: Duration = Duration::from_secs(2);

/// All actors of one node, for all decrees.
pub struct Core<S> {
    pub(super) cluster: Cluster,
    pub(super) me: Member,
    pub(super) codec: Codec,
    pub(super) nonces: Box<dyn Nonces>,
    pub(super) store: S,
    pub(super) standing: Standing,
    pub(super) rng: fastrand::Rng,
    pub(super) now: Time,
    pub(super) instances: BTreeMap<Decree, Instance>,
    pub(super) timers: Timers,
    /// Whether something was saved in this turn that messages rest on.
    pub(super) must_commit: bool,
    /// Whether the store has something put that nothing rests on, and that can wait.
    may_commit: bool,
    /// What this turn sends, after its commit.
    pub(super) outgoing: Vec<Outgoing>,
    /// What is sent to actors of this node in this turn.
    pub(super) inbox: Vec<Local>,
    unheard: BTreeMap<Unheard, u64>,
    pub(super) restored: usize,
    /// Of how many decrees there is something in the store.
    pub(super) stored: usize,
    /// The decrees whose value this node has learned.
    pub(super) learned: Names,
    /// How each other member is heard.
    pub(super) reach: Reach,
}

impl<S: Store> Core<S> {
    /// Starts a node, or starts it again from what its store holds. The seed makes its delays
    /// and the numbers of its reads, and has to be another at each start; nonces come from where nobody
    /// can guess them.
    pub fn start(
        cluster: Cluster,
        me: Member,
        clients: &Clients,
        store: S,
        seed: u64,
        mut nonces: Box<dyn Nonces>,
    ) -> Result<Self, StoreError> {
        let others = cluster.members().iter().map(|member| member.id).filter(|id| *id != me.id);
        let others: Vec<_> = others.collect();
        let mut core = Self {
            standing: Standing::begin(&store, nonces.number(), &others)?,
            codec: Codec::new(&cluster, me.id, clients),
            reach: Reach::new(cluster.members().iter().filter(|member| member.id != me.id)),
            nonces,
            cluster,
            me,
            store,
            rng: fastrand::Rng::with_seed(seed),
            now: Time::ZERO,
            instances: BTreeMap::new(),
            timers: Timers::default(),
            must_commit: false,
            may_commit: false,
            outgoing: Vec::new(),
            inbox: Vec::new(),
            unheard: BTreeMap::new(),
            restored: 0,
            stored: 0,
            learned: Names::default(),
        };
        core.keep_standing();
        core.resume()?;
        Ok(core)
    }

    /// A datagram has come. What is none of ours is counted and dropped.
    pub fn receive(
        &mut self,
        now: Time,
        address: SocketAddr,
        datagram: &[u8],
    ) -> Result<(), Fatal> {
        self.now = now;
        match self.codec.open(datagram).and_then(|opened| self.check(opened)) {
            Ok(Heard::Message(Local { decree, src, dst, msg })) => {
                self.deliver(&decree, src, dst, msg)?;
            }
            Ok(Heard::Request { client, number, request }) => {
                let asker = Asker { client, address, request: number };
                self.on_request(asker, request)?;
            }
            Ok(Heard::Ask { from, says, number }) => self.on_ask(from, &says, number, address),
            Ok(Heard::Told { from, told }) => self.on_told(from, &told)?,
            Err(reason) => {
                *self.unheard.entry(reason).or_default() += 1;
                self.on_unheard(address, datagram, reason);
            }
        }
        Ok(())
    }

    /// Hears and answers these clients from now on, and no others: who is none of them any more and
    /// still waits for an answer gets none.
    pub fn set_clients(&mut self, clients: &Clients) {
        self.codec.set_clients(clients);
    }

    /// Does what the timers say is due now.
    pub fn wake(&mut self, now: Time) -> Result<(), StoreError> {
        self.now = now;
        while let Some((decree, alarm)) = self.timers.ring(now) {
            match alarm {
                Alarm::Actor(id, timer) => {
                    self.step(&decree, id, |actor| actor.on_timeout(timer))?;
                }
                Alarm::Settle => self.settle_heard(&decree)?,
                Alarm::Leave => self.leave(&decree),
            }
        }
        self.ask_due();
        self.reach.look(now);
        Ok(())
    }

    /// Ends the turn: first everything saved becomes durable, then everything sent may leave. After
    /// an error nothing of this turn may leave, and nobody knows what is durable: the node is over.
    pub fn finish(&mut self) -> Result<Vec<Datagram>, StoreError> {
        while !self.inbox.is_empty() {
            for Local { decree, src, dst, msg } in std::mem::take(&mut self.inbox) {
                self.deliver(&decree, src, dst, msg)?;
            }
        }
        if self.must_commit {
            self.keep_peers();
            self.store.commit()?;
            (self.must_commit, self.may_commit) = (false, false);
        }
        let outgoing = std::mem::take(&mut self.outgoing);
        Ok(outgoing.into_iter().filter_map(|message| self.dispatch(message)).collect())
    }

    /// Ends the last turn of a node that is being stopped.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.keep_peers();
        self.store.commit()
    }

    /// When the next turn is due, if no datagram comes before.
    pub fn next_turn(&self) -> Option<Time> {
        if self.has_begun() {
            return Some(self.now);
        }
        self.timers.next().into_iter().chain(self.standing.questions.next()).min()
    }

    /// Whether there is nothing to do for any decree. Now and then the others are asked all the same what
    /// they know of this node.
    pub fn is_idle(&self) -> bool {
        !self.has_begun() && self.timers.next().is_none()
    }

    /// Whether there is something that has not reached anybody.
    fn has_begun(&self) -> bool {
        !self.inbox.is_empty() || !self.outgoing.is_empty()
    }

    /// How many datagrams were dropped, by reason.
    pub fn unheard(&self) -> &BTreeMap<Unheard, u64> {
        &self.unheard
    }

    /// Of how many decrees durable state was found at the start.
    pub fn restored(&self) -> usize {
        self.restored
    }

    /// The store under the node.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The value that this node has learned for a decree that it has in memory.
    pub fn learned(&self, decree: &Decree) -> Option<&Value> {
        self.instances.get(decree)?.learned.as_ref()
    }

    /// Hands a message to one of this node's actors. Acceptors and learners are there for every
    /// decree, and start with their first message; a proposer never starts for a message.
    fn deliver(&mut self, decree: &Decree, src: Id, dst: Id, msg: Msg) -> Result<(), StoreError> {
        match self.roster().role(dst) {
            // What is for the acceptor of a new directory is lost, and so it says nothing.
            Some(Role::Acceptor(_)) if !self.standing.own.is_admitted() => return Ok(()),
            Some(Role::Acceptor(_)) => {
                let process = Process::Acceptor { refuses: true, roster: self.roster().clone() };
                self.ensure(decree, dst, process)?;
            }
            Some(Role::Learner(_)) if self.instance(decree)?.learned.is_none() => {
                self.run_learner(decree)?;
            }
            Some(Role::Learner(_) | Role::Proposer(_)) | None => {}
        }
        self.step(decree, dst, |actor| actor.on_msg(src, msg))
    }

    /// Runs a handler of an actor, if it runs at all, and carries out what it says.
    pub(super) fn step(
        &mut self,
        decree: &Decree,
        id: Id,
        handler: impl FnOnce(&mut Running) -> Out<Process>,
    ) -> Result<(), StoreError> {
        let running = self.instances.get_mut(decree).and_then(|instance| instance.actor(id));
        let Some(actor) = running else { return Ok(()) };
        let out = handler(actor);
        let value = actor.learner().and_then(|learner| learner.learned().cloned());
        let nothing = actor.learner().and_then(Learner::found_nothing);
        self.carry_out(decree, id, out);
        if let Some(value) = value {
            self.settle(decree, value);
        } else if nothing.is_some() {
            return self.tell_none(decree);
        }
        Ok(())
    }

    /// The commands of an actor: this is all that the runtime does for the algorithm.
    fn carry_out(&mut self, decree: &Decree, id: Id, out: Out<Process>) {
        for command in out {
            match command {
                Command::Save(state) => {
                    self.note_stored(decree);
                    let key = Subject::Actor(decree.clone(), id).key();
                    self.store.put(key, encode(&state));
                    self.must_commit = true;
                }
                Command::Send(dst, msg) => {
                    let local = Local { decree: decree.clone(), src: id, dst, msg };
                    match self.hosts(dst) {
                        true => self.inbox.push(local),
                        false => self.outgoing.push(Outgoing::Message(local)),
                    }
                }
                Command::SetTimer(timer, delay) => {
                    let time = self.now + self.draw(delay);
                    self.timers.set(decree, Alarm::Actor(id, timer), time);
                }
                Command::CancelTimer(timer) => {
                    self.timers.cancel(decree, Alarm::Actor(id, timer));
                }
                Command::ChooseRandom(..) => unreachable!("no actor asks for a random choice"),
            }
        }
    }

    /// Any moment of the range with equal likelihood.
    pub(super) fn draw(&mut self, delay: Range<Duration>) -> Duration {
        let width = delay.end.saturating_sub(delay.start);
        let nanos = u64::try_from(width.as_nanos()).unwrap_or(u64::MAX);
        delay.start + Duration::from_nanos(self.rng.u64(..nanos.max(1)))
    }

    /// What is in memory of a decree, after getting there what was learned of it before.
    pub(super) fn instance(&mut self, decree: &Decree) -> Result<&mut Instance, StoreError> {
        if !self.instances.contains_key(decree) {
            let learned = self.store.get(&Subject::Learned(decree.clone()).key())?;
            let learned = learned.map(decode_learned).transpose()?;
            self.timers.set(decree, Alarm::Leave, self.now + LINGER);
            self.instances.insert(decree.clone(), Instance::new(learned));
        }
        Ok(self.instances.get_mut(decree).expect("it was there or has been put there"))
    }

    /// Starts an actor from its durable state, unless it runs.
    fn ensure(&mut self, decree: &Decree, id: Id, process: Process) -> Result<(), StoreError> {
        if self.instance(decree)?.actor(id).is_some() {
            return Ok(());
        }
        let record = self.store.get(&Subject::Actor(decree.clone(), id).key())?;
        let state: Option<Durable> = record.as_deref().map(decode).transpose()?;
        let fits = matches!(
            (&process, &state),
            (_, None)
                | (Process::Proposer { .. }, Some(Durable::Proposer(_)))
                | (Process::Acceptor { .. }, Some(Durable::Acceptor(_)))
        );
        if !fits {
            return Err(StoreError::Unreadable);
        }
        let (actor, out) = Running::start(id, process, state.as_ref());
        self.instance(decree)?.add(actor);
        self.carry_out(decree, id, out);
        Ok(())
    }

    /// Makes sure that this node's learner runs, if it has one.
    pub(super) fn run_learner(&mut self, decree: &Decree) -> Result<(), StoreError> {
        let Some(id) = self.learner() else { return Ok(()) };
        self.ensure(decree, id, Process::Learner { roster: self.roster().clone() })
    }

    /// Makes sure that this node's proposer runs, if it has one, and the learner with it. The value
    /// is wanted only if the proposer does not run yet.
    pub(super) fn run_proposer(
        &mut self,
        decree: &Decree,
        wanted: Value,
    ) -> Result<(), StoreError> {
        let Some(id) = self.me.proposer else { return Ok(()) };
        self.run_learner(decree)?;
        let first_round = u64::from(!self.owns_round_0(decree, id));
        let process = Process::Proposer { id, wanted, first_round, roster: self.roster().clone() };
        self.ensure(decree, self.roster().id(Role::Proposer(id)), process)
    }

    /// Whether this node's proposer may begin without a phase 1. That of a new directory may not: a lost one
    /// may have had a value chosen there, and without promises nothing would tell.
    fn owns_round_0(&self, decree: &Decree, id: ProposerId) -> bool {
        self.standing.own.is_admitted() && self.cluster.owner(decree) == Some(id)
    }

    /// Keeps in mind what was learned. Nothing rests on it, so it may wait for the next commit.
    pub(super) fn remember(&mut self, decree: &Decree, value: &Value) {
        self.note_stored(decree);
        self.learned.insert(decree.as_str());
        let key = Subject::Learned(decree.clone()).key();
        self.store.put(key, value.as_str().as_bytes().to_vec());
        self.may_commit = true;
    }

    /// Lets what can wait for a commit wait no longer.
    pub(super) fn commit_leftovers(&mut self) {
        self.must_commit |= self.may_commit;
    }

    /// Answers a client, after the commit of this turn.
    pub(super) fn answer(&mut self, to: Asker, answer: Answer) {
        self.outgoing.push(Outgoing::Answer { to, answer });
    }

    /// The id of this node's proposer.
    pub(super) fn proposer(&self) -> Option<Id> {
        self.me.proposer.map(|id| self.roster().id(Role::Proposer(id)))
    }

    /// The id of this node's learner.
    pub(super) fn learner(&self) -> Option<Id> {
        self.me.learner.map(|id| self.roster().id(Role::Learner(id)))
    }

    /// Everyone.
    pub(super) fn roster(&self) -> &Arc<Roster> {
        self.cluster.roster()
    }
}
