//! Systems in the form that is searched: a state is a few machine words.
//!
//! A [`System`](super::System) says what a model means; its packed form has the same states and the
//! same steps, in numbers, and can leave out states that tell nothing new ([`Reductions`]).

use super::coverage::Coverage;
use super::story::Story;
use crate::paxos::{AcceptorId, AcceptorSet, Quorums};
use crate::properties::{Property, Run};
use std::cmp::Ordering;
use std::fmt::{self, Debug};
use std::ops::Range;
use std::sync::Arc;

/// The number of a step, in the packed system that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(pub u32);

/// A finite system whose states are packed into `N` words.
pub trait Packed<const N: usize>: Debug + Send + Sync {
    /// The state in which it begins.
    fn initial(&self) -> [u64; N];

    /// Appends each step that can be taken in a state, with the state after it. The order is the
    /// same every time.
    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>);

    /// Puts the state that stands for all that are the same under symmetry in a state's place.
    fn canonical(&self, state: &mut [u64; N]);

    /// What the properties can see of a state: where two states look the same, so do they to every
    /// property.
    fn glimpse(&self, state: &[u64; N]) -> [u64; N];

    /// Shows the run that led to a state to someone; several runs, if the state stands for several
    /// that differ in what learners have heard: then with the steps that these take further.
    fn with_runs(&self, state: &[u64; N], look: &mut dyn FnMut(&Run, &[Step]));

    /// How many states of the unreduced system are this one under symmetry.
    fn orbit(&self, state: &[u64; N]) -> u64;

    /// The rest.
    fn about(&self) -> &dyn About;
}

/// Something to be done with a packed system, however wide it is.
pub trait PackedVisitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output;
}

/// Does something for the first width of at least so many words, as the constant of this name; the
/// whole function returns [`NotPacked::TooLarge`] if there is none.
macro_rules! with_width {
    ($words:expr, $N:ident => $do:block) => {
        with_width!($words, $N => $do, 1 2 3 4 5 6 7 8 10 12 16 24 32)
    };
    ($words:expr, $N:ident => $do:block, $($width:literal)+) => {
        match $words {
            $(words if words <= $width => { const $N: usize = $width; $do })+
            words => {
                let message = format!("a state takes {} bytes; at most 256 are supported", words * 8);
                Err($crate::model::packed::NotPacked::TooLarge(message))
            }
        }
    };
}
pub(crate) use with_width;

/// What can be said of a packed system without looking at a state.
pub trait About: Debug + Send + Sync {
    /// The properties that mean something in this system.
    fn relevant(&self) -> Vec<Property>;

    /// What the system's bounds are, in words.
    fn bounds(&self) -> Vec<String>;

    /// Which guards have come into play so far.
    fn coverage(&self) -> Coverage;

    /// The reductions that are in use.
    fn reductions(&self) -> Vec<Reduction>;

    /// A step in a few words, as the readable form of the system calls it.
    fn describe(&self, step: Step) -> String;

    /// Tells a run, given as the steps from the initial state on.
    ///
    /// # Panics
    /// If some step is not possible where the run takes it.
    fn story(&self, steps: &[Step]) -> Story;
}

/// Which states may be left out of a search, and which of them are taken for one. Each reduction is
/// used where the model allows it; `docs/reductions.md` argues for each that no verdict changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reductions {
    /// States that differ only in the names of acceptors (or, in the abstract model, of values) are
    /// one.
    pub symmetry: bool,
    /// A message that its recipient will never heed again is no longer part of the state.
    pub stale: bool,
    /// Learners take no steps; whatever they could have heard is looked at in each state.
    pub observers: bool,
}

/// A reduction that is in use. Displayed as a reader knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// States that differ only in the names of acceptors are one.
    AcceptorSymmetry,
    /// States that differ only in the names of values are one.
    ValueSymmetry,
    /// A message that its recipient will never heed again is no longer part of the state.
    StaleMessages,
    /// Learners take no steps, and are asked in each state what they could have learned.
    Observers,
}

impl Reduction {
    /// Whether the number of unreduced states, and the depth of the search, can still be told.
    pub fn keeps_counts(self) -> bool {
        matches!(self, Self::AcceptorSymmetry | Self::ValueSymmetry)
    }
}

