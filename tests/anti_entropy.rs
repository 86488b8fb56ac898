//! After a quiet minute all nodes know what any node has learned, whatever was lost before; and while they agree they
//! say little to each other.

mod world;

use std::collections::BTreeSet;
use std::time::Duration;
use synod::actor::Msg;
use synod::node::{Content, Datagram, Decree, Letter, Message, Opened, Question};
use synod::paxos::Value;
use world::World;

const MINUTE: Duration = Duration::from_secs(60);

fn decrees(name: &str, count: usize) -> Vec<Decree> {
    (0..count).map(|number| format!("{name}/{number}").parse().expect("a name")).collect()
}

fn ask(world: &mut World, node: usize, decrees: &[Decree]) {
    for decree in decrees {
        world.ask(node, decree, Question::Propose(Value::from("green")));
    }
}

/// A world in which all of these are chosen while node 3 is down, and it starts again now.
fn missed(decrees: &[Decree]) -> World {
    let mut world = World::new(1);
    world.faults = false;
    world.down.insert(2);
    ask(&mut world, 0, decrees);
    world.come_to_rest();
    world.crash(2);
    world
}

/// How many of these a node has learned.
fn learned(world: &World, node: usize, decrees: &[Decree]) -> usize {
    decrees.iter().filter(|decree| world.has_learned(node, decree)).count()
}

/// What a datagram tells a node.
fn content(world: &World, datagram: &Datagram) -> Option<Content> {
    let to = world.at(datagram.to)?;
    match world.codecs[to].open(&datagram.bytes).ok()? {
        Opened::Letter { letter: Letter { content, .. }, .. } => Some(content),
        Opened::Request { .. } => None,
    }
}

/// What actors have said in all these datagrams.
fn messages<'w>(
    world: &'w World,
    sent: impl Iterator<Item = &'w Datagram> + 'w,
) -> impl Iterator<Item = Message> + 'w {
    let messages = sent.filter_map(|datagram| match content(world, datagram)? {
        Content::Messages(all) => Some(all),
        _ => None,
    });
    messages.flatten()
}

/// Messages of learners to learners that tell a value, of all that was ever sent.
fn told(world: &World) -> usize {
    let messages = messages(world, world.past.iter().map(|(_, datagram)| datagram));
    messages.filter(|message| matches!(message.msg, Msg::Learned { .. })).count()
}

/// Goes on for so long, and whatever an actor says to this node is lost.
fn wait_deaf(world: &mut World, node: usize, time: Duration) {
    let (deaf, end) = (world.address(node), world.now + time);
    while world.now < end && world.step() {
        while let Some(arrival) = world.flying.first_entry() {
            let (_, datagram) = arrival.get().clone();
            let is_lost = datagram.to == deaf
                && matches!(content(world, &datagram), Some(Content::Messages(_)));
            if !is_lost {
                break;
            }
            world.flying.pop_first();
        }
    }
}

#[test]
fn who_was_away_comes_to_know_all_that_the_others_have_learned_meanwhile() {
    let mut world = World::new(1);
    world.faults = false;
    let (before, meanwhile) = (decrees("before", 300), decrees("meanwhile", 1_200));
    ask(&mut world, 0, &before);
    world.come_to_rest();
    assert_eq!(learned(&world, 2, &before), before.len(), "all have heard of them");
    world.down.insert(2);
    ask(&mut world, 1, &meanwhile);
    world.come_to_rest();
    assert_eq!((world.chosen.len(), learned(&world, 2, &meanwhile)), (1_500, 0));
    world.crash(2);
    world.wait(MINUTE);
    assert_eq!(learned(&world, 2, &meanwhile), meanwhile.len(), "nobody had asked it about any");
    world.audit();
}

#[test]
fn whatever_is_lost_all_know_everything_after_a_quiet_minute() {
    for seed in 1..=3 {
        let mut world = World::new(seed);
        let decrees = decrees("decree", 200);
        for (number, decree) in decrees.iter().enumerate() {
            world.ask(number % 3, decree, Question::Propose(Value::from("green")));
            world.wait(Duration::from_millis(10));
        }
        world.faults = false;
        let known: Vec<Decree> = decrees
            .iter()
            .filter(|it| (0..3).any(|node| world.has_learned(node, it)))
            .cloned()
            .collect();
        world.wait(MINUTE);
        for node in 0..3 {
            assert_eq!(learned(&world, node, &known), known.len(), "seed {seed}, node {node}");
        }
        world.audit();
    }
}

#[test]
fn what_was_learned_makes_room_at_once_for_what_is_still_lacking() {
    let decrees = decrees("decree", 1_600);
    let mut world = missed(&decrees);
    // More than are asked about at a time, and sooner than anything leaves the memory again.
    world.wait(Duration::from_millis(2_900));
    assert_eq!(learned(&world, 2, &decrees), decrees.len());
}

#[test]
fn who_asks_about_a_thousand_in_vain_compares_no_more_until_it_has_given_them_up() {
    let decrees = decrees("decree", 1_600);
    let mut world = missed(&decrees);
    let (before, deaf) = (world.past.len(), world.address(2));
    // It is told which there are, and never of a vote. Nothing leaves the memory yet.
    wait_deaf(&mut world, 2, Duration::from_millis(2_900));
    let sent = world.past[before..].iter().filter(|(from, _)| *from == deaf);
    let asked: BTreeSet<Decree> = messages(&world, sent.map(|(_, datagram)| datagram))
        .map(|message| message.decree)
        .collect();
    assert!((1_024..1_400).contains(&asked.len()), "it asks about {}", asked.len());
    // Those that it has asked about first it gives up, and it asks about others.
    wait_deaf(&mut world, 2, Duration::from_millis(1_200));
    assert_eq!(learned(&world, 2, &decrees), 0);
    world.wait(MINUTE);
    assert_eq!(learned(&world, 2, &decrees), decrees.len(), "it has gone on");
}

