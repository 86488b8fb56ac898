//! A client: it asks one node after the other until one answers.

use super::decree::{Decree, MAX_VALUE};
use super::identity::{Access, Contact, NoSuchNode, NodeId};
use super::random::{NoRandomness, random};
use super::wire::{
    Answer, ClientCodec, MAX_DATAGRAM, Nonces, Numbered, Refusal, Request, SystemNonces,
};
use crate::paxos::Value;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// How long a node is given before the next is asked as well.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long to wait before all nodes are asked again, when none of them is there.
const PAUSE: Duration = Duration::from_millis(100);

/// Asks the nodes of one cluster.
pub struct Client {
    codec: ClientCodec,
    nodes: Vec<Contact>,
    timeout: Duration,
}

impl Client {
    /// A client that asks all nodes in their order, or only this one, and gives up after so long.
    pub fn new(
        access: &Access,
        only: Option<NodeId>,
        timeout: Duration,
    ) -> Result<Self, ClientError> {
        let nodes = match only {
            Some(id) => vec![*access.node(id)?],
            None => access.nodes().to_vec(),
        };
        Ok(Self { codec: ClientCodec::new(access), nodes, timeout })
    }

    /// Has a value chosen for the decree: this one, or whichever was chosen before. After an error
    /// the value may yet be chosen, or have been chosen; asking again tells.
    pub fn propose(&self, decree: &Decree, value: &str) -> Result<Value, ClientError> {
        if value.len() > MAX_VALUE {
            return Err(ClientError::ValueTooLong { bytes: value.len() });
        }
        self.ask(decree, Request::Propose(value.into()))?.ok_or_else(|| self.no_answer())
    }

    /// Asks which value is chosen for the decree; none if none was at a moment between the call and its
    /// return. A node answers that after it has heard a quorum of acceptors; where there is none, there is
    /// no answer, and the error says so.
    pub fn learn(&self, decree: &Decree) -> Result<Option<Value>, ClientError> {
        self.ask(decree, Request::Learn)
    }

    /// Asks what the first node that answers has learned for the decree. A value is chosen for good; that
    /// the node knows of none tells nothing.
    pub fn peek(&self, decree: &Decree) -> Result<Option<Value>, ClientError> {
        self.ask(decree, Request::Peek)
    }

    /// Asks until a node answers. The request keeps its number, so that it stays the same request
    /// however often it arrives and wherever; the answer to any of its copies will do. Which node
    /// can do what, a client does not know: one that cannot says so, and is asked no more.
    fn ask(&self, decree: &Decree, content: Request) -> Result<Option<Value>, ClientError> {
        let number = u64::from_le_bytes(random()?);
        let request = Numbered { decree: decree.clone(), number, content };
        let mut nonces = SystemNonces::new()?;
        let deadline = Instant::now() + self.timeout;
        let (mut nodes, mut lines) = (self.nodes.clone(), BTreeMap::new());
        let (mut cannot, mut busy) = (None, None);
        while Instant::now() < deadline && !nodes.is_empty() {
            let mut reached = false;
            for Contact { id, address } in nodes.clone() {
                // An address that cannot be sent to is like one where nobody is.
                let line = lines.remove(&id).or_else(|| connect(address).ok());
                let datagram = self.codec.request(id, nonces.next(), &request);
                let Some((line, datagram)) = line.zip(datagram) else { continue };
                let sent = line.send(&datagram).is_ok();
                lines.insert(id, line);
                let until = deadline.min(Instant::now() + PATIENCE);
                match self.listen(&lines, sent.then_some(id), number, until)? {
                    Heard::Answer(_, Answer::Chosen(value)) => return Ok(Some(value)),
                    Heard::Answer(_, Answer::NoneChosen) => return Ok(None),
                    Heard::Answer(_, Answer::Unknown) if request.content == Request::Peek => {
                        return Ok(None);
                    }
                    Heard::Answer(_, Answer::Refused(Refusal::Busy)) => busy = Some(Refusal::Busy),
                    Heard::Answer(from, Answer::Refused(why)) => {
                        nodes.retain(|node| node.id != from);
                        cannot = Some(why);
                    }
                    // No word of one node alone is an answer to who wants to learn.
                    Heard::Answer(_, Answer::Unknown) | Heard::Nothing => reached = true,
                    Heard::Nobody => {}
                }
            }
            if !reached && !nodes.is_empty() {
                std::thread::sleep(PAUSE.min(deadline.saturating_duration_since(Instant::now())));
            }
        }
        Err(match (cannot, busy) {
            (Some(why), _) if nodes.is_empty() => ClientError::NobodyCan { why },
            (_, Some(why)) => ClientError::Refused { why },
            _ => self.no_answer(),
        })
    }

