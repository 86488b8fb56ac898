//! A node in its surroundings: the socket, the clock and the signals around a [`Core`].

use super::audit_log::{LogFile, LogSink};
use super::core::Core;
use super::desk::{Caller, Desk};
use super::fatal::Fatal;
use super::identity::{Changes, Clients, Cluster, FileError, Member, NodeId};
use super::lookup::{Found, Lookups};
use super::node_error::NodeError;
use super::random::random;
use super::socket::Socket;
use super::standing::News;
use super::store::{DiskStore, Timed};
use super::wire::{SystemNonces, Unheard};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// So many datagrams are read in one turn, so that answers are not kept waiting.
const TURN: usize = 256;

/// A node that is ready to run.
pub struct Node {
    core: Core<Timed<DiskStore>>,
    desk: Desk,
    socket: Socket,
    lookups: Lookups,
    signals: UnixStream,
    hangups: UnixStream,
    me: Member,
    local: SocketAddr,
    clients: Clients,
    clients_file: PathBuf,
    data: PathBuf,
}

/// What a node has to say while it runs.
#[derive(Debug)]
pub enum Event {
    /// It has read its list of clients again. One that cannot be used has changed nothing.
    Reread(Result<Changes, FileError>),
    /// Something has happened among the members.
    News(News),
    /// The name of a member was found to stand for other addresses than before, or for none.
    Found(Found),
    /// It was told to end, and is about to.
    Stopping,
}

/// Why a node does not wait any longer.
enum Woken {
    /// It has something to do; also for this process, if its bell was rung.
    Turn { is_rung: bool },
    /// It is to read its list of clients again.
    Hangup,
    /// It is to end.
    Stop,
}

/// What a node has to say at its end.
#[derive(Clone, Debug)]
pub struct Summary {
    /// How many datagrams it dropped, by reason.
    pub unheard: BTreeMap<Unheard, u64>,
}

impl Node {
    /// Takes the address, opens and verifies the durable state, and starts the actors. The list of
    /// clients is read here, and again whenever the process gets SIGHUP. Where there is no data directory, one is
    /// made if this may be the node's first start. All that it does is written to the log, if one is named.
    pub fn open(
        cluster: Cluster,
        id: NodeId,
        clients_file: &Path,
        data: &Path,
        may_be_new: bool,
        log: Option<&Path>,
    ) -> Result<Self, NodeError> {
        let system = |source| NodeError::System { source };
        // First of all, so that also a start can be asked to end, and ends cleanly.
        let (signals, hangups) = (signals().map_err(system)?, hangups().map_err(system)?);
        let me = cluster.member(id)?.clone();
        let clients = Clients::load(clients_file)?;
        let socket = Socket::bind(&cluster, &me)?;
        let local = socket.address()?;
        let lookups = Lookups::new(&cluster, id, local);
        let store = Timed::new(DiskStore::open(data, &cluster, id, may_be_new)?);
        let seed = u64::from_le_bytes(random()?);
        let nonces = Box::new(SystemNonces::new()?);
        let log = log.map(|path| LogFile::open(path, &cluster, id)).transpose()?;
        let log = log.map(|file| Box::new(file) as Box<dyn LogSink>);
        let core = Core::start(cluster, me.clone(), &clients, store, seed, nonces, log)?;
        let (clients_file, data) = (clients_file.to_owned(), data.to_owned());
        let desk = Desk::new().map_err(system)?;
        Ok(Self {
            core,
            desk,
            socket,
            lookups,
            signals,
            hangups,
            me,
            local,
            clients,
            clients_file,
            data,
        })
    }

    /// Where it is heard.
    pub fn address(&self) -> SocketAddr {
        self.local
    }

    /// How many bytes of datagrams can wait while it is busy, by what the system has granted.
    pub fn room(&self) -> Result<usize, NodeError> {
        self.socket.room()
    }

    /// Whether it votes.
    pub fn has_acceptor(&self) -> bool {
        self.me.acceptor.is_some()
    }

    /// Which member it is.
    pub fn member(&self) -> &Member {
        &self.me
    }

    /// The cluster that it is of.
    pub fn cluster(&self) -> &Cluster {
        self.core.cluster()
    }

    /// By which it is asked from within this process.
    pub fn caller(&self) -> Caller {
        self.desk.caller()
    }

    /// Of how many decrees it found durable state.
    pub fn restored(&self) -> usize {
        self.core.restored()
    }

