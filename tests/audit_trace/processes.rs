//! Three processes write logs, the run is written as a trace, and all that takes traces takes it.

use crate::support::{Cluster, SYNOD, Talking, stderr, stdout};
use serde_json::Value as Json;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The logs of three nodes, one of which was asked for a colour; it is the one that owns its round 0.
fn recorded() -> Cluster {
    let cluster = Cluster::prepare(3);
    let start = |id| {
        let log = cluster.path().join(format!("node-{id}.log"));
        Talking::start(cluster.node_command(id).arg("--log").arg(log))
    };
    let nodes: Vec<_> = (1..=3).map(start).collect();
    nodes.iter().for_each(|node| drop(node.says("is noted by the others")));
    assert_eq!(cluster.propose("colour", "green"), "green");
    nodes.into_iter().for_each(|node| drop(node.stop()));
    cluster
}

/// Runs the program where the logs are.
fn run(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(SYNOD);
    command.current_dir(folder).args(line.split(' ')).output().expect("it runs")
}

const AUDIT: &str = "audit --decree colour --trace colour.json node-1.log node-2.log node-3.log";

#[test]
fn a_run_of_processes_is_written_told_drawn_and_explored() {
    let cluster = recorded();
    let folder = cluster.path();
    let audit = run(folder, AUDIT);
    assert_eq!(audit.status.code(), Some(0), "{audit:?}");

    let told = run(folder, "trace colour.json --svg colour.svg");
    assert_eq!(told.status.code(), Some(0), "{told:?}");
    println!("{}\n{}", stdout(&audit), stdout(&told));
    for page in ["README.md", "docs/audit.md"] {
        let page = fs::read_to_string(page).expect("text");
        let (_, quoted) =
            page.split_once(&format!("$ synod {AUDIT} | tail -1\n")).expect("it quotes");
        let (written, quoted) = quoted.split_once("\n$ synod trace colour.json").expect("both");
        assert_eq!(Some(written), stdout(&audit).lines().last());
        let (_, quoted) = quoted.split_once('\n').expect("what it tells");
        let (quoted, _) = quoted.split_once("\n```").expect("its end");
        assert_eq!(lines(quoted), lines(&stdout(&told)), "{quoted}\n{}", stdout(&told));
    }
    follows_the_schema(&folder.join("colour.json"));
    let svg = fs::read_to_string(folder.join("colour.svg")).expect("a picture");
    assert!(svg.contains("<svg") && svg.contains("proposes green"), "{svg}");

    let mut explorer = Explorer::start(folder, "colour.json");
    let models = explorer.ask(r#"{"version": 1, "ask": "models"}"#);
    let (model, run) = (&models["opens"]["model"], &models["opens"]["run"]);
    assert_eq!(model, "colour.model.toml");
    let look = format!(r#"{{"version": 1, "model": {model}, "run": {run}, "ask": "look"}}"#);
    let place = explorer.ask(&look);
    assert_eq!(place["chosen"][0]["value"], "green", "{place}");
}

/// The lines, in any order: which of two others is heard first is a matter of luck.
fn lines(told: &str) -> Vec<String> {
    let other = |line: &str| {
        let line = line.split_once("  ").map_or(line, |(_, line)| line).trim();
        line.replace("acceptor 1 voted", "acceptor 2 voted")
    };
    let (steps, end) = told.split_once("\nIn the end\n").expect("an end");
    let end = end.split("\n\n").next().unwrap_or_default();
    let mut lines: Vec<_> = steps.lines().chain(end.lines()).map(other).collect();
    lines.sort();
    lines
}

fn follows_the_schema(path: &Path) {
    let json = |path: &Path| -> Json {
        serde_json::from_str(&fs::read_to_string(path).expect("text")).expect("JSON")
    };
    let schema = json(Path::new("docs/schemas/trace.json"));
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let errors: Vec<_> = schema.iter_errors(&json(path)).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn nothing_is_written_where_something_is_wrong_or_cannot_be_drawn() {
    let cluster = recorded();
    let folder = cluster.path();
    let is_written =
        || folder.join("colour.json").exists() || folder.join("colour.model.toml").exists();
    let unknown = run(folder, &AUDIT.replace("--decree colour", "--decree color"));
    assert_eq!(unknown.status.code(), Some(1), "{unknown:?}");
    assert!(stdout(&unknown).contains("the properties hold"), "{unknown:?}");
    assert!(
        stderr(&unknown).contains("no trace is written: no actor has done anything for `color`")
    );

    let alone = run(folder, &AUDIT.replace(" --trace colour.json", ""));
    assert_eq!(alone.status.code(), Some(2), "{alone:?}");
    let ending = run(folder, &AUDIT.replace("colour.json", "cluster.toml"));
    assert_eq!(ending.status.code(), Some(2), "{ending:?}");
    assert!(stderr(&ending).contains("a trace is a file that ends in .json"), "{ending:?}");

    let part = run(folder, &AUDIT.replace(" node-2.log", ""));
    assert!(stdout(&part).contains("the logs of these nodes are missing: 2"), "{part:?}");

    let path = folder.join("node-2.log");
    let text = fs::read_to_string(&path).expect("text");
    fs::write(&path, text.replace("green", "red")).expect("it can be written");
    let wrong = run(folder, AUDIT);
    assert_eq!(wrong.status.code(), Some(1), "{wrong:?}");
    assert!(stdout(&wrong).ends_with("something is wrong\n") && !is_written(), "{wrong:?}");
}

/// A running explorer, ended with the test.
struct Explorer {
    process: Child,
    host: String,
}

impl Explorer {
    fn start(folder: &Path, trace: &str) -> Self {
        let mut command = Command::new(SYNOD);
        command.current_dir(folder).args(["explore", "--listen", "127.0.0.1:0", "--trace", trace]);
        let mut process = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let told = process.stdout.take().expect("it is piped");
        BufReader::new(told).read_line(&mut line).expect("it tells where it listens");
        let (_, host) = line.split_once("http://").expect("an address");
        let host = host.split('/').next().unwrap_or_default().to_string();
        Self { process, host }
    }

    /// The answer to a question.
    fn ask(&mut self, request: &str) -> Json {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        let head = format!(
            "POST /api HTTP/1.0\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.host,
            request.len()
        );
        stream.write_all(format!("{head}{request}").as_bytes()).expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let last = body.lines().last().expect("an answer");
        let answer: Json = serde_json::from_str(last).expect("JSON");
        answer.get("answer").cloned().unwrap_or(answer)
    }
}

impl Drop for Explorer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
