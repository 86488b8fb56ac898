//! A world made from a seed: nodes between a network that loses, repeats and reorders, stores that forget
//! what was not committed, and crashes.

#![allow(dead_code, reason = "each test file uses a part of this")]

pub(crate) mod failed;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;
use synod::actor::{Msg, Role};
use synod::audit::audit;
use synod::node::{
    Access, Answer, ClientCodec, Clients, Cluster, Codec, Content, Core, Datagram, Decree,
    Disowned, Fatal, Incarnation, Known, Letter, Life, LogSink, Message, News, NodeId, Nonce,
    Nonces, Numbered, Opened, Question, Request, Store, StoreError, Time, local_cluster,
};
use synod::paxos::{Acceptor, AcceptorSet, Durable, Message as Paxos, Value};

/// Where clients are.
pub(crate) const CLIENT: SocketAddr =
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 1), 1));

/// What survives a crash, and what does not.
#[derive(Clone)]
pub(crate) struct Disk {
    pub(crate) incarnation: Incarnation,
    pub(crate) durable: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(crate) put: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The next commit fails; whether it is made durable nevertheless.
    pub(crate) fails: Option<bool>,
    pub(crate) commits: u64,
    /// What was put lately of what was learned: names, and values.
    pub(crate) learned: Vec<(String, String)>,
}

/// A store that loses everything put since the last commit when its node crashes.
#[derive(Clone)]
pub(crate) struct Forgetful(pub(crate) Rc<RefCell<Disk>>);

impl Forgetful {
    /// One that was never used.
    fn new(incarnation: [u8; 16]) -> Self {
        Self(Rc::new(RefCell::new(Disk {
            incarnation: Incarnation(incarnation),
            durable: BTreeMap::new(),
            put: BTreeMap::new(),
            fails: None,
            commits: 0,
            learned: Vec::new(),
        })))
    }

    /// Another that holds the same.
    pub(crate) fn copy(&self) -> Self {
        Self(Rc::new(RefCell::new(self.0.borrow().clone())))
    }

    pub(crate) fn crash(&self) {
        let mut disk = self.0.borrow_mut();
        disk.put.clear();
        disk.learned.clear();
    }

    /// The durable state of an actor, read as it is stored.
    pub(crate) fn durable(&self, decree: &Decree, actor: u16) -> Option<Durable> {
        let name = decree.as_str().as_bytes();
        let length = u8::try_from(name.len()).expect("a short name");
        let key = [&[length], name, &actor.to_be_bytes()].concat();
        let disk = self.0.borrow();
        Some(postcard::from_bytes(disk.durable.get(&key)?).expect("it was written by the core"))
    }

    /// What is durably known of a node.
    pub(crate) fn known(&self, node: NodeId) -> Option<Known> {
        let key = [&[0][..], &node.0.to_be_bytes()].concat();
        let disk = self.0.borrow();
        Some(postcard::from_bytes(disk.durable.get(&key)?).expect("it was written by the core"))
    }

    /// The start that is durable. What a node keeps of itself begins with it.
    pub(crate) fn life(&self) -> Option<Life> {
        let disk = self.0.borrow();
        let life = postcard::take_from_bytes(disk.durable.get(&[0][..])?);
        Some(life.expect("it was written by the core").0)
    }
}

impl Store for Forgetful {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let disk = self.0.borrow();
        Ok(disk.put.get(key).or_else(|| disk.durable.get(key)).cloned())
    }

    fn holds(&self, key: &[u8]) -> bool {
        let disk = self.0.borrow();
        disk.put.contains_key(key) || disk.durable.contains_key(key)
    }

    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) {
        let mut disk = self.0.borrow_mut();
        if let [length, name @ .., 0xff, 0xff] = &key[..]
            && usize::from(*length) == name.len()
        {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
            disk.learned.push((text(name), text(&record)));
        }
        disk.put.insert(key, record);
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let mut disk = self.0.borrow_mut();
        let fails = disk.fails.take();
        if fails != Some(false) {
            let put = std::mem::take(&mut disk.put);
            disk.durable.extend(put);
            disk.commits += 1;
        }
        match fails {
            None => Ok(()),
            Some(_) => Err(StoreError::NotDurable { dir: "disk".into(), what: "it fails".into() }),
        }
    }

    fn commits(&self) -> u64 {
        self.0.borrow().commits
    }

    fn incarnation(&self) -> Incarnation {
        self.0.borrow().incarnation
    }

    fn for_each(&self, show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
        let disk = self.0.borrow();
        let mut all = disk.durable.clone();
        all.extend(disk.put.clone());
        for (key, record) in &all {
            show(key, record);
        }
        Ok(())
    }
}

