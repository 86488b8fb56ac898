//! Nodes that introduce themselves, in a simulated network: who is admitted, who is refused, and that nobody else
//! is.

mod world;

use std::time::Duration;
use synod::actor::Role;
use synod::node::{Content, Decree, Doubt, Letter, News, Opened, Question};
use synod::paxos::{Durable, Value};
use world::World;

fn decree(name: &str) -> Decree {
    name.parse().expect("a name")
}

fn propose(world: &mut World, node: usize, name: &str, value: &str) {
    world.ask(node, &decree(name), Question::Propose(Value::from(value)));
}

/// Has a value chosen, and returns which.
fn chosen(world: &mut World, node: usize, name: &str, value: &str) -> String {
    propose(world, node, name, value);
    world.come_to_rest();
    world.chosen[&decree(name)].as_str().to_owned()
}

/// Whether something is said by an acceptor, in all that was ever sent: actors 3 to 5 are acceptors.
fn acceptor_has_spoken(world: &World) -> bool {
    world.past.iter().any(|(_, datagram)| {
        let to = (0..3).find(|node| world.address(*node) == datagram.to);
        let opened = to.map(|node| world.codecs[node].open(&datagram.bytes));
        let Some(Ok(Opened::Letter { letter, .. })) = opened else { return false };
        let Content::Messages(messages) = letter.content else { return false };
        messages.iter().any(|message| (3..6).contains(&message.src))
    })
}

#[test]
fn all_can_start_for_the_first_time_at_once() {
    let mut world = World::prepare(1);
    propose(&mut world, 0, "colour", "green");
    world.introduce();
    assert_eq!(world.chosen[&decree("colour")].as_str(), "green");
    let mut admitted: Vec<_> = world.news.iter().map(|(node, news)| (*node, *news)).collect();
    admitted.sort_by_key(|(node, _)| *node);
    assert_eq!(admitted, [0, 1, 2].map(|node| (node, News::Admitted)), "each once");
}

#[test]
fn while_one_is_missing_at_the_first_start_no_acceptor_answers_and_then_all_do() {
    let mut world = World::prepare(1);
    world.down.insert(2);
    propose(&mut world, 0, "colour", "green");
    world.wait(Duration::from_secs(30));
    // Also not when they have started again.
    (0..2).for_each(|node| world.crash(node));
    world.wait(Duration::from_secs(30));
    assert!(!acceptor_has_spoken(&world));
    assert_eq!(world.chosen.len(), 0);
    // In each life they are told, once, whom they do not hear.
    let silent = News::Unheard { node: world.id(2), why: None };
    assert_eq!(world.news.len(), 4, "{:?}", world.news);
    assert!(world.news.iter().all(|(_, news)| *news == silent), "{:?}", world.news);
    assert_eq!(world.nodes[0].waits_for(), [world.id(2)]);
    world.crash(2);
    world.introduce();
    assert_eq!(chosen(&mut world, 0, "colour", "green"), "green");
}

#[test]
fn the_owner_of_round_0_begins_above_it_until_it_is_admitted_and_its_acceptor_hears_not_even_itself()
 {
    let mut world = World::prepare(1);
    world.down.insert(2);
    let own = world.cluster.members()[0].proposer;
    let names = (0..1000).map(|number| decree(&format!("colour-{number}")));
    let owned = names.filter(|name| world.cluster.owner(name) == own).take(2);
    let [first, then]: [Decree; 2] = owned.collect::<Vec<_>>().try_into().expect("its share");
    // A directory that was lost may have had a value chosen in round 0, of which nothing would tell.
    world.ask(0, &first, Question::Propose(Value::from("green")));
    assert_eq!(first_round(&mut world, 0, &first), 1);
    world.wait(Duration::from_secs(5));
    assert_eq!(world.disks[0].durable(&first, 3), None, "its own acceptor");
    world.crash(2);
    world.introduce();
    world.ask(0, &then, Question::Propose(Value::from("green")));
    world.come_to_rest();
    assert_eq!(round(&world, 0, &then), Some(0));
    assert!(world.disks[0].durable(&then, 3).is_some(), "its own acceptor votes");
}

