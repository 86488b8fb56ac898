//! A client: it asks one node after the other until one answers.

use super::cluster::{Cluster, Member, NoSuchNode, NodeId};
use super::decree::{Decree, MAX_VALUE};
use super::generate::{GenerateError, random};
use super::wire::{Answer, Body, Codec, Envelope, MAX_DATAGRAM, Party, Refusal, Request};
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
pub struct Client<'a> {
    codec: Codec,
    cluster: &'a Cluster,
    only: Option<NodeId>,
    timeout: Duration,
}

impl<'a> Client<'a> {
    /// A client that asks all nodes in their order, or only this one, and gives up after so long.
    pub fn new(
        cluster: &'a Cluster,
        only: Option<NodeId>,
        timeout: Duration,
    ) -> Result<Self, ClientError> {
        only.map(|id| cluster.member(id)).transpose()?;
        Ok(Self { codec: Codec::new(cluster), cluster, only, timeout })
    }

    /// Has a value chosen for the decree: this one, or whichever was chosen before. After an error
    /// the value may yet be chosen, or have been chosen; asking again tells.
    pub fn propose(&self, decree: &Decree, value: &str) -> Result<Value, ClientError> {
        if value.len() > MAX_VALUE {
            return Err(ClientError::ValueTooLong { bytes: value.len() });
        }
        let nodes = self.nodes(|member| member.proposer.is_some());
        match self.ask(decree, &Request::Propose(value.into()), &nodes)? {
            Some(chosen) => Ok(chosen),
            None => Err(ClientError::NoAnswer { timeout: self.timeout, tried: addresses(&nodes) }),
        }
    }

    /// Asks which value is chosen for the decree; none if none was at a moment between the call and its
    /// return. A node answers that after it has heard a quorum of acceptors; where there is none, there is
    /// no answer, and the error says so.
    pub fn learn(&self, decree: &Decree) -> Result<Option<Value>, ClientError> {
        let nodes = self.nodes(|member| member.learner.is_some());
        self.ask(decree, &Request::Learn, &nodes)
    }

    /// Asks what the first node that answers has learned for the decree. A value is chosen for good; that
    /// the node knows of none tells nothing.
    pub fn peek(&self, decree: &Decree) -> Result<Option<Value>, ClientError> {
        let nodes = self.nodes(|member| member.learner.is_some());
        self.ask(decree, &Request::Peek, &nodes)
    }

    /// The nodes that can do it, and may be asked.
    fn nodes(&self, can: impl Fn(&Member) -> bool) -> Vec<&'a Member> {
        let may = |member: &&Member| self.only.is_none_or(|id| member.id == id) && can(member);
        self.cluster.members().iter().filter(may).collect()
    }

    /// Asks until a node answers. The request keeps its number, so that it stays the same request
    /// however often it arrives and wherever; the answer to any of its copies will do.
    fn ask(
        &self,
        decree: &Decree,
        request: &Request,
        nodes: &[&Member],
    ) -> Result<Option<Value>, ClientError> {
        if nodes.is_empty() {
            return Err(ClientError::NobodyCan);
        }
        let number = u64::from_le_bytes(random()?);
        let deadline = Instant::now() + self.timeout;
        let mut lines = BTreeMap::new();
        let mut refusal = None;
        while Instant::now() < deadline {
            let mut reached = false;
            for member in nodes {
                let envelope = Envelope {
                    decree: decree.clone(),
                    sender: Party::Client(number),
                    receiver: Party::Node(member.id.0),
                    body: Body::Request(request.clone()),
                };
                // An address that cannot be sent to is like one where nobody is.
                let line = lines.remove(&member.id).or_else(|| connect(member.address).ok());
                let Some(line) = line else { continue };
                let sent = line.send(&self.codec.encode(&envelope)).is_ok();
                lines.insert(member.id, line);
                let until = deadline.min(Instant::now() + PATIENCE);
                match self.listen(&lines, sent.then_some(member.id), number, until)? {
                    Heard::Answer(Answer::Chosen(value)) => return Ok(Some(value)),
                    Heard::Answer(Answer::NoneChosen | Answer::Unknown) => return Ok(None),
                    Heard::Answer(Answer::Refused(why)) => refusal = Some(why),
                    Heard::Nothing => reached = true,
                    Heard::Nobody => {}
                }
            }
            if !reached {
                std::thread::sleep(PAUSE.min(deadline.saturating_duration_since(Instant::now())));
            }
        }
        Err(match refusal {
            Some(why) => ClientError::Refused { why },
            None => ClientError::NoAnswer { timeout: self.timeout, tried: addresses(nodes) },
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
                        if let Some(answer) = self.answer(&buffer[..length], number) {
                            return Ok(Heard::Answer(answer));
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

    fn answer(&self, datagram: &[u8], number: u64) -> Option<Answer> {
        let envelope = self.codec.decode(datagram).ok()?;
        match (envelope.receiver, envelope.body) {
            (Party::Client(to), Body::Answer(answer)) if to == number => Some(answer),
            _ => None,
        }
    }
}

/// What came of listening.
enum Heard {
    Answer(Answer),
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

fn addresses(nodes: &[&Member]) -> String {
    nodes.iter().map(|member| member.address.to_string()).collect::<Vec<_>>().join(", ")
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
    /// The cluster file does not list the node.
    #[error(transparent)]
    NoSuchNode(#[from] NoSuchNode),
    /// No node has the role that it takes.
    #[error(
        "none of these nodes has the role for that; ask another node, or see `roles` in the cluster file"
    )]
    NobodyCan,
    /// The time is over.
    #[error(
        "no answer within {} from {tried}; see that the nodes run, and among them a quorum of \
         acceptors, and try again",
        humantime::format_duration(*timeout)
    )]
    NoAnswer {
        /// How long it waited.
        timeout: Duration,
        /// Whom it asked.
        tried: String,
    },
    /// All that was heard is a refusal.
    #[error("refused: {why}")]
    Refused {
        /// What the node said.
        why: Refusal,
    },
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] GenerateError),
    /// The system refuses what no program should be refused.
    #[error("the system fails: {0}")]
    System(io::Error),
}