/// Nonces that come again with their seed.
pub(crate) struct Seeded(pub(crate) fastrand::Rng);

impl Nonces for Seeded {
    fn next(&mut self) -> Nonce {
        let mut nonce = [0; 24];
        self.0.fill(&mut nonce);
        nonce
    }
}

/// A cluster in a world made from a seed.
pub(crate) struct World {
    pub(crate) rng: fastrand::Rng,
    pub(crate) cluster: Cluster,
    pub(crate) clients: Clients,
    /// By which each node would hear what is for it.
    pub(crate) codecs: Vec<Codec>,
    pub(crate) client: ClientCodec,
    pub(crate) nonces: Seeded,
    pub(crate) now: Time,
    pub(crate) nodes: Vec<Core<Forgetful>>,
    /// When each node was started: its own time begins then.
    started: Vec<Time>,
    pub(crate) disks: Vec<Forgetful>,
    /// What each node has written down of what it did.
    pub(crate) logs: Vec<Rc<RefCell<Vec<u8>>>>,
    /// What is under way: when it arrives, a number that makes it unique, from where, and what.
    pub(crate) flying: BTreeMap<(Time, u64), (SocketAddr, Datagram)>,
    /// All that nodes have ever sent.
    pub(crate) past: Vec<(SocketAddr, Datagram)>,
    /// The nodes that do not run. What is sent to them is lost.
    pub(crate) down: BTreeSet<usize>,
    /// Who has ended because another knows better.
    pub(crate) disowned: BTreeMap<usize, Disowned>,
    /// What nodes had to say.
    pub(crate) news: Vec<(usize, News)>,
    pub(crate) sent: u64,
    pub(crate) crashes: u64,
    /// Whether messages are lost and nodes crash.
    pub(crate) faults: bool,
    pub(crate) proposed: BTreeMap<Decree, BTreeSet<Value>>,
    pub(crate) chosen: BTreeMap<Decree, Value>,
    /// What each question of a client was about, by its number.
    pub(crate) asked: BTreeMap<u64, Decree>,
    /// The requests of clients that asked when a value was chosen, by their numbers.
    pub(crate) asked_late: BTreeSet<u64>,
    /// The requests of clients that watch.
    pub(crate) watches: BTreeSet<u64>,
    /// How often a node has put into its store what it has learned.
    pub(crate) written: usize,
    /// The answers, by the numbers of the questions; none says that nothing is chosen.
    pub(crate) told: Vec<(u64, Option<Value>)>,
    /// How many were told that none is.
    pub(crate) told_none: u64,
}

impl World {
    /// Nodes that know each other. Now things go wrong.
    pub(crate) fn new(seed: u64) -> Self {
        let mut world = Self::prepare(seed);
        world.introduce();
        world.faults = true;
        world
    }

    /// Nodes that start for the first time, and do not know each other. Nothing goes wrong.
    pub(crate) fn prepare(seed: u64) -> Self {
        Self::of(seed, 3, str::to_owned)
    }

    /// So many nodes, with this made of their cluster file, that start for the first time. Nothing goes wrong.
    pub(crate) fn of(seed: u64, size: u16, file: impl Fn(&str) -> String) -> Self {
        let texts = local_cluster(size, 4701).expect("random bytes");
        let cluster = Cluster::parse(&file(&texts.cluster)).expect("a cluster file");
        let clients = Clients::parse(&texts.clients).expect("a list of clients");
        let access = Access::parse(&texts.client).expect("a client's file");
        let disks = (0..size).map(|node| Forgetful::new([node.to_be_bytes()[1]; 16])).collect();
        let members = cluster.members().iter();
        let codecs = members.map(|member| Codec::new(&cluster, member.id, &clients)).collect();
        let mut world = Self {
            rng: fastrand::Rng::with_seed(seed),
            client: ClientCodec::new(&access),
            nonces: Seeded(fastrand::Rng::with_seed(seed)),
            codecs,
            clients,
            cluster,
            now: Time::ZERO,
            nodes: Vec::new(),
            started: vec![Time::ZERO; size.into()],
            disks,
            logs: (0..size).map(|_| Rc::default()).collect(),
            flying: BTreeMap::new(),
            past: Vec::new(),
            down: BTreeSet::new(),
            disowned: BTreeMap::new(),
            news: Vec::new(),
            sent: 0,
            crashes: 0,
            faults: false,
            proposed: BTreeMap::new(),
            chosen: BTreeMap::new(),
            asked: BTreeMap::new(),
            asked_late: BTreeSet::new(),
            watches: BTreeSet::new(),
            written: 0,
            told: Vec::new(),
            told_none: 0,
        };
        world.nodes = world.all().map(|node| world.boot(node)).collect();
        world
    }

