//! Three nodes, and all that they say to each other: always the same.

use super::cluster::TEXTS;
use super::seal::{Of, Sealer};
use super::world::{CLIENT, Disk, Forgetful, Seeded};
use fastrand::Rng;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use synod::node::{
    Access, ClientCodec, Clients, Cluster, Core, Datagram, Decree, Fatal, Incarnation, Listing,
    LogSink, NodeId, Nonces, Numbered, Question, Request, Time,
};

/// So often is a node's clock looked at, if nothing comes.
const TICK: Duration = Duration::from_millis(5);

/// A cluster of three nodes in one process, with a client. Nothing is lost, and no time passes between a datagram and its
/// arrival.
pub(crate) struct Trio {
    pub(crate) cluster: Cluster,
    pub(crate) client: ClientCodec,
    pub(crate) cores: Vec<Core<Forgetful>>,
    pub(crate) logs: Vec<Rc<RefCell<Vec<u8>>>>,
    pub(crate) now: Time,
    nonces: Seeded,
    flying: VecDeque<(SocketAddr, Datagram)>,
    asked: u64,
    /// Everything that was ever sent.
    pub(crate) past: Vec<(SocketAddr, Datagram)>,
}

impl Trio {
    /// Nodes that have introduced themselves.
    pub(crate) fn new(is_logged: bool) -> Self {
        let cluster = Cluster::parse(&TEXTS.cluster).expect("a cluster file");
        let clients = Clients::parse(&TEXTS.clients).expect("a list of clients");
        let access = Access::parse(&TEXTS.client).expect("a client's file");
        let logs: Vec<Rc<RefCell<Vec<u8>>>> = (0..3).map(|_| Rc::default()).collect();
        let start = |(member, log): (_, &Rc<RefCell<Vec<u8>>>)| {
            let member: &synod::node::Member = member;
            let seed = u64::from(member.id.0);
            let log = is_logged.then(|| Box::new(log.clone()) as Box<dyn LogSink>);
            let nonces = Box::new(Seeded(Rng::with_seed(seed)));
            let (cluster, me) = (cluster.clone(), member.clone());
            Core::start(cluster, me, &clients, empty(member.id), seed, nonces, log)
        };
        let cores = cluster.members().iter().zip(&logs).map(start);
        let cores: Result<_, _> = cores.collect();
        let mut trio = Self {
            cores: cores.expect("the store can be read"),
            client: ClientCodec::new(&access),
            cluster,
            logs,
            now: Time::ZERO,
            nonces: Seeded(Rng::with_seed(0)),
            flying: VecDeque::new(),
            asked: 0,
            past: Vec::new(),
        };
        trio.pass(Duration::from_secs(1), usize::MAX);
        trio
    }

    /// What clients ask, of all kinds, about decrees with owners and without votes, contended and not.
    pub(crate) fn ask_all(&mut self) {
        let about = |name: &str, question| Request::About(decree(name), question);
        let propose = |value: &str| Question::Propose(value.into());
        let list = Listing { prefix: "c".to_owned(), after: Some(decree("a")) };
        for (node, request) in [
            (1, about("colour", propose("green"))),
            (2, about("colour", propose("red"))),
            (3, about("colour", Question::Learn)),
            (1, about("shape", Question::Learn)),
            (1, about("size", Question::Watch)),
            (2, about("size", propose(&"large".repeat(150)))),
            (1, about("job/7/leader", propose("alice"))),
            (1, about("colour", Question::Peek)),
            (1, Request::List(list)),
            (1, Request::Status),
        ] {
            self.ask(node, request);
        }
    }

    fn ask(&mut self, node: u16, content: Request) {
        self.asked += 1;
        let request = Numbered { number: self.asked, content };
        let bytes = self.client.request(NodeId(node), self.nonces.next(), &request);
        let to = self.address(NodeId(node));
        self.send(CLIENT, Datagram { to, bytes: bytes.expect("it is a node") });
    }

    pub(crate) fn address(&self, id: NodeId) -> SocketAddr {
        let member = self.cluster.member(id).expect("it is a member");
        member.address.number().expect("a number")
    }

    fn send(&mut self, from: SocketAddr, datagram: Datagram) {
        self.past.push((from, datagram.clone()));
        self.flying.push_back((from, datagram));
    }

    /// Lets so much time pass, or so many datagrams arrive. What nodes say when they end is nothing.
    pub(crate) fn pass(&mut self, time: Duration, mut arrivals: usize) {
        let end = self.now + time;
        loop {
            while let Some((from, datagram)) = self.flying.pop_front() {
                let to = (0..3).find(|node| self.place(*node) == datagram.to);
                let Some(node) = to else { continue };
                // One that is told by others that it is not what it was says nothing more in this turn.
                if self.cores[node].receive(self.now, from, &datagram.bytes).is_ok() {
                    self.finish(node);
                }
                arrivals = arrivals.saturating_sub(1);
                if arrivals == 0 {
                    return;
                }
            }
            if self.now >= end {
                return;
            }
            self.now += TICK;
            (0..3).for_each(|node| self.finish(node));
        }
    }

    fn place(&self, node: usize) -> SocketAddr {
        self.address(self.cluster.members()[node].id)
    }

    /// Ends the turn of a node, and sends what it says.
    fn finish(&mut self, node: usize) {
        for datagram in self.turn(node) {
            let from = self.place(node);
            self.send(from, datagram);
        }
    }

    /// Ends the turn of a node; what it says.
    pub(crate) fn turn(&mut self, node: usize) -> Vec<Datagram> {
        let core = &mut self.cores[node];
        core.wake(self.now).expect("the store can be read");
        core.finish().expect("the store never fails")
    }

    /// Hands a datagram to node 1; whether it goes on.
    pub(crate) fn hear(&mut self, from: SocketAddr, datagram: &[u8]) -> Result<bool, String> {
        match self.cores[0].receive(self.now, from, datagram) {
            Ok(()) => Ok(true),
            Err(Fatal::Disowned(_)) => Ok(false),
            Err(Fatal::Store(error)) => Err(error.to_string()),
        }
    }

    /// Sends on what node 1 has said.
    pub(crate) fn deliver(&mut self, said: Vec<Datagram>) {
        let from = self.place(0);
        for datagram in said {
            self.send(from, datagram);
        }
    }

    /// What seals for this kind.
    pub(crate) fn sealer(&self, of: Of) -> Sealer {
        let text = if let Of::Member(..) = of { &TEXTS.cluster } else { &TEXTS.client };
        let line = text.lines().find_map(|line| line.strip_prefix("key = \"")).expect("a key");
        let digits = line.trim_end_matches('"');
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("digits");
        let key: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
        Sealer::new(of, &self.cluster, &key)
    }
}

fn decree(name: &str) -> Decree {
    name.parse().expect("a name")
}

/// A store that was never used.
fn empty(id: NodeId) -> Forgetful {
    let incarnation = Incarnation([id.0.to_be_bytes()[1]; 16]);
    let (durable, put) = (BTreeMap::new(), BTreeMap::new());
    let (fails, commits, learned) = (None, 0, Vec::new());
    let disk = Disk { incarnation, durable, put, fails, commits, learned };
    Forgetful(Rc::new(RefCell::new(disk)))
}