/// One acceptor is gone that has voted, and one was away; so no quorum of votes can be heard of. But a learner has
/// learned, and tells.
#[test]
fn a_learner_tells_what_votes_do_not_tell_any_more() {
    let mut world = World::new(1);
    world.faults = false;
    let decrees = decrees("decree", 50);
    world.down.insert(2);
    ask(&mut world, 0, &decrees);
    world.come_to_rest();
    assert_eq!((learned(&world, 1, &decrees), told(&world)), (50, 0));
    world.down.insert(0);
    world.crash(2);
    world.wait(MINUTE);
    assert_eq!(learned(&world, 2, &decrees), 50, "node 3 has it from node 2");
    assert!(told(&world) >= 50);
    assert_eq!(world.written, 150, "each once at each node: to tell is not to learn again");
    world.audit();
}

#[test]
fn nodes_that_agree_compare_now_and_then_and_find_it_so_at_once() {
    let mut world = World::new(1);
    world.faults = false;
    ask(&mut world, 0, &decrees("decree", 500));
    world.wait(MINUTE);
    let (sent, told) = (world.past.len(), told(&world));
    world.wait(MINUTE);
    let sent = world.past.len() - sent;
    // Six questions after what is known of each other, and as many after what was learned, every few seconds.
    assert!((150..=600).contains(&sent), "{sent} datagrams in a minute");
    assert_eq!(told, 0, "all had heard of the votes");
}

#[test]
fn who_is_away_is_not_asked_what_it_has_learned() {
    let mut world = World::new(1);
    world.faults = false;
    world.down.insert(2);
    world.wait(Duration::from_secs(20));
    let (before, away) = (world.past.len(), world.address(2));
    world.wait(MINUTE);
    let sent = world.past[before..].iter().filter(|(_, datagram)| datagram.to == away);
    let sent: Vec<_> = sent.filter_map(|(_, datagram)| content(&world, datagram)).collect();
    assert!(!sent.is_empty() && sent.iter().all(|it| matches!(it, Content::Ask(_))), "{sent:?}");
}

#[test]
fn without_a_quorum_nothing_is_compared() {
    let mut world = World::of(1, 5, str::to_owned);
    world.introduce();
    let decrees = decrees("decree", 50);
    world.down.insert(1);
    ask(&mut world, 0, &decrees);
    world.come_to_rest();
    world.down.extend([0, 2, 3, 4]);
    world.crash(1);
    world.wait(Duration::from_secs(5));
    // It has found out that it is alone; now another is there, which has learned them all.
    world.crash(0);
    world.wait(Duration::from_secs(20));
    assert_eq!([0, 1].map(|node| learned(&world, node, &decrees)), [50, 0]);
    let (before, logged) = (world.past.len(), world.logs[1].borrow().len());
    world.wait(MINUTE);
    let sent = world.past[before..].iter().filter_map(|(_, datagram)| content(&world, datagram));
    let sent: Vec<_> =
        sent.filter(|it| !matches!(it, Content::Ask(_) | Content::Told(_))).collect();
    assert_eq!((sent, world.logs[1].borrow().len()), (Vec::new(), logged));
    world.crash(2);
    world.wait(MINUTE);
    assert_eq!(learned(&world, 1, &decrees), decrees.len(), "with a third they compare again");
}

#[test]
fn an_old_answer_tells_nobody_that_nothing_is_lacking() {
    let mut world = World::new(1);
    world.faults = false;
    let decrees = decrees("decree", 50);
    world.down.insert(2);
    world.wait(Duration::from_secs(30));
    ask(&mut world, 0, &decrees);
    world.come_to_rest();
    // Node 3 is back, and hears again and again from both what it was answered when all was the same.
    world.crash(2);
    let asker = world.address(2);
    let end = world.now + Duration::from_secs(20);
    let same = |world: &World, it: &Datagram| {
        it.to == asker
            && matches!(content(world, it), Some(Content::Held(held)) if held.names.is_empty())
    };
    while world.now < end && world.step() {
        let old = world.past.iter().rev().find(|(_, it)| same(&world, it)).cloned();
        if let Some((from, datagram)) = old
            && world.rng.u8(..4) == 0
        {
            world.flying.insert((world.now, u64::MAX), (from, datagram));
        }
    }
    assert_eq!(learned(&world, 2, &decrees), decrees.len());
}

#[test]
fn a_node_without_a_learner_is_asked_in_vain_and_asks_nobody() {
    let no_learner = |file: &str| file.replace("id = 3\n", "id = 3\nroles = [\"acceptor\"]\n");
    let mut world = World::of(1, 3, no_learner);
    world.introduce();
    assert!(world.cluster.members()[2].learner.is_none());
    let decrees = decrees("decree", 20);
    world.down.insert(1);
    ask(&mut world, 0, &decrees);
    world.come_to_rest();
    world.crash(1);
    world.wait(MINUTE);
    assert_eq!([0, 1, 2].map(|node| learned(&world, node, &decrees)), [20, 20, 0]);
}
