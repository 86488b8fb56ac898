//! The seal, written and synced by a thread of its own, so that it is done beside the log.

use super::checksum::Checksum;
use super::seal::{Mark, Seal};
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// A thread that waits for marks, and the last mark, which is used again.
#[derive(Debug)]
pub(super) struct Witness {
    thread: Option<JoinHandle<()>>,
    marks: Option<SyncSender<Mark>>,
    done: Receiver<(Mark, io::Result<()>)>,
    idle: Mark,
}

impl Witness {
    /// Starts the thread.
    pub(super) fn start(seal: Seal) -> io::Result<Self> {
        let (marks, todo) = sync_channel::<Mark>(1);
        let (tell, done) = sync_channel(1);
        let thread = thread::Builder::new().name("seal".to_owned()).spawn(move || {
            for mark in todo {
                let outcome = seal.set(&mark);
                // Who began a commit waits for its outcome, unless the store is gone.
                let _ = tell.send((mark, outcome));
            }
        })?;
        Ok(Self { thread: Some(thread), marks: Some(marks), done, idle: Mark::default() })
    }

    /// Begins to make a commit known, with its frame or nothing in the place of it.
    pub(super) fn begin(&mut self, number: u64, sum: Checksum, frame: &[u8]) -> io::Result<()> {
        let mut mark = std::mem::take(&mut self.idle);
        (mark.number, mark.sum) = (number, sum);
        mark.frame.clear();
        mark.frame.extend(frame);
        self.marks.as_ref().and_then(|marks| marks.send(mark).ok()).ok_or_else(gone)
    }

    /// Waits until what was begun is durable.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let (mark, outcome) = self.done.recv().map_err(|_| gone())?;
        self.idle = mark;
        outcome
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        drop(self.marks.take());
        if let Some(thread) = self.thread.take() {
            // If it has panicked it has told so.
            let _ = thread.join();
        }
    }
}

fn gone() -> io::Error {
    io::Error::other("the thread that writes the seal has ended")
}
