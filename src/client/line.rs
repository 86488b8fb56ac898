//! A socket that is connected to one node.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// A socket of its own for each node: the system then tells when there is nobody.
pub(super) fn connect(address: SocketAddr) -> io::Result<UdpSocket> {
    let any: IpAddr = match address {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let line = UdpSocket::bind((any, 0))?;
    line.set_nonblocking(true)?;
    line.connect(address)?;
    Ok(line)
}
