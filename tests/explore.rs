//! `synod explore`: the explorer answers, in words that a reader knows, and a port that is taken is
//! told.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running explorer, ended with the test.
struct Explorer(Child);

impl Drop for Explorer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn explore(address: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synod"));
    command.args(["explore", "models/holds/two_proposers.toml", "--listen", address]);
    command
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the explorer listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn every_step_is_told_in_protocol_words() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut explorer = Explorer(explore(&free).stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(explorer.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains(&format!("http://{free}/")), "{line}");
    // The address is printed before the server listens, since the server never returns.
    let patience = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(&free).is_err() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(get(&free, "/").contains("<html"));
    let status = get(&free, "/.status");
    assert!(status.contains("agreement") && status.contains("value learned"), "{status}");
    let first = get(&free, "/.states/0");
    assert!(first.contains("proposer A begins ballot 1.A"), "{first}");
    let second = get(&free, "/.states/0/0");
    assert!(second.contains("proposer A → acceptor 1: prepare 1.A"), "{second}");
    assert!(second.contains("acceptor 1 promises 1.A and reports no vote"), "{second}");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = explore(&address).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains(&format!("cannot listen on {address}")), "{error}");
    assert!(error.contains("choose another with --listen"), "{error}");
}
