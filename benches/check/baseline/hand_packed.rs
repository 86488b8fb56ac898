//! Lamport's Paxos with three acceptors and two values, packed by hand.
//!
//! The states and steps are those of `synod::model::message_set::MessageSet` with majority quorums,
//! one for one. In every step one message is sent that was never sent before, and no step takes
//! anything back: so in a fitting layout a step sets bits, and the messages that may be sent next
//! are found for all acceptors and ballots at once. With ballots *b* counted from 0 to 3, acceptors
//! *a* from 0 to 2, and values *v* from 0 to 1, these are the bits of a state:
//!
//! | bits | set if |
//! |---|---|
//! | 64 + 2*b* | the prepare of *b* was sent |
//! | 72 + 2*b* + *v* | the accept of *v* in *b* was sent |
//! | 80 + 8*a* + 2*b*, and the next | *a* has promised *b* or a higher ballot |
//! | 104 + 8*a* + 2*b* + *v* | *a* has sent its vote for *v* in *b* |
//! | 16*b* + 3*a*, three of them | the promise of *a* for *b*: 0 if it was not sent, 1 if it reports no vote, 2*b′* + *v* + 2 if it reports a vote for *v* in *b′* |
//!
//! The last vote of an acceptor is the highest that it has sent, so it needs no bits of its own.
//! Two bits that mean nothing are always set, so that no half of a state is ever zero.

use stateright::{Model, Property};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The most ballots that the layout has room for.
pub(crate) const MAX_BALLOTS: usize = 4;

/// How many states there are, for each number of ballots; it only decides how large tables are.
const STATES: [usize; MAX_BALLOTS + 1] = [1, 73, 3_921, 185_369, 8_220_065];

/// A message is named by its place in the upper half of a state: prepares come first, then accepts,
/// then promises (the even places of what an acceptor has promised), then votes.
const PROMISES: std::ops::Range<u32> = 16..40;

/// The first bit of every ballot, in the eight bits that tell something of four ballots.
const EACH_BALLOT: u64 = 0x55;

/// Times eight bits: the same for each acceptor.
const EACH_ACCEPTOR: u64 = 0x01_01_01;

/// A state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Packed(u128);

impl Packed {
    /// Nothing was sent.
    const INITIAL: Self = Self::of(2, 1 << 63);

    const fn of(upper: u64, lower: u64) -> Self {
        Self((upper as u128) << 64 | lower as u128)
    }

