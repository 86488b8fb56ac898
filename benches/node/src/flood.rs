//! Datagrams that nobody is to hear, as strangers would send them to keep a node busy.

use crate::failure::Failure;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// So many are sent a second, a few at a time.
pub(crate) const RATE: u32 = 100_000;
const PAUSE: Duration = Duration::from_micros(500);

/// A thread that sends, until this is dropped.
pub(crate) struct Flood {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<u32>>,
    begin: Instant,
}

impl Flood {
    /// Begins to send these bytes there.
    pub(crate) fn begin(at: SocketAddr, bytes: Vec<u8>) -> Result<Self, Failure> {
        let socket = UdpSocket::bind((at.ip(), 0))?;
        socket.connect(at)?;
        let (is_over, begin) = (Arc::new(AtomicBool::new(false)), Instant::now());
        let sees = is_over.clone();
        let thread = thread::Builder::new().name("flood".to_owned());
        let thread = thread.spawn(move || {
            let mut sent = 0;
            while !sees.load(Relaxed) {
                while f64::from(sent) < begin.elapsed().as_secs_f64() * f64::from(RATE) {
                    // Those for which there is no room at the node are lost, as they would be.
                    let _: io::Result<usize> = socket.send(&bytes);
                    sent += 1;
                }
                thread::sleep(PAUSE);
            }
            sent
        })?;
        Ok(Self { is_over, thread: Some(thread), begin })
    }

    /// Ends it; how many were sent a second.
    pub(crate) fn end(mut self) -> Result<f64, Failure> {
        let sent = self.stop().ok_or("the thread that floods has ended")?;
        Ok(f64::from(sent) / self.begin.elapsed().as_secs_f64())
    }

    fn stop(&mut self) -> Option<u32> {
        self.is_over.store(true, Relaxed);
        self.thread.take()?.join().ok()
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        self.stop();
    }
}
