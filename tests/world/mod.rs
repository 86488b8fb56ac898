//! A world made from a seed: nodes between a network that loses, repeats and reorders, stores that forget
//! what was not committed, clocks that differ, crashes, pauses, and operators that make mistakes. All that happens comes
//! from the seed, to the byte of each datagram.

#![allow(dead_code, reason = "each test file uses a part of this")]

mod checks;
mod clients;
mod clock;
mod disk;
pub(crate) mod failed;
mod mistakes;
mod network;
mod nodes;
mod nonces;
mod provoked;

#[allow(unused_imports, reason = "each test file uses a part of this")]
pub(crate) use disk::{Disk, Forgetful};
pub(crate) use nonces::Seeded;

use clock::Clock;
use mistakes::Mistakes;
use nonces::seeded_cluster;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::rc::Rc;
use synod::node::{
    Access, ClientCodec, Clients, Cluster, Codec, Core, Datagram, Decree, Disowned, News, NodeId,
    Time,
};
use synod::paxos::Value;

/// Where clients are.
pub(crate) const CLIENT: SocketAddr =
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 1), 1));

/// A cluster in a world made from a seed.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) rng: fastrand::Rng,
    pub(crate) cluster: Cluster,
    pub(crate) clients: Clients,
    /// By which each node would hear what is for it.
    pub(crate) codecs: Vec<Codec>,
    pub(crate) client: ClientCodec,
    pub(crate) nonces: Seeded,
    pub(crate) now: Time,
    pub(crate) nodes: Vec<Core<Forgetful>>,
    /// What each looks at for its own time.
    clocks: Vec<Clock>,
    clocks_differ: bool,
    /// From where each sends.
    places: Vec<SocketAddr>,
    pub(crate) disks: Vec<Forgetful>,
    /// What each node has written down of what it did.
    pub(crate) logs: Vec<Rc<RefCell<Vec<u8>>>>,
    /// What is under way: when it arrives, a number that makes it unique, from where, and what.
    pub(crate) flying: BTreeMap<(Time, u64), (SocketAddr, Datagram)>,
    /// All that nodes have ever sent.
    pub(crate) past: Vec<(SocketAddr, Datagram)>,
    /// The nodes that do not run. What is sent to them is lost.
    pub(crate) down: BTreeSet<usize>,
    /// The nodes that stand still, and until when. What is sent to them waits.
    paused: BTreeMap<usize, Time>,
    pub(crate) pauses: u64,
    /// The nodes that were not heard for a while, or heard nobody: they stood still, or were not themselves.
    was_away: BTreeSet<usize>,
    mistakes: Mistakes,
    /// Who has ended because another knows better, although nobody had made a mistake.
    pub(crate) disowned: BTreeMap<usize, Disowned>,
    /// What nodes had to say.
    pub(crate) news: Vec<(usize, News)>,
    pub(crate) sent: u64,
    /// A digest of all that was ever sent, and of when.
    everything_sent: DefaultHasher,
    /// How often it was somebody's turn.
    pub(crate) steps: u64,
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
        let texts = seeded_cluster(size, &mut fastrand::Rng::with_seed(seed));
        let cluster = Cluster::parse(&file(&texts.cluster)).expect("a cluster file");
        let clients = Clients::parse(&texts.clients).expect("a list of clients");
        let access = Access::parse(&texts.client).expect("a client's file");
        let disks = (0..size).map(|node| Forgetful::new([node.to_be_bytes()[1]; 16])).collect();
        let members = cluster.members().iter();
        let codecs =
            members.clone().map(|member| Codec::new(&cluster, member.id, &clients)).collect();
        let places = members.clone().map(|it| it.address.number().expect("a number")).collect();
        let mut world = Self {
            seed,
            rng: fastrand::Rng::with_seed(seed),
            client: ClientCodec::new(&access),
            nonces: Seeded(fastrand::Rng::with_seed(seed)),
            codecs,
            clients,
            cluster,
            now: Time::ZERO,
            nodes: Vec::new(),
            clocks: vec![Clock::NEW; size.into()],
            clocks_differ: false,
            places,
            disks,
            logs: (0..size).map(|_| Rc::default()).collect(),
            flying: BTreeMap::new(),
            past: Vec::new(),
            down: BTreeSet::new(),
            paused: BTreeMap::new(),
            pauses: 0,
            was_away: BTreeSet::new(),
            mistakes: Mistakes::default(),
            disowned: BTreeMap::new(),
            news: Vec::new(),
            sent: 0,
            everything_sent: DefaultHasher::new(),
            steps: 0,
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

    /// Its place among the nodes.
    fn index(&self, id: NodeId) -> usize {
        self.all().find(|node| self.id(*node) == id).expect("a member")
    }

    /// How much has happened.
    pub(crate) fn summary(&self) -> String {
        let commits: u64 = self.disks.iter().map(|disk| disk.0.borrow().commits).sum();
        let (sent, none, crashes) = (self.sent, self.told_none, self.crashes);
        format!("{sent} datagrams, {commits} commits, {none} told none, {crashes} crashes")
    }
    /// A digest of all that has happened: what was sent, and when, what nodes wrote down of what they did, and what
    /// is on their disks.
    pub(crate) fn digest(&self) -> u64 {
        let mut digest = self.everything_sent.clone();
        for node in self.all() {
            self.logs[node].borrow().hash(&mut digest);
            let disk = self.disks[node].0.borrow();
            (disk.commits, &disk.durable).hash(&mut digest);
        }
        digest.finish()
    }
}