    const fn upper(self) -> u64 {
        (self.0 >> 64) as u64
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is the lower half that is wanted")]
    const fn lower(self) -> u64 {
        self.0 as u64
    }

    /// The votes that were sent.
    const fn votes(self) -> u64 {
        self.upper() >> 40
    }

    /// The messages that may be sent next, none of which was sent before: one bit for each.
    #[inline]
    fn next(self, ballots: u64) -> u64 {
        let prepares = self.upper() & EACH_BALLOT;
        let accepts = self.upper() >> 8 & 0xFF;
        let promised = self.upper() >> 16 & 0xFF_FF_FF;
        // Any ballot begins once.
        let begin = !prepares & ballots;
        // A value is proposed where the promises allow it and none was proposed yet.
        let proposed = (accepts | accepts >> 1) & EACH_BALLOT;
        let safe = |ballot: u32| u64::from(SAFE[(self.lower() >> (16 * ballot) & 0x1FF) as usize]);
        let propose = (safe(0) | safe(1) << 2 | safe(2) << 4 | safe(3) << 6) & !(proposed * 3);
        // A promise is given above what was promised.
        let promise = (prepares * EACH_ACCEPTOR) & !promised;
        // A vote is cast once, in no ballot below what was promised: nothing higher was.
        let higher = promised >> 2 & (0x3F * EACH_ACCEPTOR);
        let vote = (accepts * EACH_ACCEPTOR) & !higher & !self.votes();
        begin | propose << 8 | promise << 16 | vote << 40
    }

    /// The state after this message was sent.
    #[inline]
    fn send(self, message: u32) -> Self {
        let upper = self.upper() | SETS[message as usize];
        if PROMISES.contains(&message) {
            let place = message - PROMISES.start;
            let (acceptor, ballot) = (place / 8, place % 8 / 2);
            let votes = self.votes() >> (8 * acceptor) & 0xFF;
            let report = u64::from(65 - votes.leading_zeros());
            Self::of(upper, self.lower() | report << (16 * ballot + 3 * acceptor))
        } else {
            Self::of(upper, self.lower())
        }
    }

    /// Whether two values are chosen, each by two votes in one ballot.
    #[inline]
    fn disagrees(self) -> bool {
        let votes = self.votes();
        let pairs = votes & votes >> 8 | votes & votes >> 16;
        let chosen = pairs | pairs >> 8;
        chosen & EACH_BALLOT != 0 && chosen & EACH_BALLOT << 1 != 0
    }

    /// A number that is different for most states.
    #[inline]
    fn hash(self) -> u64 {
        let [a, b] = [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03];
        let product = Self(u128::from(self.upper() ^ a).wrapping_mul(u128::from(self.lower() ^ b)));
        product.upper() ^ product.lower()
    }
}

/// The bits of the upper half that sending a message sets.
static SETS: [u64; 64] = {
    let mut sets = [0; 64];
    let mut message = 0;
    while message < 64 {
        // Those of this ballot and all below it.
        let up_to_ballot = (1 << (message % 8 / 2 * 2 + 2)) - 1;
        sets[message] = match message {
            0..16 => 1 << message,
            16..40 => up_to_ballot << (message / 8 * 8),
            _ => 1 << message | up_to_ballot << (message / 8 * 8 - 24),
        };
        message += 1;
    }
    sets
};

/// The values that may be proposed, one bit for each, given the nine bits of a ballot's promises.
static SAFE: [u8; 512] = {
    let mut safe = [0; 512];
    let mut promises = 0;
    while promises < 512 {
        let [a, b, c] = [promises & 7, promises >> 3 & 7, promises >> 6];
        safe[promises] = safe_of_pair(a, b) | safe_of_pair(a, c) | safe_of_pair(b, c);
        promises += 1;
    }
    safe
};

/// The values that two promises allow to be proposed: any if both report no vote, else that of the
/// higher vote. Three promises allow none that two of them do not.
const fn safe_of_pair(a: usize, b: usize) -> u8 {
    let higher = if a > b { a } else { b };
    match higher {
        _ if a == 0 || b == 0 => 0,
        1 => 0b11,
        _ => 1 << (higher & 1),
    }
}

/// The prepares of so many ballots.
fn prepares(ballots: usize) -> u64 {
    assert!(ballots <= MAX_BALLOTS, "the layout has room for {MAX_BALLOTS} ballots");
    EACH_BALLOT & ((1 << (2 * ballots)) - 1)
}

/// The messages of a set, one by one.
fn each(mut messages: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let message = messages.trailing_zeros();
        messages &= messages.checked_sub(1)?;
        Some(message)
    })
}

/// The model, to be run under stateright.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HandPacked {
    ballots: u64,
}

/// The model with so many ballots.
pub(crate) fn model(ballots: usize) -> HandPacked {
    HandPacked { ballots: prepares(ballots) }
}

/// This message was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent(u32);

impl Model for HandPacked {
    type State = Packed;
    type Action = Sent;

    fn init_states(&self) -> Vec<Packed> {
        vec![Packed::INITIAL]
    }

    fn actions(&self, state: &Packed, actions: &mut Vec<Sent>) {
        actions.extend(each(state.next(self.ballots)).map(Sent));
    }

    fn next_state(&self, state: &Packed, Sent(message): Sent) -> Option<Packed> {
        Some(state.send(message))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("agreement", |_, state: &Packed| !state.disagrees())]
    }
}

