//! Datagrams: the bytes are pinned, and whatever is not exactly right is not heard.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::LazyLock;
use std::time::Duration;
use synod::actor::Msg;
use synod::node::{
    Access, Answer, Ask, ClientCodec, Clients, Cluster, Codec, CommitTimes, Content, Decree,
    Directory, Incarnation, KeyId, Known, Letter, Life, Listed, Listing, MAX_DATAGRAM, MAX_NAME,
    MAX_VALUE, Message, NodeId, Nonce, Numbered, Opened, Peer, Question, Refusal, Request, Status,
    Told, Unheard,
};
use synod::paxos::{Ballot, Message as Paxos, ProposerId, Value, Vote};

const CLUSTER: &str = r#"
version = 2
cluster = "000102030405060708090a0b0c0d0e0f"
[[key]]
id = "a1a2a3a4"
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

const CLIENTS: &str = r#"
version = 2
[[client]]
name = "first"
id = "c1c2c3c4"
key = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
"#;

const CLIENT: &str = r#"
version = 2
cluster = "000102030405060708090a0b0c0d0e0f"
id = "c1c2c3c4"
key = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
[[node]]
id = 1
address = "127.0.0.1:4701"
[[node]]
id = 2
address = "127.0.0.1:4702"
"#;

const NONCE: Nonce = *b"a nonce of 24 bytes here";

/// Where the header ends.
const HEADER: usize = 50;

/// The member key of `CLUSTER`, and the one of its client.
const MEMBERS: KeyId = KeyId([0xa1, 0xa2, 0xa3, 0xa4]);
const FIRST: KeyId = KeyId([0xc1, 0xc2, 0xc3, 0xc4]);

fn node_of(cluster: &str, clients: &str, id: u16) -> Codec {
    let cluster = Cluster::parse(cluster).expect("a cluster file");
    Codec::new(&cluster, NodeId(id), &Clients::parse(clients).expect("a list of clients"))
}

fn node(id: u16) -> Codec {
    node_of(CLUSTER, CLIENTS, id)
}

fn client_of(text: &str) -> ClientCodec {
    ClientCodec::new(&Access::parse(text).expect("a client's file"))
}

fn client() -> ClientCodec {
    client_of(CLIENT)
}

/// Who hears, made once: to derive its keys takes longer than to open a datagram.
static NODE_1: LazyLock<Codec> = LazyLock::new(|| node(1));
static ITS_CLIENT: LazyLock<ClientCodec> = LazyLock::new(client);

/// What can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Letter(Letter),
    Request(Numbered<Request>),
    Answer(Numbered<Answer>),
}

impl Said {
    /// Its datagram, from node 2 or the client, to node 1 or the client.
    fn sealed(&self) -> Vec<u8> {
        let sealed = match self {
            Self::Letter(letter) => node(2).letter(NodeId(1), NONCE, letter),
            Self::Request(request) => client().request(NodeId(1), NONCE, request),
            Self::Answer(answer) => node(2).answer(FIRST, NONCE, answer),
        };
        sealed.expect("it is for somebody")
    }

    /// What the one that it is for makes of a datagram.
    fn heard(&self, datagram: &[u8]) -> Result<Self, Unheard> {
        match self {
            Self::Letter(_) | Self::Request(_) => match NODE_1.open(datagram)? {
                Opened::Letter { from: NodeId(2), letter } => Ok(Self::Letter(letter)),
                Opened::Request { client: FIRST, request } => Ok(Self::Request(request)),
                opened => panic!("from somebody else: {opened:?}"),
            },
            Self::Answer(_) => match ITS_CLIENT.open(datagram)? {
                (NodeId(2), answer) => Ok(Self::Answer(answer)),
                opened => panic!("from somebody else: {opened:?}"),
            },
        }
    }
}

fn vote(value: &str) -> Vote {
    Vote { ballot: Ballot { round: 300, proposer: ProposerId(1) }, value: Value::from(value) }
}