    /// The members that a new node waits for before its acceptor answers; nobody if it does not.
    pub fn waits_for(&self) -> Vec<NodeId> {
        self.core.waits_for()
    }

    /// Runs until the process is told to end, by SIGINT or SIGTERM, and tells what happens meanwhile.
    pub fn run(mut self, tell: impl Fn(Event)) -> Result<Summary, NodeError> {
        let begin = Instant::now();
        loop {
            self.look_up(begin.elapsed(), &tell);
            for datagram in self.core.finish()? {
                self.socket.send(&datagram);
            }
            self.desk.hand_out(self.core.take_answers());
            self.core.take_news().into_iter().map(Event::News).for_each(&tell);
            let due = self.core.next_turn();
            let wait = due.map(|time| time.saturating_sub(begin.elapsed()));
            let is_rung = match self.wait(wait).map_err(|source| NodeError::System { source })? {
                Woken::Turn { is_rung } => is_rung,
                Woken::Hangup => {
                    tell(Event::Reread(self.read_clients()));
                    false
                }
                Woken::Stop => {
                    tell(Event::Stopping);
                    break;
                }
            };
            let (core, now) = (&mut self.core, || begin.elapsed());
            let heard = self.socket.receive(TURN, |from, it| core.receive(now(), from, it));
            heard.map_err(|fatal| self.fatal(fatal))?;
            if is_rung {
                self.desk.serve(&mut self.core, begin.elapsed())?;
            }
            self.core.wake(begin.elapsed())?;
        }
        let summary = Summary { unheard: self.core.unheard().clone() };
        self.core.close()?;
        Ok(summary)
    }

    /// Takes the addresses that were found for names.
    fn look_up(&mut self, now: Duration, tell: &impl Fn(Event)) {
        if !self.lookups.is_due(now) {
            return;
        }
        let astray = self.core.astray();
        let core = &mut self.core;
        let send_to = |node, address| core.set_address(node, address);
        self.lookups.turn(now, &astray, send_to).into_iter().map(Event::Found).for_each(tell);
    }

    fn fatal(&self, fatal: Fatal) -> NodeError {
        match fatal {
            Fatal::Store(error) => error.into(),
            Fatal::Disowned(why) => NodeError::Disowned { dir: self.data.clone(), why },
        }
    }

    /// Reads the list of clients again.
    fn read_clients(&mut self) -> Result<Changes, FileError> {
        // Those that came before the file is read are answered by it. It is not waited for more.
        while matches!(self.hangups.read(&mut [0; 64]), Ok(1..)) {}
        let clients = Clients::load(&self.clients_file)?;
        let changes = self.clients.changes(&clients);
        self.core.set_clients(&clients);
        self.clients = clients;
        Ok(changes)
    }

    /// Waits for a datagram or a signal, at most so long.
    fn wait(&self, at_most: Option<Duration>) -> io::Result<Woken> {
        let timeout = at_most.map(|time| Timespec {
            tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: time.subsec_nanos().into(),
        });
        let mut sources = [
            PollFd::new(&self.signals, PollFlags::IN),
            PollFd::new(&self.hangups, PollFlags::IN),
            PollFd::new(&self.socket, PollFlags::IN),
            PollFd::new(self.desk.bell(), PollFlags::IN),
        ];
        match poll(&mut sources, timeout.as_ref()) {
            Ok(_) if !sources[0].revents().is_empty() => Ok(Woken::Stop),
            Ok(_) if !sources[1].revents().is_empty() => Ok(Woken::Hangup),
            Ok(_) => Ok(Woken::Turn { is_rung: !sources[3].revents().is_empty() }),
            Err(rustix::io::Errno::INTR) => Ok(Woken::Turn { is_rung: false }),
            Err(e) => Err(e.into()),
        }
    }
}

/// A stream that becomes readable when the process is to end.
pub fn signals() -> io::Result<UnixStream> {
    readable_upon(&[SIGINT, SIGTERM])
}

/// A stream that becomes readable when the list of clients is to be read again.
fn hangups() -> io::Result<UnixStream> {
    let stream = readable_upon(&[SIGHUP])?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

fn readable_upon(signals: &[i32]) -> io::Result<UnixStream> {
    let (read, write) = UnixStream::pair()?;
    for signal in signals {
        signal_hook::low_level::pipe::register(*signal, write.try_clone()?)?;
    }
    Ok(read)
}