/// What a bare loop has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Different states.
    pub(crate) unique: u64,
    /// The initial state, and one for every step from every state.
    pub(crate) generated: u64,
    /// Different states in which two values are chosen; there are none.
    pub(crate) disagreeing: u64,
}

/// Visits every state with so many ballots, in a loop that knows this model and nothing else.
///
/// The states found are whole in one table, whose size is known beforehand. Each thread takes
/// states off a stack of its own and puts the new ones among their successors on it; one that has
/// none left is given half of another's.
///
/// What takes the time is to wait for memory, and it is avoided in two ways. A thread has a little
/// table of the successors that it has met most recently, which lies in its cache: what is there
/// is certainly not new. And the places of all other successors of a whole batch of states are
/// read before any is searched, so that the processor waits for all of them together.
pub(crate) fn bare_loop(ballots: usize, threads: usize) -> Counts {
    assert!(threads > 0, "a loop needs a thread");
    let prepares = prepares(ballots);
    let table = Table::new(2 * STATES[ballots], threads);
    let initial = Packed::INITIAL;
    table.insert::<false>(initial, table.home(initial.hash()));
    let work = Work::new(threads, initial);
    let mut all = Counts { generated: 1, ..Counts::default() };
    let mut add = |counts: Counts| {
        all.unique += counts.unique;
        all.generated += counts.generated;
        all.disagreeing += counts.disagreeing;
    };
    if threads == 1 {
        add(search::<false>(prepares, &table, &work));
    } else {
        thread::scope(|scope| {
            let search = || search::<true>(prepares, &table, &work);
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(search)).collect();
            for thread in threads {
                add(thread.join().expect("a search does not fail"));
            }
        });
    }
    all
}

/// How many states are looked at together.
const BATCH: usize = 32;

/// How many successors a thread remembers; so many fit into the cache of a processor.
const RECENT: usize = 1 << 14;

/// The search of one thread, which is alone unless the table is shared.
fn search<const SHARED: bool>(ballots: u64, table: &Table, work: &Work) -> Counts {
    let mut counts = Counts::default();
    let mut stack = Vec::new();
    let mut successors = Vec::new();
    let mut recent = vec![Packed(0); RECENT];
    while work.refill(&mut stack) {
        let batch = stack.len().saturating_sub(BATCH);
        for state in stack.drain(batch..) {
            counts.unique += 1;
            counts.disagreeing += u64::from(state.disagrees());
            let next = state.next(ballots);
            counts.generated += u64::from(next.count_ones());
            for message in each(next) {
                let successor = state.send(message);
                let hash = successor.hash();
                #[expect(clippy::cast_possible_truncation, reason = "any bits of it will do")]
                let seen = &mut recent[hash as usize % RECENT];
                if *seen != successor {
                    *seen = successor;
                    successors.push((successor, table.home(hash)));
                }
            }
        }
        table.fetch(&successors);
        for (successor, home) in successors.drain(..) {
            if table.insert::<SHARED>(successor, home) {
                stack.push(successor);
            }
        }
        if SHARED {
            work.share(&mut stack);
        }
    }
    counts
}

/// The states found, each at the first place that was free from its home on. A place is free while
/// its upper half is zero, and its lower half is zero until the whole state is there.
struct Table(Vec<[AtomicU64; 2]>);

impl Table {
    /// A table of so many places, in memory that the system has provided already. (Did it provide
    /// a page when that is first used, it would do so twice: for reading, and then for writing.)
    fn new(places: usize, threads: usize) -> Self {
        const PER_PAGE: usize = 4096 / size_of::<[AtomicU64; 2]>();
        let table: Vec<_> =
            vec![[0; 2]; places].into_iter().map(|[a, b]| [a, b].map(AtomicU64::new)).collect();
        let write = |[upper, _]: &[AtomicU64; 2]| upper.store(0, Relaxed);
        thread::scope(|scope| {
            for part in table.chunks(places.div_ceil(threads)) {
                scope.spawn(move || part.iter().step_by(PER_PAGE).for_each(write));
            }
        });
        Self(table)
    }

