//! The network: whatever goes to a node passes here, and so does whatever comes from one.
//!
//! Others send to a node at its *front*, a socket of the relay, and the node listens elsewhere. What a member sends leaves
//! the relay from that member's own front, so that the receiver sees the address that it knows. Each client has a
//! socket of the relay for each node that it asks, so that the answer finds its way back.

use super::schedule::{CLIENTS, End, Link};
use fastrand::Rng;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// So many datagrams of each link are kept, to be replayed.
const PAST: usize = 512;

/// The longest datagram and some more.
const LONGEST: usize = 2048;

/// Clients have few sockets; more would be a mistake of the test.
const FLOWS: usize = 1000;

/// What was done to datagrams.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Those that were to be carried.
    pub(crate) sent: u64,
    /// Those that a cut link did not carry.
    pub(crate) cut: u64,
    /// Those that were lost.
    pub(crate) lost: u64,
    /// Those that were delivered twice.
    pub(crate) twice: u64,
    /// Those that were delivered with a flipped bit.
    pub(crate) flipped: u64,
    /// Old ones that were delivered again.
    pub(crate) replayed: u64,
    /// Those that were held back.
    pub(crate) late: u64,
}

/// How the network is.
#[derive(Default)]
struct Conditions {
    links: BTreeMap<(End, End), Link>,
    cut: BTreeSet<(End, End)>,
    wrong: BTreeSet<End>,
}

/// The relay, which carries datagrams on a thread of its own until it is dropped.
pub(crate) struct Relay {
    conditions: Arc<Mutex<Conditions>>,
    tally: Arc<Mutex<Tally>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Relay {
    /// A relay with these fronts, to the nodes that listen there, in the order of their numbers.
    pub(crate) fn start(fronts: Vec<UdpSocket>, nodes: Vec<SocketAddr>, seed: u64) -> Self {
        let mut relay = Self {
            conditions: Arc::default(),
            tally: Arc::default(),
            is_over: Arc::default(),
            thread: None,
        };
        for front in &fronts {
            front.set_nonblocking(true).expect("a socket");
        }
        let mut carrier = Carrier {
            rng: Rng::with_seed(seed),
            fronts: fronts.len(),
            sockets: fronts,
            nodes,
            clients: Vec::new(),
            flows: BTreeMap::new(),
            waiting: BinaryHeap::new(),
            number: 0,
            past: BTreeMap::new(),
            conditions: Arc::clone(&relay.conditions),
            tally: Arc::clone(&relay.tally),
        };
        let is_over = Arc::clone(&relay.is_over);
        relay.thread = Some(std::thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                carrier.turn();
            }
        }));
        relay
    }

    /// How links are from now on.
    pub(crate) fn weather(&self, links: &[((End, End), Link)]) {
        self.conditions.lock().expect("no panic").links = links.iter().copied().collect();
    }

    /// Which links carry nothing from now on.
    pub(crate) fn cut(&self, cut: &[(End, End)]) {
        self.conditions.lock().expect("no panic").cut = cut.iter().copied().collect();
    }

    /// What these nodes say from now on does not come again later: they are upon wrong directories. A new directory of
    /// another would believe it, as if both were so at a time (docs/operating.md, what is not noticed).
    pub(crate) fn forget(&self, wrong: &[End]) {
        self.conditions.lock().expect("no panic").wrong = wrong.iter().copied().collect();
    }

    /// What was done so far.
    pub(crate) fn tally(&self) -> Tally {
        *self.tally.lock().expect("no panic")
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // If it has panicked, that is on the standard error, and clients got no answers.
            let _ = thread.join();
        }
    }
}

/// A datagram that is to leave from this socket.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Parcel {
    from: usize,
    to: SocketAddr,
    bytes: Vec<u8>,
}

struct Carrier {
    rng: Rng,
    /// The fronts, and after them a socket for each client and node.
    sockets: Vec<UdpSocket>,
    fronts: usize,
    /// Where the nodes listen.
    nodes: Vec<SocketAddr>,
    /// For each socket after the fronts: the node, from 0, and where the client is.
    clients: Vec<(usize, SocketAddr)>,
    flows: BTreeMap<(usize, SocketAddr), usize>,
    waiting: BinaryHeap<Reverse<(Instant, u64, Parcel)>>,
    number: u64,
    past: BTreeMap<(End, End), Vec<Parcel>>,
    conditions: Arc<Mutex<Conditions>>,
    tally: Arc<Mutex<Tally>>,
}

/// The number of the node at this place.
fn end(place: usize) -> End {
    End::try_from(place + 1).expect("few nodes")
}