/// The round of a proposer's ballot, on the disk of its node. Proposers are the first actors, in the order of nodes.
fn round(world: &World, node: usize, decree: &Decree) -> Option<u64> {
    match world.disks[node].durable(decree, u16::try_from(node).expect("few")) {
        Some(Durable::Proposer(record)) => record.ballot.map(|ballot| ballot.round),
        _ => None,
    }
}

/// The round in which a proposer begins.
fn first_round(world: &mut World, node: usize, decree: &Decree) -> u64 {
    loop {
        if let Some(round) = round(world, node, decree) {
            return round;
        }
        assert!(world.step(), "nothing happens any more");
    }
}

#[test]
fn who_is_admitted_waits_for_nobody_that_is_down() {
    let mut world = World::prepare(1);
    world.introduce();
    world.down.insert(2);
    (0..2).for_each(|node| world.crash(node));
    chosen_at_once(&mut world, 0, "colour");
    // Who was down all the time takes part as soon as it is there, though it was asked in vain.
    world.wait(Duration::from_secs(100));
    world.crash(2);
    world.down.insert(1);
    chosen_at_once(&mut world, 2, "shape");
}

/// Has a value chosen, which takes less than half a second of the nodes' time.
fn chosen_at_once(world: &mut World, node: usize, name: &str) {
    let end = world.now + Duration::from_millis(500);
    propose(world, node, name, "green");
    while !world.chosen.contains_key(&decree(name)) {
        assert!(world.step() && world.now < end, "{name} is not chosen yet");
    }
}

#[test]
fn old_datagrams_that_come_again_stop_nobody_and_lower_nothing() {
    let mut world = World::prepare(1);
    world.introduce();
    for round in 0..6 {
        chosen(&mut world, round % 3, &format!("round {round}"), "green");
        world.crash(round % 3);
        world.wait(Duration::from_secs(10));
    }
    let everything = world.past.clone();
    let known = |world: &World| {
        let ids = (0..3).map(|node| world.id(node));
        let of = |disk: &world::Forgetful| ids.clone().map(|id| disk.known(id)).collect::<Vec<_>>();
        world.disks.iter().map(of).collect::<Vec<_>>()
    };
    let before = known(&world);
    for (from, datagram) in everything.into_iter().rev() {
        let to = (0..3).find(|node| world.address(*node) == datagram.to);
        let Some(node) = to else { continue };
        world.turn(node, Some((from, datagram.bytes)));
    }
    world.come_to_rest();
    world.wait(Duration::from_secs(10));
    assert_eq!(chosen(&mut world, 1, "after", "green"), "green");
    assert!(world.disowned.is_empty(), "{:?}", world.disowned);
    assert_eq!(world.news.iter().filter(|(_, news)| *news != News::Admitted).count(), 0);
    for (before, after) in before.into_iter().flatten().zip(known(&world).into_iter().flatten()) {
        let (Some(before), Some(after)) = (before, after) else {
            assert_eq!(before, after);
            continue;
        };
        assert_eq!(before.incarnation, after.incarnation);
        assert!(before.life.start <= after.life.start && before.commits <= after.commits);
    }
}

#[test]
fn an_emptied_directory_is_refused_by_itself_and_told_by_who_knows_it() {
    let mut world = World::prepare(1);
    world.introduce();
    world.down.insert(2);
    assert_eq!(chosen(&mut world, 0, "colour", "green"), "green");
    world.down.insert(0);
    world.crash(2);
    world.empty(1);
    propose(&mut world, 2, "colour", "red");
    propose(&mut world, 1, "colour", "red");
    world.wait(Duration::from_secs(30));
    assert_eq!(world.chosen[&decree("colour")].as_str(), "green", "and nobody is told red");
    let why = world.disowned[&1];
    assert_eq!(why.by, world.id(2));
    assert!(matches!(why.doubt, Doubt::OtherDirectory { .. }), "{why:?}");
    let told = News::Doubted { node: world.id(1), doubt: why.doubt };
    assert_eq!(world.news.iter().filter(|news| **news == (2, told)).count(), 1, "it is told once");
    world.crash(0);
    assert_eq!(chosen(&mut world, 2, "colour", "red"), "green");
}

