//! One thing after the other, in a world in which nothing else happens.

use crate::world::{CLIENT, World};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use synod::actor::Msg;
use synod::node::{
    Clients, Content, Datagram, Decree, Letter, Message, Nonces, Numbered, Opened, Question,
    Request, Unheard,
};
use synod::paxos::{Durable, Value};

#[test]
fn after_a_crash_a_proposer_does_nothing_until_it_is_asked_and_then_repeats_what_it_had_proposed() {
    for had_proposed in [true, false] {
        let mut world = World::new(1);
        world.faults = false;
        let decree: Decree = "colour".parse().expect("a name");
        world.ask(0, &decree, Question::Propose(Value::from("green")));
        let record = |world: &World| match world.disks[0].durable(&decree, 0) {
            Some(Durable::Proposer(record)) => Some(record),
            _ => None,
        };
        while record(&world).is_none_or(|record| record.proposed.is_some() != had_proposed) {
            assert!(world.step(), "nothing happens any more");
        }
        let before = record(&world).expect("it has begun");
        world.flying.clear();
        (0..3).for_each(|node| world.crash(node));
        world.come_to_rest();
        assert_eq!(world.chosen.get(&decree), None, "nobody has asked again");
        assert_eq!(record(&world), Some(before.clone()));

        // Another client proposes at the same node, with another value, under a new number.
        world.ask(0, &decree, Question::Propose(Value::from("red")));
        world.come_to_rest();
        assert_eq!(world.chosen[&decree].as_str(), if had_proposed { "green" } else { "red" });
        let after = record(&world).expect("it is still there");
        assert_eq!(after.ballot > before.ballot, !had_proposed);
    }
}

#[test]
fn a_question_settles_what_may_be_chosen() {
    // PMS 2.3: one acceptor's vote is heard and no quorum's. Whoever asks gets an answer, which
    // needs a new ballot, since the votes that are left do not tell.
    let mut world = World::new(1);
    world.faults = false;
    let decree: Decree = "colour".parse().expect("a name");
    world.ask(0, &decree, Question::Propose(Value::from("green")));
    let voted = |world: &World, node: usize| {
        let acceptor = u16::try_from(3 + node).expect("small");
        let durable = world.disks[node].durable(&decree, acceptor);
        matches!(durable, Some(Durable::Acceptor(acceptor)) if acceptor.voted.is_some())
    };
    while !(0..3).any(|node| voted(&world, node)) {
        assert!(world.step());
    }
    // All messages are lost, and the proposer with its disk.
    world.flying.clear();
    let first = (0..3).find(|node| voted(&world, *node)).expect("one has voted");
    let asked = (0..3).rev().find(|node| *node != first).expect("there are three");
    // Nobody remembers having proposed: of node 1 only its acceptor is left, which has id 3, and
    // what it keeps of itself and the others.
    world.disks[0].0.borrow_mut().durable.retain(|key, _| key.ends_with(&[0, 3]) || key[0] == 0);
    (0..3).for_each(|node| world.crash(node));
    world.chosen.clear();
    world.ask(asked, &decree, Question::Learn);
    // The third is cut off: it could say that it has not voted, and then two of three would not have.
    let third = world.address((0..3).find(|node| ![first, asked].contains(node)).expect("three"));
    while world.chosen.is_empty() {
        world.flying.retain(|_, (from, datagram)| *from != third && datagram.to != third);
        assert!(world.step(), "nothing happens any more");
    }
    assert_eq!(world.chosen[&decree], Value::from("green"));
}

/// Hands a datagram to a node, and returns why it is not heard, if it is not.
fn hear(world: &mut World, node: usize, datagram: &[u8]) -> Option<Unheard> {
    let before = world.nodes[node].unheard().clone();
    let now = world.time_of(node);
    world.nodes[node].receive(now, CLIENT, datagram).expect("the store is sound");
    let after = world.nodes[node].unheard();
    let count = |of: &BTreeMap<Unheard, u64>, why| of.get(why).copied().unwrap_or(0);
    let mut more = after.keys().filter(|why| count(after, why) > count(&before, why));
    let why = more.next().copied();
    assert_eq!(more.next(), None, "one datagram, one reason");
    why
}

