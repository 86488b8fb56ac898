//! The node's socket: as many datagrams as have come are read with one system call.

use super::identity::{Address, Cluster, Member};
use super::mail::Datagram;
use super::node_error::NodeError;
use quinn_udp::{BATCH_SIZE, RecvMeta, UdpSockRef, UdpSocketState};
use std::io::{ErrorKind, IoSliceMut};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};

/// Room for what comes while a turn waits for the disk: some thousand datagrams. The system may grant less.
const RECEIVE_BUFFER: usize = 4 << 20;

/// What one read of the system can hand over as one: datagrams of one sender and one length, end to end.
const LONGEST: usize = 65_535;

/// A node's socket.
pub(super) struct Socket {
    udp: UdpSocket,
    state: UdpSocketState,
    buffers: Vec<u8>,
}

impl Socket {
    /// Takes the address at which a member of a cluster listens.
    pub(super) fn bind(cluster: &Cluster, me: &Member) -> Result<Self, NodeError> {
        let address = me.listen.map_or_else(|| me.address.clone(), Address::from);
        let numbers = numbers(cluster, me, &address)?;
        let socket = UdpSocket::bind(&numbers[..]).map_err(|source| match source.kind() {
            ErrorKind::AddrInUse => NodeError::AddressInUse { address },
            _ => NodeError::Address { address, source },
        })?;
        let system = |source| NodeError::System { source };
        let state = UdpSocketState::new(UdpSockRef::from(&socket)).map_err(system)?;
        state.set_recv_buffer_size(UdpSockRef::from(&socket), RECEIVE_BUFFER).map_err(system)?;
        socket.set_nonblocking(true).map_err(system)?;
        Ok(Self { udp: socket, state, buffers: vec![0; BATCH_SIZE * LONGEST] })
    }

    /// Where it is.
    pub(super) fn address(&self) -> Result<SocketAddr, NodeError> {
        self.udp.local_addr().map_err(|source| NodeError::System { source })
    }

    /// How many bytes can wait to be read, by what the system has granted.
    pub(super) fn room(&self) -> Result<usize, NodeError> {
        let room = self.state.recv_buffer_size(UdpSockRef::from(&self.udp));
        room.map_err(|source| NodeError::System { source })
    }

    /// Sends a datagram. One that cannot be sent is a lost one, and those are sent again.
    pub(super) fn send(&self, datagram: &Datagram) {
        let _ = self.udp.send_to(&datagram.bytes, datagram.to);
    }

    /// Hands over what has come, until nothing is left or it was so many: also what comes meanwhile, since the more
    /// there is in a turn the fewer commits there are.
    pub(super) fn receive<E>(
        &mut self,
        most: usize,
        mut hear: impl FnMut(SocketAddr, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { udp, state, buffers } = self;
        let mut metas = [RecvMeta::default(); BATCH_SIZE];
        let mut read = 0;
        while read < most {
            let mut slices: Vec<_> = buffers.chunks_mut(LONGEST).map(IoSliceMut::new).collect();
            // Nothing more to read, or an error that is gone with having been read.
            let Ok(count) = state.recv(UdpSockRef::from(&*udp), &mut slices, &mut metas) else {
                break;
            };
            for (RecvMeta { addr, len, stride, .. }, buffer) in metas[..count].iter().zip(&slices) {
                // One with nothing in it is one, too: else whoever sends such ones keeps a turn from its end.
                let nothing = (*len == 0).then_some(&[][..]);
                let datagrams = buffer[..*len].chunks((*stride).max(1));
                for datagram in nothing.into_iter().chain(datagrams) {
                    hear(*addr, datagram)?;
                    read += 1;
                }
            }
        }
        Ok(())
    }
}

/// The addresses to listen at. A name may stand for the reader's own machine alone, as Debian has it in /etc/hosts; where
/// others are elsewhere, nothing that they send would come.
fn numbers(cluster: &Cluster, me: &Member, own: &Address) -> Result<Vec<SocketAddr>, NodeError> {
    let name = |source| NodeError::Name { address: own.clone(), source };
    let mut numbers: Vec<_> = own.to_socket_addrs().map_err(name)?.collect();
    let here = numbers.iter().map(SocketAddr::ip).find(IpAddr::is_loopback);
    if let Some(found) = here.filter(|_| own.number().is_none() && !are_all_here(cluster, me)) {
        numbers.retain(|number| !number.ip().is_loopback());
        if numbers.is_empty() {
            return Err(NodeError::OwnMachine { address: own.clone(), found });
        }
    }
    Ok(numbers)
}

/// Whether all other members are known to be on this machine.
fn are_all_here(cluster: &Cluster, me: &Member) -> bool {
    let mut others = cluster.members().iter().filter(|member| member.id != me.id);
    others.all(|other| {
        let found = other.address.to_socket_addrs();
        found.is_ok_and(|mut found| found.all(|number| number.ip().is_loopback()))
    })
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.udp.as_fd()
    }
}
