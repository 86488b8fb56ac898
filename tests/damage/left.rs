//! How much a loss of power leaves of what was not synced.

use fastrand::Rng;

/// The length of a sector.
pub(crate) const SECTOR: usize = 512;

/// How much is left of what was not synced.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Left {
    Nothing,
    /// Of one kind, content or names, everything, and of the other nothing.
    Content,
    Names,
    /// All changes but one in so many, and of that a part.
    Most(usize),
    /// No change but one in so many, or a part of that.
    Few(usize),
    /// Of each change a part.
    Parts,
}

impl Left {
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        match rng.u8(..12) {
            0 | 1 => Self::Nothing,
            2 => Self::Content,
            3 => Self::Names,
            4 | 5 => Self::Most(rng.usize(2..5)),
            6 | 7 => Self::Few(rng.usize(2..5)),
            _ => Self::Parts,
        }
    }

    /// Whether a change is there, or a part of it.
    pub(crate) fn part(self, is_name: bool, rng: &mut Rng) -> Part {
        match self {
            Self::Nothing => Part::Nothing,
            Self::Content if is_name => Part::Nothing,
            Self::Names if !is_name => Part::Nothing,
            Self::Content | Self::Names => Part::All,
            Self::Most(of) if rng.usize(..of) > 0 => Part::All,
            Self::Few(of) if rng.usize(..of) > 0 => Part::Nothing,
            Self::Most(_) | Self::Few(_) | Self::Parts => Part::draw(is_name, rng),
        }
    }
}

/// What is there of a change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Nothing,
    All,
    First,
    Rest,
    Sectors,
    Bytes,
    /// Zeros, where the file was not yet so long.
    Room,
}

impl Part {
    fn draw(is_name: bool, rng: &mut Rng) -> Self {
        match rng.u8(..if is_name { 2 } else { 8 }) {
            0 => Self::Nothing,
            1 => Self::All,
            2 | 3 => Self::First,
            4 => Self::Rest,
            5 => Self::Sectors,
            6 => Self::Bytes,
            _ => Self::Room,
        }
    }
}

/// Somewhere in a write: between sectors or anywhere, and rather where it begins or ends.
pub(crate) fn cut(bytes: &[u8], rng: &mut Rng) -> usize {
    let length = bytes.len();
    match rng.u8(..4) {
        0 => rng.usize(..=length.min(60)),
        1 => length - rng.usize(..=length.min(60)),
        2 => rng.usize(..=length) / SECTOR * SECTOR,
        _ => rng.usize(..=length),
    }
}