#[test]
fn none_is_told_to_those_alone_who_asked_before_it_was_true_and_an_old_answer_tells_nobody() {
    let mut world = World::new(1);
    world.faults = false;
    let decree: Decree = "colour".parse().expect("a name");
    let reader = world.address(2);
    // A client asks node 3. That the others have not voted is on its way to it, and is late.
    world.ask(2, &decree, Question::Learn);
    let mut late = Vec::new();
    while late.len() < 2 {
        assert!(world.step(), "nothing happens any more");
        let answers =
            |(from, datagram): &(SocketAddr, Datagram)| *from != reader && datagram.to == reader;
        let arriving: Vec<_> =
            world.flying.iter().filter(|(_, it)| answers(it)).map(|(at, _)| *at).collect();
        late.extend(arriving.iter().filter_map(|at| world.flying.remove(at)));
    }
    // The others choose a value without it, and then a second client asks.
    world.ask(0, &decree, Question::Propose(Value::from("green")));
    while !world.is_chosen(&decree) {
        assert!(world.step(), "nothing happens any more");
        world.flying.retain(|_, (from, datagram)| *from != reader && datagram.to != reader);
    }
    world.ask(2, &decree, Question::Learn);
    let asks = world.flying.pop_last().expect("it is flying");
    world.flying.clear();
    let deliver = |world: &mut World, (from, datagram): (SocketAddr, Datagram)| {
        world.turn(2, Some((from, datagram.bytes)));
    };
    deliver(&mut world, asks.1);
    // Now the late answers come, and once more when the next read is under way.
    for (from, datagram) in late.clone().into_iter().chain(late) {
        deliver(&mut world, (from, datagram));
    }
    world.come_to_rest();
    assert_eq!(world.told_none, 1, "the first alone");
    assert_eq!(world.chosen[&decree].as_str(), "green");
}

#[test]
fn who_watches_is_told_a_value_and_nothing_else_and_costs_little_while_there_is_none() {
    let mut world = World::new(1);
    world.faults = false;
    let decree: Decree = "colour".parse().expect("a name");
    world.ask(2, &decree, Question::Watch);
    // The learner asks the others once or twice, and then it sleeps, as long as the node remembers the client.
    let before = world.past.len();
    world.wait(Duration::from_secs(5));
    let sent = world.past[before..].iter();
    let datagrams = sent.filter(|(_, datagram)| is_of_actors(&world, datagram)).count();
    assert!((2..=12).contains(&datagrams), "{datagrams}");
    assert_eq!((world.told_none, world.chosen.len()), (0, 0));
    // Others choose without it: a vote wakes it.
    world.ask(0, &decree, Question::Propose(Value::from("green")));
    world.come_to_rest();
    assert!(world.told.contains(&(0, Some(Value::from("green")))), "{:?}", world.told);
    assert_eq!(world.told_none, 0);
}

#[test]
fn who_watches_beside_one_that_was_told_none_costs_as_little_and_still_has_votes_settled() {
    let mut world = World::new(1);
    world.faults = false;
    let decree: Decree = "colour".parse().expect("a name");
    world.ask(2, &decree, Question::Watch);
    world.ask(2, &decree, Question::Learn);
    while world.told_none == 0 {
        assert!(world.step(), "nothing happens any more");
    }
    let before = world.past.len();
    world.wait(Duration::from_secs(5));
    let sent = world.past[before..].iter();
    let datagrams = sent.filter(|(_, datagram)| is_of_actors(&world, datagram)).count();
    assert!(datagrams <= 8, "{datagrams}");
    // Node 1 has a value voted for by its own acceptor, and forgets it; the vote reaches node 3 alone.
    let voter = world.address(0);
    let reader = world.address(2);
    world.ask(0, &decree, Question::Propose(Value::from("green")));
    while !voted(&world, &decree, 3) {
        assert!(world.step(), "nothing happens any more");
    }
    world.down.insert(1);
    let end = world.now + Duration::from_secs(8);
    while world.told.iter().all(|(number, _)| *number != 0) {
        let to_the_reader = |from: &SocketAddr, to: SocketAddr| {
            *from != reader && (*from == CLIENT || to == reader)
        };
        world.flying.retain(|_, (from, datagram)| {
            *from == reader || *from != voter || to_the_reader(from, datagram.to)
        });
        assert!(world.step() && world.now < end, "nothing is settled");
    }
    assert_eq!(world.told.last(), Some(&(0, Some(Value::from("green")))));
}