    /// Where a state of this hash belongs.
    #[inline]
    fn home(&self, hash: u64) -> usize {
        let scaled = u128::from(hash) * self.0.len() as u128;
        usize::try_from(scaled >> 64).expect("less than the number of places")
    }

    /// Reads the homes of these states, so that they are in the cache.
    #[inline]
    fn fetch(&self, states: &[(Packed, usize)]) {
        let read = |sum, &(_, home): &(_, usize)| sum ^ self.0[home][0].load(Relaxed);
        black_box(states.iter().fold(0, read));
    }

    /// Adds a state, unless it is there; whether it was added.
    #[inline]
    fn insert<const SHARED: bool>(&self, state: Packed, home: usize) -> bool {
        let mut place = home;
        loop {
            let [upper, lower] = &self.0[place];
            let mut found = upper.load(Relaxed);
            if found == 0 {
                if !SHARED {
                    upper.store(state.upper(), Relaxed);
                    lower.store(state.lower(), Relaxed);
                    return true;
                }
                match upper.compare_exchange(0, state.upper(), Relaxed, Relaxed) {
                    Ok(_) => {
                        lower.store(state.lower(), Relaxed);
                        return true;
                    }
                    Err(other) => found = other,
                }
            }
            if found == state.upper() {
                let mut found = lower.load(Relaxed);
                while SHARED && found == 0 {
                    std::hint::spin_loop();
                    found = lower.load(Relaxed);
                }
                if found == state.lower() {
                    return false;
                }
            }
            place = if place + 1 == self.0.len() { 0 } else { place + 1 };
            assert_ne!(place, home, "the table is full");
        }
    }
}

/// The work that is not on the stack of any thread.
struct Work {
    threads: usize,
    offers: Mutex<Offers>,
    changed: Condvar,
    /// How many threads wait; a copy that is read without the lock.
    idle: AtomicUsize,
}

/// Stacks that any thread may take, and how many threads wait for one.
struct Offers {
    stacks: Vec<Vec<Packed>>,
    idle: usize,
}

impl Work {
    /// For so many threads, the first of which is to begin with this state.
    fn new(threads: usize, state: Packed) -> Self {
        let offers = Mutex::new(Offers { stacks: vec![vec![state]], idle: 0 });
        Self { threads, offers, changed: Condvar::new(), idle: AtomicUsize::new(0) }
    }

    fn offers(&self) -> MutexGuard<'_, Offers> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something on the stack; false if there never will be, since all
    /// threads wait.
    fn refill(&self, stack: &mut Vec<Packed>) -> bool {
        if !stack.is_empty() {
            return true;
        }
        let mut offers = self.offers();
        self.set_idle(&mut offers, 1);
        loop {
            if let Some(offered) = offers.stacks.pop() {
                *stack = offered;
                self.set_idle(&mut offers, -1);
                return true;
            }
            if offers.idle == self.threads {
                self.changed.notify_all();
                return false;
            }
            offers = self.changed.wait(offers).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Offers half of the stack if some thread waits for work and none is offered to it yet.
    fn share(&self, stack: &mut Vec<Packed>) {
        if self.idle.load(Relaxed) > 0 && stack.len() >= 2 * BATCH {
            let mut offers = self.offers();
            if offers.stacks.len() < offers.idle {
                offers.stacks.push(stack.split_off(stack.len() / 2));
                self.changed.notify_one();
            }
        }
    }

    fn set_idle(&self, offers: &mut Offers, change: isize) {
        offers.idle = offers.idle.wrapping_add_signed(change);
        self.idle.store(offers.idle, Relaxed);
    }
}
