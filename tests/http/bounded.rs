//! What nobody can take from others: connections, places to wait, memory, time.

use super::client::{connect, receive, request};
use super::scene::{Scene, metric, until};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

/// As many as a node serves at a time.
const CONNECTIONS: usize = 512;

/// As many as may wait at a time.
const WAITS: u16 = 256;

#[test]
fn connections_are_bounded_and_who_lets_go_makes_room() {
    let scene = Scene::start(1);
    let metrics = request(&scene.address(1).to_string(), "GET", "/metrics", &[], b"");
    let mut first = connect(scene.address(1));
    let mut connections = || {
        first.write_all(&metrics).expect("it is open");
        metric::<usize>(&receive(&mut first), "synod_http_connections").expect("a number")
    };
    assert_eq!(connections(), 1);
    // They have begun to ask, and so keep their places for longer than who has not.
    let host = scene.address(1);
    let head = format!("PUT /v1/decrees/a HTTP/1.1\r\nhost: {host}\r\ncontent-length: 5\r\n\r\n");
    let flood: Vec<TcpStream> = (0..CONNECTIONS + 50)
        .map(|number| {
            let mut stream = connect(scene.address(1));
            stream.write_all(head.as_bytes()).expect("it is open");
            // The first keeps its place only by asking now and then, however long this takes.
            if number % 16 == 0 {
                connections();
            }
            stream
        })
        .collect();
    until("all places are taken", || {
        let connections = connections();
        assert!(connections <= CONNECTIONS, "{connections}");
        connections == CONNECTIONS
    });
    drop(flood);
    assert_eq!(scene.put(1, "/v1/decrees/colour", "green").code, 200);
    until("they are gone", || connections() == 1);
}

#[test]
fn who_waits_leaves_room_for_who_does_not() {
    let scene = Scene::start(1);
    let wait =
        request(&scene.address(1).to_string(), "GET", "/v1/decrees/colour?wait=60s", &[], b"");
    let mut waiting: Vec<TcpStream> = (0..WAITS).map(|_| connect(scene.address(1))).collect();
    for stream in &mut waiting {
        stream.write_all(&wait).expect("it is open");
    }
    until("all of them wait", || scene.waiting(1) == u64::from(WAITS));
    let refused = scene.get(1, "/v1/decrees/colour?wait=60s");
    assert!(refused.trouble(503).starts_with("too many wait at this node"), "{refused:?}");
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(scene.get(1, "/v1/decrees/colour").code, 404, "who does not wait is served");
    assert_eq!(scene.put(1, "/v1/decrees/colour", "green").code, 200);
    for stream in &mut waiting {
        assert_eq!(receive(stream).json()["value"], "green");
    }
    assert_eq!(scene.metric(1, "synod_http_waits"), Some(0.0));
}

#[test]
fn who_is_slow_or_long_winded_is_sent_away() {
    let scene = Scene::start(1);
    let host = scene.address(1).to_string();
    // All of these have the same time.
    let mut silent = connect(scene.address(1));
    let mut slow_head = connect(scene.address(1));
    slow_head.write_all(b"GET /v1/decrees HTTP/1.1\r\nho").expect("it is open");
    let mut slow_value = connect(scene.address(1));
    let head = format!("PUT /v1/decrees/a HTTP/1.1\r\nhost: {host}\r\ncontent-length: 5\r\n\r\nab");
    slow_value.write_all(head.as_bytes()).expect("it is open");

    let long = "a".repeat(20_000);
    let long = scene.ask(1, "GET", "/v1/decrees", &[("x-long", &long)], "");
    assert_eq!(long.code, 431, "{long:?}");
    let many: Vec<_> = (0..100).map(|_| ("x-many", "1")).collect();
    assert_eq!(scene.ask(1, "GET", "/v1/decrees", &many, "").code, 431);
    // A value whose length is not told is cut off all the same.
    let mut chunked = connect(scene.address(1));
    let head =
        format!("PUT /v1/decrees/a HTTP/1.1\r\nhost: {host}\r\ntransfer-encoding: chunked\r\n\r\n");
    chunked.write_all(head.as_bytes()).expect("it is open");
    for _ in 0..4 {
        let _ = chunked.write_all(format!("100\r\n{}\r\n", "v".repeat(0x100)).as_bytes());
    }
    assert!(receive(&mut chunked).trouble(413).contains("more than 900 bytes"));

    // Who asks nothing has less time than who is about to.
    for stream in [&mut silent, &mut slow_head] {
        let mut said = Vec::new();
        stream.read_to_end(&mut said).expect("it ends");
    }
    slow_value.set_nonblocking(true).expect("it is open");
    let nothing = slow_value.peek(&mut [0]).expect_err("it is not answered yet");
    assert_eq!(nothing.kind(), ErrorKind::WouldBlock);
    slow_value.set_nonblocking(false).expect("it is open");
    assert!(receive(&mut slow_value).trouble(408).contains("the value did not come"));
    assert_eq!(scene.get(1, "/v1/decrees/a").code, 404);
}

#[test]
fn who_holds_connections_and_asks_nothing_does_not_keep_probes_waiting() {
    let scene = Scene::start(1);
    let idle: Vec<TcpStream> = (0..CONNECTIONS).map(|_| connect(scene.address(1))).collect();
    assert_eq!(scene.get(1, "/healthz").code, 200);
    // They are there until now, and have lost their places.
    drop(idle);
}

#[test]
fn who_still_waits_when_the_node_ends_is_told_so() {
    let scene = Scene::start(1);
    let ask = |path: &str| {
        let mut stream = connect(scene.address(1));
        let ask = request(&scene.address(1).to_string(), "GET", path, &[], b"");
        stream.write_all(&ask).expect("it is open");
        stream
    };
    let waiting: Vec<_> = (0..100).map(|_| ask("/v1/decrees/colour?wait=60s")).collect();
    until("all of them wait", || scene.waiting(1) == waiting.len() as u64);
    let _idle = connect(scene.address(1));
    let mut never_says = connect(scene.address(1));
    never_says.write_all(b"PUT /v1/decrees/a HTTP/1.1\r\nhost: ").expect("it is open");
    scene.node(1).signal("-TERM");
    for mut stream in waiting {
        let told = receive(&mut stream).trouble(503);
        assert!(told.starts_with("the node has ended; ask another node"), "{told}");
    }
    scene.node(1).says("has stopped");
}