    pub(crate) fn boot(&mut self, node: usize) -> Core<Forgetful> {
        let me = self.cluster.members()[node].clone();
        let store = self.disks[node].clone();
        let nonces = Box::new(Seeded(self.rng.fork()));
        let seed = self.rng.u64(..);
        let log: Box<dyn LogSink> = Box::new(self.logs[node].clone());
        let cluster = self.cluster.clone();
        let core = Core::start(cluster, me, &self.clients, store, seed, nonces, Some(log));
        let mut core = core.expect("the store can be read");
        self.started[node] = self.now;
        core.wake(Time::ZERO).expect("the store can be read");
        core
    }

    /// What a node's clock shows.
    pub(crate) fn time_of(&self, node: usize) -> Time {
        self.now.saturating_sub(self.started[node])
    }

    /// All volatile state is gone; what was committed is there.
    pub(crate) fn crash(&mut self, node: usize) {
        self.crashes += 1;
        self.disks[node].crash();
        self.down.remove(&node);
        self.nodes[node] = self.boot(node);
    }

    /// The node starts with another directory: one that is new.
    pub(crate) fn empty(&mut self, node: usize) {
        let disk = Forgetful::new(self.rng.u128(..).to_be_bytes());
        self.restore(node, disk);
    }

    /// The node starts with this directory.
    pub(crate) fn restore(&mut self, node: usize, disk: Forgetful) {
        self.disks[node] = disk;
        self.crash(node);
    }

    /// Goes on until all nodes that run are admitted, and know each other.
    pub(crate) fn introduce(&mut self) {
        let end = self.now + Duration::from_secs(10);
        while !self.up().all(|node| self.nodes[node].waits_for().is_empty()) {
            assert!(self.step() && self.now < end, "they are not admitted");
        }
        self.come_to_rest();
    }

    /// All nodes.
    pub(crate) fn all(&self) -> std::ops::Range<usize> {
        0..self.cluster.members().len()
    }

    fn up(&self) -> impl Iterator<Item = usize> {
        self.all().filter(|node| !self.down.contains(node))
    }

    /// The node at this address.
    pub(crate) fn at(&self, address: SocketAddr) -> Option<usize> {
        self.all().find(|node| self.address(*node) == address)
    }

    pub(crate) fn address(&self, node: usize) -> SocketAddr {
        self.cluster.members()[node].address.number().expect("a number")
    }

    pub(crate) fn id(&self, node: usize) -> NodeId {
        self.cluster.members()[node].id
    }

    /// A client asks a node.
    pub(crate) fn ask(&mut self, node: usize, decree: &Decree, question: Question) {
        if let Question::Propose(value) = &question {
            self.proposed.entry(decree.clone()).or_default().insert(value.clone());
        }
        let number = self.asked.len() as u64;
        self.asked.insert(number, decree.clone());
        if question == Question::Watch {
            self.watches.insert(number);
        }
        if self.chosen.contains_key(decree) || self.is_chosen(decree) {
            self.asked_late.insert(number);
        }
        let request = Numbered { number, content: Request::About(decree.clone(), question) };
        let bytes = self.client.request(self.id(node), self.nonces.next(), &request);
        let bytes = bytes.expect("it is a node");
        self.send(CLIENT, &Datagram { to: self.address(node), bytes });
    }

    /// Whether acceptors have a quorum of votes of one ballot on their disks.
    pub(crate) fn is_chosen(&self, decree: &Decree) -> bool {
        let (mut votes, roster) = (BTreeMap::new(), self.cluster.roster());
        for node in self.all() {
            let Some(id) = self.cluster.members()[node].acceptor else { continue };
            let actor = u16::try_from(usize::from(roster.id(Role::Acceptor(id)))).expect("few");
            let durable = self.disks[node].durable(decree, actor);
            if let Some(Durable::Acceptor(Acceptor { voted: Some(vote), .. })) = durable {
                votes.entry(vote).or_insert_with(AcceptorSet::default).insert(id);
            }
        }
        votes.values().any(|voters| roster.quorums().is_accept_quorum(*voters))
    }