/// A world in which the second node is put back to where it was before three decrees were chosen and it was started again,
/// of all of which the others know.
fn restored() -> World {
    let mut world = World::prepare(1);
    world.introduce();
    let backup = world.disks[1].copy();
    for round in 0..3 {
        chosen(&mut world, 0, &format!("round {round}"), "green");
    }
    // That it has started since is known too.
    world.crash(1);
    world.come_to_rest();
    world.wait(Duration::from_secs(10));
    world.restore(1, backup);
    world
}

#[test]
fn an_older_copy_of_a_directory_stops_when_it_asks() {
    let mut world = restored();
    world.wait(Duration::from_secs(1));
    assert!(world.disowned.contains_key(&1));
    assert_eq!(chosen(&mut world, 2, "round 0", "red"), "green");
}

#[test]
fn to_who_has_not_answered_in_this_life_nothing_of_an_actor_goes_and_no_comparison() {
    let mut world = restored();
    let restored = world.address(1);
    let before = world.past.len();
    for node in 0..3 {
        propose(&mut world, node, &format!("of {node}"), "red");
    }
    // Whatever it is told is lost.
    let end = world.now + Duration::from_secs(10);
    while world.now < end && world.step() {
        let codec = &world.codecs[1];
        world.flying.retain(|_, (_, datagram)| {
            let is_told = |letter: &Letter| matches!(letter.content, Content::Told(_));
            let opened = (datagram.to == restored).then(|| codec.open(&datagram.bytes));
            !matches!(opened, Some(Ok(Opened::Letter { ref letter, .. })) if is_told(letter))
        });
    }
    assert!(world.disowned.is_empty(), "it could not be told");
    let sent = world.past[before..].iter().filter(|(from, _)| *from == restored);
    for (_, datagram) in sent {
        let to = (0..3).find(|node| world.address(*node) == datagram.to).expect("a node");
        let opened = world.codecs[to].open(&datagram.bytes).expect("it is a node's");
        let Opened::Letter { letter, .. } = opened else { panic!("no node is a client") };
        let content = &letter.content;
        assert!(!matches!(content, Content::Messages(_) | Content::Compare(_)), "{letter:?}");
    }
}

#[test]
fn an_older_copy_is_noticed_however_often_it_was_started_alone() {
    let mut world = restored();
    // The others are not reached, while it starts again and again, and commits what clients want of it.
    let (others, id) = ([0, 2], world.id(1));
    world.down.extend(others);
    for round in 0..40 {
        propose(&mut world, 1, &format!("alone {round}"), "red");
        world.wait(Duration::from_millis(100));
        world.crash(1);
    }
    let known = world.disks[0].known(id).expect("it is known");
    assert!(world.disks[1].0.borrow().commits > known.commits, "it has more than it had told");
    for node in others {
        world.crash(node);
    }
    world.wait(Duration::from_secs(3));
    let why = world.disowned[&1];
    // Those who were told of the start that it lacks have kept that, though they crashed without a commit since.
    assert!(matches!(why.doubt, Doubt::TwoCopies { start: 2 }), "{why:?}");
}

#[test]
fn of_two_copies_that_run_the_one_that_came_second_stops() {
    let mut world = World::prepare(1);
    world.introduce();
    let copy = world.disks[1].copy();
    world.crash(1);
    world.come_to_rest();
    // The one that came first is somewhere else, and silent for now.
    world.restore(1, copy);
    world.wait(Duration::from_secs(1));
    let why = world.disowned[&1];
    assert!(matches!(why.doubt, Doubt::TwoCopies { start: 2 }), "{why:?}");
    let told = (0..3).filter(|node| {
        world.news.contains(&(*node, News::Doubted { node: world.id(1), doubt: why.doubt }))
    });
    assert!(told.count() > 0, "and who knows it says so");
}

