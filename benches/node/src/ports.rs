//! Addresses on this machine that nobody has.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};

/// So many, free for TCP and UDP. They are held all at once, so that no two are one.
pub(crate) fn free(many: usize) -> io::Result<Vec<SocketAddr>> {
    let mut held = Vec::new();
    while held.len() < many {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        // Somebody's by UDP: then another one.
        if let Ok(socket) = UdpSocket::bind(address) {
            held.push((address, listener, socket));
        }
    }
    Ok(held.into_iter().map(|(address, ..)| address).collect())
}