/// The longest that a node can tell of itself.
fn status() -> Status {
    let reasons = [
        Unheard::Length,
        Unheard::Version,
        Unheard::Cluster,
        Unheard::Key,
        Unheard::Seal,
        Unheard::Malformed,
        Unheard::Receiver,
        Unheard::Sender,
        Unheard::Introduction,
        Unheard::Life,
    ];
    let long = Duration::new(u64::MAX, 999_999_999);
    let (heard, unheard) = (Some(long), Some(Unheard::Life));
    let directory = Directory { incarnation: Incarnation([255; 16]), start: u64::MAX };
    let peers = (1..19).map(|node| Peer {
        node: NodeId(u16::MAX - node),
        known_by: Some(directory),
        heard,
        unheard,
    });
    Status {
        version: "0.1.0".to_owned(),
        directory,
        is_admitted: true,
        uptime: long,
        peers: peers.collect(),
        untold: u16::MAX,
        stored: u64::MAX,
        learned: u64::MAX,
        in_memory: u64::MAX,
        waiting: u64::MAX,
        unheard: reasons.map(|why| (why, u64::MAX)).into(),
        commits: CommitTimes { count: u64::MAX, p50: long, p99: long },
    }
}

fn letter(content: Content) -> Letter {
    Letter { life: Life { start: 3, random: u64::MAX }, commits: 500, content }
}

fn message(decree: &Decree, msg: Msg) -> Letter {
    letter(Content::Messages(vec![Message { decree: decree.clone(), src: 1, dst: 3, msg }]))
}

/// What nodes say about themselves.
fn introductions() -> [Content; 2] {
    let (number, incarnation) = (u64::MAX, Incarnation([7; 16]));
    let known = Known { incarnation, life: Life { start: 2, random: 9 }, commits: 400 };
    [
        Content::Ask(Ask { number, incarnation, answered: known.life, room: [[0; 32]; 2] }),
        Content::Told(Told { number, known }),
    ]
}

fn requests(name: &str, text: &str) -> Vec<Numbered<Request>> {
    let decree: Decree = name.parse().expect("a name");
    let questions =
        [Question::Propose(Value::from(text)), Question::Learn, Question::Peek, Question::Watch];
    let about = questions.map(|question| Request::About(decree.clone(), question));
    let list = Listing { prefix: name.to_owned(), after: Some(decree.clone()) };
    let contents = about.into_iter().chain([Request::List(list), Request::Status]);
    contents.map(|content| Numbered { number: u64::MAX, content }).collect()
}

