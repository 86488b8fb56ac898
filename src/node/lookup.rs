//! Where members are that have names: looked up beside the node, which never waits for it.

use super::identity::{Address, Cluster, NodeId};
use super::timers::Time;
use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, SocketAddrV6, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// How soon a name is looked up again of a member that is not heard, or speaks from elsewhere: at first, then after twice
/// as long each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How often it is looked whose time has come, and what was found.
const EVERY: Duration = Duration::from_millis(20);

/// What a name was found to stand for.
#[derive(Debug)]
pub struct Found {
    /// The member.
    pub node: NodeId,
    /// Its name, and the port.
    pub address: Address,
    /// The first address that can be sent to.
    pub found: io::Result<SocketAddr>,
}

/// Looks a name up.
type Look = dyn Fn(&Address) -> io::Result<Vec<SocketAddr>> + Send + Sync;

/// The names of the other members. Each look-up has a thread of its own, at most one for a member: what the system waits
/// for is nobody else's. No wake-up is needed for what it finds: to a member that was not heard a question is due within a
/// second, and it is taken then.
pub(super) struct Lookups {
    look: Arc<Look>,
    /// From where one sends.
    local: SocketAddr,
    names: BTreeMap<NodeId, Name>,
    next: Time,
    sender: Sender<(NodeId, io::Result<Vec<SocketAddr>>)>,
    found: Receiver<(NodeId, io::Result<Vec<SocketAddr>>)>,
}

struct Name {
    address: Address,
    due: Time,
    pause: Duration,
    is_under_way: bool,
    /// From where the member spoke when it was looked for.
    spoke_from: Option<SocketAddr>,
    /// What was told of it.
    told: Option<Result<SocketAddr, ()>>,
}

impl Lookups {
    /// Looks up all members but this one, as the system does, from the socket that is bound there.
    pub(super) fn new(cluster: &Cluster, me: NodeId, local: SocketAddr) -> Self {
        let others = cluster.members().iter().filter(|member| member.id != me);
        let addresses = others.map(|member| (member.id, member.address.clone()));
        Self::by(|address| Ok(address.to_socket_addrs()?.collect()), addresses, local)
    }

    fn by(
        look: impl Fn(&Address) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static,
        addresses: impl Iterator<Item = (NodeId, Address)>,
        local: SocketAddr,
    ) -> Self {
        let (sender, found) = channel();
        let by_name = addresses.filter(|(_, address)| address.number().is_none());
        let names = by_name.map(|(id, address)| {
            let (due, pause) = (Time::ZERO, FIRST_PAUSE);
            (id, Name { address, due, pause, is_under_way: false, spoke_from: None, told: None })
        });
        Self {
            look: Arc::new(look),
            local,
            names: names.collect(),
            next: Time::ZERO,
            sender,
            found,
        }
    }

    /// Whether there is anything to do in this turn. Most turns are of clusters without names, or come soon after one
    /// another.
    pub(super) fn is_due(&mut self, now: Time) -> bool {
        let is_due = !self.names.is_empty() && now >= self.next;
        if is_due {
            self.next = now + EVERY;
        }
        is_due
    }

    /// Begins to look up those of these members whose time has come, who speak from there; and tells what was found
    /// that is new.
    pub(super) fn turn(
        &mut self,
        now: Time,
        astray: &BTreeMap<NodeId, Option<SocketAddr>>,
    ) -> Vec<Found> {
        let mut news = Vec::new();
        while let Ok((node, found)) = self.found.try_recv() {
            let Some(name) = self.names.get_mut(&node) else { continue };
            name.is_under_way = false;
            let found = found.and_then(|addresses| first_for(self.local, &addresses));
            let told = Some(found.as_ref().map_or(Err(()), |address| Ok(*address)));
            if std::mem::replace(&mut name.told, told) != told {
                news.push(Found { node, address: name.address.clone(), found });
            }
        }
        for (node, name) in &mut self.names {
            let Some(speaks_from) = astray.get(node) else {
                (name.due, name.pause) = (now, FIRST_PAUSE);
                continue;
            };
            if name.spoke_from != *speaks_from {
                (name.due, name.pause, name.spoke_from) = (now, FIRST_PAUSE, *speaks_from);
            }
            if name.due <= now && !name.is_under_way {
                (name.is_under_way, name.due) = (true, now + name.pause);
                name.pause = (2 * name.pause).min(LONGEST_PAUSE);
                let (look, sender) = (Arc::clone(&self.look), self.sender.clone());
                let (node, address) = (*node, name.address.clone());
                // Nobody takes it any more if the node is ending.
                let looks = move || drop(sender.send((node, look(&address))));
                // A system that has no thread to give may have one the next time.
                name.is_under_way = thread::Builder::new().spawn(looks).is_ok();
            }
        }
        news
    }
}