    /// Whether a node keeps in mind what was learned of a decree.
    pub(crate) fn has_learned(&self, node: usize, decree: &Decree) -> bool {
        let name = decree.as_str().as_bytes();
        let length = u8::try_from(name.len()).expect("a short name");
        let key = [&[length], name, &u16::MAX.to_be_bytes()].concat();
        self.disks[node].get(&key).expect("it can be read").is_some()
    }

    /// The network: it loses, repeats, and delays each copy for itself.
    pub(crate) fn send(&mut self, from: SocketAddr, datagram: &Datagram) {
        let copies = if self.faults { [0, 1, 1, 1, 1, 1, 1, 2][self.rng.usize(..8)] } else { 1 };
        if from != CLIENT {
            self.past.push((from, datagram.clone()));
            if self.faults && self.rng.u8(..30) == 0 {
                let (from, old) = self.past[self.rng.usize(..self.past.len())].clone();
                self.sent += 1;
                self.flying.insert((self.now, self.sent), (from, old));
            }
        }
        for _ in 0..copies {
            let late = self.faults && self.rng.u8(..20) == 0;
            let delay =
                Duration::from_micros(self.rng.u64(..if late { 3_000_000 } else { 20_000 }));
            self.sent += 1;
            self.flying.insert((self.now + delay, self.sent), (from, datagram.clone()));
        }
    }

    /// One turn of whoever is next; nothing if nothing is left to happen.
    pub(crate) fn step(&mut self) -> bool {
        // Nodes ask each other for ever: so what is waited for in vain is told by the time that it takes.
        assert!(self.now < Duration::from_secs(7_200), "it does not happen in two hours");
        let timer =
            self.up().filter_map(|n| Some((self.started[n] + self.nodes[n].next_turn()?, n))).min();
        let arrival = self.flying.first_key_value().map(|((time, _), _)| *time);
        match (timer, arrival) {
            (None, None) => return false,
            (Some((due, node)), arrival) if arrival.is_none_or(|time| due < time) => {
                self.now = self.now.max(due);
                self.turn(node, None);
            }
            _ => {
                let ((time, _), (from, datagram)) =
                    self.flying.pop_first().expect("something is flying");
                self.now = self.now.max(time);
                match self.at(datagram.to) {
                    Some(node) if self.down.contains(&node) => {}
                    Some(node) => self.turn(node, Some((from, datagram.bytes))),
                    None => self.answered(&datagram.bytes),
                }
            }
        }
        true
    }

    /// Goes on until nothing is left to happen for any decree, and nothing is under way. That takes no ten
    /// minutes.
    pub(crate) fn come_to_rest(&mut self) {
        let end = self.now + Duration::from_secs(600);
        while !self.is_at_rest() {
            assert!(self.step() && self.now < end, "something goes on for ever");
        }
    }

    pub(crate) fn is_at_rest(&self) -> bool {
        self.flying.is_empty() && self.up().all(|node| self.nodes[node].is_idle())
    }

