//! Where members are that have names: looked up beside the node, which never waits for it.

use super::identity::{Address, Cluster, NodeId};
use super::timers::Time;
use std::collections::{BTreeMap, BTreeSet};
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
    /// The addresses that can be sent to. They are tried one after the other as long as the member is not heard.
    pub found: io::Result<Vec<SocketAddr>>,
}

/// A member whose name should be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Astray {
    /// From where it has asked last.
    pub(super) asks_from: Option<SocketAddr>,
    /// Whether it was not heard for a while, or there is nowhere yet to send to.
    pub(super) is_silent: bool,
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
    /// From where the member had asked when it was looked for, and whether it was not heard.
    asks_from: Option<SocketAddr>,
    is_silent: bool,
    /// What was told of it.
    told: Option<Result<BTreeSet<SocketAddr>, ()>>,
    /// The addresses that were tried since it was heard, the present one last.
    tried: Vec<SocketAddr>,
}

impl Name {
    /// Which of these addresses to send to: the one from which the member asks, if it is among them; else the present
    /// one, if the member is heard, or one that was not tried.
    fn choose(&mut self, addresses: &[SocketAddr]) -> Option<SocketAddr> {
        let plain = |it: SocketAddr| (it.ip().to_canonical(), it.port());
        let is_untried = |it: &SocketAddr| !self.tried.contains(it);
        let asks_there = |it: &SocketAddr| {
            let asks_there = self.asks_from.is_some_and(|at| plain(at) == plain(*it));
            asks_there && (!self.is_silent || is_untried(it))
        };
        let stays = |it: &SocketAddr| !self.is_silent && self.tried.last() == Some(it);
        let first = |is_so: &dyn Fn(&SocketAddr) -> bool| addresses.iter().find(|it| is_so(it));
        let chosen = first(&asks_there).or_else(|| first(&stays)).or_else(|| first(&is_untried));
        let chosen = match chosen {
            Some(chosen) => *chosen,
            // All were tried: the one that was tried the longest ago.
            None => *self.tried.iter().find(|it| addresses.contains(it))?,
        };
        self.tried.retain(|tried| *tried != chosen && addresses.contains(tried));
        self.tried.push(chosen);
        Some(chosen)
    }
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
            let name = Name {
                address,
                due: Time::ZERO,
                pause: FIRST_PAUSE,
                is_under_way: false,
                asks_from: None,
                is_silent: true,
                told: None,
                tried: Vec::new(),
            };
            (id, name)
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

    /// Takes what was found, and says where to send to; begins to look up those of these members whose time has come.
    /// Returns what there is to tell.
    pub(super) fn turn(
        &mut self,
        now: Time,
        astray: &BTreeMap<NodeId, Astray>,
        send_to: impl FnMut(NodeId, SocketAddr),
    ) -> Vec<Found> {
        let news = self.take(send_to);
        self.begin(now, astray);
        news
    }

    fn take(&mut self, mut send_to: impl FnMut(NodeId, SocketAddr)) -> Vec<Found> {
        let mut news = Vec::new();
        while let Ok((node, found)) = self.found.try_recv() {
            let Some(name) = self.names.get_mut(&node) else { continue };
            name.is_under_way = false;
            let found = found.and_then(|addresses| fitting(self.local, &addresses));
            if let Some(chosen) = found.as_ref().ok().and_then(|found| name.choose(found)) {
                send_to(node, chosen);
            }
            // They may come in another order each time.
            let told = found.as_ref().map_or(Err(()), |found| Ok(found.iter().copied().collect()));
            if name.told.as_ref() != Some(&told) {
                name.told = Some(told);
                news.push(Found { node, address: name.address.clone(), found });
            }
        }
        news
    }

