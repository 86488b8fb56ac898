//! A socket that is connected to one node.

use crate::node::{Address, Time};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

/// A node that has said nothing for so long after it was asked may have moved: its name is looked up again.
const PATIENCE: Duration = Duration::from_secs(1);

/// A socket of its own for each node: the system then tells when there is nobody. It goes to the first of these addresses
/// to which there is a way.
pub(super) fn connect(addresses: &[SocketAddr]) -> io::Result<UdpSocket> {
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the name stands for no address");
    for address in addresses {
        match connect_to(*address) {
            Ok(line) => return Ok(line),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn connect_to(address: SocketAddr) -> io::Result<UdpSocket> {
    let any: IpAddr = match address {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let line = UdpSocket::bind((any, 0))?;
    line.set_nonblocking(true)?;
    line.connect(address)?;
    Ok(line)
}

/// How a node has answered at one of its addresses, and which one that is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Silence {
    /// Since when it owes an answer.
    since: Option<Time>,
    was_heard: bool,
    /// Its machine says that nobody is there.
    is_refused: bool,
    /// How many addresses of its name were in vain.
    tried: usize,
}

impl Silence {
    /// It is asked.
    pub(super) fn ask(&mut self, now: Time) {
        self.since.get_or_insert(now);
    }

    /// It has said something.
    pub(super) fn end(&mut self) {
        (self.since, self.was_heard, self.is_refused) = (None, true, false);
    }

    /// Nobody is there.
    pub(super) fn refuse(&mut self) {
        self.is_refused = true;
    }

    /// Whether the address is a name that should be looked up again; if so, not once more before some time.
    pub(super) fn is_stale(&mut self, address: &Address, now: Time) -> bool {
        let is_silent = self.since.is_some_and(|since| now.saturating_sub(since) >= PATIENCE);
        let is_stale = address.number().is_none() && (is_silent || self.is_refused);
        if is_stale {
            // Who has answered here may have nothing to say yet. Else the name has another address, perhaps.
            self.tried += usize::from(self.is_refused || !self.was_heard);
            (self.since, self.is_refused) = (Some(now), false);
        }
        is_stale
    }

    /// The addresses of a name, in the order in which they are worth trying; none if it is well at this one.
    pub(super) fn elsewhere(
        &self,
        here: io::Result<SocketAddr>,
        mut addresses: Vec<SocketAddr>,
    ) -> Option<Vec<SocketAddr>> {
        let next = self.tried % addresses.len().max(1);
        addresses.rotate_left(next);
        let is_here = here.is_ok_and(|here| match self.was_heard && !self.is_refused {
            true => addresses.contains(&here),
            false => addresses.first() == Some(&here),
        });
        (!is_here).then_some(addresses)
    }

    /// The same node, at another address.
    pub(super) fn moved(self) -> Self {
        Self { tried: self.tried, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_is_looked_up_again_when_who_was_asked_says_nothing() {
        let (name, number) = ("node2:1".parse().unwrap(), "10.0.0.2:1".parse().unwrap());
        let seconds = Duration::from_secs;
        let mut silence = Silence::default();
        assert!(!silence.is_stale(&name, seconds(9)), "it was not asked");
        silence.ask(seconds(10));
        silence.ask(seconds(11));
        assert!(!silence.is_stale(&number, seconds(11)));
        assert!(silence.is_stale(&name, seconds(11)));
        assert!(!silence.is_stale(&name, seconds(11)), "once a second");
        silence.end();
        assert!(!silence.is_stale(&name, seconds(20)));
        silence.refuse();
        assert!(silence.is_stale(&name, seconds(20)), "at once");
    }

    #[test]
    fn of_several_addresses_the_next_is_tried_where_nobody_answers() {
        let name = "node2:1".parse().unwrap();
        let both = || vec![at("[::1]:1"), at("127.0.0.1:1")];
        let seconds = Duration::from_secs;
        let mut silence = Silence::default();
        silence.ask(seconds(1));
        assert!(silence.is_stale(&name, seconds(2)));
        let next = silence.elsewhere(Ok(at("[::1]:1")), both()).unwrap();
        assert_eq!(next[0], at("127.0.0.1:1"));
        let mut silence = silence.moved();
        silence.ask(seconds(3));
        silence.end();
        silence.ask(seconds(4));
        assert!(silence.is_stale(&name, seconds(9)));
        assert_eq!(silence.elsewhere(Ok(at("127.0.0.1:1")), both()), None, "it has answered here");
        let moved = vec![at("10.0.0.2:1")];
        assert_eq!(silence.elsewhere(Ok(at("127.0.0.1:1")), moved.clone()), Some(moved));
    }
}
