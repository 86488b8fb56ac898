//! `synod explore`: the page and its answers over HTTP, and who is not answered.

use crate::support::models::ENDLESS;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running explorer, ended with the test.
pub(crate) struct Explorer {
    process: Child,
    pub(crate) host: String,
}

impl Drop for Explorer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn explore(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synod"));
    command.arg("explore").args(arguments);
    command
}

impl Explorer {
    /// Starts one on a free port, and reads where it listens.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut process = explore(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host =
            line.split_once("http://").expect(&line).1.split_once('/').unwrap().0.to_string();
        Self { process, host }
    }

    /// The status and the body of what is answered; the headers are given as lines.
    pub(crate) fn send(&self, line: &str, headers: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let length = body.len();
        let head = format!("{line} HTTP/1.0\r\n{headers}Content-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // Who is refused may not be read to the end.
        let _ = stream.write_all(body.as_bytes());
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_string(), body.to_string())
    }

    fn get(&self, path: &str) -> (u16, String, String) {
        self.send(&format!("GET {path}"), &format!("Host: {}\r\n", self.host), "")
    }

    /// The lines of what is answered to a question.
    pub(crate) fn ask(&self, request: &str) -> (u16, Vec<Value>) {
        let headers = format!("Host: {}\r\nContent-Type: application/json\r\n", self.host);
        let (status, _, body) = self.send("POST /api", &headers, request);
        (status, body.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }
}

#[test]
fn the_page_is_served_and_may_ask_nobody_else() {
    let explorer = Explorer::start(&["models/holds/two_proposers.toml"]);
    let (status, head, page) = explorer.get("/");
    assert_eq!(status, 200);
    let page = page.replace("http://www.w3.org/2000/svg", "a name, and no address");
    assert!(page.contains("<html") && !page.contains("http://") && !page.contains("https://"));
    assert!(
        head.contains("content-security-policy: default-src 'none'; script-src 'self'"),
        "{head}"
    );
    assert!(head.contains("x-content-type-options: nosniff"), "{head}");
    let (status, head, _) = explorer.get("/main.js");
    assert_eq!(status, 200);
    assert!(head.contains("content-type: text/javascript"), "{head}");
    for path in ["/nothing.js", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "//etc/passwd", "/api"] {
        let (status, head, _) = explorer.get(path);
        assert!((400..500).contains(&status), "{path}: {head}");
    }
    let (status, lines) = explorer.ask(r#"{"version":1,"ask":"models"}"#);
    assert_eq!(status, 200);
    let models = &lines.last().unwrap()["answer"]["models"];
    assert_eq!(models["opens"]["model"], "models/holds/two_proposers.toml");
    assert!(models["models"].as_array().unwrap().len() > 90);
}

#[test]
fn strangers_and_garbage_are_refused() {
    let explorer = Explorer::start(&[]);
    let host = &explorer.host;
    let json = "Content-Type: application/json\r\n";
    let look = r#"{"version":1,"ask":"models"}"#;
    let refused = [
        (403, "GET /", "Host: evil.example\r\n".to_string(), ""),
        (403, "POST /api", format!("Host: evil.example\r\n{json}"), look),
        (403, "POST /api", format!("Host: {host}\r\nOrigin: http://evil.example\r\n{json}"), look),
        (415, "POST /api", format!("Host: {host}\r\nContent-Type: text/plain\r\n"), look),
        (400, "POST /api", format!("Host: {host}\r\n{json}"), "{"),
        (400, "POST /api", format!("Host: {host}\r\n{json}"), r#"{"version":2,"ask":"models"}"#),
        (405, "DELETE /api", format!("Host: {host}\r\n"), ""),
    ];
    for (expected, line, headers, body) in refused {
        let (status, _, answer) = explorer.send(line, &headers, body);
        assert_eq!(status, expected, "{line} {headers} {body}: {answer}");
    }
    let (status, ..) =
        explorer.send("POST /api", &format!("Host: {host}\r\n{json}"), &" ".repeat(17 << 20));
    assert_eq!(status, 413);
    // It still answers.
    assert_eq!(explorer.ask(look).0, 200);
}

#[test]
fn a_search_that_nobody_waits_for_any_more_is_ended() {
    let explorer = Explorer::start(&["--timeout", "50s"]);
    let question = json!({
        "version": 1,
        "model": { "name": "endless.toml", "toml": ENDLESS },
        "ask": { "shortest": { "goal": { "violated": "agreement" } } },
    });
    let body = question.to_string();
    // As many as are answered at once: were they not ended, nobody else would be answered for a long time.
    for _ in 0..4 {
        let mut stream = TcpStream::connect(&explorer.host).unwrap();
        let host = &explorer.host;
        let length = body.len();
        let head =
            format!("Host: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}");
        write!(stream, "POST /api HTTP/1.1\r\n{head}\r\n\r\n{body}").unwrap();
        let mut line = String::new();
        let mut answer = BufReader::new(stream);
        while !line.contains("progress") {
            line.clear();
            assert_ne!(answer.read_line(&mut line).unwrap(), 0, "it tells how far it has come");
        }
    }
    let begun = Instant::now();
    let (status, lines) = explorer.ask(r#"{"version":1,"ask":"models"}"#);
    assert_eq!(status, 200);
    assert!(lines.last().unwrap()["answer"]["models"].is_object(), "{lines:?}");
    assert!(begun.elapsed() < Duration::from_secs(40), "the searches went on");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = explore(&["--listen", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains(&format!("cannot listen on {address}")), "{error}");
    assert!(error.contains("choose another with --listen"), "{error}");
}

#[test]
fn a_folder_without_a_page_and_a_trace_of_something_else_are_refused() {
    let refused = |arguments: &[&str]| {
        let output = explore(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&["--web", "docs"]).contains("docs has no index.html"));
    assert!(refused(&["--trace", "Cargo.toml"]).contains("it is no trace"));
    assert!(refused(&["no_such_model"]).contains("no_such_model: cannot be read"));
}