#[test]
fn a_copy_of_what_runs_on_stops_it_when_it_has_taken_its_place() {
    // The copy was made while nothing was told: nobody can know better which of the two is the right one, but
    // only one of them goes on.
    let mut world = World::prepare(1);
    world.introduce();
    let copy = world.disks[1].copy();
    let original = std::mem::replace(&mut world.disks[1], copy);
    let copied = world.boot(1);
    let original = (std::mem::replace(&mut world.nodes[1], copied), original);
    world.wait(Duration::from_secs(1));
    assert!(world.disowned.is_empty(), "the copy has the place");
    (world.nodes[1], world.disks[1]) = original;
    world.wait(Duration::from_secs(10));
    assert!(matches!(world.disowned[&1].doubt, Doubt::EarlierStart { known: 2, now: 1 }));
}

#[test]
fn a_branch_that_was_left_behind_stays_so_whatever_it_has_committed_and_however_often_it_starts() {
    let mut world = World::prepare(1);
    world.introduce();
    let copy = world.disks[1].copy();
    // The original is cut off, and goes on for its clients; it has been answered in this life, so it speaks.
    let (others, id) = ([0, 2], world.id(1));
    world.down.extend(others);
    for round in 0..40 {
        propose(&mut world, 1, &format!("alone {round}"), "red");
        world.wait(Duration::from_millis(100));
    }
    let original = world.disks[1].copy();
    // Nothing of what it has said is on its way any more. The copy takes its place, and a value is chosen with its vote.
    world.flying.clear();
    for node in others {
        world.crash(node);
    }
    world.restore(1, copy);
    world.wait(Duration::from_secs(10));
    world.down.insert(2);
    assert_eq!(chosen(&mut world, 0, "colour", "green"), "green");
    let known = world.disks[0].known(id).expect("it is known");
    assert!(original.0.borrow().commits > known.commits, "it has more than the copy has told");
    // It starts twice: the second time its start has a number that nobody has heard of.
    world.down.insert(0);
    world.restore(1, original);
    world.wait(Duration::from_millis(100));
    world.crash(1);
    world.crash(2);
    world.down.insert(0);
    world.wait(Duration::from_secs(1));
    world.crash(0);
    propose(&mut world, 1, "colour", "red");
    world.wait(Duration::from_secs(3));
    let why = world.disowned[&1];
    assert!(matches!(why.doubt, Doubt::TwoCopies { start: 2 }), "{why:?}");
    assert_eq!(world.chosen[&decree("colour")].as_str(), "green", "and nobody is told red");
}

#[test]
fn a_copy_that_is_refused_by_one_does_not_take_the_place_at_another() {
    let mut world = World::prepare(1);
    world.introduce();
    let copy = world.disks[1].copy();
    // Node 1 has heard more of it since than the copy knows; node 3 has not, and is asked as well.
    world.down.insert(2);
    chosen(&mut world, 0, "colour", "green");
    world.crash(2);
    world.down.insert(1);
    world.wait(Duration::from_secs(10));
    let original = world.disks[1].copy();
    // What node 3 answers it comes too late.
    world.restore(1, copy);
    let (late, to) = (world.address(2), world.address(1));
    while !world.disowned.contains_key(&1) {
        assert!(world.step(), "nothing happens any more");
        world.flying.retain(|_, (from, it)| (*from, it.to) != (late, to));
    }
    world.disowned.clear();
    world.restore(1, original);
    world.wait(Duration::from_secs(10));
    assert!(world.disowned.is_empty(), "{:?}", world.disowned);
    world.down.insert(0);
    assert_eq!(chosen(&mut world, 1, "colour", "red"), "green");
}