impl Carrier {
    fn turn(&mut self) {
        for socket in self.readable() {
            let mut bytes = [0; LONGEST];
            // That somebody was not there is nobody's business here.
            while let Ok((length, source)) = self.sockets[socket].recv_from(&mut bytes) {
                self.take(socket, source, &bytes[..length]);
            }
        }
        let now = Instant::now();
        while self.waiting.peek().is_some_and(|Reverse((due, ..))| *due <= now) {
            let Some(Reverse((_, _, parcel))) = self.waiting.pop() else { return };
            // A full buffer loses a datagram, as networks do.
            let _ = self.sockets[parcel.from].send_to(&parcel.bytes, parcel.to);
        }
    }

    /// The sockets at which something has come; waits for some milliseconds, or until something is due.
    fn readable(&self) -> Vec<usize> {
        let now = Instant::now();
        let due = self.waiting.peek().map(|Reverse((due, ..))| due.saturating_duration_since(now));
        let time = due.unwrap_or(Duration::MAX).min(Duration::from_millis(10));
        let time = Timespec { tv_sec: 0, tv_nsec: time.subsec_nanos().into() };
        let mut polled: Vec<_> =
            self.sockets.iter().map(|socket| PollFd::new(socket, PollFlags::IN)).collect();
        // After an interruption nothing is readable, and it is tried again.
        let _ = poll(&mut polled, Some(&time));
        let is_readable = |polled: &PollFd| polled.revents().intersects(PollFlags::IN);
        (0..polled.len()).filter(|at| is_readable(&polled[*at])).collect()
    }

    /// A datagram has come at this socket.
    fn take(&mut self, socket: usize, source: SocketAddr, bytes: &[u8]) {
        let sender = self.nodes.iter().position(|node| *node == source);
        let (link, from, to) = if let Some(flow) = socket.checked_sub(self.fronts) {
            let (node, client) = self.clients[flow];
            if sender != Some(node) {
                return;
            }
            ((end(node), CLIENTS), node, client)
        } else if let Some(sender) = sender {
            ((end(sender), end(socket)), sender, self.nodes[socket])
        } else {
            ((CLIENTS, end(socket)), self.flow(socket, source), self.nodes[socket])
        };
        self.carry(link, Parcel { from, to, bytes: bytes.to_vec() });
    }

    /// The socket of this client for this node.
    fn flow(&mut self, node: usize, client: SocketAddr) -> usize {
        if let Some(flow) = self.flows.get(&(node, client)) {
            return *flow;
        }
        assert!(self.clients.len() < FLOWS, "clients have more than {FLOWS} sockets");
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        self.sockets.push(socket);
        self.clients.push((node, client));
        self.flows.insert((node, client), self.sockets.len() - 1);
        self.sockets.len() - 1
    }

    fn carry(&mut self, link: (End, End), parcel: Parcel) {
        let (how, is_cut, is_wrong) = {
            let conditions = self.conditions.lock().expect("no panic");
            (
                conditions.links.get(&link).copied().unwrap_or_default(),
                conditions.cut.contains(&link),
                conditions.wrong.contains(&link.0),
            )
        };
        let mut drawn = |percent| self.rng.u32(..100) < percent;
        let (lost, twice, flipped, replayed) =
            (drawn(how.lost), drawn(how.twice), drawn(how.flipped), drawn(how.replayed));
        {
            let tally = &mut *self.tally.lock().expect("no panic");
            tally.sent += 1;
            tally.cut += u64::from(is_cut);
            let is_carried = !is_cut && !lost;
            tally.lost += u64::from(lost && !is_cut);
            tally.twice += u64::from(twice && is_carried);
            tally.flipped += u64::from(flipped && is_carried);
            tally.replayed += u64::from(replayed && !is_cut);
            tally.late += u64::from(how.late > 0 && is_carried);
        }
        if is_cut {
            return;
        }
        if replayed && let Some(old) = self.old(link) {
            self.post(how, old);
        }
        if !is_wrong {
            self.remember(link, &parcel);
        }
        if lost {
            return;
        }
        if twice {
            self.post(how, parcel.clone());
        }
        let parcel = if flipped { self.flip(parcel) } else { parcel };
        self.post(how, parcel);
    }

    fn post(&mut self, how: Link, parcel: Parcel) {
        let due = Instant::now() + Duration::from_micros(self.rng.u64(..=how.late * 1000));
        self.number += 1;
        self.waiting.push(Reverse((due, self.number, parcel)));
    }

    fn flip(&mut self, mut parcel: Parcel) -> Parcel {
        if !parcel.bytes.is_empty() {
            let at = self.rng.usize(..parcel.bytes.len());
            parcel.bytes[at] ^= 1 << self.rng.u32(..8);
        }
        parcel
    }

    fn old(&mut self, link: (End, End)) -> Option<Parcel> {
        self.rng.choice(self.past.get(&link)?).cloned()
    }

    /// Keeps some of what was sent; some of it for long.
    fn remember(&mut self, link: (End, End), parcel: &Parcel) {
        let past = self.past.entry(link).or_default();
        if past.len() < PAST {
            past.push(parcel.clone());
        } else if self.rng.u32(..8) == 0 {
            past[self.rng.usize(..PAST)] = parcel.clone();
        }
    }
}
