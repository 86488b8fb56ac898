//! The client of the floors and of OmniPaxos: a datagram for each request, and one for each answer.

use crate::failure::Failure;
use crate::floor::{REQUEST, VALUE};
use crate::tally::Tally;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// When all that is under way is asked again: a datagram may be lost.
const AGAIN: Duration = Duration::from_millis(250);

/// When there will be no answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks until there is an answer.
pub(crate) fn until_it_answers(at: SocketAddr) -> Result<(), Failure> {
    load(at, 1, Duration::from_millis(1)).map(drop)
}

/// Keeps so many requests under way for so long.
pub(crate) fn load(at: SocketAddr, in_flight: u16, time: Duration) -> Result<Tally, Failure> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    socket.connect(at)?;
    socket.set_read_timeout(Some(AGAIN))?;
    let mut tally = Tally::new()?;
    let start = Instant::now();
    // Its upper half tells what is left of an earlier load, its lower one counts.
    let mut number = u64::from(fastrand::u32(..)) << 32;
    let mut under_way: Vec<(u64, Instant)> = Vec::new();
    loop {
        while under_way.len() < in_flight.into() && start.elapsed() < time {
            number += 1;
            under_way.push((number, Instant::now()));
            socket.send(&request(number))?;
        }
        if under_way.is_empty() {
            return Ok(tally.end(start.elapsed()));
        }
        let mut answer = [0; 8];
        match socket.recv(&mut answer) {
            Ok(_) => {
                let number = u64::from_be_bytes(answer);
                // Who asks twice may be answered twice.
                if let Some(at) = under_way.iter().position(|(asked, _)| *asked == number) {
                    tally.record(under_way.swap_remove(at).1.elapsed())?;
                }
            }
            Err(e) if e.kind() == ErrorKind::WouldBlock => {
                if under_way.iter().any(|(_, asked)| asked.elapsed() > PATIENCE) {
                    return Err(format!("{at} does not answer any more").into());
                }
                for (number, _) in &under_way {
                    socket.send(&request(*number))?;
                }
            }
            Err(e) => return Err(e.into()),
        }
    }
}

fn request(number: u64) -> [u8; REQUEST] {
    let mut request = [b'x'; REQUEST];
    request[..REQUEST - VALUE].copy_from_slice(&number.to_be_bytes());
    request
}
