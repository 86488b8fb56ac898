//! Whom a client asks and when, by a clock that stands still.

use super::*;
use crate::client::asks;
use crate::node::{
    Answer, Clients, Cluster, Codec, Decree, KeyId, Listing, Nonce, Opened, Question, Refusal,
    SystemNonces, local_cluster,
};
use std::time::Duration;

/// A client, and the nodes of its cluster, none of which does anything by itself.
struct World {
    calls: Calls,
    /// Nodes are asked for it by their numbers: 1 owns it, and then comes 2.
    decree: Decree,
    /// As which nodes know it.
    client: KeyId,
    codecs: BTreeMap<NodeId, Codec>,
    now: Time,
    nonces: SystemNonces,
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

impl World {
    fn new(nodes: u16) -> Self {
        let texts = local_cluster(nodes, 4701).unwrap();
        let cluster = Cluster::parse(&texts.cluster).unwrap();
        let clients = Clients::parse(&texts.clients).unwrap();
        let access = Access::parse(&texts.client).unwrap();
        let codec = |id| (NodeId(id), Codec::new(&cluster, NodeId(id), &clients));
        let names = (0..1000).map(|number| format!("colour-{number}").parse().unwrap());
        let is_in_order = |nodes: &[Contact]| nodes.is_sorted_by_key(|node| node.id);
        let decree = names.into_iter().find(|name| is_in_order(&access.nearest(name))).unwrap();
        let nonces = Box::new(SystemNonces::new().unwrap());
        Self {
            calls: Calls::new(&access, Options::default(), nonces).unwrap(),
            decree,
            client: KeyId([0; 4]),
            codecs: (1..=nodes).map(codec).collect(),
            now: Time::ZERO,
            nonces: SystemNonces::new().unwrap(),
        }
    }

    fn ask(&mut self, question: Question, timeout: Option<Duration>) -> u64 {
        let options = Options { timeout, only: None };
        self.calls.begin(self.now, asks::about(&self.decree, question), options).unwrap()
    }

    fn nonce(&mut self) -> Nonce {
        self.nonces.next()
    }

    /// What is sent now, to which nodes.
    fn sent(&mut self) -> Vec<u16> {
        let mut to = Vec::new();
        while let Some(due) = self.calls.due(self.now) {
            let Some(sent) = self.calls.send(self.now, due) else { continue };
            match self.codecs[&sent.to.id].open(&sent.bytes) {
                Ok(Opened::Request { client, .. }) => self.client = client,
                heard => panic!("no request: {heard:?}"),
            }
            to.push(sent.to.id.0);
        }
        to
    }

    /// A node answers a request.
    fn answer(&mut self, node: u16, number: u64, content: Answer) {
        let nonce = self.nonce();
        let codec = &self.codecs[&NodeId(node)];
        let bytes = codec.answer(self.client, nonce, &Numbered { number, content }).unwrap();
        self.calls.receive(self.now, &bytes);
    }

    fn nobody_at(&mut self, node: u16) {
        let refused = io::ErrorKind::ConnectionRefused.into();
        self.calls.cannot_reach(self.now, NodeId(node), &refused);
    }

    /// When a datagram is sent, and to whom, up to this time, if nobody says anything.
    fn schedule(&mut self, until: Time) -> Vec<(u64, u16)> {
        let mut schedule = Vec::new();
        while self.now <= until {
            let time = u64::try_from(self.now.as_millis()).unwrap();
            schedule.extend(self.sent().into_iter().map(|to| (time, to)));
            let Some(next) = self.calls.next() else { break };
            self.now = next;
        }
        schedule
    }

