//! Datagrams: the bytes are pinned, and whatever is not exactly right is not heard.

use proptest::prelude::*;
use std::fmt::Write;
use synod::actor::Msg;
use synod::node::{
    Answer, Body, Cluster, Codec, Envelope, MAX_DATAGRAM, MAX_NAME, MAX_VALUE, Party, Refusal,
    Request, Unheard,
};
use synod::paxos::{Ballot, Message, ProposerId, Value, Vote};

const CLUSTER: &str = r#"
version = 1
cluster = "000102030405060708090a0b0c0d0e0f"
key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
[[node]]
id = 1
address = "127.0.0.1:4701"
[[node]]
id = 2
address = "127.0.0.1:4702"
[[node]]
id = 3
address = "127.0.0.1:4703"
"#;

fn codec() -> Codec {
    codec_of(CLUSTER)
}

fn codec_of(text: &str) -> Codec {
    Codec::new(&Cluster::parse(text).expect("a cluster file"))
}

fn vote(value: &str) -> Vote {
    Vote { ballot: Ballot { round: 300, proposer: ProposerId(1) }, value: Value::from(value) }
}

fn envelope(decree: &str, sender: Party, receiver: Party, body: Body) -> Envelope {
    Envelope { decree: decree.parse().expect("a name"), sender, receiver, body }
}

/// One envelope of every kind, with this name and value.
fn every_kind(name: &str, text: &str) -> Vec<Envelope> {
    let Vote { ballot, value } = vote(text);
    let actor = [
        Msg::Paxos(Message::Prepare { ballot }),
        Msg::Paxos(Message::Promise { ballot, vote: None }),
        Msg::Paxos(Message::Promise { ballot, vote: Some(vote(text)) }),
        Msg::Paxos(Message::Accept { ballot, value: value.clone() }),
        Msg::Paxos(Message::Accepted(vote(text))),
        Msg::Query,
        Msg::Read { number: u64::MAX },
        Msg::Unvoted { number: 1 },
        Msg::Refused { ballot, promised: Ballot { round: 301, proposer: ProposerId(2) } },
    ]
    .map(|msg| envelope(name, Party::Actor(1), Party::Actor(4), Body::Actor(msg)));
    let requests = [Request::Propose(value.clone()), Request::Learn, Request::Peek]
        .map(|r| envelope(name, Party::Client(u64::MAX), Party::Node(2), Body::Request(r)));
    let answers = [
        Answer::Chosen(value),
        Answer::Unknown,
        Answer::Refused(Refusal::NoProposer),
        Answer::NoneChosen,
    ]
    .map(|a| envelope(name, Party::Node(2), Party::Client(u64::MAX), Body::Answer(a)));
    actor.into_iter().chain(requests).chain(answers).collect()
}

#[test]
fn the_bytes_of_every_kind_of_datagram_are_pinned() {
    let written = every_kind("colour", "green").iter().fold(String::new(), |mut text, envelope| {
        let bytes = codec().encode(envelope);
        let hex = bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let (header, rest) = hex.split_at(34);
        let (content, tag) = rest.split_at(rest.len() - 64);
        let body = format!("{:?}", envelope.body);
        writeln!(text, "{body}\n  {header}\n  {content}\n  {tag}").expect("a string");
        text
    });
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/datagrams.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(golden, &written).expect("writable");
    }
    assert!(
        std::fs::read_to_string(golden).expect("readable") == written,
        "the bytes have changed; nodes of different versions would not hear each other. If that \
         is meant, raise the version of the layout and run `make fix`. Now they are:\n{written}"
    );
}

#[test]
fn every_datagram_is_read_as_it_was_written_and_the_longest_fits() {
    let (name, value) = ("n".repeat(MAX_NAME), "v".repeat(MAX_VALUE));
    for envelope in every_kind("colour", "").into_iter().chain(every_kind(&name, &value)) {
        let bytes = codec().encode(&envelope);
        assert!(bytes.len() <= MAX_DATAGRAM, "{} bytes: {envelope:?}", bytes.len());
        assert_eq!(codec().decode(&bytes), Ok(envelope));
    }
}

#[test]
fn each_reason_not_to_listen_is_told() {
    let query = &every_kind("colour", "green")[5];
    let bytes = codec().encode(query);
    let with = |from: &str, to: &str| codec_of(&CLUSTER.replacen(from, to, 1)).encode(query);
    let mut versioned = bytes.clone();
    versioned[0] = 2;
    for (datagram, reason) in [
        (vec![], Unheard::Length),
        (bytes[..48].to_vec(), Unheard::Length),
        ([bytes.clone(), vec![0; MAX_DATAGRAM]].concat(), Unheard::Length),
        (versioned, Unheard::Version),
        (with("cluster = \"00", "cluster = \"01"), Unheard::Cluster),
        (with("key = \"00", "key = \"01"), Unheard::Tag),
        (with("id = 3", "id = 4"), Unheard::Tag),
        (with("[[node]]", "[quorums]\nprepare = 3\naccept = 1\n[[node]]"), Unheard::Tag),
        (bytes[..bytes.len() - 1].to_vec(), Unheard::Tag),
    ] {
        assert_eq!(codec().decode(&datagram), Err(reason), "{datagram:?}");
    }
    // An address may change: it is no part of what the members agree on.
    assert!(codec().decode(&with("4703", "4799")).is_ok());
}

fn texts() -> impl Strategy<Value = (String, String)> {
    (".{1,20}", ".{0,100}")
}

proptest! {
    #[test]
    fn one_changed_byte_is_always_noticed((name, value) in texts(), kind in 0..11_usize, at: prop::sample::Index, change in 1..=255_u8) {
        let mut bytes = codec().encode(&every_kind(&name, &value)[kind]);
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        prop_assert!(codec().decode(&bytes).is_err());
    }

    #[test]
    fn a_part_of_a_datagram_is_none((name, value) in texts(), kind in 0..11_usize, at: prop::sample::Index) {
        let bytes = codec().encode(&every_kind(&name, &value)[kind]);
        prop_assert!(codec().decode(&bytes[..at.index(bytes.len())]).is_err());
        prop_assert!(codec().decode(&bytes[1..]).is_err());
    }

    #[test]
    fn noise_is_not_heard(noise in prop::collection::vec(any::<u8>(), 0..1300)) {
        prop_assert!(codec().decode(&noise).is_err());
    }

    #[test]
    fn any_name_and_value_within_the_limits_come_through(name in "\\PC{1,32}", value in "\\PC{0,225}") {
        for envelope in every_kind(&name, &value) {
            prop_assert_eq!(codec().decode(&codec().encode(&envelope)), Ok(envelope));
        }
    }
}