/// One of every kind, with this name and value.
fn every_kind(name: &str, text: &str) -> Vec<Said> {
    let decree: Decree = name.parse().expect("a name");
    let Vote { ballot, value } = vote(text);
    let messages = [
        Msg::Paxos(Paxos::Prepare { ballot }),
        Msg::Paxos(Paxos::Promise { ballot, vote: None }),
        Msg::Paxos(Paxos::Promise { ballot, vote: Some(vote(text)) }),
        Msg::Paxos(Paxos::Accept { ballot, value: value.clone() }),
        Msg::Paxos(Paxos::Accepted(vote(text))),
        Msg::Query,
        Msg::Read { number: u64::MAX },
        Msg::Unvoted { number: 1 },
        Msg::Refused { ballot, promised: Ballot { round: 301, proposer: ProposerId(2) } },
    ]
    .map(|msg| Said::Letter(message(&decree, msg)));
    let answers = [
        Answer::Chosen(value),
        Answer::Unknown,
        Answer::Refused(Refusal::NoProposer),
        Answer::NoneChosen,
        Answer::Listed(Listed { decrees: vec![(decree, Value::from(text))], is_last: true }),
        Answer::Status(Box::new(status())),
    ];
    let answers = answers.map(|content| Said::Answer(Numbered { number: u64::MAX, content }));
    let requests = requests(name, text).into_iter().map(Said::Request);
    let introductions = introductions().map(|content| Said::Letter(letter(content)));
    messages.into_iter().chain(requests).chain(answers).chain(introductions).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[test]
fn the_bytes_of_every_kind_of_datagram_are_pinned() {
    let written = every_kind("colour", "green").iter().fold(String::new(), |mut text, said| {
        let bytes = said.sealed();
        let (header, rest) = bytes.split_at(HEADER);
        let (sealed, tag) = rest.split_at(rest.len() - 16);
        writeln!(text, "{said:?}").expect("a string");
        for part in [header, sealed, tag] {
            writeln!(text, "  {}", hex(part)).expect("a string");
        }
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
fn the_header_is_laid_out_as_the_module_says() {
    for (said, kind, key, from, to) in [
        (&every_kind("colour", "green")[0], 0, MEMBERS, 2, 1),
        (&every_kind("colour", "green")[9], 1, FIRST, 0, 1),
        (&every_kind("colour", "green")[15], 2, FIRST, 2, 0),
    ] {
        let cluster: Vec<u8> = (0..16).collect();
        let header = [&[4, kind][..], &cluster, &key.0, &[0, from, 0, to], &NONCE].concat();
        assert_eq!(said.sealed()[..HEADER], header, "{said:?}");
    }
}

#[test]
fn every_datagram_is_read_as_it_was_written_and_the_longest_fits() {
    let (name, value) = ("n".repeat(MAX_NAME), "v".repeat(MAX_VALUE));
    for said in every_kind("colour", "").into_iter().chain(every_kind(&name, &value)) {
        let bytes = said.sealed();
        assert!(bytes.len() <= MAX_DATAGRAM, "{} bytes: {said:?}", bytes.len());
        assert_eq!(said.heard(&bytes), Ok(said));
    }
}

#[test]
fn what_is_told_of_a_node_is_not_longer_than_its_question() {
    let sealed = |content, life, commits| {
        let letter = Letter { life, commits, content };
        node(2).letter(NodeId(1), NONCE, &letter).expect("a member").len()
    };
    let (number, incarnation) = (0, Incarnation([7; 16]));
    let (least, most) = (Life { start: 0, random: 0 }, Life { start: u64::MAX, random: u64::MAX });
    let ask = Content::Ask(Ask { number, incarnation, answered: least, room: [[0; 32]; 2] });
    let known = Known { incarnation, life: most, commits: u64::MAX };
    let told = Content::Told(Told { number, known });
    assert!(sealed(told, most, u64::MAX) <= sealed(ask, least, 0));
}

#[test]
fn an_answer_that_is_longer_than_any_request_is_none() {
    let answer = |values: usize| {
        let decrees = vec![("colour".parse().unwrap(), Value::from("green")); values];
        let content = Answer::Listed(Listed { decrees, is_last: true });
        node(1).answer(KeyId([0xc1, 0xc2, 0xc3, 0xc4]), NONCE, &Numbered { number: 1, content })
    };
    let longest =
        (1..1000).take_while(|values| answer(*values).is_some()).last().expect("one fits");
    assert!(answer(longest).expect("it fits").len() <= MAX_DATAGRAM);
    assert!((50..200).contains(&longest), "{longest}");
}

#[test]
fn nothing_of_the_content_can_be_read() {
    for said in every_kind("a-name-to-be-found", "a-value-to-be-found") {
        let bytes = said.sealed();
        for word in [&b"name"[..], b"value"] {
            assert!(bytes.windows(word.len()).all(|part| part != word), "{said:?}");
        }
    }
}

#[test]
fn each_reason_not_to_listen_is_told() {
    let said = &every_kind("colour", "green")[5];
    let Said::Letter(query) = said else { panic!("{said:?} is no query") };
    let bytes = said.sealed();
    let with = |from: &str, to: &str| {
        let sealed =
            node_of(&CLUSTER.replacen(from, to, 1), CLIENTS, 2).letter(NodeId(1), NONCE, query);
        sealed.expect("it is for a member")
    };
    let changed = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        bytes
    };
    let from_3 = node(3).letter(NodeId(1), NONCE, query).expect("a member");
    let to_3 = node(2).letter(NodeId(3), NONCE, query).expect("a member");
    for (datagram, reason) in [
        (vec![], Unheard::Length),
        (bytes[..HEADER + 15].to_vec(), Unheard::Length),
        ([bytes.clone(), vec![0; MAX_DATAGRAM]].concat(), Unheard::Length),
        (changed(0, 1), Unheard::Version),
        (with("cluster = \"00", "cluster = \"01"), Unheard::Cluster),
        (changed(1, 3), Unheard::Malformed),
        (changed(1, 2), Unheard::Receiver),
        (to_3, Unheard::Receiver),
        (with("a1a2a3a4", "a1a2a3a5"), Unheard::Key),
        (changed(23, 9), Unheard::Sender),
        (changed(23, 1), Unheard::Sender),
        (changed(23, 3), Unheard::Seal),
        (with("key = \"00", "key = \"01"), Unheard::Seal),
        (with("id = 3", "id = 4"), Unheard::Seal),
        (with("[[node]]", "[quorums]\nprepare = 3\naccept = 1\n[[node]]"), Unheard::Seal),
        (bytes[..bytes.len() - 1].to_vec(), Unheard::Seal),
    ] {
        assert_eq!(node(1).open(&datagram), Err(reason), "{datagram:?}");
    }
    assert!(matches!(node(1).open(&from_3), Ok(Opened::Letter { from: NodeId(3), .. })));
    // An address may change: it is no part of what the members agree on.
    assert!(node(1).open(&with("4703", "4799")).is_ok());
}

#[test]
fn each_reason_not_to_listen_to_a_client_is_told() {
    let request = &requests("colour", "green")[0];
    let bytes = client().request(NodeId(1), NONCE, request).expect("a node");
    let with = |from: &str, to: &str| {
        let sealed = client_of(&CLIENT.replacen(from, to, 1)).request(NodeId(1), NONCE, request);
        sealed.expect("it is for a node")
    };
    let mut as_message = bytes.clone();
    as_message[1] = 0;
    for (datagram, reason) in [
        (bytes[..MAX_DATAGRAM - 1].to_vec(), Unheard::Length),
        (with("cluster = \"00", "cluster = \"01"), Unheard::Cluster),
        (with("c1c2c3c4", "c1c2c3c5"), Unheard::Key),
        (with("key = \"20", "key = \"21"), Unheard::Seal),
        (client().request(NodeId(2), NONCE, request).expect("a node"), Unheard::Receiver),
        // The client's key is none of the members'.
        (as_message, Unheard::Key),
    ] {
        assert_eq!(node(1).open(&datagram), Err(reason));
    }
    assert_eq!(client().request(NodeId(3), NONCE, request), None, "it knows of no node 3");
    // Whoever is not listed is not answered.
    let answer = Numbered { number: 1, content: Answer::Unknown };
    assert_eq!(node_of(CLUSTER, "version = 2", 1).answer(FIRST, NONCE, &answer), None);
}

#[test]
fn each_reason_not_to_believe_an_answer_is_told() {
    let said = &every_kind("colour", "green")[15];
    let (bytes, Said::Answer(answer)) = (said.sealed(), said) else { panic!("no answer") };
    let changed = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        bytes
    };
    let from_3 = node(3).answer(FIRST, NONCE, answer).expect("a client");
    let message = every_kind("colour", "green")[0].sealed();
    let request = every_kind("colour", "green")[9].sealed();
    for (datagram, reason) in [
        (message, Unheard::Receiver),
        (request, Unheard::Receiver),
        (changed(21, 0), Unheard::Key),
        (from_3, Unheard::Sender),
        (changed(23, 1), Unheard::Seal),
        (changed(25, 1), Unheard::Seal),
    ] {
        assert_eq!(client().open(&datagram), Err(reason));
    }
}

#[test]
fn each_direction_has_a_key_of_its_own() {
    // Even if all keys in the files were one key.
    let key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    let of_client = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";
    let same = |text: &str| text.replace(of_client, key).replace("c1c2c3c4", "a1a2a3a4");
    let (clients, client) = (same(CLIENTS), client_of(&same(CLIENT)));
    let node = |id| node_of(CLUSTER, &clients, id);
    let query = message(&"colour".parse().expect("a name"), Msg::Query);
    let answer = Numbered { number: 1, content: Answer::Unknown };
    let request = &requests("colour", "green")[0];
    let sealed = [
        node(1).letter(NodeId(2), NONCE, &query),
        node(1).letter(NodeId(3), NONCE, &query),
        node(2).letter(NodeId(1), NONCE, &query),
        node(3).letter(NodeId(1), NONCE, &query),
        node(1).answer(MEMBERS, NONCE, &answer),
        node(2).answer(MEMBERS, NONCE, &answer),
        client.request(NodeId(1), NONCE, request),
        client.request(NodeId(2), NONCE, request),
    ];
    // There are two of a kind at least, which say the same under one nonce: what differs is the key.
    let begin = |bytes: Vec<u8>| bytes[HEADER..HEADER + 10].to_vec();
    let begins: BTreeSet<_> = sealed.into_iter().flatten().map(begin).collect();
    assert_eq!(begins.len(), 8);
}

#[test]
fn each_flipped_bit_is_noticed() {
    for said in every_kind("colour", "green") {
        let bytes = said.sealed();
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(said.heard(&bytes).is_err(), "bit {bit} of {said:?}");
        }
    }
}

#[test]
fn a_key_is_exchanged_with_an_overlap() {
    let key = |id: &str, digit: &str| {
        format!("[[key]]\nid = \"{}\"\nkey = \"{}\"\n", id.repeat(8), digit.repeat(64))
    };
    let (old, new) = (key("a", "0"), key("b", "f"));
    let (begin, rest) = CLUSTER.split_once("[[key]]").expect("it has a key");
    let nodes = &rest[rest.find("[[node]]").expect("it has nodes")..];
    let steps = [&[&old][..], &[&old, &new], &[&new, &old], &[&new]].map(|keys| {
        format!("{begin}{}{nodes}", keys.iter().map(|key| &***key).collect::<String>())
    });
    let query = message(&"colour".parse().expect("a name"), Msg::Query);
    for (i, ours) in steps.iter().enumerate() {
        for (j, theirs) in steps.iter().enumerate() {
            let sealed = node_of(theirs, CLIENTS, 2).letter(NodeId(1), NONCE, &query);
            let heard = node_of(ours, CLIENTS, 1).open(&sealed.expect("a member"));
            if i.abs_diff(j) <= 1 {
                assert!(heard.is_ok(), "step {i} does not hear step {j}");
            }
        }
    }
    let sealed = node_of(&steps[0], CLIENTS, 2).letter(NodeId(1), NONCE, &query);
    let heard = node_of(&steps[3], CLIENTS, 1).open(&sealed.expect("a member"));
    assert_eq!(heard, Err(Unheard::Key), "without an overlap nothing is heard");
}

fn texts() -> impl Strategy<Value = (String, String)> {
    (".{1,20}", ".{0,100}")
}

proptest! {
    #[test]
    fn one_changed_byte_is_always_noticed((name, value) in texts(), kind in 0..23_usize, at: prop::sample::Index, change in 1..=255_u8) {
        let said = &every_kind(&name, &value)[kind];
        let mut bytes = said.sealed();
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        prop_assert!(said.heard(&bytes).is_err());
    }

    #[test]
    fn a_part_of_a_datagram_is_none((name, value) in texts(), kind in 0..23_usize, at: prop::sample::Index) {
        let said = &every_kind(&name, &value)[kind];
        let bytes = said.sealed();
        prop_assert!(said.heard(&bytes[..at.index(bytes.len())]).is_err());
        prop_assert!(said.heard(&bytes[1..]).is_err());
    }

    #[test]
    fn noise_is_not_heard(noise in prop::collection::vec(any::<u8>(), 0..1300)) {
        prop_assert!(node(1).open(&noise).is_err());
        prop_assert!(client().open(&noise).is_err());
    }

    #[test]
    fn noise_after_a_header_is_not_heard(noise in prop::collection::vec(any::<u8>(), 0..1150), kind in 0..23_usize) {
        let said = &every_kind("colour", "green")[kind];
        let bytes = [&said.sealed()[..HEADER], &noise].concat();
        prop_assert!(said.heard(&bytes).is_err());
    }

    #[test]
    fn any_name_and_value_within_the_limits_come_through(name in "\\PC{1,32}", value in "\\PC{0,225}") {
        for said in every_kind(&name, &value) {
            prop_assert_eq!(said.heard(&said.sealed()), Ok(said));
        }
    }

    #[test]
    fn a_request_is_as_long_as_any_datagram_and_no_shorter_one_is_heard(name in "\\PC{1,32}", value in "\\PC{0,225}", at: prop::sample::Index) {
        for request in requests(&name, &value) {
            let said = Said::Request(request);
            let bytes = said.sealed();
            prop_assert_eq!(bytes.len(), MAX_DATAGRAM);
            prop_assert_eq!(said.heard(&bytes[..at.index(bytes.len())]), Err(Unheard::Length));
        }
    }
}