impl fmt::Display for Reduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AcceptorSymmetry => "symmetry of acceptors",
            Self::ValueSymmetry => "symmetry of values",
            Self::StaleMessages => "stale messages",
            Self::Observers => "learners as observers",
        })
    }
}

impl Reductions {
    /// None at all: every state of the system is visited.
    pub const NONE: Self = Self { symmetry: false, stale: false, observers: false };
    /// All that the model allows.
    pub const ALL: Self = Self { symmetry: true, stale: true, observers: true };
}

/// How a system is to be packed.
#[derive(Clone, Copy)]
pub struct Packing<'a> {
    /// Which states may be left out.
    pub reductions: Reductions,
    /// Asked from time to time whether to give up.
    pub stop: &'a dyn Fn() -> bool,
}

/// Why a system was not packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPacked {
    /// It is too large: why, in words.
    TooLarge(String),
    /// Its packing was given up.
    Stopped,
}

/// A run of bits in one word of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    /// Which word.
    pub(super) word: usize,
    /// How many bits are below it.
    pub(super) shift: u32,
    /// As many ones as it has bits.
    pub(super) mask: u64,
}

impl Field {
    /// The same field so many bits further on; the word boundaries must be the same there.
    pub(super) fn moved(self, bits: usize) -> Self {
        match self.mask {
            0 => self,
            mask => {
                let shift = self.shift + below_64(bits);
                Self { word: self.word + bits / 64, shift, mask }
            }
        }
    }

    /// The field of so many bits that begins where this one does, and ends in the same word.
    pub(super) fn widened(self, bits: usize) -> Self {
        Self { mask: (1 << bits) - 1, ..self }
    }

    /// One of its bits, as a field of its own.
    pub(super) fn bit_of(self, bit: usize) -> Self {
        Self { shift: self.shift + below_64(bit), mask: 1, ..self }
    }

    /// Its lowest bit, counted from the beginning of the state.
    pub(super) fn bit(self) -> usize {
        self.word * 64 + self.shift as usize
    }

    /// Reads it.
    #[inline]
    pub(super) fn get<const N: usize>(self, state: &[u64; N]) -> u64 {
        state[self.word] >> self.shift & self.mask
    }

    /// Reads it as an index.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "only indices are asked for as such")]
    pub(super) fn index<const N: usize>(self, state: &[u64; N]) -> usize {
        self.get(state) as usize
    }

    /// Writes it.
    #[inline]
    pub(super) fn set<const N: usize>(self, state: &mut [u64; N], value: u64) {
        let word = &mut state[self.word];
        *word = *word & !(self.mask << self.shift) | value << self.shift;
    }
}

/// The place of a bit within its word.
fn below_64(bit: usize) -> u32 {
    u32::try_from(bit % 64).expect("it is below 64")
}

/// Hands out fields, one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Allotment {
    /// The first bit that is free.
    pub(super) next: usize,
}

impl Allotment {
    /// A field of so many bits, at most 64, that lies within one word.
    pub(super) fn field(&mut self, bits: usize) -> Field {
        if self.next % 64 + bits > 64 {
            self.next = self.next.next_multiple_of(64);
        }
        let mask = u64::MAX.checked_shr(64 - u32::try_from(bits).unwrap_or(64)).unwrap_or(0);
        let field = Field { word: self.next / 64, shift: below_64(self.next), mask };
        self.next += bits;
        // A field without bits may stand at the very end.
        if bits == 0 { Field { word: 0, shift: 0, mask: 0 } } else { field }
    }

    /// A field for numbers below `count`.
    pub(super) fn numbers(&mut self, count: usize) -> Field {
        self.field(count.max(1).next_power_of_two().trailing_zeros() as usize)
    }
}

/// Neighbouring acceptors that can change places, each with all bits that belong to it alone in a
/// column of its own, in the same order in all of them.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// The acceptors, counted from 0.
    pub(super) acceptors: Range<usize>,
    /// The first bit of the first column.
    pub(super) bit: usize,
    /// How many bits a column has: 8, 16, 32, or whole words.
    pub(super) width: usize,
}