    /// Goes on for so long.
    pub(crate) fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end && self.step() {}
    }

    /// A turn of a node. It may crash on the way, and its commit may fail.
    pub(crate) fn turn(&mut self, node: usize, datagram: Option<(SocketAddr, Vec<u8>)>) {
        let now = self.time_of(node);
        let core = &mut self.nodes[node];
        if let Some((from, bytes)) = datagram {
            match core.receive(now, from, &bytes) {
                Ok(()) => {}
                Err(Fatal::Disowned(why)) => {
                    self.disowned.insert(node, why);
                    self.down.insert(node);
                    return;
                }
                Err(Fatal::Store(error)) => panic!("the store cannot be read: {error}"),
            }
        }
        core.wake(now).expect("the store can be read");
        if self.faults && self.rng.u16(..200) == 0 {
            return self.crash(node);
        }
        if self.faults && self.rng.u16(..400) == 0 {
            self.disks[node].0.borrow_mut().fails = Some(self.rng.bool());
        }
        let Ok(leaving) = self.nodes[node].finish() else { return self.crash(node) };
        self.disks[node].0.borrow_mut().fails = None;
        let news = self.nodes[node].take_news();
        self.news.extend(news.into_iter().map(|news| (node, news)));
        for datagram in leaving {
            self.check_durable(node, &datagram);
            self.send(self.address(node), &datagram);
        }
        let learned = std::mem::take(&mut self.disks[node].0.borrow_mut().learned);
        self.written += learned.len();
        for (decree, value) in learned {
            self.record(&decree.parse().expect("a name"), &Value::from(value));
        }
    }

    /// What a message tells must be durable at the moment at which it leaves.
    pub(crate) fn check_durable(&self, node: usize, datagram: &Datagram) {
        let Some(to) = self.at(datagram.to) else { return };
        let opened = self.codecs[to].open(&datagram.bytes).expect("a node writes what can be read");
        let Opened::Letter { from, letter: Letter { life, commits, content } } = opened else {
            panic!("no node is a client");
        };
        assert_eq!(from, self.id(node));
        assert_eq!(self.disks[node].life(), Some(life), "the start is not durable");
        assert!(commits <= self.disks[node].commits(), "so many are not durable");
        if let Content::Told(told) = &content {
            let known = self.disks[node].known(self.id(to)).map(|known| known.incarnation);
            assert_eq!(known, Some(told.known.incarnation), "what is told is not durable");
        }
        let Content::Messages(messages) = content else { return };
        for Message { decree, src, msg, .. } in messages {
            let Msg::Paxos(message) = msg else { continue };
            let durable = self.disks[node].durable(&decree, src);
            assert!(is_kept(&message, durable.as_ref()), "{message:?} has left: {durable:?}");
        }
    }

    /// Writes the logs into a folder, and tells where.
    pub(crate) fn write_logs(&self, folder: &Path) -> Vec<PathBuf> {
        let logs = self.logs.iter().zip(1..);
        logs.map(|(log, node)| {
            let path = folder.join(format!("node-{node}.log"));
            fs::write(&path, &*log.borrow()).expect("it can be written");
            path
        })
        .collect()
    }

    /// Holds all that was done against what the actors do.
    pub(crate) fn audit(&self) {
        let folder = tempfile::tempdir().expect("a directory");
        let report = audit(&self.write_logs(folder.path())).expect("they are logs");
        let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
        assert_eq!((problems, report.partial()), (Vec::new(), Vec::new()));
        let none = self.told.iter().filter(|(_, told)| told.is_none());
        let none: BTreeSet<_> = none.map(|(number, _)| number).collect();
        assert!(report.none >= none.len() as u64, "more were told none than the logs say");
    }

    /// How much has happened.
    pub(crate) fn summary(&self) -> String {
        let commits: u64 = self.disks.iter().map(|disk| disk.0.borrow().commits).sum();
        let (sent, none, crashes) = (self.sent, self.told_none, self.crashes);
        format!("{sent} datagrams, {commits} commits, {none} told none, {crashes} crashes")
    }

    /// A client has an answer.
    pub(crate) fn answered(&mut self, bytes: &[u8]) {
        let (_, answer) = self.client.open(bytes).expect("a node writes what can be read");
        let Numbered { number, content } = answer;
        let decree = self.asked[&number].clone();
        match content {
            Answer::Chosen(value) => {
                self.record(&decree, &value);
                self.told.push((number, Some(value)));
            }
            Answer::NoneChosen => {
                self.told_none += 1;
                self.told.push((number, None));
                assert!(
                    !self.watches.contains(&number),
                    "{number} watches {decree}, and is told none"
                );
                assert!(
                    !self.asked_late.contains(&number),
                    "a value was chosen for {decree} when {number} asked, and it is told that none is"
                );
            }
            Answer::Unknown | Answer::Refused(_) => {}
            Answer::Listed(_) | Answer::Status(_) => panic!("nobody has asked for {content:?}"),
        }
    }

    /// Whoever learns or is told a value, it is the same value, and somebody proposed it.
    pub(crate) fn record(&mut self, decree: &Decree, value: &Value) {
        assert!(self.proposed[decree].contains(value), "nobody proposed {value} for {decree}");
        let first = self.chosen.entry(decree.clone()).or_insert_with(|| value.clone());
        assert_eq!(first, value, "two values for {decree}");
    }
}

/// Whether what a message rests on is in the durable state of who says it.
fn is_kept(message: &Paxos, durable: Option<&Durable>) -> bool {
    match (message, durable) {
        (Paxos::Promise { ballot, .. }, Some(Durable::Acceptor(acceptor))) => {
            acceptor.promised >= Some(*ballot)
        }
        (Paxos::Accepted(vote), Some(Durable::Acceptor(acceptor))) => {
            let last = acceptor.voted.as_ref();
            last.is_some_and(|last| last == vote || last.ballot > vote.ballot)
        }
        (Paxos::Prepare { ballot }, Some(Durable::Proposer(record))) => {
            record.ballot >= Some(*ballot)
        }
        (Paxos::Accept { ballot, value }, Some(Durable::Proposer(record))) => {
            record.ballot > Some(*ballot)
                || (record.ballot == Some(*ballot) && record.proposed.as_ref() == Some(value))
        }
        _ => false,
    }
}
