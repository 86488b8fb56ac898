//! Where a node is.

use serde::Deserialize;
use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::str::FromStr;
use std::vec;

/// The longest name that can be looked up.
const MAX_NAME: usize = 253;

/// Where a node is: an IP address, or a name that stands for one, and a UDP port. A name may stand for one address
/// now and for another later, as that of a container does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Address {
    /// By number.
    Number(SocketAddr),
    /// By name.
    Name {
        /// In small letters.
        name: String,
        /// The port.
        port: u16,
    },
}

impl Address {
    /// The port.
    pub fn port(&self) -> u16 {
        match self {
            Self::Number(address) => address.port(),
            Self::Name { port, .. } => *port,
        }
    }

    /// The address itself, if it needs no looking up.
    pub fn number(&self) -> Option<SocketAddr> {
        match self {
            Self::Number(address) => Some(*address),
            Self::Name { .. } => None,
        }
    }

    /// Whether it is the same machine for whoever reads it.
    pub(super) fn is_loopback(&self) -> bool {
        match self {
            Self::Number(address) => address.ip().is_loopback(),
            Self::Name { name, .. } => name == "localhost",
        }
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self::Number(address)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(address) => write!(f, "{address}"),
            Self::Name { name, port } => write!(f, "{name}:{port}"),
        }
    }
}

/// A text that is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no address; give an IP address or a name, and a port, such as 10.0.0.1:4701, [fd00::1]:4701 or \
     node1.example:4701"
)]
pub struct NoAddress(String);

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Number(address));
        }
        let parts = text.rsplit_once(':').and_then(|(name, port)| Some((name, port.parse().ok()?)));
        match parts {
            Some((name, port)) if is_name(name) => {
                Ok(Self::Name { name: name.to_ascii_lowercase(), port })
            }
            _ => Err(NoAddress(text.to_owned())),
        }
    }
}

/// Whether it can be looked up, and is not an IP address with a mistake.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_label =
        |label: &str| !label.is_empty() && !label.starts_with('-') && label.bytes().all(plain);
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_number =
        name.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    name.len() <= MAX_NAME && name.split('.').all(is_label) && !is_number
}

impl TryFrom<String> for Address {
    type Error = NoAddress;

    fn try_from(text: String) -> Result<Self, NoAddress> {
        text.parse()
    }
}

/// Looks a name up as the system does, which may take seconds.
impl ToSocketAddrs for Address {
    type Iter = vec::IntoIter<SocketAddr>;

    fn to_socket_addrs(&self) -> io::Result<Self::Iter> {
        match self {
            Self::Number(address) => Ok(vec![*address].into_iter()),
            Self::Name { name, port } => (name.as_str(), *port).to_socket_addrs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_number_or_a_name_and_a_port() {
        for text in ["10.0.0.1:4701", "[fd00::1]:4701", "node1:4701", "a_b.c-d.example.:1"] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(
                address.number().is_some(),
                !text.contains(char::is_alphabetic) || text.starts_with('[')
            );
        }
        assert_eq!("Node1:4701".parse::<Address>(), "node1:4701".parse(), "names have no capitals");
        let long = format!("{}:1", "a".repeat(254));
        for text in [
            "",
            "node1",
            "node1:",
            ":4701",
            "node1:65536",
            "10.0.0.1",
            "10.0.0.256:1",
            "10.0.1:1",
            "a..b:1",
            "-a:1",
            "a b:1",
            "fd00::1:4701",
            "http://node1:4701",
            &long,
        ] {
            let told = text.parse::<Address>().expect_err(text).to_string();
            assert!(told.contains("node1.example:4701"), "{told}");
        }
    }
}
