//! Requests over HTTP to a real node, which goes on, and takes no more memory for them.

use super::memory::kib;
use super::mutator::mutate_text;
use super::support::{SYNOD, init, pass_on, says};
use super::target::{Target, must};
use fastrand::Rng;
use serde_json::Value;
use std::io::{Error, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// Words that mean something in a request.
const WORDS: [&str; 31] = [
    "GET",
    "PUT",
    "POST",
    "HEAD",
    "OPTIONS",
    "HTTP/1.0",
    "HTTP/1.1",
    "HTTP/2.0",
    "/v1/decrees/",
    "/v1/decrees",
    "/v1/status",
    "/metrics",
    "/healthz",
    "/readyz",
    "%00",
    "%zz",
    "%e9%a2%9c",
    "?wait=1ms",
    "?stale=true",
    "?timeout=60s",
    "?limit=1000&after=a",
    "content-length: 0\r\n",
    "content-length: 99999999999999999999\r\n",
    "transfer-encoding: chunked\r\n",
    "expect: 100-continue\r\n",
    "connection: keep-alive\r\n",
    "accept: text/plain\r\n",
    "\r\n\r\n",
    "origin: null\r\n",
    "authorization: Bearer x\r\n",
    "\u{0}",
];

/// By so many KiB a node may grow in a batch, with the decrees that are put in it.
const ROOM: u64 = 32 * 1024;

/// An answer that does not come within this may be one that is waited for.
const MOMENT: Duration = Duration::from_millis(20);

/// Who has asked to wait, and something more, may wait as long as anybody may.
const LONGEST: Duration = Duration::from_secs(70);

/// After so many inputs of a batch it has grown as far as it should.
const WARM: u64 = 200;

pub(crate) fn open() -> Box<dyn Target> {
    Box::new(Http { node: None, fed: 0, answered: 0, early: None })
}

/// A node of its own, and what it says.
struct Node {
    child: Child,
    said: Receiver<String>,
    address: SocketAddr,
    seeds: Vec<Vec<u8>>,
    _folder: TempDir,
    _ports: Vec<TcpListener>,
}

impl Node {
    fn start() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let folder = folder.expect("a directory");
        let file = folder.path().join("cluster.toml");
        let ports = init(&file, 1);
        let mut command = Command::new(SYNOD);
        command.args(["node", "--id=1", "--new", "--http=127.0.0.1:0", "--cluster"]).arg(file);
        command.arg("--data").arg(folder.path().join("node-1")).stdin(Stdio::null());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
        let (sender, said) = channel();
        pass_on(child.stderr.take().expect("it is piped"), sender);
        let line = says(&said, "answers HTTP at http://");
        let (_, address) = line.split_once("://").expect("an address");
        let address = address.parse().expect("an address");
        let seeds = seeds(address);
        Self { child, said, address, seeds, _folder: folder, _ports: ports }
    }

    /// All that is answered to these bytes, until the connection ends. If they are not whole, or are to wait for something,
    /// or do not say that they are the last, nothing more comes after a moment.
    fn ask(&self, input: &[u8]) -> Result<Vec<u8>, String> {
        let system = |why: Error| why.to_string();
        let mut stream = TcpStream::connect(self.address).map_err(system)?;
        // One that is answered early may not read all of it.
        let _ = stream.write_all(input);
        let mut answer = Vec::new();
        for patience in [MOMENT, LONGEST] {
            stream.set_read_timeout(Some(patience)).map_err(system)?;
            match stream.read_to_end(&mut answer) {
                Err(why) if why.kind() == ErrorKind::WouldBlock => {}
                // One that is reset has ended.
                _ => return Ok(answer),
            }
            // It may have ended already.
            let _ = stream.shutdown(Shutdown::Write);
        }
        Err("the connection stays open".to_owned())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Requests of all kinds, each of which is the last on its connection.
fn seeds(address: SocketAddr) -> Vec<Vec<u8>> {
    let head = |line: &str, more: &str| format!("{line} HTTP/1.1\r\nhost: {address}\r\n{more}");
    let put = |path: &str, more: &str, body: &str| {
        let head = head(&format!("PUT {path}"), more);
        format!("{head}connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    let get = |path: &str, more: &str| {
        format!("{}connection: close\r\n\r\n", head(&format!("GET {path}"), more))
    };
    let first = |path: &str| format!("{}\r\n", head(&format!("GET {path}"), ""));
    let chunked =
        put("/v1/decrees/size", "transfer-encoding: chunked\r\n", "5\r\ngreen\r\n0\r\n\r\n");
    let all = [
        put("/v1/decrees/colour?timeout=5s", "content-type: text/plain\r\n", "green"),
        put("/v1/decrees/job/7/leader", "accept: text/plain\r\n", "alice"),
        chunked.replace("content-length: 15\r\n", ""),
        get("/v1/decrees/colour?stale=true", ""),
        get("/v1/decrees/%E9%A2%9C%E8%89%B2?wait=100ms", "accept: text/plain;q=0.5\r\n"),
        get("/v1/decrees?prefix=job/&after=a&limit=10", "sec-fetch-site: none\r\n"),
        first("/v1/status") + &get("/metrics", ""),
        first("/healthz") + &get("/readyz", ""),
    ];
    all.map(String::into_bytes).into()
}

struct Http {
    node: Option<Node>,
    fed: u64,
    /// How many of them were requests that could be answered.
    answered: u64,
    early: Option<u64>,
}

impl Http {
    fn node(&self) -> &Node {
        self.node.as_ref().expect("it was started")
    }

    fn memory(&self) -> Option<u64> {
        kib(&self.node().child.id().to_string(), "VmRSS")
    }
}

impl Target for Http {
    fn begin(&mut self, _: &mut Rng) {
        *self = Self { node: Some(Node::start()), fed: 0, answered: 0, early: None };
    }

    fn draw(&mut self, rng: &mut Rng) -> Vec<u8> {
        let seeds = &self.node().seeds;
        let seed = &seeds[rng.usize(..seeds.len())];
        let text = std::str::from_utf8(seed).expect("it is text");
        mutate_text(rng, text, seeds, &WORDS)
    }

    fn feed(&mut self, _: &mut Rng, input: &[u8]) -> Result<(), String> {
        let answer = self.node().ask(input)?;
        self.fed += 1;
        self.answered += u64::from(answer.starts_with(b"HTTP/1.1 200 "));
        if self.fed == WARM {
            self.early = self.memory();
        }
        look_at(&answer)
    }

    fn end(&mut self) -> Result<(), String> {
        let now = self.memory();
        let node = self.node.as_mut().expect("it was started");
        let ended = node.child.try_wait().map_err(|why| why.to_string())?;
        must(ended.is_none(), || format!("the node has ended: {ended:?}"))?;
        let said: Vec<String> = node.said.try_iter().collect();
        must(!said.iter().any(|line| line.contains("panicked")), || said.join("\n"))?;
        let well = node.ask(&seeds(node.address)[7])?;
        must(well.starts_with(b"HTTP/1.1 200 "), || String::from_utf8_lossy(&well).into_owned())?;
        let enough =
            || format!("{} of {} were answered: the seeds do not go deep", self.answered, self.fed);
        must(self.fed < WARM || self.answered > self.fed / 10, enough)?;
        let grown = now.unwrap_or(0).saturating_sub(self.early.unwrap_or(u64::MAX));
        must(grown < ROOM, || format!("the node has grown by {grown} KiB"))
    }
}

/// An answer is one of HTTP, or there is none; what cannot be done is told with its remedy.
fn look_at(answer: &[u8]) -> Result<(), String> {
    if answer.is_empty() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(answer);
    let wrong = |what: &str| format!("{what}: {text}");
    let code = text.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse::<u16>().ok());
    let code = code.ok_or_else(|| wrong("this is no HTTP"))?;
    must(code != 500, || wrong("it fails"))?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(|| wrong("it has no end"))?;
    let is_alone = text.matches("HTTP/1.").count() == 1 && head.contains("application/json");
    if code >= 400 && is_alone && !body.is_empty() {
        let told: Value = serde_json::from_str(body).map_err(|_| wrong("this is no JSON"))?;
        let is_text = |key: &str| told[key].as_str().is_some_and(|text| !text.is_empty());
        must(is_text("error") && is_text("remedy"), || wrong("it does not say what to do"))?;
    }
    Ok(())
}
