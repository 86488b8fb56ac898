//! A node without its surroundings: no socket, no clock, no randomness but a seed.
//!
//! Time and datagrams go in; records go into the store, and datagrams come out. Thus a test can put
//! any network, any clock, any crash and any store around the very code that the nodes run.
//!
//! A **turn** is: any number of [`Core::receive`], one [`Core::wake`], one [`Core::finish`]. What
//! handlers save and send in a turn is gathered. What goes to actors of this very node is handed to them
//! within the turn: what they make of it is saved together with what it rests on, or not at all. `finish`
//! makes everything saved durable, in one commit, and only then gives out what leaves the node.

use super::anti_entropy::{Names, Rounds};
use super::audit_log::{AuditLog, LogSink};
use super::cause::Cause;
use super::decree::Decree;
use super::fatal::Fatal;
use super::identity::{Clients, Cluster, Member};
use super::instance::Instance;
use super::mail::{Asker, Datagram, Heard, Local, Outgoing, Ticket};
use super::places::Places;
use super::reach::Reach;
use super::standing::Standing;
use super::store::{Store, StoreError, Subject};
use super::timers::{Alarm, Time, Timers};
use super::wire::{Answer, Codec, Nonces, Unheard};
use crate::actor::{Role, Roster};
use crate::paxos::Value;
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// How long a decree stays in memory when nobody waits for it. A learner that has not learned by then asks no
/// more, and a proposer that has not succeeded proposes no more: they will when somebody wants to know.
pub(super) const LINGER: Duration = Duration::from_secs(2);

/// When a node that starts compares with the others what was learned: not before it knows them.
const FIRST_COMPARISON: Duration = Duration::from_secs(1);

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
    pub(super) instances: HashMap<Decree, Instance>,
    pub(super) places: Places,
    pub(super) timers: Timers,
    /// Whether something was saved in this turn that messages rest on.
    pub(super) must_commit: bool,
    /// What this turn sends, after its commit.
    pub(super) outgoing: Vec<Outgoing>,
    /// The answers to who asks from within this process, after the commit.
    pub(super) answered: Vec<(Ticket, Answer)>,
    /// What is sent to actors of this node in this turn.
    pub(super) inbox: Vec<Local>,
    unheard: BTreeMap<Unheard, u64>,
    pub(super) restored: usize,
    /// Of how many decrees there is something in the store.
    pub(super) stored: usize,
    /// The decrees whose value this node has learned.
    pub(super) learned: Names,
    /// The decrees that another has learned, and about which this node's learners ask.
    pub(super) lacking: BTreeSet<Decree>,
    /// The comparisons with the others.
    pub(super) rounds: Rounds,
    /// How each other member is heard.
    pub(super) reach: Reach,
    pub(super) log: AuditLog,
}

impl<S: Store> Core<S> {
    /// Starts a node, or starts it again from what its store holds. The seed makes its delays
    /// and the numbers of its reads, and has to be another at each start; nonces come from where nobody
    /// can guess them. All that it does is written to the log, if any, before it is durable ([`crate::audit`]).
    pub fn start(
        cluster: Cluster,
        me: Member,
        clients: &Clients,
        store: S,
        seed: u64,
        mut nonces: Box<dyn Nonces>,
        log: Option<Box<dyn LogSink>>,
    ) -> Result<Self, StoreError> {
        let others: Vec<_> = cluster.others(me.id).collect();
        let log = AuditLog::new(&cluster, log);
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
            instances: HashMap::new(),
            places: Places::default(),
            timers: Timers::default(),
            must_commit: false,
            outgoing: Vec::new(),
            answered: Vec::new(),
            inbox: Vec::new(),
            unheard: BTreeMap::new(),
            restored: 0,
            stored: 0,
            learned: Names::default(),
            lacking: BTreeSet::new(),
            rounds: Rounds::new(others, FIRST_COMPARISON),
            log,
        };
        core.log_start();
        core.keep_standing();
        core.take_stock()?;
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
            Ok(Heard::Messages(messages)) => {
                for Local { decree, src, dst, msg } in messages {
                    self.deliver(&decree, src, dst, msg)?;
                }
            }
            Ok(Heard::Request { client, number, request }) => {
                let asker = Asker::Client { client, address, request: number };
                self.on_request(asker, request)?;
            }
            Ok(Heard::Ask { from, says, number }) => self.on_ask(from, &says, number, address),
            Ok(Heard::Told { from, told }) => self.on_told(from, &told)?,
            Ok(Heard::Compare { from, stretch }) => self.on_compare(from, stretch),
            Ok(Heard::Held { from, held }) => self.on_held(from, held)?,
            Err(reason) => {
                self.drop_for(reason);
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
        let is_cut_off = self.is_cut_off();
        if !is_cut_off {
            self.end_lull();
        }
        while let Some((decree, alarm)) = self.timers.ring(now) {
            match alarm {
                Alarm::Actor(..) | Alarm::Settle if is_cut_off => {
                    self.timers.hold(&decree, alarm, now);
                }
                Alarm::Actor(id, timer) => {
                    self.step(&decree, id, Cause::Timer(timer))?;
                }
                Alarm::Settle => self.settle_heard(&decree)?,
                Alarm::Leave => self.leave(&decree),
            }
        }
        self.ask_due();
        self.compare_due();
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
        // Else whoever comes back as an older copy, after this node has lost power, would be heard again.
        self.must_commit |= self.standing.peers.take_new_life();
        self.log.end_turn(self.must_commit.then(|| self.store.commits() + 1))?;
        if self.must_commit {
            self.keep_peers();
            self.store.commit()?;
            self.must_commit = false;
        }
        Ok(self.dispatch())
    }

    /// Ends the last turn of a node that is being stopped.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.keep_peers();
        self.log.end()?;
        self.store.commit()
    }

    /// When the next turn is due, if no datagram comes before.
    pub fn next_turn(&self) -> Option<Time> {
        if self.has_begun() {
            return Some(self.now);
        }
        let others = self.standing.questions.next().into_iter().chain(self.next_comparison());
        self.timers.next().into_iter().chain(others).min()
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

    /// A datagram, or a message in one, is not heard.
    pub(super) fn drop_for(&mut self, reason: Unheard) {
        *self.unheard.entry(reason).or_default() += 1;
    }

    /// How many datagrams, or messages in them, were dropped, by reason.
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

    /// Any moment of the range with equal likelihood.
    pub(super) fn draw(&mut self, delay: Range<Duration>) -> Duration {
        let width = delay.end.saturating_sub(delay.start);
        let nanos = u64::try_from(width.as_nanos()).unwrap_or(u64::MAX);
        delay.start + Duration::from_nanos(self.rng.u64(..nanos.max(1)))
    }

    /// Keeps in mind what was learned. Nothing rests on it, so it may wait for the next commit.
    pub(super) fn remember(&mut self, decree: &Decree, value: &Value) {
        self.note_stored(decree);
        self.learned.insert(decree.as_str());
        self.lacking.remove(decree);
        let key = Subject::Learned(decree.clone()).key();
        self.store.put(key, value.as_str().as_bytes().to_vec());
        if let Some(instance) = self.instances.get_mut(decree) {
            instance.learned_by = self.store.commits() + 1;
        }
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