#[test]
fn who_watches_has_votes_settled_that_do_not_tell() {
    let mut world = World::new(1);
    world.faults = false;
    let decree: Decree = "colour".parse().expect("a name");
    world.ask(0, &decree, Question::Propose(Value::from("green")));
    while !(3..6).any(|actor| voted(&world, &decree, actor)) {
        assert!(world.step(), "nothing happens any more");
    }
    // One vote is all that is left, with what nodes keep of each other, and nobody remembers having proposed.
    let voter = (3..6).find(|actor| voted(&world, &decree, *actor)).expect("one");
    for disk in &world.disks {
        let is_kept = |key: &[u8]| key.ends_with(&voter.to_be_bytes()) || key[0] == 0;
        disk.0.borrow_mut().durable.retain(|key, _| is_kept(key));
    }
    (0..3).for_each(|node| world.crash(node));
    world.flying.clear();
    world.chosen.clear();
    let asked = (0..3).find(|node| *node != usize::from(voter) - 3).expect("there are three");
    world.ask(asked, &decree, Question::Watch);
    while world.told.is_empty() {
        assert!(world.step(), "nothing happens any more");
    }
    assert_eq!(world.told[0].1, Some(Value::from("green")));
}

#[test]
fn without_a_quorum_nothing_is_begun_or_written_and_then_what_clients_wait_for_is_chosen_at_once() {
    let mut world = World::new(1);
    world.faults = false;
    let decrees = |name: &'static str| {
        (0..1000).map(move |number| format!("{name}/{number}").parse::<Decree>().expect("a name"))
    };
    world.down.extend([1, 2]);
    let ask = |world: &mut World, name| {
        decrees(name).for_each(|it| world.ask(0, &it, Question::Propose(Value::from("green"))));
    };
    // For the first, clients give up; for the others, they ask again and again. The first begin while nobody
    // knows yet that the others are away.
    ask(&mut world, "begun");
    world.wait(Duration::from_secs(5));
    ask(&mut world, "given up");
    for _ in 0..12 {
        ask(&mut world, "waited for");
        world.wait(Duration::from_secs(5));
    }
    let (sent, commits) = (world.past.len(), world.disks[0].0.borrow().commits);
    world.wait(Duration::from_secs(10));
    let sent = world.past.len() - sent;
    assert!((40..=100).contains(&sent), "{sent} datagrams in ten seconds");
    assert_eq!(world.disks[0].0.borrow().commits, commits, "nothing is written");
    ask(&mut world, "waited for");
    world.crash(1);
    let ready = world.now;
    let mut most = 0;
    while decrees("waited for").any(|it| !world.chosen.contains_key(&it)) {
        let before = world.past.len();
        assert!(world.step() && world.now < ready + Duration::from_secs(1), "it takes too long");
        most = most.max(world.past.len() - before);
    }
    assert!(most <= 20, "one after the other, and not {most} datagrams at once");
    // The others sleep, and are taken up again when somebody asks.
    world.come_to_rest();
    assert!(decrees("given up").chain(decrees("begun")).all(|it| !world.chosen.contains_key(&it)));
    ask(&mut world, "begun");
    world.come_to_rest();
    assert!(decrees("begun").all(|it| world.chosen.contains_key(&it)));
}

#[test]
fn who_is_told_something_after_a_silence_is_asked_at_once_whether_it_is_there() {
    let mut world = World::prepare(1);
    world.faults = false;
    world.introduce();
    world.wait(Duration::from_secs(1));
    // Nobody would be asked for some seconds, had no client come.
    world.down.extend([1, 2]);
    world.ask(0, &"colour".parse().expect("a name"), Question::Propose(Value::from("green")));
    world.wait(Duration::from_millis(2_500));
    let (before, commits) = (world.past.len(), world.disks[0].0.borrow().commits);
    world.wait(Duration::from_millis(1_500));
    let in_vain = world.past[before..].iter().filter(|(_, it)| is_of_actors(&world, it)).count();
    assert_eq!(in_vain, 0, "nobody is there");
    assert_eq!(world.disks[0].0.borrow().commits, commits, "nothing is written");
}

/// Whether a datagram to a node is a message between actors.
fn is_of_actors(world: &World, datagram: &Datagram) -> bool {
    let to = (0..3).find(|node| world.address(*node) == datagram.to);
    let opened = to.map(|to| world.codecs[to].open(&datagram.bytes));
    let Some(Ok(Opened::Letter { letter, .. })) = opened else { return false };
    matches!(letter.content, Content::Messages(_))
}