    /// Waits for an answer to this request on any line, until the time is over or it turns out that
    /// there is nobody at the end of the line that was asked last.
    fn listen(
        &self,
        lines: &BTreeMap<NodeId, UdpSocket>,
        asked: Option<NodeId>,
        number: u64,
        until: Instant,
    ) -> Result<Heard, ClientError> {
        let Some(asked) = asked else { return Ok(Heard::Nobody) };
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Heard::Nothing);
            }
            wait(lines, left).map_err(ClientError::System)?;
            for (id, line) in lines {
                let mut buffer = [0; MAX_DATAGRAM + 1];
                match line.recv(&mut buffer) {
                    Ok(length) => {
                        if let Some((from, answer)) = self.answer(&buffer[..length], number) {
                            return Ok(Heard::Answer(from, answer));
                        }
                    }
                    Err(e) if e.kind() == io::ErrorKind::ConnectionRefused && *id == asked => {
                        return Ok(Heard::Nobody);
                    }
                    // Nothing on this line.
                    Err(_) => {}
                }
            }
        }
    }

    /// The answer to this request, and who gives it.
    fn answer(&self, datagram: &[u8], number: u64) -> Option<(NodeId, Answer)> {
        let (from, answer) = self.codec.open(datagram).ok()?;
        (answer.number == number).then_some((from, answer.content))
    }

    fn no_answer(&self) -> ClientError {
        let tried: Vec<_> = self.nodes.iter().map(|node| node.address.to_string()).collect();
        ClientError::NoAnswer { timeout: self.timeout, tried: tried.join(", ") }
    }
}

/// What came of listening.
enum Heard {
    Answer(NodeId, Answer),
    Nothing,
    Nobody,
}

/// A socket of its own for each node: the system then tells when there is nobody.
fn connect(address: SocketAddr) -> io::Result<UdpSocket> {
    let any: IpAddr = match address {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let line = UdpSocket::bind((any, 0))?;
    line.set_nonblocking(true)?;
    line.connect(address)?;
    Ok(line)
}

fn wait(lines: &BTreeMap<NodeId, UdpSocket>, at_most: Duration) -> io::Result<()> {
    let timeout = Timespec {
        tv_sec: i64::try_from(at_most.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: at_most.subsec_nanos().into(),
    };
    let mut sources: Vec<_> = lines.values().map(|line| PollFd::new(line, PollFlags::IN)).collect();
    match poll(&mut sources, Some(&timeout)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(e) => Err(e.into()),
    }
}

/// Why a client has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The value does not fit a datagram.
    #[error("the value has {bytes} bytes; use at most {MAX_VALUE}")]
    ValueTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The client's file does not list the node.
    #[error(transparent)]
    NoSuchNode(#[from] NoSuchNode),
    /// No node has the role that it takes.
    #[error("nobody who was asked can do that: {why}; ask another node")]
    NobodyCan {
        /// What the last of them said.
        why: Refusal,
    },
    /// The time is over.
    #[error(
        "no answer within {} from {tried}; see that the nodes run, among them a quorum of \
         acceptors, and that their list of clients has this one, and try again",
        humantime::format_duration(*timeout)
    )]
    NoAnswer {
        /// How long it waited.
        timeout: Duration,
        /// Whom it asked.
        tried: String,
    },
    /// All that was heard is a refusal for now.
    #[error("refused: {why}; try again")]
    Refused {
        /// What the node said.
        why: Refusal,
    },
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The system refuses what no program should be refused.
    #[error("the system fails: {0}")]
    System(io::Error),
}
