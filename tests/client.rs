//! The client of the library, against real nodes: one that blocks, and one for many questions at once.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

#[allow(dead_code, unreachable_pub, reason = "it is a program")]
#[path = "../examples/epoch.rs"]
mod epoch;
#[allow(dead_code, unreachable_pub, reason = "it is a program")]
#[path = "../examples/leader.rs"]
mod leader;

use std::collections::BTreeSet;
use std::net::UdpSocket;
use std::time::Duration;
use support::Cluster;
use synod::client::{AsyncClient, Client, ClientError, Options};
use synod::node::{Access, Decree, MAX_VALUE, NodeId};
use tokio::task::JoinSet;

fn access(cluster: &Cluster) -> Access {
    Access::load(&cluster.client_file()).expect("a client's file")
}

fn decree(name: &str) -> Decree {
    name.parse().expect("a name")
}

/// Tests wait as long as it takes, unless something hangs.
const PATIENT: Options = Options { timeout: Some(support::PATIENCE), only: None };

fn blocking(cluster: &Cluster) -> Client {
    Client::new(&access(cluster), PATIENT).expect("a client")
}

fn on_runtime<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

#[test]
fn one_client_asks_everything_there_is_to_ask() {
    let cluster = Cluster::start(3);
    let mut client = blocking(&cluster);
    let colour = decree("colour");
    assert_eq!(client.read(&colour).expect("an answer"), None);
    assert_eq!(client.propose(&colour, "green").expect("an answer").as_str(), "green");
    assert_eq!(client.propose(&colour, "red").expect("an answer").as_str(), "green");
    assert_eq!(client.watch(&colour, None).expect("an answer").as_str(), "green");
    let read = client.read(&colour).expect("an answer");
    assert_eq!(read.as_ref().map(synod::paxos::Value::as_str), Some("green"));
    assert_eq!(client.peek(None, &colour).expect("an answer"), read, "who has told it knows it");
    assert_eq!(client.peek(Some(NodeId(3)), &decree("shape")).expect("an answer"), None);
    assert_eq!(client.list(None, "").expect("an answer"), [(colour, "green".into())]);
    let status = client.status(NodeId(2)).expect("an answer");
    assert_eq!(status.version, env!("CARGO_PKG_VERSION"));
    assert!(status.stored >= 1 && status.commits.count >= 1, "{status:?}");
    let peers: Vec<_> = status.peers.iter().map(|peer| peer.node.0).collect();
    assert_eq!(peers, [1, 3]);
}

#[test]
fn what_cannot_be_asked_is_told_before_it_is() {
    let cluster = Cluster::prepare(1);
    let mut client = blocking(&cluster);
    let long = "v".repeat(MAX_VALUE + 1);
    let error = client.propose(&decree("colour"), &long).expect_err("it is too long");
    assert!(matches!(error, ClientError::ValueTooLong { bytes: 901 }), "{error}");
    let error = client.list(None, &long).expect_err("it is too long");
    assert!(matches!(error, ClientError::PrefixTooLong { .. }), "{error}");
    let error = client.status(NodeId(7)).expect_err("there is none");
    assert!(error.to_string().contains("has no node 7"), "{error}");
}

#[test]
fn a_client_that_is_kept_finds_the_nodes_that_are_left_and_those_that_come_back() {
    let mut cluster = Cluster::start(3);
    let mut client = blocking(&cluster);
    for (round, victim) in (0..6).zip([1, 2, 3].into_iter().cycle()) {
        cluster.kill(victim);
        let name = decree(&format!("round {round}"));
        assert_eq!(client.propose(&name, "green").expect("an answer").as_str(), "green");
        cluster.start_node(victim);
        assert_eq!(client.propose(&name, "red").expect("an answer").as_str(), "green");
    }
    (1..=3).for_each(|id| cluster.kill(id));
    let error = client.status(NodeId(2)).expect_err("nobody is there");
    assert!(matches!(error, ClientError::NobodyThere { node: NodeId(2), .. }), "{error}");
    (1..=3).for_each(|id| cluster.start_node(id));
    assert!(client.status(NodeId(2)).is_ok());
}

