//! One question on its way: whom to ask next, and when.

use super::error::ClientError;
use crate::node::{Answer, Contact, NodeId, Question, Refusal, Request, Time};
use std::time::Duration;

/// How long a node is given before the next is asked as well.
const PATIENCE: Duration = Duration::from_millis(500);

/// So many times are all nodes asked before more time is given; then twice as much in each round.
const BRISK: u32 = 3;

/// A round takes no longer than this, unless every node in it is given its half second. By then no node has forgotten who has
/// asked; and where three could answer, whoever can again hears of it within a second, however long nobody could.
const LONGEST_ROUND: Duration = Duration::from_secs(3);

/// How long to wait before all nodes are asked again, when none of them is there: at first, and at most.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// A question that has not been answered.
pub(super) struct Call {
    pub(super) request: Request,
    /// Who may be asked: all but those who have said that they cannot.
    nodes: Vec<Contact>,
    /// Whom it was to ask at first.
    tried: Vec<Contact>,
    /// Who is next in this round, and how many rounds came before.
    position: usize,
    round: u32,
    /// Who was asked last and is still given time.
    asked: Option<NodeId>,
    /// Whether somebody may be there, of those asked in this round.
    reached: bool,
    /// Whether that was so in any round.
    was_reached: bool,
    /// Why the last one was not reached.
    unreached: Option<(Contact, Unreached)>,
    /// When something is to be done.
    pub(super) due: Time,
    /// How long it may take, and until when; for ever if there is none.
    limit: Option<(Duration, Time)>,
    cannot: Option<Refusal>,
    is_busy: bool,
}

/// Why a node cannot have heard what it was asked.
#[derive(Clone, Debug)]
pub(super) enum Unreached {
    /// Its machine says that nobody is there.
    Nobody,
    /// The datagram could not be sent: what this machine says.
    Unsent(String),
}

/// What is to be done about a call.
pub(super) enum Step {
    /// Ask this node.
    Ask(NodeId),
    /// Nothing yet.
    Wait,
    /// It has come to nothing.
    Over(ClientError),
}

impl Call {
    /// A question to these nodes, in this order, that may take so long.
    pub(super) fn new(
        request: Request,
        nodes: Vec<Contact>,
        now: Time,
        timeout: Option<Duration>,
    ) -> Self {
        Self {
            request,
            tried: nodes.clone(),
            nodes,
            position: 0,
            round: 0,
            asked: None,
            reached: false,
            was_reached: false,
            unreached: None,
            due: now,
            limit: timeout.map(|timeout| (timeout, now.saturating_add(timeout))),
            cannot: None,
            is_busy: false,
        }
    }

    /// Whether several nodes could answer it.
    pub(super) fn is_anyones(&self) -> bool {
        self.tried.len() > 1
    }

    /// Time has come: what is to be done, after which `due` says when there is more.
    pub(super) fn step(&mut self, now: Time) -> Step {
        if self.limit.is_some_and(|(_, deadline)| now >= deadline) || self.nodes.is_empty() {
            return Step::Over(self.nothing());
        }
        // Who was given time and has said nothing may be there.
        self.reached |= self.asked.take().is_some();
        self.was_reached |= self.reached;
        if self.position >= self.nodes.len() {
            if !self.reached {
                // How a node is, no other can tell.
                if matches!((&self.request, &self.nodes[..]), (Request::Status, [_]))
                    && let Some(error) = self.last_unreached()
                {
                    return Step::Over(error);
                }
                self.wait(now, doubled(PAUSE, self.round).min(LONGEST_PAUSE));
            }
            (self.position, self.round) = (0, self.round.saturating_add(1));
            if !std::mem::take(&mut self.reached) {
                return Step::Wait;
            }
        }
        let id = self.nodes[self.position].id;
        self.position += 1;
        self.asked = Some(id);
        let nodes = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let longest = (LONGEST_ROUND / nodes).max(PATIENCE);
        self.wait(now, doubled(PATIENCE, self.round.saturating_sub(BRISK - 1)).min(longest));
        Step::Ask(id)
    }

    /// A node has heard nothing. If that one was asked last, the next is asked at once.
    pub(super) fn cannot_reach(&mut self, now: Time, node: NodeId, why: Unreached) {
        if self.asked == Some(node) {
            self.asked = None;
            self.due = now;
            let contact = self.tried.iter().find(|contact| contact.id == node);
            self.unreached = contact.map(|contact| (contact.clone(), why));
        }
    }

    /// A node has answered. If that is not what was asked for, the next is asked at once; and when all have
    /// answered so, there is a pause, so that nobody is asked all the time.
    pub(super) fn hear(&mut self, now: Time, from: NodeId, answer: &Answer) -> bool {
        if self.is_answered_by(answer) {
            return true;
        }
        (self.was_reached, self.unreached) = (true, None);
        if self.asked == Some(from) {
            self.asked = None;
            self.due = now;
        }
        match answer {
            Answer::Refused(Refusal::Busy) => self.is_busy = true,
            Answer::Refused(why) => {
                self.cannot = Some(*why);
                if let Some(at) = self.nodes.iter().position(|node| node.id == from) {
                    self.nodes.remove(at);
                    self.position -= usize::from(at < self.position);
                }
                if self.nodes.is_empty() {
                    self.due = now;
                }
            }
            // Of another kind than what was asked for: no word of one node alone is an answer to who wants to know
            // what is chosen.
            _ => {}
        }
        false
    }

    fn is_answered_by(&self, answer: &Answer) -> bool {
        matches!(
            (&self.request, answer),
            (Request::About(..), Answer::Chosen(_))
                | (Request::About(_, Question::Learn), Answer::NoneChosen)
                | (Request::About(_, Question::Peek), Answer::Unknown)
                | (Request::List(_), Answer::Listed(_))
                | (Request::Status, Answer::Status(_))
        )
    }

    fn wait(&mut self, now: Time, time: Duration) {
        let due = now.saturating_add(time);
        self.due = self.limit.map_or(due, |(_, deadline)| due.min(deadline));
    }

    /// What to say when it has come to nothing.
    fn nothing(&self) -> ClientError {
        match (self.cannot, self.limit) {
            (Some(why), _) if self.nodes.is_empty() => ClientError::NobodyCan { why },
            (_, limit) => {
                let tried = self.tried.iter().map(|node| node.address.to_string());
                let tried = tried.collect::<Vec<_>>().join(", ");
                let timeout = limit.map_or(Duration::MAX, |(timeout, _)| timeout);
                match self.last_unreached().filter(|_| !self.was_reached) {
                    _ if self.is_busy => ClientError::Refused { timeout, why: Refusal::Busy },
                    Some(error @ ClientError::NotSent { .. }) => error,
                    _ => ClientError::NoAnswer { timeout, tried },
                }
            }
        }
    }

    /// Why the last that was asked was not reached, if it was not.
    fn last_unreached(&self) -> Option<ClientError> {
        let (Contact { id: node, address }, why) = self.unreached.clone()?;
        Some(match why {
            Unreached::Nobody => ClientError::NobodyThere { node, address },
            Unreached::Unsent(why) => ClientError::NotSent { node, address, why },
        })
    }
}

/// A time, doubled so often.
fn doubled(time: Duration, times: u32) -> Duration {
    time.saturating_mul(2_u32.saturating_pow(times))
}
