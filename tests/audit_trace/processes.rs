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
    for node in &nodes {
        node.says("is noted by the others");
    }
    assert_eq!(cluster.propose("colour", "green"), "green");
    for node in nodes {
        node.stop();
    }
    cluster
}

/// Runs the program where the logs are.
fn run(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(SYNOD);
    command.current_dir(folder).args(line.split(' ')).output().expect("it runs")
}

const AUDIT: &str = "audit --decree colour --trace colour.json node-1.log node-2.log node-3.log";

/// A page, and what it quotes of this run: what the audit says last, and what is told then.
fn quoted(page: &str) -> (String, String) {
    let page = fs::read_to_string(page).expect("text");
    let (_, quoted) = page.split_once(&format!("$ synod {AUDIT} | tail -1\n")).expect("it quotes");
    let (written, quoted) = quoted.split_once("\n$ synod trace colour.json").expect("both");
    let (_, quoted) = quoted.split_once('\n').expect("what it tells");
    let (told, _) = quoted.split_once("\n```").expect("its end");
    (written.to_string(), told.to_string())
}

/// The first lines of what is told, without their order, and without which of several votes it is that a learner
/// hears: that is a matter of luck.
fn lines(told: &str) -> Vec<String> {
    let lines = told.lines().take(13).map(|line| {
        let step = line.trim_start().trim_start_matches(char::is_numeric).trim_start();
        match step.split_once(" hears that acceptor ") {
            Some((learner, vote)) => format!("{learner} hears {}", &vote[1..]),
            None => step.to_string(),
        }
    });
    let mut lines: Vec<_> = lines.collect();
    lines.sort();
    lines
}

#[test]
fn what_the_docs_quote_of_a_run_is_what_there_is() {
    let quotes: Vec<_> = ["README.md", "docs/audit.md"].map(quoted).into();
    // On a machine that is busy something may be sent again, or another node be asked.
    let runs = (0..5).map(|_| {
        let cluster = recorded();
        let audit = stdout(&run(cluster.path(), AUDIT));
        let told = stdout(&run(cluster.path(), "trace colour.json"));
        (audit.lines().last().unwrap_or_default().to_string(), told)
    });
    let mut others = String::new();
    for (written, told) in runs {
        let is_quoted = |(audit, trace): &(String, String)| {
            assert_eq!(trace.lines().count(), 13);
            *audit == written && lines(trace) == lines(&told)
        };
        if quotes.iter().all(is_quoted) {
            return;
        }
        others.extend([&written, "\n", &told, "\n"]);
    }
    panic!("what is quoted is none of these runs:\n{others}");
}

#[test]
fn a_run_of_processes_is_written_told_drawn_and_explored() {
    let cluster = recorded();
    let folder = cluster.path();
    let audit = run(folder, AUDIT);
    assert_eq!(audit.status.code(), Some(0), "{audit:?}");
    let told = run(folder, "trace colour.json --svg colour.svg");
    assert_eq!(told.status.code(), Some(0), "{told:?}");
    assert!(stdout(&told).contains(", and learns green"), "{told:?}");
    follows_the_schema(&folder.join("colour.json"));
    let svg = fs::read_to_string(folder.join("colour.svg")).expect("a picture");
    assert!(svg.contains("<svg") && svg.contains("learns green"), "{svg}");

    let explorer = Explorer::start(folder, "colour.json");
    let models = explorer.ask(r#"{"version": 1, "ask": "models"}"#);
    let (model, run) = (&models["models"]["opens"]["model"], &models["models"]["opens"]["run"]);
    assert_eq!(model, "colour.model.toml", "{models}");
    let look = format!(r#"{{"version": 1, "model": {model}, "run": {run}, "ask": "look"}}"#);
    let place = &explorer.ask(&look)["place"];
    assert_eq!(place["departure"], Json::Null, "{place}");
    assert_eq!(place["chosen"][0]["vote"]["value"], "green", "{place}");
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
    fn ask(&self, request: &str) -> Json {
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
        answer["answer"].clone()
    }
}

impl Drop for Explorer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