    fn begin(&mut self, now: Time, astray: &BTreeMap<NodeId, Astray>) {
        for (node, name) in &mut self.names {
            let Some(Astray { asks_from, is_silent }) = astray.get(node) else {
                (name.due, name.pause) = (now, FIRST_PAUSE);
                // It is well where it is: if it is silent one day, all others can be tried.
                name.tried.drain(..name.tried.len().saturating_sub(1));
                continue;
            };
            if name.asks_from != *asks_from {
                (name.due, name.pause, name.asks_from) = (now, FIRST_PAUSE, *asks_from);
            }
            name.is_silent = *is_silent;
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
    }
}

/// The addresses to which one can send from there, those of the same kind first.
fn fitting(local: SocketAddr, addresses: &[SocketAddr]) -> io::Result<Vec<SocketAddr>> {
    let same = addresses.iter().filter(|address| address.is_ipv4() == local.is_ipv4()).copied();
    let mapped = addresses.iter().filter_map(|address| match address {
        SocketAddr::V4(v4) if local.is_ipv6() && local.ip().is_unspecified() => {
            Some(SocketAddrV6::new(v4.ip().to_ipv6_mapped(), v4.port(), 0, 0).into())
        }
        _ => None,
    });
    let fitting: Vec<_> = same.chain(mapped).collect();
    if fitting.is_empty() {
        let kind = if local.is_ipv4() { "IPv4" } else { "IPv6" };
        let why = format!("it has no {kind} address, and this node sends from {local}");
        return Err(io::Error::other(why));
    }
    Ok(fitting)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    const PEER: NodeId = NodeId(2);

    /// How a member is.
    const WELL: Option<Astray> = None;
    const SILENT: Option<Astray> = Some(Astray { asks_from: None, is_silent: true });

    fn asks_from(text: &str, is_silent: bool) -> Astray {
        Astray { asks_from: Some(at(text)), is_silent }
    }

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    /// Names of which a test says what they stand for; and the number of times they were asked for.
    #[derive(Default)]
    struct Names(Mutex<(Vec<SocketAddr>, usize)>);

    impl Names {
        fn stand_for(&self, addresses: &[&str]) {
            self.0.lock().unwrap().0 = addresses.iter().map(|address| at(address)).collect();
        }
    }

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

    /// A turn, and waits for what it begins; what there is to tell, and where to send to from then on.
    fn turn(lookups: &mut Lookups, second: u64, how: Option<Astray>) -> (Vec<String>, String) {
        let astray = how.map(|astray| (PEER, astray)).into_iter().collect();
        lookups.begin(Duration::from_secs(second), &astray);
        let (mut news, mut way) = (Vec::new(), String::new());
        while lookups.names[&PEER].is_under_way {
            thread::yield_now();
            news.extend(lookups.take(|_, to| way = to.to_string()));
        }
        let told = |found: Found| match found.found {
            Ok(addresses) => format!("{} {addresses:?}", found.node),
            Err(error) => format!("{} {error}", found.node),
        };
        (news.into_iter().map(told).collect(), way)
    }

    #[test]
    fn a_name_is_looked_up_at_the_start_and_again_when_its_member_is_not_heard() {
        let names = Arc::new(Names::default());
        let mut lookups = lookups(&names);
        let told = |what: &str, way: &str| (vec![what.to_owned()], way.to_owned());
        assert_eq!(turn(&mut lookups, 0, SILENT), told("2 no such name", ""));
        names.stand_for(&["[fd00::2]:1", "10.0.0.2:1"]);
        let can_be_sent_to = told("2 [10.0.0.2:1]", "10.0.0.2:1");
        assert_eq!(turn(&mut lookups, 2, SILENT), can_be_sent_to);
        for second in 3..100 {
            assert_eq!(turn(&mut lookups, second, WELL), (vec![], String::new()));
        }
        assert_eq!(names.0.lock().unwrap().1, 2, "nobody asks for who is well");
        names.stand_for(&["10.0.0.9:1"]);
        assert_eq!(turn(&mut lookups, 100, SILENT), told("2 [10.0.0.9:1]", "10.0.0.9:1"));
        assert_eq!(turn(&mut lookups, 100, SILENT), (vec![], String::new()), "not twice at once");
        names.stand_for(&["10.0.0.7:1"]);
        let speaks = turn(&mut lookups, 100, Some(asks_from("10.0.0.7:1", false)));
        assert_eq!(speaks, told("2 [10.0.0.7:1]", "10.0.0.7:1"), "at once when it asks from there");
    }

    #[test]
    fn of_several_addresses_one_is_tried_after_the_other_until_the_member_is_heard() {
        let names = Arc::new(Names::default());
        let mut lookups = lookups(&names);
        let all = ["10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1"];
        names.stand_for(&all);
        let (told, way) = turn(&mut lookups, 0, SILENT);
        assert_eq!(
            (&*told, &*way),
            (&["2 [10.0.0.1:1, 10.0.0.2:1, 10.0.0.3:1]".into()][..], all[0])
        );
        // Whatever their order is then, and without a word each time.
        names.stand_for(&["10.0.0.3:1", "10.0.0.2:1", "10.0.0.1:1"]);
        let ways = [100, 200, 300, 400].map(|second| turn(&mut lookups, second, SILENT));
        let tried = [all[2], all[1], all[0], all[2]].map(|way| (vec![], way.to_owned()));
        assert_eq!(ways, tried);
        turn(&mut lookups, 500, WELL);
        names.stand_for(&all);
        assert_eq!(turn(&mut lookups, 600, SILENT).1, all[0], "another than where it was heard");
        // Where it asks from is where it is; from an address that is none of its own it tells nothing.
        assert_eq!(
            turn(&mut lookups, 700, Some(asks_from("[::ffff:10.0.0.2]:1", false))).1,
            all[1]
        );
        assert_eq!(
            turn(&mut lookups, 800, Some(asks_from("10.9.9.9:1", false))).1,
            all[1],
            "it is heard"
        );
        assert_eq!(turn(&mut lookups, 900, Some(asks_from("10.9.9.9:1", true))).1, all[2]);
    }

    #[test]
    fn from_any_address_of_ipv6_one_sends_to_ipv4_as_well() {
        let four = [at("10.0.0.2:1")];
        assert_eq!(fitting(at("[::]:1"), &four).unwrap(), [at("[::ffff:10.0.0.2]:1")]);
        assert!(fitting(at("[::1]:1"), &four).unwrap_err().to_string().contains("no IPv6 address"));
        assert!(fitting(at("0.0.0.0:1"), &[at("[::1]:1")]).is_err());
    }
}
