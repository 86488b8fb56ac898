//! Who of the others is heard, where they are, and what an operator is told of who is not.

use super::identity::{Member, NodeId};
use super::lookup::Astray;
use super::standing::News;
use super::timers::Time;
use super::wire::Unheard;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

/// Members ask each other every few seconds what they know of each other: one that was not heard for so long is away, or
/// cannot be reached.
pub(super) const SILENT: Duration = Duration::from_secs(10);

/// How often it is looked who is silent.
const EVERY: Duration = Duration::from_secs(1);

/// The other members, as far as they are heard.
#[derive(Debug, Default)]
pub(super) struct Reach {
    others: BTreeMap<NodeId, Other>,
    next_look: Time,
    news: Vec<News>,
}

#[derive(Debug, Default)]
struct Other {
    /// Where to send to; none as long as its name has not been found.
    address: Option<SocketAddr>,
    /// From where it has asked last.
    asks_from: Option<SocketAddr>,
    heard: Option<Time>,
    /// Why what came last in its name is not heard, and when that was.
    unheard: Option<(Unheard, Time)>,
    /// What was told of it since it was heard last.
    told: BTreeSet<Option<Unheard>>,
}

impl Other {
    /// Whether it is at this address, which may be one of IPv4 in the form of IPv6.
    fn is_at(&self, address: SocketAddr) -> bool {
        let plain = |it: SocketAddr| (it.ip().to_canonical(), it.port());
        self.address.is_some_and(|own| plain(own) == plain(address))
    }

    fn is_silent(&self, now: Time) -> bool {
        now.saturating_sub(self.heard.unwrap_or_default()) >= SILENT
    }

    /// Why what comes in its name is not heard, if something does come.
    fn unheard(&self, now: Time) -> Option<Unheard> {
        let (why, when) = self.unheard?;
        (now.saturating_sub(when) < SILENT).then_some(why)
    }
}

impl Reach {
    /// Nobody was heard yet.
    pub(super) fn new<'a>(others: impl Iterator<Item = &'a Member>) -> Self {
        let others = others.map(|member| {
            (member.id, Other { address: member.address.number(), ..Other::default() })
        });
        Self { others: others.collect(), ..Self::default() }
    }

    /// Where to send what is for a member. It is known by its seal, and so what it says counts wherever it comes
    /// from; but what is for it goes where the operator says that it is.
    pub(super) fn address(&self, member: NodeId) -> Option<SocketAddr> {
        self.others.get(&member)?.address
    }

    /// A member is heard.
    pub(super) fn hear(&mut self, member: NodeId, now: Time) {
        if let Some(other) = self.others.get_mut(&member) {
            (other.heard, other.unheard) = (Some(now), None);
            if !std::mem::take(&mut other.told).is_empty() {
                self.news.push(News::Heard { node: member });
            }
        }
    }

    /// When a member was heard last.
    pub(super) fn heard(&self, member: NodeId) -> Option<Time> {
        self.others.get(&member)?.heard
    }

    /// A member asks, from there.
    pub(super) fn asks_from(&mut self, member: NodeId, from: SocketAddr) {
        if let Some(other) = self.others.get_mut(&member) {
            other.asks_from = Some(from);
        }
    }

    /// Something that says that it is of this member is not heard, for a reason that may be the member's own. Anybody can
    /// send that: it is worth a word only of who is not heard otherwise.
    pub(super) fn unheard(&mut self, member: NodeId, why: Unheard, now: Time) {
        if let Some(other) = self.others.get_mut(&member) {
            other.unheard = Some((why, now));
        }
    }

    /// Whose address this is.
    pub(super) fn member_at(&self, address: SocketAddr) -> Option<NodeId> {
        let at = self.others.iter().find(|(_, other)| other.is_at(address));
        at.map(|(member, _)| *member)
    }

    /// What is for a member goes there from now on.
    pub(super) fn set_address(&mut self, member: NodeId, address: SocketAddr) {
        if let Some(other) = self.others.get_mut(&member) {
            other.address = Some(address);
        }
    }

    /// The members that have no address yet, are not heard, or have another address than what is sent to.
    pub(super) fn astray(&self, now: Time) -> BTreeMap<NodeId, Astray> {
        let astray = |(member, other): (&NodeId, &Other)| {
            let asks_from = other.asks_from;
            let is_elsewhere = asks_from.is_some_and(|from| !other.is_at(from));
            let is_silent = other.address.is_none() || other.is_silent(now);
            (is_elsewhere || is_silent).then_some((*member, Astray { asks_from, is_silent }))
        };
        self.others.iter().filter_map(astray).collect()
    }

    /// Notes what there is to tell of those that are silent: that they are, once, and why, once for each reason; and
    /// again after they were heard in between.
    pub(super) fn look(&mut self, now: Time) {
        if now < self.next_look {
            return;
        }
        self.next_look = now + EVERY;
        for (&node, other) in &mut self.others {
            let why = other.unheard(now);
            let is_new = other.told.is_empty() || why.is_some() && !other.told.contains(&why);
            if other.is_silent(now) && is_new {
                other.told.insert(why);
                self.news.push(News::Unheard { node, why });
            }
        }
    }

    pub(super) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// How long ago each was heard last, and why what comes in the name of one that is silent is not heard.
    pub(super) fn heard_from(
        &self,
        now: Time,
    ) -> impl Iterator<Item = (NodeId, Option<Duration>, Option<Unheard>)> {
        self.others.iter().map(move |(node, other)| {
            let heard = other.heard.map(|time| now.saturating_sub(time));
            (*node, heard, other.unheard(now).filter(|_| other.is_silent(now)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: NodeId = NodeId(2);

    fn seconds(seconds: u64) -> Time {
        Duration::from_secs(seconds)
    }

    fn told(reach: &mut Reach, now: u64) -> Vec<News> {
        reach.look(seconds(now));
        reach.take_news()
    }

    #[test]
    fn who_is_silent_is_told_of_once_and_again_when_it_was_heard_in_between() {
        let others = [(PEER, Other::default())].into();
        let mut reach = Reach { others, ..Reach::default() };
        let unheard = |why| News::Unheard { node: PEER, why };
        assert_eq!(told(&mut reach, 9), []);
        assert_eq!(told(&mut reach, 10), [unheard(None)]);
        assert_eq!(told(&mut reach, 20), []);
        reach.unheard(PEER, Unheard::Seal, seconds(21));
        assert_eq!(told(&mut reach, 21), [unheard(Some(Unheard::Seal))], "now one knows why");
        reach.unheard(PEER, Unheard::Seal, seconds(25));
        assert_eq!(told(&mut reach, 60), [], "and then it is down again");
        reach.unheard(PEER, Unheard::Key, seconds(61));
        assert_eq!(told(&mut reach, 61), [unheard(Some(Unheard::Key))]);
        let unheard_at = |reach: &Reach, now| reach.heard_from(seconds(now)).next().unwrap().2;
        assert_eq!(unheard_at(&reach, 61), Some(Unheard::Key));
        reach.hear(PEER, seconds(62));
        reach.hear(PEER, seconds(63));
        assert_eq!(told(&mut reach, 64), [News::Heard { node: PEER }]);
        reach.unheard(PEER, Unheard::Seal, seconds(65));
        assert_eq!(told(&mut reach, 70), [], "of who is heard nothing that others send counts");
        assert_eq!(unheard_at(&reach, 70), None);
        assert_eq!(told(&mut reach, 80), [unheard(None)]);
    }
}
