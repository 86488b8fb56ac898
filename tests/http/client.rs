//! A client of HTTP/1.1, as small as can be.

use super::support::PATIENCE;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// What was answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) code: u16,
    head: String,
    pub(crate) body: String,
}

impl Reply {
    /// A line of its head.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Its body, an object.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    /// What went wrong, which is told with this code and in the shape of all errors.
    pub(crate) fn trouble(&self, code: u16) -> String {
        assert_eq!(self.code, code, "{self:?}");
        let told = self.json();
        let text = |key: &str| told[key].as_str().filter(|text| !text.is_empty()).expect("text");
        format!("{}; {}", text("error"), text("remedy"))
    }
}

/// A connection to a node.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("it is a time");
    stream
}

/// Sends a request as it is, and reads the answer.
pub(crate) fn send(mut stream: impl Read + Write, request: &[u8]) -> Reply {
    // One that is answered early may not read all of it.
    let _ = stream.write_all(request);
    receive(&mut stream)
}

/// Reads an answer, whose length is told, or nothing if the connection ends.
pub(crate) fn receive(stream: &mut impl Read) -> Reply {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let body = bytes.split_off(end + 4);
            break String::from_utf8(std::mem::replace(&mut bytes, body)).expect("a head is text");
        }
        if !more(stream, &mut bytes) {
            break String::from_utf8(std::mem::take(&mut bytes)).expect("a head is text");
        }
    };
    let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    let mut reply = Reply { code, head, body: String::new() };
    let length =
        reply.header("content-length").map_or(0, |length| length.parse().expect("a length"));
    while bytes.len() < length && more(stream, &mut bytes) {}
    reply.body = String::from_utf8(bytes).expect("it is text");
    reply
}

fn more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> bool {
    let mut some = [0; 4096];
    // A connection that is reset has ended.
    let length = stream.read(&mut some).unwrap_or(0);
    bytes.extend(&some[..length]);
    length > 0
}

/// A request with these headers beside that for the host.
pub(crate) fn request(
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let line = |(key, value): &(&str, &str)| format!("{key}: {value}\r\n");
    let headers = headers.iter().map(line).collect::<Vec<_>>().concat();
    let length = match method {
        "PUT" => format!("content-length: {}\r\n", body.len()),
        _ => String::new(),
    };
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n{headers}{length}\r\n");
    [head.as_bytes(), body].concat()
}
