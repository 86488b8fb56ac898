//! The loop of a process.

use super::journal::{Disk, Journal};
use super::peers::Peers;
use crate::failure::Failure;
use crate::floor::REQUEST;
use crate::options::Place;
use crate::processes::READY;
use crate::ring::Ring;
use omnipaxos::macros::Entry;
use omnipaxos::messages::Message;
use omnipaxos::util::LogEntry;
use omnipaxos::{ClusterConfig, OmniPaxos, OmniPaxosConfig, ServerConfig};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

const TICK: Duration = Duration::from_millis(10);

/// In ticks. A shorter time would have a busy machine change its leader.
const ELECTION: u64 = 50;

/// What is put into the log: what a client has asked with.
#[derive(Clone, Debug, Serialize, Deserialize, Entry)]
pub(super) struct Command(pub(super) [u8; REQUEST]);

/// What comes to the loop.
pub(super) enum Heard {
    Client(SocketAddr, [u8; REQUEST]),
    Peer(Message<Command>),
}

/// Runs one of the processes, until it is killed.
pub(crate) fn run(place: &Place, clients: SocketAddr) -> Result<(), Failure> {
    let disk = Disk::new(Ring::create(&place.data)?);
    let (sender, heard) = channel();
    let all = (1..).zip(place.at.iter().copied());
    let others = all.filter(|(_, at)| *at != place.own());
    let peers = Peers::connect(place.own(), others, sender.clone())?;
    let socket = UdpSocket::bind(clients)?;
    let ear = socket.try_clone()?;
    thread::spawn(move || hear_clients(&ear, &sender));
    let config = OmniPaxosConfig {
        cluster_config: ClusterConfig {
            configuration_id: 1,
            nodes: (1..).take(place.at.len()).collect(),
            ..ClusterConfig::default()
        },
        server_config: ServerConfig {
            pid: place.number.into(),
            election_tick_timeout: ELECTION,
            // Clients ask the first, which therefore should lead.
            leader_priority: u32::from(place.number == 1),
            ..ServerConfig::default()
        },
    };
    let paxos = config.build(Journal::new(disk.clone()))?;
    println!("{READY}");
    Server { paxos, peers, socket, waiting: BTreeMap::new(), told: 0 }.tend(&heard, &disk)
}

fn hear_clients(socket: &UdpSocket, heard: &Sender<Heard>) {
    let mut request = [0; REQUEST];
    loop {
        match socket.recv_from(&mut request) {
            Ok((REQUEST, from)) if heard.send(Heard::Client(from, request)).is_err() => return,
            // A client that is gone, or something else than a request.
            Ok(_) | Err(_) => {}
        }
    }
}

struct Server {
    paxos: OmniPaxos<Command, Journal>,
    peers: Peers,
    socket: UdpSocket,
    /// Who is to be answered once this is decided.
    waiting: BTreeMap<[u8; REQUEST], SocketAddr>,
    /// How much of the log was decided when it was last looked at.
    told: usize,
}

impl Server {
    fn tend(
        mut self,
        heard: &Receiver<Heard>,
        disk: &std::cell::RefCell<Disk>,
    ) -> Result<(), Failure> {
        let mut tick = Instant::now() + TICK;
        loop {
            match heard.recv_timeout(tick.saturating_duration_since(Instant::now())) {
                Ok(first) => self.hear(first),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            for next in heard.try_iter() {
                self.hear(next);
            }
            if Instant::now() >= tick {
                self.paxos.tick();
                tick += TICK;
            }
            let mut messages = Vec::new();
            self.paxos.take_outgoing_messages(&mut messages);
            disk.borrow_mut().sync()?;
            self.peers.send(messages)?;
            self.tell();
        }
    }

    /// Who is asked and does not lead hands it on, as the crate does, and answers once it hears that it is decided.
    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Peer(message) => self.paxos.handle_incoming(message),
            Heard::Client(from, request) => {
                // Where it cannot be appended now, the client asks again.
                if self.paxos.append(Command(request)).is_ok() {
                    self.waiting.insert(request, from);
                }
            }
        }
    }

    /// Answers those who wait for what is decided now.
    fn tell(&mut self) {
        let decided = self.paxos.get_decided_idx();
        if decided == self.told {
            return;
        }
        for entry in self.paxos.read_decided_suffix(self.told).into_iter().flatten() {
            if let LogEntry::Decided(Command(request)) = entry
                && let Some(client) = self.waiting.remove(&request)
            {
                // Who is gone need not hear it.
                drop(self.socket.send_to(&request[..8], client));
            }
        }
        self.told = decided;
    }
}
