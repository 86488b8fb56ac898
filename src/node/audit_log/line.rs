//! The lines of a log.

use super::message::{Kept, Said};
use super::names::{As, Party};
use crate::actor::{Process, Role, Roster, Timer};
use crate::node::{Decree, NodeId};
use crate::paxos::{Learner, Value};
use serde::{Deserialize, Serialize};
use stateright::actor::{Command, Id, Out};

/// The version of the format; `docs/schemas/log.json` is its schema.
pub const LOG_VERSION: u32 = 1;

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The node starts.
    Start(Box<Start>),
    /// An actor starts.
    Runs(Runs),
    /// An actor does something.
    Step(Step),
    /// An actor is stopped, or all of a decree are.
    Stops {
        /// The decree.
        decree: Decree,
        /// Which one; all, if none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<As<Role>>,
    },
    /// A client asks.
    Asks(Asks),
    /// A client is answered, once the turn is committed.
    Answers(Answers),
    /// A turn ends: what stands above, since the last one, is about to become durable, and then leaves.
    Turn(Turn),
    /// The node is about to end. It may commit once more what it has learned.
    End {},
}

/// A start of a node, and which cluster it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The version of the format.
    pub version: u32,
    /// The cluster.
    pub cluster: String,
    /// How many acceptors make a quorum.
    pub quorums: Sizes,
    /// Who has which role.
    pub members: Vec<Seat>,
    /// The node.
    pub node: NodeId,
    /// Its data directory.
    pub incarnation: String,
    /// How often this was started.
    pub start: u64,
    /// What was drawn at this start.
    pub random: As<u64>,
    /// How many commits were found.
    pub commits: u64,
}

/// How many acceptors make a quorum, in each phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// For promises.
    pub prepare: usize,
    /// For votes.
    pub accept: usize,
}

/// A member and its actors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Its number.
    pub node: NodeId,
    /// Its actors.
    pub actors: Vec<As<Role>>,
}

/// An actor starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runs {
    /// The decree.
    pub decree: Decree,
    /// Which one.
    pub actor: As<Role>,
    /// What it has found durable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Kept>,
    /// What a proposer wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wants: Option<Value>,
    /// The first round of a proposer that has begun none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_round: Option<u64>,
}

/// A handler of an actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The decree.
    pub decree: Decree,
    /// The actor.
    pub actor: As<Role>,
    /// Why it does something.
    pub on: On,
    /// What it does.
    #[serde(default, skip_serializing_if = "Does::is_nothing")]
    pub does: Does,
}

/// Why an actor does something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum On {
    /// It hears something.
    Message {
        /// From whom.
        from: As<Party>,
        /// What.
        says: Said,
    },
    /// A timer fires.
    Timer(As<Timer>),
}

/// What an actor does, and what a learner then knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Does {
    /// What is durable of it after the turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saves: Option<Kept>,
    /// What it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sends: Vec<Sent>,
    /// What it has learned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learned: Option<Value>,
    /// The read that has found nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_nothing: Option<As<u64>>,
}

/// A message that an actor sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// To whom.
    pub to: As<Party>,
    /// What.
    pub says: Said,
}

/// A request of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asks {
    /// About what.
    pub decree: Decree,
    /// Who asks.
    pub client: ClientAt,
    /// What for.
    pub r#for: Wish,
}

/// A client, and its request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientAt {
    /// The id of its key; none of who asks in the node's own process, as by HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its address, if it has a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<std::net::SocketAddr>,
    /// The number of the request.
    pub request: As<u64>,
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Wish {
    /// That a value is chosen, this one if none is yet.
    Propose(Value),
    /// Which value is chosen, or that there is none.
    Learn,
    /// Which value this node has learned.
    Peek,
    /// Which value is chosen, once there is one.
    Watch,
}

/// An answer to a client that says what is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// About what.
    pub decree: Decree,
    /// Who is answered.
    pub client: ClientAt,
    /// The value; none, if none was chosen when the client asked.
    pub chosen: Option<Value>,
}

/// The end of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Its number, counted from the start.
    pub number: u64,
    /// How many lines it has beside this one.
    pub lines: u64,
    /// The number of its commit, if it makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<u64>,
}

impl Does {
    /// What an actor's commands come to, and what it knows then if it is a learner. Timers are no part of it.
    pub fn of(roster: &Roster, commands: &Out<Process>, learner: Option<&Learner>) -> Self {
        let saves = commands.iter().rev().find_map(|command| match command {
            Command::Save(durable) => Some(durable.into()),
            _ => None,
        });
        let mut sends: Vec<(Vec<Id>, Said)> = Vec::new();
        for command in commands.iter() {
            let Command::Send(to, msg) = command else { continue };
            let says = msg.into();
            match sends.last_mut() {
                Some((all, last)) if *last == says && is_alike(roster, all[0], *to) => {
                    all.push(*to);
                }
                _ => sends.push((vec![*to], says)),
            }
        }
        Self {
            saves,
            sends: sends.into_iter().flat_map(|(to, says)| sent(roster, &to, says)).collect(),
            learned: learner.and_then(|learner| learner.learned().cloned()),
            found_nothing: learner.and_then(Learner::found_nothing).map(As),
        }
    }

    /// Whether it is none of this.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether these two have the same role.
fn is_alike(roster: &Roster, one: Id, other: Id) -> bool {
    let kind = |id| roster.role(id).map(|role| std::mem::discriminant(&role));
    kind(one) == kind(other)
}

/// What is sent to all of a role is said once.
fn sent(roster: &Roster, to: &[Id], says: Said) -> Vec<Sent> {
    let everyone = match to {
        [_] => None,
        to if to.iter().copied().eq(roster.acceptors()) => Some(Party::Acceptors),
        to if to.iter().copied().eq(roster.learners()) => Some(Party::Learners),
        _ => None,
    };
    if let Some(everyone) = everyone {
        return vec![Sent { to: As(everyone), says }];
    }
    let roles = to.iter().filter_map(|id| roster.role(*id));
    roles.map(|role| Sent { to: As(Party::Actor(role)), says: says.clone() }).collect()
}