impl Columns {
    /// The width of columns that hold so many bits.
    pub(super) fn width(bits: usize) -> usize {
        if bits <= 32 { bits.next_power_of_two().max(8) } else { bits.next_multiple_of(64) }
    }

    /// A column, as words that can be compared.
    #[inline]
    fn parts<const N: usize>(
        &self,
        state: &[u64; N],
        acceptor: usize,
    ) -> impl Iterator<Item = u64> {
        let at = self.bit + (acceptor - self.acceptors.start) * self.width;
        let mask = if self.width < 64 { (1 << self.width) - 1 } else { u64::MAX };
        state[at / 64..]
            .iter()
            .take(self.width.div_ceil(64))
            .map(move |word| word >> (at % 64) & mask)
    }

    /// How an acceptor's column compares with the next.
    #[inline]
    pub(super) fn compare<const N: usize>(&self, state: &[u64; N], acceptor: usize) -> Ordering {
        self.parts(state, acceptor).cmp(self.parts(state, acceptor + 1))
    }

    /// Swaps an acceptor's column with the next.
    #[inline]
    pub(super) fn swap<const N: usize>(&self, state: &mut [u64; N], acceptor: usize) {
        let at = self.bit + (acceptor - self.acceptors.start) * self.width;
        if self.width < 64 {
            let (here, there) = (at % 64, (at + self.width) % 64);
            let mask = (1 << self.width) - 1;
            let one = state[at / 64] >> here & mask;
            let other = state[(at + self.width) / 64] >> there & mask;
            state[at / 64] ^= (one ^ other) << here;
            state[(at + self.width) / 64] ^= (one ^ other) << there;
        } else {
            for word in at / 64..(at + self.width) / 64 {
                state.swap(word, word + self.width / 64);
            }
        }
    }

    /// Sorts the columns, given how to compare and to swap an acceptor with the next.
    #[inline]
    pub(super) fn sort<const N: usize>(
        &self,
        state: &mut [u64; N],
        compare: impl Fn(&[u64; N], usize) -> Ordering,
        swap: impl Fn(&mut [u64; N], usize),
    ) {
        for end in (self.acceptors.start + 1..self.acceptors.end).rev() {
            let mut sorted = true;
            for acceptor in self.acceptors.start..end {
                if compare(state, acceptor).is_gt() {
                    swap(state, acceptor);
                    sorted = false;
                }
            }
            if sorted {
                break;
            }
        }
    }

    /// In how many different orders sorted columns can stand.
    pub(super) fn orders<const N: usize>(
        &self,
        state: &[u64; N],
        compare: impl Fn(&[u64; N], usize) -> Ordering,
    ) -> u64 {
        let (mut orders, mut alike) = (1, 1);
        for (acceptor, count) in self.acceptors.clone().zip(1_u64..) {
            orders = orders * count / alike;
            let last = acceptor + 1 == self.acceptors.end;
            alike = if !last && compare(state, acceptor).is_eq() { alike + 1 } else { 1 };
        }
        orders
    }
}

/// The most acceptors for which quorums are compared set by set.
const MAX_COMPARED: usize = 12;

/// Whether the quorums are the same sets after an acceptor, counted from 0, and the next have changed
/// places.
pub(super) fn quorums_allow(quorums: &Quorums, at: usize) -> bool {
    let acceptors = quorums.acceptors();
    let set = |bits: u32| -> AcceptorSet {
        let all = (0..acceptors).zip(0_u8..).filter(|(i, _)| bits >> i & 1 == 1);
        all.map(|(_, id)| AcceptorId(id)).collect()
    };
    acceptors <= MAX_COMPARED
        && (0..1_u32 << acceptors).all(|bits| {
            let other = (0..acceptors).filter(|i| bits >> i & 1 == 1);
            let other = other.fold(0, |bits, i| bits | 1 << swapped(at, i));
            quorums.is_prepare_quorum(set(bits)) == quorums.is_prepare_quorum(set(other))
                && quorums.is_accept_quorum(set(bits)) == quorums.is_accept_quorum(set(other))
        })
}

/// The number of something after the one of this number and the next have changed places.
pub(super) fn swapped(at: usize, number: usize) -> usize {
    if number == at {
        at + 1
    } else if number == at + 1 {
        at
    } else {
        number
    }
}