#[test]
fn the_time_of_a_call_is_over_when_it_is() {
    let cluster = Cluster::prepare(3);
    // Somebody who never answers is at the address of the first node, and nobody at the others.
    let _silent = UdpSocket::bind(&access(&cluster).nodes()[0].address).expect("it is free");
    let options = Options { timeout: Some(Duration::from_millis(1200)), only: None };
    let mut client = Client::new(&access(&cluster), options).expect("a client");
    let error = client.propose(&decree("colour"), "green").expect_err("there is no cluster");
    let told = error.to_string();
    assert!(matches!(error, ClientError::NoAnswer { .. }), "{told}");
    assert!(told.contains("no answer within 1s 200ms from 127.0.0.1:"), "{told}");
    let watched = client.watch(&decree("colour"), Some(Duration::from_millis(50)));
    assert!(matches!(watched, Err(ClientError::NoAnswer { .. })));
}

#[test]
fn one_asynchronous_client_asks_much_at_once() {
    let cluster = Cluster::start(3);
    let access = access(&cluster);
    let (chosen, read) = on_runtime(async {
        let client = AsyncClient::new(&access, PATIENT).expect("a client");
        let mut watching = JoinSet::new();
        let mut proposing = JoinSet::new();
        for number in 0..200 {
            let (client, name) = (client.clone(), decree(&format!("decree {number}")));
            let watcher = (client.clone(), name.clone());
            watching.spawn(async move { (number, watcher.0.watch(&watcher.1).await) });
            proposing.spawn(async move {
                let value = format!("value {number}");
                assert_eq!(client.propose(&name, &value).await.expect("an answer").as_str(), value);
            });
        }
        proposing.join_all().await;
        let watched = watching.join_all().await;
        for (number, value) in &watched {
            let value = value.as_ref().expect("an answer");
            assert_eq!(value.as_str(), format!("value {number}"));
        }
        (watched.len(), client.read(&decree("decree 7")).await.expect("an answer"))
    });
    assert_eq!((chosen, read), (200, Some("value 7".into())));
}

#[test]
fn who_drops_a_question_keeps_the_client() {
    let cluster = Cluster::start(1);
    let access = access(&cluster);
    on_runtime(async {
        let client = AsyncClient::new(&access, PATIENT).expect("a client");
        let never = decree("never");
        let watch = client.watch(&never);
        let dropped = tokio::time::timeout(Duration::from_millis(50), watch).await;
        assert!(dropped.is_err(), "nobody has proposed it");
        let chosen = client.propose(&decree("colour"), "green").await.expect("an answer");
        assert_eq!(chosen.as_str(), "green");
    });
    // On a runtime that is gone there is no answer, and the client says so.
    let gone = on_runtime(async {
        let client = of_another_runtime(&access);
        client.read(&decree("colour")).await
    });
    assert!(matches!(gone, Err(ClientError::Gone)), "{gone:?}");
}

/// A client whose runtime has ended.
fn of_another_runtime(access: &Access) -> AsyncClient {
    std::thread::scope(|scope| {
        let made = scope.spawn(|| on_runtime(async { AsyncClient::new(access, PATIENT) }));
        made.join().expect("it ends").expect("a client")
    })
}

#[test]
fn all_that_a_node_has_learned_is_listed_page_by_page() {
    let cluster = Cluster::start(1);
    let mut client = blocking(&cluster);
    let access = access(&cluster);
    let value = "v".repeat(300);
    on_runtime(async {
        let client = AsyncClient::new(&access, PATIENT).expect("a client");
        for number in 0..20 {
            let name = decree(&format!("job/{number:02}"));
            client.propose(&name, &value).await.expect("an answer");
        }
        for name in ["a", "job", "k"] {
            client.propose(&decree(name), "short").await.expect("an answer");
        }
    });
    let names = |listed: &[(Decree, synod::paxos::Value)]| -> Vec<String> {
        listed.iter().map(|(name, _)| name.to_string()).collect()
    };
    let all: Vec<String> = ["a".to_owned(), "job".to_owned()]
        .into_iter()
        .chain((0..20).map(|number| format!("job/{number:02}")))
        .chain(["k".to_owned()])
        .collect();
    assert_eq!(names(&client.list(None, "").expect("an answer")), all);
    assert_eq!(names(&client.list(None, "job/").expect("an answer")), all[2..22]);
    assert_eq!(names(&client.list(None, "job/1").expect("an answer")), all[12..22]);
    assert!(client.list(None, "z").expect("an answer").is_empty());
    let page = client.page(None, "job/", Some(&decree("job/04"))).expect("an answer");
    assert_eq!(names(&page.decrees), ["job/05", "job/06", "job/07"], "as many as fit");
    assert_eq!((page.next().map(Decree::as_str), page.is_last), (Some("job/07"), false));
    let page = client.page(None, "job/", Some(&decree("job/18"))).expect("an answer");
    assert_eq!(
        (names(&page.decrees), page.next(), page.is_last),
        (vec!["job/19".into()], None, true)
    );
}