/// That a node which starts again tells its clients nothing before these others are there, and then does.
fn waits_in_each_life_for(mut world: World, node: usize, others: &[usize]) {
    world.introduce();
    let own = world.cluster.members()[node].proposer;
    let names = (0..1000).map(|number| decree(&format!("colour-{number}")));
    let owned = names.filter(|name| world.cluster.owner(name) == own).take(others.len() + 1);
    let mut owned: Vec<_> = owned.collect();
    let fresh = owned.pop().expect("its share");
    // Everything was chosen with its vote, but it was put back to before that.
    for name in &owned {
        world.ask(node, name, Question::Propose(Value::from("green")));
        world.come_to_rest();
    }
    let everybody = world.all().filter(|other| *other != node);
    world.down.extend(everybody);
    world.crash(node);
    // For all it knows it has proposed nothing there. So it may not use the round that needs no promises.
    world.ask(node, &fresh, Question::Propose(Value::from("green")));
    assert_eq!(first_round(&mut world, node, &fresh), 1);
    world.wait(Duration::from_secs(1));
    for (name, other) in owned.iter().zip(others) {
        world.chosen.clear();
        let before = acceptor_says(&world, node);
        world.ask(node, name, Question::Propose(Value::from("red")));
        world.ask(node, &decree("shape"), Question::Propose(Value::from("round")));
        world.ask(node, &decree("size"), Question::Learn);
        world.wait(Duration::from_secs(5));
        assert_eq!(acceptor_says(&world, node), before, "it waits for {other}");
        assert_eq!(world.chosen.get(&decree("shape")), None, "it waits for {other}");
        assert_eq!(world.told_none, 0, "it waits for {other}");
        world.crash(*other);
    }
    world.wait(Duration::from_secs(5));
    assert_eq!(world.chosen[&decree("shape")].as_str(), "round");
}

/// How many records its acceptor has on its disk.
fn acceptor_says(world: &World, node: usize) -> usize {
    let acceptor = world.cluster.members()[node].acceptor.expect("an acceptor");
    let id = usize::from(world.cluster.roster().id(Role::Acceptor(acceptor)));
    let actor = u16::try_from(id).expect("few").to_be_bytes();
    let disk = world.disks[node].0.borrow();
    disk.durable.iter().filter(|(key, _)| key[0] != 0 && key.ends_with(&actor)).count()
}

/// The cluster file with other quorums.
fn quorums(file: &str, prepare: usize, accept: usize) -> String {
    let line = format!("quorums = {{ prepare = {prepare}, accept = {accept} }}");
    let file_with = file.replace("# quorums = { prepare = 2, accept = 2 }", &line);
    assert_ne!(file_with, file);
    file_with
}

/// The cluster file in which only the first node has an acceptor.
fn one_acceptor(file: &str) -> String {
    let (first, rest) = file.split_at(file.find("id = 2\n").expect("a second node"));
    let others = |id: &str| format!("{id}roles = [\"proposer\", \"learner\"]\n");
    let rest = ["id = 2\n", "id = 3\n"]
        .iter()
        .fold(rest.to_owned(), |rest, id| rest.replace(id, &others(id)));
    first.to_owned() + &rest
}

#[test]
fn in_each_life_an_acceptor_is_deaf_until_so_many_have_answered_that_its_word_can_count() {
    waits_in_each_life_for(World::of(1, 3, str::to_owned), 0, &[2]);
    waits_in_each_life_for(World::of(1, 5, str::to_owned), 1, &[4, 2]);
    waits_in_each_life_for(World::of(1, 4, str::to_owned), 0, &[1, 3]);
    // Where one vote chooses, it takes as many as promise: they know what this node has voted.
    waits_in_each_life_for(World::of(1, 3, |file| quorums(file, 3, 1)), 0, &[2, 1]);
    waits_in_each_life_for(World::of(1, 3, |file| quorums(file, 1, 3)), 0, &[2, 1]);
    // And a single acceptor waits for one that is none.
    waits_in_each_life_for(World::of(1, 3, one_acceptor), 0, &[1]);
}
