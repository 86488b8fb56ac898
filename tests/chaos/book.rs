//! What clients asked and were told, with times of one clock.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use synod::client::ClientError;
use synod::paxos::Value;

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    /// To have this value chosen. No two calls have the same.
    Propose(String),
    /// What is chosen.
    Read,
    /// To be told as soon as a value is chosen.
    Watch,
    /// What one node knows.
    Peek,
}

/// What was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// This is chosen.
    Chosen(String),
    /// None is.
    None,
    /// One node knows of none, which tells nothing.
    Unknown,
    /// An error that leaves open what has come of it.
    Open(String),
    /// An error that says that nothing has come of it.
    Refused(String),
}

impl Told {
    pub(crate) fn of(answer: Result<Option<Value>, ClientError>, asked: &Asked) -> Self {
        match answer {
            Ok(Some(value)) => Self::Chosen(value.as_str().to_owned()),
            Ok(None) if *asked == Asked::Peek => Self::Unknown,
            Ok(None) => Self::None,
            Err(error) if error.may_be_chosen() => Self::Open(error.to_string()),
            Err(error) => Self::Refused(error.to_string()),
        }
    }
}

/// A call that has returned. Times are from the begin of the run.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) decree: u32,
    pub(crate) asked: Asked,
    pub(crate) called: Duration,
    pub(crate) returned: Duration,
    pub(crate) told: Told,
    /// Whether the client would have waited for ever.
    pub(crate) is_patient: bool,
}

/// All calls.
pub(crate) struct Book {
    begin: Instant,
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    number: u64,
    open: BTreeMap<u64, Duration>,
    calls: Vec<Call>,
}

/// A call that has not returned.
pub(crate) struct Open {
    number: u64,
    called: Duration,
    decree: u32,
    asked: Asked,
    is_patient: bool,
}

impl Book {
    pub(crate) fn new() -> Self {
        Self { begin: Instant::now(), pages: Mutex::default() }
    }

    /// The time.
    pub(crate) fn now(&self) -> Duration {
        self.begin.elapsed()
    }

    /// Somebody is about to call.
    pub(crate) fn call(&self, decree: u32, asked: &Asked, is_patient: bool) -> Open {
        let pages = &mut *self.pages.lock().expect("no panic");
        pages.number += 1;
        let (number, called) = (pages.number, self.now());
        if is_patient {
            pages.open.insert(number, called);
        }
        Open { number, called, decree, asked: asked.clone(), is_patient }
    }

    /// It has returned.
    pub(crate) fn returned(&self, open: Open, told: Told) {
        let returned = self.now();
        let Open { number, called, decree, asked, is_patient } = open;
        let pages = &mut *self.pages.lock().expect("no panic");
        pages.open.remove(&number);
        pages.calls.push(Call { decree, asked, called, returned, told, is_patient });
    }

    /// How many of those who would wait for ever have waited since before this time.
    pub(crate) fn waiting_since(&self, time: Duration) -> usize {
        let pages = self.pages.lock().expect("no panic");
        pages.open.values().filter(|called| **called < time).count()
    }

    /// How long after this time those were answered who would wait for ever, and waited then.
    pub(crate) fn waited_at(&self, time: Duration) -> Vec<Duration> {
        let pages = self.pages.lock().expect("no panic");
        let waited = |call: &&Call| call.is_patient && call.called < time && time <= call.returned;
        pages.calls.iter().filter(waited).map(|call| call.returned.saturating_sub(time)).collect()
    }

    /// All calls that have returned.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.pages.lock().expect("no panic").calls.clone()
    }
}