/// The first address to which one can send from there.
fn first_for(local: SocketAddr, addresses: &[SocketAddr]) -> io::Result<SocketAddr> {
    let same = addresses.iter().find(|address| address.is_ipv4() == local.is_ipv4());
    let mapped = addresses.iter().find_map(|address| match address {
        SocketAddr::V4(v4) if local.is_ipv6() && local.ip().is_unspecified() => {
            Some(SocketAddrV6::new(v4.ip().to_ipv6_mapped(), v4.port(), 0, 0).into())
        }
        _ => None,
    });
    same.copied().or(mapped).ok_or_else(|| {
        let kind = if local.is_ipv4() { "IPv4" } else { "IPv6" };
        io::Error::other(format!("it has no {kind} address, and this node sends from {local}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    const PEER: NodeId = NodeId(2);

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    /// Names of which a test says what they stand for; and the number of times they were asked for.
    #[derive(Default)]
    struct Names(Mutex<(Vec<SocketAddr>, usize)>);

    fn lookups(names: &Arc<Names>) -> Lookups {
        let names = Arc::clone(names);
        let look = move |_: &Address| {
            let mut names = names.0.lock().unwrap();
            names.1 += 1;
            match &*names.0 {
                [] => Err(io::Error::other("no such name")),
                addresses => Ok(addresses.to_vec()),
            }
        };
        let addresses =
            [(PEER, "node2:1".parse().unwrap()), (NodeId(3), "10.0.0.3:1".parse().unwrap())];
        Lookups::by(look, addresses.into_iter(), at("0.0.0.0:1"))
    }

    /// A turn, after which nothing is under way; what was new in it.
    fn turn(
        lookups: &mut Lookups,
        seconds: u64,
        astray: &BTreeMap<NodeId, Option<SocketAddr>>,
    ) -> Vec<String> {
        let now = Duration::from_secs(seconds);
        let mut news = lookups.turn(now, astray);
        while lookups.names[&PEER].is_under_way {
            thread::yield_now();
            news.extend(lookups.turn(now, &BTreeMap::new()));
            lookups.names.get_mut(&PEER).unwrap().due = now + lookups.names[&PEER].pause;
        }
        let told = |found: Found| match found.found {
            Ok(address) => format!("{} {address}", found.node),
            Err(error) => format!("{} {error}", found.node),
        };
        news.into_iter().map(told).collect()
    }

    #[test]
    fn a_name_is_looked_up_at_the_start_and_again_when_its_member_is_not_heard() {
        let names = Arc::new(Names::default());
        let mut lookups = lookups(&names);
        let (silent, well) = (BTreeMap::from([(PEER, None)]), BTreeMap::new());
        assert_eq!(turn(&mut lookups, 0, &silent), ["2 no such name"]);
        names.0.lock().unwrap().0 = vec![at("[fd00::2]:1"), at("10.0.0.2:1")];
        assert_eq!(turn(&mut lookups, 2, &silent), ["2 10.0.0.2:1"], "one that can be sent to");
        for second in 3..100 {
            assert!(turn(&mut lookups, second, &well).is_empty());
        }
        assert_eq!(names.0.lock().unwrap().1, 2, "nobody asks for who is well");
        names.0.lock().unwrap().0 = vec![at("10.0.0.9:1")];
        assert_eq!(turn(&mut lookups, 100, &silent), ["2 10.0.0.9:1"]);
        assert_eq!(turn(&mut lookups, 100, &silent), [""; 0]);
        let speaks = BTreeMap::from([(PEER, Some(at("10.0.0.7:1")))]);
        names.0.lock().unwrap().0 = vec![at("10.0.0.7:1")];
        assert_eq!(
            turn(&mut lookups, 100, &speaks),
            ["2 10.0.0.7:1"],
            "at once when it speaks from elsewhere"
        );
    }

    #[test]
    fn from_any_address_of_ipv6_one_sends_to_ipv4_as_well() {
        let four = [at("10.0.0.2:1")];
        assert_eq!(first_for(at("[::]:1"), &four).unwrap(), at("[::ffff:10.0.0.2]:1"));
        assert!(
            first_for(at("[::1]:1"), &four).unwrap_err().to_string().contains("no IPv6 address")
        );
        assert!(first_for(at("0.0.0.0:1"), &[at("[::1]:1")]).is_err());
    }
}
