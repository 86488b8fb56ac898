//! A node in its surroundings: the socket, the clock and the signals around a [`Core`].

use super::cluster::{Cluster, Member, NoSuchNode, NodeId};
use super::core::Core;
use super::generate::{GenerateError, random};
use super::store::{DiskStore, StoreError};
use super::wire::{MAX_DATAGRAM, Unheard};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// So many datagrams are read in one turn, so that answers are not kept waiting.
const TURN: usize = 256;

/// A node that is ready to run.
pub struct Node {
    core: Core<DiskStore>,
    socket: UdpSocket,
    signals: UnixStream,
    me: Member,
}

/// What a node has to say at its end.
#[derive(Clone, Debug)]
pub struct Summary {
    /// How many datagrams it dropped, by reason.
    pub unheard: BTreeMap<Unheard, u64>,
}

impl Node {
    /// Takes the address, opens and verifies the durable state, and starts the actors.
    pub fn open(cluster: Cluster, id: NodeId, data: &Path) -> Result<Self, NodeError> {
        // First of all, so that also a start can be asked to end, and ends cleanly.
        let signals = signals().map_err(|source| NodeError::System { source })?;
        let me = cluster.member(id)?.clone();
        let socket = bind(me.address)?;
        let store = DiskStore::open(data, &cluster, id)?;
        let seed = u64::from_le_bytes(random()?);
        let core = Core::start(cluster, me.clone(), store, seed)?;
        Ok(Self { core, socket, signals, me })
    }

    /// Where it is heard.
    pub fn address(&self) -> SocketAddr {
        self.me.address
    }

    /// Of how many decrees it found durable state.
    pub fn restored(&self) -> usize {
        self.core.restored()
    }

    /// Runs until the process is told to end, by SIGINT or SIGTERM.
    pub fn run(mut self) -> Result<Summary, NodeError> {
        let begin = Instant::now();
        let mut buffer = [0; MAX_DATAGRAM + 1];
        loop {
            for datagram in self.core.finish()? {
                // A datagram that cannot be sent is a lost one, and those are sent again.
                let _ = self.socket.send_to(&datagram.bytes, datagram.to);
            }
            let due = self.core.next_turn();
            let wait = due.map(|time| time.saturating_sub(begin.elapsed()));
            if self.wait(wait).map_err(|source| NodeError::System { source })? {
                break;
            }
            for _ in 0..TURN {
                // Nothing more to read, or an error that is gone with having been read.
                let Ok((length, from)) = self.socket.recv_from(&mut buffer) else { break };
                self.core.receive(begin.elapsed(), from, &buffer[..length])?;
            }
            self.core.wake(begin.elapsed())?;
        }
        let summary = Summary { unheard: self.core.unheard().clone() };
        self.core.close()?;
        Ok(summary)
    }

    /// Waits for a datagram, at most so long; whether the process is to end.
    fn wait(&self, at_most: Option<Duration>) -> io::Result<bool> {
        let timeout = at_most.map(|time| Timespec {
            tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: time.subsec_nanos().into(),
        });
        let mut sources =
            [PollFd::new(&self.socket, PollFlags::IN), PollFd::new(&self.signals, PollFlags::IN)];
        match poll(&mut sources, timeout.as_ref()) {
            Ok(_) => Ok(!sources[1].revents().is_empty()),
            Err(rustix::io::Errno::INTR) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }
}

fn bind(address: SocketAddr) -> Result<UdpSocket, NodeError> {
    let socket = UdpSocket::bind(address).map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => NodeError::AddressInUse { address },
        _ => NodeError::Address { address, source },
    })?;
    socket.set_nonblocking(true).map_err(|source| NodeError::System { source })?;
    Ok(socket)
}

/// A stream that becomes readable when the process is to end.
pub fn signals() -> io::Result<UnixStream> {
    let (read, write) = UnixStream::pair()?;
    for signal in [SIGINT, SIGTERM] {
        signal_hook::low_level::pipe::register(signal, write.try_clone()?)?;
    }
    Ok(read)
}

/// Why a node cannot start, or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The cluster file does not list it.
    #[error(transparent)]
    NoSuchNode(#[from] NoSuchNode),
    /// Another program has its address.
    #[error(
        "the address {address} is in use; stop the program that uses it (perhaps this node, \
         started twice), or change the node's address in the cluster file"
    )]
    AddressInUse {
        /// The address.
        address: SocketAddr,
    },
    /// Its address is none that it can take.
    #[error(
        "the address {address} cannot be used: {source}; give one of this machine's addresses in the cluster file"
    )]
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// Its durable state cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] GenerateError),
    /// The system refuses what no program should be refused.
    #[error("the system fails: {source}")]
    System {
        /// What it says.
        source: io::Error,
    },
}
