//! The clients: some in a hurry, which give up after a second, and some that wait until they are answered.

use super::book::{Asked, Book, Told};
use fastrand::Rng;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use synod::client::{AsyncClient, Client, ClientError, Options};
use synod::node::{Access, Decree};
use synod::paxos::Value;
use tokio::task::JoinSet;

/// So many clients are in a hurry, each on a thread.
const HURRIED: u64 = 4;

/// So many wait, all on one thread.
const PATIENT: u64 = 24;

/// How long those in a hurry wait.
const HURRY: Duration = Duration::from_secs(1);

/// How long they wait for a value to be chosen by others.
const WATCH: Duration = Duration::from_millis(400);

/// So many of the latest decrees are mostly spoken of.
const LATEST: u32 = 10;

/// The decree of this number.
fn decree(number: u32) -> Decree {
    format!("decree-{number}").parse().expect("a name")
}

/// Clients that ask, until they are told to end.
pub(crate) struct Load {
    common: Arc<Common>,
    threads: Vec<JoinHandle<()>>,
}

struct Common {
    book: Arc<Book>,
    access: Access,
    /// How many decrees there are.
    decrees: AtomicU32,
    is_over: AtomicBool,
}

impl Load {
    /// Starts to ask.
    pub(crate) fn start(dir: &Path, book: &Arc<Book>, seed: u64) -> Self {
        let access = Access::load(&dir.join("client.toml")).expect("a client's file");
        let common = Arc::new(Common {
            book: Arc::clone(book),
            access,
            decrees: AtomicU32::new(1),
            is_over: AtomicBool::new(false),
        });
        let spawn = |client: u64| {
            let common = Arc::clone(&common);
            let rng = Rng::with_seed(seed.wrapping_add(client));
            std::thread::spawn(move || match client {
                0 => patient(&common, rng),
                _ => hurried(&common, rng, client),
            })
        };
        let threads = (0..=HURRIED).map(spawn).collect();
        Self { common, threads }
    }

    /// No client asks anything new; waits until all have their answers.
    pub(crate) fn end(mut self) -> u32 {
        self.common.is_over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            thread.join().expect("no panic");
        }
        self.common.decrees.load(Ordering::Relaxed)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.common.is_over.store(true, Ordering::Relaxed);
    }
}

impl Common {
    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// A decree to speak of: a new one, one of the latest, or any.
    fn decree(&self, rng: &mut Rng) -> u32 {
        let decrees = match rng.u32(..10) {
            0 => self.decrees.fetch_add(1, Ordering::Relaxed) + 1,
            _ => self.decrees.load(Ordering::Relaxed),
        };
        match rng.u32(..10) {
            0 => rng.u32(..decrees),
            _ => decrees - 1 - rng.u32(..decrees.min(LATEST)),
        }
    }
}

/// What is asked.
fn asked(rng: &mut Rng, client: u64, number: u64) -> Asked {
    match rng.u32(..20) {
        0..11 => Asked::Propose(format!("{client}-{number}")),
        11..18 => Asked::Read,
        18 => Asked::Watch,
        _ => Asked::Peek,
    }
}

/// A client that gives up soon, and asks something else.
fn hurried(common: &Common, mut rng: Rng, client: u64) {
    let options = Options { timeout: Some(HURRY), only: None };
    let mut asks = Client::new(&common.access, options).expect("a client");
    for number in 0.. {
        if common.is_over() {
            return;
        }
        let (at, asked) = (common.decree(&mut rng), asked(&mut rng, client, number));
        let (name, open) = (decree(at), common.book.call(at, &asked, false));
        let answer = match &asked {
            Asked::Propose(value) => asks.propose(&name, value).map(Some),
            Asked::Read => asks.read(&name),
            Asked::Watch => asks.watch(&name, Some(WATCH)).map(Some),
            Asked::Peek => asks.peek(None, &name),
        };
        common.book.returned(open, Told::of(answer, &asked));
        std::thread::sleep(Duration::from_millis(rng.u64(..80)));
    }
}

/// Clients that wait for ever.
fn patient(common: &Arc<Common>, mut rng: Rng) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let asks = client(&common.access);
        let mut tasks = JoinSet::new();
        for number in 0..PATIENT {
            let client = HURRIED + 1 + number;
            tasks.spawn(one_patient(Arc::clone(common), asks.clone(), rng.fork(), client));
        }
        while tasks.join_next().await.is_some() {}
    });
}

fn client(access: &Access) -> AsyncClient {
    AsyncClient::new(access, Options { timeout: None, only: None }).expect("a client")
}

async fn one_patient(common: Arc<Common>, asks: AsyncClient, mut rng: Rng, client: u64) {
    for number in 0.. {
        let asked = match asked(&mut rng, client, number) {
            // Nobody may ever have a value chosen.
            Asked::Watch | Asked::Peek => Asked::Read,
            asked => asked,
        };
        tokio::time::sleep(Duration::from_millis(rng.u64(..600))).await;
        if common.is_over() {
            return;
        }
        ask(&common.book, &asks, common.decree(&mut rng), asked).await;
    }
}

async fn ask(book: &Book, asks: &AsyncClient, at: u32, asked: Asked) {
    let (name, open) = (decree(at), book.call(at, &asked, true));
    let answer: Result<Option<Value>, ClientError> = match &asked {
        Asked::Propose(value) => asks.propose(&name, value).await.map(Some),
        _ => asks.read(&name).await,
    };
    book.returned(open, Told::of(answer, &asked));
}

/// Asks what has become of all decrees. Each must have its answer within this time.
pub(crate) fn read_all(dir: &Path, book: &Arc<Book>, decrees: u32, time: Duration) -> bool {
    let access = Access::load(&dir.join("client.toml")).expect("a client's file");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let asks = client(&access);
        let all = async {
            let mut tasks = JoinSet::new();
            for at in 0..decrees {
                if tasks.len() >= 64 {
                    tasks.join_next().await;
                }
                let (book, asks) = (Arc::clone(book), asks.clone());
                tasks.spawn(async move { ask(&book, &asks, at, Asked::Read).await });
            }
            while tasks.join_next().await.is_some() {}
        };
        tokio::time::timeout(time, all).await.is_ok()
    })
}
