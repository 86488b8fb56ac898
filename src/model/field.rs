//! The places of numbers and bits in the words of a packed state.

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
        Self { mask: ones(bits), ..self }
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

/// So many ones, at most 64.
fn ones(bits: usize) -> u64 {
    u64::MAX.checked_shr(64 - u32::try_from(bits).unwrap_or(64)).unwrap_or(0)
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
        let mask = ones(bits);
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
