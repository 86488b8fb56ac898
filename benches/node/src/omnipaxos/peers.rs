//! TCP between the processes: each has one connection to each other on which it speaks, and one on which it hears.

use super::server::Heard;
use omnipaxos::messages::Message;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use super::server::Command;

/// How long the others may take to be there.
const PATIENCE: Duration = Duration::from_secs(10);

/// The connections on which this process speaks.
pub(super) struct Peers(BTreeMap<u64, (TcpStream, Vec<u8>)>);

impl Peers {
    /// Listens, and connects to the others, who start at the same time.
    pub(super) fn connect(
        own: SocketAddr,
        others: impl Iterator<Item = (u64, SocketAddr)>,
        heard: Sender<Heard>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(own)?;
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let heard = heard.clone();
                thread::spawn(move || listen(stream, &heard));
            }
        });
        let mut peers = BTreeMap::new();
        for (peer, at) in others {
            let stream = reach(at)?;
            stream.set_nodelay(true)?;
            peers.insert(peer, (stream, Vec::new()));
        }
        Ok(Self(peers))
    }

    /// Sends all messages, each peer's at once.
    pub(super) fn send(&mut self, messages: Vec<Message<Command>>) -> io::Result<()> {
        for message in messages {
            let bytes = postcard::to_stdvec(&message).map_err(io::Error::other)?;
            let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
            if let Some((_, out)) = self.0.get_mut(&message.get_receiver()) {
                out.extend(length.to_be_bytes());
                out.extend(bytes);
            }
        }
        for (stream, out) in self.0.values_mut().filter(|(_, out)| !out.is_empty()) {
            stream.write_all(out)?;
            out.clear();
        }
        Ok(())
    }
}

fn reach(at: SocketAddr) -> io::Result<TcpStream> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match TcpStream::connect(at) {
            Err(_) if Instant::now() < deadline => thread::sleep(Duration::from_millis(5)),
            reached => return reached,
        }
    }
}

/// Hands on what is heard, until the connection or this process ends.
fn listen(stream: TcpStream, heard: &Sender<Heard>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut bytes = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        bytes.resize(u32::from_be_bytes(length) as usize, 0);
        stream.read_exact(&mut bytes)?;
        let message = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
        heard.send(Heard::Peer(message)).map_err(io::Error::other)?;
    }
}