    /// What has come of the only question.
    fn over(&mut self) -> Option<Result<Answer, String>> {
        let (_, answered) = self.calls.over()?;
        Some(answered.map(|(_, answer)| answer).map_err(|error| error.to_string()))
    }
}

fn green() -> Answer {
    Answer::Chosen("green".into())
}

#[test]
fn nodes_are_asked_in_turn_and_later_more_seldom() {
    let mut world = World::new(3);
    world.ask(Question::Watch, None);
    let schedule = world.schedule(ms(30_000));
    let brisk = [(0, 1), (500, 2), (1000, 3), (1500, 1), (2000, 2), (2500, 3), (3000, 1)];
    assert_eq!(schedule[..7], brisk);
    let gaps: Vec<_> = schedule.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    assert_eq!(gaps[7..10], [500, 500, 1000]);
    assert!(gaps[9..].iter().all(|gap| *gap == 1000), "a round in three seconds: {gaps:?}");
    assert!(world.over().is_none(), "who waits for ever is not told that time is over");
}

#[test]
fn whoever_answers_and_however_often_one_question_has_one_answer() {
    let mut world = World::new(3);
    let first = world.ask(Question::Propose("green".into()), Some(ms(5000)));
    assert_eq!(world.sent(), [1]);
    world.now = ms(500);
    assert_eq!(world.sent(), [2]);
    world.answer(1, first.wrapping_add(1), green());
    assert_eq!(world.over(), None, "the answer to another question");
    world.answer(1, first, Answer::NoneChosen);
    assert_eq!(world.over(), None, "no answer to a proposal");
    world.answer(2, first, green());
    assert_eq!(world.over(), Some(Ok(green())));
    world.answer(1, first, green());
    assert_eq!((world.over(), world.calls.next()), (None, None));
    // What is about a decree is for its owner. Who has answered is asked first what is about none.
    world.ask(Question::Learn, Some(ms(5000)));
    assert_eq!(world.sent(), [1]);
    world.calls.forget(first.wrapping_add(1));
    let list = Listing { prefix: String::new(), after: None };
    world.calls.begin(world.now, Request::List(list), Options::default()).unwrap();
    assert_eq!(world.schedule(ms(1500)), [(500, 2), (1000, 3), (1500, 1)]);
}

#[test]
fn where_nobody_is_no_time_is_lost_and_nobody_is_asked_all_the_time() {
    let mut world = World::new(3);
    world.ask(Question::Learn, Some(ms(5000)));
    let mut asked = Vec::new();
    while asked.len() < 12 {
        for to in world.sent() {
            asked.push((world.now.as_millis(), to));
            world.nobody_at(to);
        }
        world.now = world.calls.next().unwrap();
    }
    let expected = [0, 100, 300, 700].map(|at| [(at, 1), (at, 2), (at, 3)]).concat();
    assert_eq!(asked, expected);
}

#[test]
fn who_cannot_is_asked_no_more_and_when_nobody_can_it_is_over() {
    let mut world = World::new(3);
    let number = world.ask(Question::Propose("green".into()), Some(ms(5000)));
    assert_eq!(world.sent(), [1]);
    world.answer(1, number, Answer::Refused(Refusal::NoProposer));
    assert_eq!(world.sent(), [2], "at once");
    world.answer(2, number, Answer::Refused(Refusal::Busy));
    assert_eq!(world.sent(), [3]);
    world.answer(3, number, Answer::Refused(Refusal::NoProposer));
    assert_eq!(world.schedule(ms(4999)).iter().map(|(_, to)| *to).max(), Some(2), "the busy one");
    world.answer(2, number, Answer::Refused(Refusal::NoProposer));
    assert_eq!(world.sent(), [0; 0]);
    let told = world.over().unwrap().unwrap_err();
    assert!(told.contains("the node has no proposer; ask another node"), "{told}");
}

#[test]
fn when_time_is_over_it_is_told_what_was_heard() {
    for (busy, expected) in [
        (false, "no answer within 5s from 127.0.0.1:4701, "),
        (true, "no answer within 5s, and refused: too many clients wait"),
    ] {
        let mut world = World::new(3);
        let number = world.ask(Question::Propose("green".into()), Some(ms(5000)));
        assert_eq!(world.sent(), [1]);
        if busy {
            world.answer(1, number, Answer::Refused(Refusal::Busy));
        }
        world.schedule(ms(10_000));
        assert_eq!(world.now, ms(5000));
        let told = world.over().unwrap().unwrap_err();
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn that_nobody_is_at_a_node_is_the_answer_to_how_it_is() {
    let mut world = World::new(3);
    let options = Options { timeout: Some(ms(5000)), only: Some(NodeId(2)) };
    world.calls.begin(world.now, Request::Status, options).unwrap();
    assert_eq!(world.sent(), [2]);
    world.nobody_at(3);
    assert_eq!(world.sent(), [0; 0]);
    world.nobody_at(2);
    assert_eq!(world.sent(), [0; 0]);
    assert!(world.over().unwrap().unwrap_err().contains("nobody is at 127.0.0.1:4702"));
}

#[test]
fn many_questions_go_their_ways_and_one_that_is_forgotten_is_asked_no_more() {
    let mut world = World::new(3);
    let numbers: Vec<_> = (0..10).map(|_| world.ask(Question::Watch, None)).collect();
    assert_eq!(world.sent(), [1; 10]);
    numbers[3..].iter().for_each(|number| world.calls.forget(*number));
    world.answer(1, numbers[1], green());
    assert_eq!(world.calls.over().map(|(number, _)| number), Some(numbers[1]));
    world.now = ms(500);
    assert_eq!(world.sent(), [2; 2]);
}

#[test]
fn an_answer_to_something_else_does_not_have_all_asked_without_a_pause() {
    let mut world = World::new(3);
    let number = world.ask(Question::Propose("green".into()), Some(ms(5000)));
    let mut asked = Vec::new();
    while asked.len() < 9 {
        for to in world.sent() {
            asked.push((world.now.as_millis(), to));
            world.answer(to, number, Answer::Unknown);
        }
        world.now = world.calls.next().unwrap();
    }
    assert_eq!(asked, [0, 100, 300].map(|at| [(at, 1), (at, 2), (at, 3)]).concat());
}

#[test]
fn what_this_machine_does_not_send_is_no_fault_of_the_nodes() {
    let mut world = World::new(3);
    let options = Options { timeout: Some(ms(5000)), only: Some(NodeId(2)) };
    let failure = io::Error::other("no buffer space");
    let mut not_sent = |request| {
        world.calls.begin(world.now, request, options).unwrap();
        let begin = world.now;
        while world.now <= begin + ms(5000) {
            for to in world.sent() {
                world.calls.cannot_reach(world.now, NodeId(to), &failure);
            }
            let Some(next) = world.calls.next() else { break };
            world.now = next;
        }
        world.over().unwrap().unwrap_err()
    };
    let told = "nothing can be sent to node 2 at 127.0.0.1:4702: no buffer space";
    assert_eq!(not_sent(Request::Status), told);
    let list = Listing { prefix: String::new(), after: None };
    assert_eq!(not_sent(Request::List(list)), told);
}

#[test]
fn a_node_that_answers_something_else_is_there() {
    let mut world = World::new(3);
    let options = Options { timeout: Some(ms(5000)), only: Some(NodeId(2)) };
    let number = world.calls.begin(world.now, Request::Status, options).unwrap();
    while world.now < ms(5000) {
        for to in world.sent() {
            world.answer(to, number, Answer::Unknown);
        }
        world.now = world.calls.next().unwrap();
    }
    assert_eq!(world.sent(), [0; 0]);
    let told = world.over().unwrap().unwrap_err();
    assert!(told.contains("no answer within 5s"), "{told}");
}
