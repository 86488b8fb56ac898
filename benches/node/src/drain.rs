//! All datagrams that have come.

use rustix::event::{PollFd, PollFlags, poll};
use std::io;
use std::net::{SocketAddr, UdpSocket};

/// Larger than any here.
const LONGEST: usize = 64 << 10;

/// A socket that is read as a whole.
pub(crate) struct Drain {
    socket: UdpSocket,
    buffer: Vec<u8>,
}

impl Drain {
    pub(crate) fn bind(at: SocketAddr) -> io::Result<Self> {
        let socket = UdpSocket::bind(at)?;
        socket.set_nonblocking(true)?;
        Ok(Self { socket, buffer: vec![0; LONGEST] })
    }

    /// Waits for a datagram, and hands over all that are there.
    pub(crate) fn turn(&mut self, mut take: impl FnMut(SocketAddr, &[u8])) -> io::Result<()> {
        poll(&mut [PollFd::new(&self.socket, PollFlags::IN)], None)?;
        loop {
            match self.socket.recv_from(&mut self.buffer) {
                Ok((length, from)) => take(from, &self.buffer[..length]),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                // Somebody to whom something was sent is gone.
                Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => {}
                Err(e) => return Err(e),
            }
        }
    }

    pub(crate) fn send(&self, to: SocketAddr, bytes: &[u8]) -> io::Result<()> {
        match self.socket.send_to(bytes, to) {
            Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => Ok(()),
            // Lost, as any datagram may be.
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => Ok(()),
            sent => sent.map(drop),
        }
    }
}
