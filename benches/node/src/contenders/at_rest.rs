//! What processes do of which nobody wants anything.

use crate::failure::Failure;
use crate::load::{Keys, Puts};
use crate::processes::Running;
use std::cell::Cell;
use std::fs;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::{Instant, sleep};

/// So many clients want something that cannot be, until they give up.
const CLIENTS: u16 = 1000;
const PATIENCE: Duration = Duration::from_secs(5);

/// The processors' time that these processes take, as a share of one processor's, looked at for so long.
pub(crate) async fn idle(running: &[Running], look: Duration) -> Result<f64, Failure> {
    let took = || running.iter().map(|process| ticks(process.id())).sum::<Result<u64, Failure>>();
    let (before, begin) = (took()?, Instant::now());
    sleep(look).await;
    Ok(each_second(took()?.saturating_sub(before), begin) / ticks_per_second()?)
}

/// What a process does that has been left alone with what clients wanted.
pub(crate) struct Alone {
    /// Datagrams to the others, a second.
    pub(crate) datagrams: f64,
    /// Bytes that it writes to its disk, a second.
    pub(crate) written: f64,
}

/// Has clients want what the process at the first place cannot bring about, since the others are killed, and looks at it for
/// so long when they have given up and some time has passed. The others were at these addresses.
pub(crate) async fn alone(
    client: &impl Puts,
    running: &mut [Running],
    others: &[SocketAddr],
    (passes, look): (Duration, Duration),
) -> Result<Alone, Failure> {
    let (stays, away) = running.split_first_mut().ok_or("somebody stays")?;
    away.iter_mut().for_each(Running::kill);
    let heard = Rc::new(Cell::new(0));
    let mut tasks = Tasks(Vec::new());
    for at in others {
        tasks.0.push(spawn_local(count(UdpSocket::bind(at).await?, heard.clone())));
    }
    let keys = Keys::new();
    let put = |key| {
        let client = client.clone();
        spawn_local(async move { drop(client.put(key).await) })
    };
    let clients = Tasks((0..CLIENTS).map(|_| put(keys.next())).collect());
    sleep(PATIENCE).await;
    drop(clients);
    sleep(passes).await;
    let (before, begin) = (written(stays.id())?, Instant::now());
    heard.set(0);
    sleep(look).await;
    Ok(Alone {
        datagrams: each_second(heard.get(), begin),
        written: each_second(written(stays.id())?.saturating_sub(before), begin),
    })
}

/// Tasks that end when this is dropped.
struct Tasks(Vec<JoinHandle<()>>);

impl Drop for Tasks {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

async fn count(socket: UdpSocket, heard: Rc<Cell<u64>>) {
    let mut datagram = [0; 2048];
    while socket.recv(&mut datagram).await.is_ok() {
        heard.set(heard.get() + 1);
    }
}

#[allow(clippy::cast_precision_loss, reason = "some seconds of a process")]
fn each_second(number: u64, since: Instant) -> f64 {
    number as f64 / since.elapsed().as_secs_f64()
}

/// The processors' time that a process has taken so far, in ticks.
fn ticks(process: u32) -> Result<u64, Failure> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // What comes before may have anything in it: it is the program's name.
    let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
    let mut fields = fields.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Ok(next().zip(next()).map(|(user, system)| user + system).ok_or("/proc has no such line")?)
}

fn ticks_per_second() -> Result<f64, Failure> {
    Ok(f64::from(u32::try_from(rustix::param::clock_ticks_per_second())?))
}

/// How many bytes a process has had written to disks.
fn written(process: u32) -> Result<u64, Failure> {
    let text = fs::read_to_string(format!("/proc/{process}/io"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("write_bytes: "));
    Ok(line.ok_or("/proc has no such line")?.parse()?)
}