#[test]
fn what_was_learned_is_listed_after_a_restart_too() {
    let mut cluster = Cluster::start(1);
    let mut client = blocking(&cluster);
    for name in ["b", "a"] {
        client.propose(&decree(name), "green").expect("an answer");
    }
    let listed = client.list(None, "").expect("an answer");
    assert_eq!(cluster.stop(1, "-TERM"), Some(0));
    cluster.start_node(1);
    assert_eq!(client.list(None, "").expect("an answer"), listed);
    assert_eq!(listed.len(), 2);
    let status = client.status(NodeId(1)).expect("an answer");
    assert_eq!((status.stored, status.learned), (2, 2));
    client.propose(&decree("b"), "red").expect("an answer");
    client.propose(&decree("c"), "red").expect("an answer");
    let status = client.status(NodeId(1)).expect("an answer");
    assert_eq!((status.stored, status.learned), (3, 3), "what is there counts once");
}

#[test]
fn all_candidates_learn_of_one_leader() {
    let cluster = Cluster::start(3);
    let access = access(&cluster);
    let job = decree("job/7/leader");
    let learned: BTreeSet<String> = std::thread::scope(|scope| {
        let ask = |candidate: Option<&'static str>| {
            let (access, job) = (&access, &job);
            scope.spawn(move || {
                let mut client = Client::new(access, PATIENT).expect("a client");
                match candidate {
                    Some(name) => leader::elect(&mut client, job, name),
                    None => leader::leader(&mut client, job),
                }
            })
        };
        let asked = [None, Some("alice"), Some("bob"), None].map(ask);
        asked.map(|of| of.join().expect("it ends").expect("an answer").to_string()).into()
    });
    assert_eq!(learned.len(), 1, "{learned:?}");
    assert!(["alice", "bob"].contains(&&**learned.first().expect("one")));
}

#[test]
fn configurations_follow_each_other_without_a_gap() {
    let cluster = Cluster::start(3);
    let access = access(&cluster);
    on_runtime(async {
        let client = AsyncClient::new(&access, PATIENT).expect("a client");
        let none = epoch::Epoch { number: 0, configuration: None };
        assert_eq!(epoch::latest(&client, none.clone()).await.expect("an answer"), none);
        // Two who know the same propose at once: one epoch, and one configuration in it.
        let (one, other) = tokio::join!(
            epoch::advance(&client, &none, "2 workers"),
            epoch::advance(&client, &none, "3 workers")
        );
        let first = one.expect("an answer");
        assert_eq!(first, other.expect("an answer"));
        let second = epoch::advance(&client, &first, "5 workers").await.expect("an answer");
        assert_eq!((second.number, second.configuration.clone()), (2, Some("5 workers".into())));
        assert_eq!(epoch::latest(&client, none).await.expect("an answer"), second);
    });
}

/// However much else is asked meanwhile.
#[test]
fn what_is_given_up_is_asked_no_more_also_while_the_client_is_busy() {
    let cluster = Cluster::prepare(1);
    let node = UdpSocket::bind(&access(&cluster).nodes()[0].address).expect("it is free");
    node.set_nonblocking(true).expect("a socket");
    let heard = || (0..100).take_while(|_| node.recv(&mut [0; 1500]).is_ok()).count();
    let access = access(&cluster);
    on_runtime(async {
        let client = AsyncClient::new(&access, PATIENT).expect("a client");
        let colour = decree("colour");
        let mut question = Box::pin(client.watch(&colour));
        let asked = tokio::time::timeout(Duration::from_millis(100), &mut question).await;
        assert!(asked.is_err() && heard() == 1, "it was asked, and nobody has answered");
        drop(question);
        // What cannot be asked is answered at once, and so there is always something to do.
        let until = tokio::time::Instant::now() + Duration::from_millis(1200);
        let mut busy = JoinSet::new();
        for _ in 0..256 {
            let client = client.clone();
            busy.spawn(async move {
                while tokio::time::Instant::now() < until {
                    client.status(NodeId(99)).await.expect_err("there is none");
                }
            });
        }
        busy.join_all().await;
    });
    assert_eq!(heard(), 0);
}
