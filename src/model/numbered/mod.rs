//! Small systems as rows of small numbers, so that they can be searched with no more code than it takes to say what
//! the numbers mean.
//!
//! A system ([`Numbered`]) says how a state is written as a row and read again, whose each place of the row is and
//! whom each of its numbers names ([`Place`]), and which actors and values are alike ([`Alike`]). What can happen is
//! asked of the readable form; all else follows from the row. A renaming sends places to places and numbers to
//! numbers, so it works on rows and reads no state; and of all rows that renamings make of one another, the least
//! stands for all.

mod alike;
mod layout;
mod packed;
mod place;
mod renaming;
mod system;

pub(super) use alike::Alike;
pub(super) use packed::pack;
pub(super) use place::{Name, Number, Place};
pub(super) use system::Numbered;