/// Whether an acceptor has a vote on its disk.
fn voted(world: &World, decree: &Decree, actor: u16) -> bool {
    let durable = world.disks[usize::from(actor) - 3].durable(decree, actor);
    matches!(durable, Some(Durable::Acceptor(acceptor)) if acceptor.voted.is_some())
}

#[test]
fn what_is_not_for_this_node_or_cannot_be_is_counted_and_dropped() {
    let mut world = World::new(1);
    let decree: Decree = "colour".parse().expect("a name");
    // Actors 0 to 2 propose, 3 to 5 accept, 6 to 8 learn; node 1 has 0, 3 and 6.
    for (from, src, dst, reason) in [
        (1, 7, 3, None),
        (1, 7, 4, Some(Unheard::Receiver)),
        (1, 7, 9, Some(Unheard::Receiver)),
        (1, 9, 3, Some(Unheard::Sender)),
        (1, 8, 3, Some(Unheard::Sender)),
        (2, 7, 3, Some(Unheard::Sender)),
        (1, 6, 3, Some(Unheard::Sender)),
    ] {
        let (to, nonce) = (world.id(0), world.nonces.next());
        let message = Message { decree: decree.clone(), src, dst, msg: Msg::Query };
        let life = world.disks[from].life().expect("it has started");
        let commits = world.disks[from].0.borrow().commits;
        let letter = Letter { life, commits, content: Content::Messages(vec![message]) };
        let bytes = world.codecs[from].letter(to, nonce, &letter).expect("a member");
        assert_eq!(hear(&mut world, 0, &bytes), reason, "node {}: {letter:?}", from + 1);
    }
    let content = Request::About(decree, Question::Learn);
    let request = Numbered { number: 7, content };
    let (to, nonce) = (world.id(1), world.nonces.next());
    let bytes = world.client.request(to, nonce, &request).expect("a node");
    assert_eq!(hear(&mut world, 0, &bytes), Some(Unheard::Receiver));
    assert_eq!(world.nodes[0].finish().expect("the store is sound"), []);
}

#[test]
fn what_a_turn_has_for_one_member_goes_in_as_few_datagrams_as_hold_it() {
    let mut world = World::new(1);
    world.faults = false;
    let own = world.cluster.members()[0].proposer;
    let names =
        (0..1000).map(|number| format!("a decree of number {number}").parse().expect("a name"));
    let owned = names.filter(|decree| world.cluster.owner(decree) == own).take(100);
    let decrees: Vec<Decree> = owned.collect();
    for decree in &decrees {
        world.ask(0, decree, Question::Propose(Value::from("green")));
    }
    let now = world.time_of(0);
    for (_, (from, datagram)) in std::mem::take(&mut world.flying) {
        world.nodes[0].receive(now, from, &datagram.bytes).expect("the store is sound");
    }
    world.nodes[0].wake(now).expect("the store is sound");
    let sent = world.nodes[0].finish().expect("the store is sound");
    // To each other its proposer proposes, and its acceptor tells its vote: some 45 bytes each.
    for node in [1, 2] {
        let to_node = sent.iter().filter(|datagram| datagram.to == world.address(node));
        let messages = to_node.clone().map(|datagram| {
            let opened = world.codecs[node].open(&datagram.bytes);
            let Ok(Opened::Letter { letter, .. }) = opened else { panic!("{opened:?}") };
            let Content::Messages(messages) = letter.content else { panic!("{letter:?}") };
            messages.len()
        });
        assert_eq!(messages.sum::<usize>(), 200);
        assert!(to_node.count() <= 12);
    }
    let from = world.address(0);
    for datagram in &sent {
        world.send(from, datagram);
    }
    world.come_to_rest();
    assert!(decrees.iter().all(|decree| world.chosen.contains_key(decree)));
}

#[test]
fn a_client_that_is_revoked_while_it_waits_gets_no_answer() {
    for revoked in [false, true] {
        let mut world = World::new(1);
        world.faults = false;
        world.ask(0, &"colour".parse().expect("a name"), Question::Propose(Value::from("green")));
        // The request arrives, and the node begins a ballot.
        while world.nodes[0].is_idle() {
            assert!(world.step());
        }
        if revoked {
            world.nodes[0].set_clients(&Clients::default());
        }
        let mut answers = 0;
        while !world.is_at_rest() {
            assert!(world.step(), "nothing happens any more");
            answers += world.flying.values().filter(|(_, datagram)| datagram.to == CLIENT).count();
        }
        assert_eq!(answers == 0, revoked, "{answers} answers");
    }
}
