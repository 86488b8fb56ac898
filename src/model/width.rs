//! How many words a packed state has: as few as it needs, of some widths for which all code is compiled.

use super::packed::{NotPacked, Packed, PackedVisitor};
use std::sync::Arc;

/// Something that is packed once it is known how wide its states are.
pub(super) trait Pack {
    /// Packs it.
    fn pack<const N: usize>(self) -> Arc<dyn Packed<N>>;
}

/// States the widths, the smallest first.
macro_rules! widths {
    ($($Width:ident: $words:literal,)+) => {
        /// A packed system, however wide it is.
        #[derive(Clone, Debug)]
        pub enum AnyWidth {
            $(
                #[doc = concat!("Its states have ", $words, " words or a few less.")]
                $Width(Arc<dyn Packed<$words>>),
            )+
        }

        impl AnyWidth {
            /// Packs something whose states need so many words.
            ///
            /// # Errors
            /// If they are too many.
            pub(super) fn pack(words: usize, unpacked: impl Pack) -> Result<Self, NotPacked> {
                match words {
                    $(words if words <= $words => Ok(Self::$Width(unpacked.pack())),)+
                    words => {
                        let bytes = words * 8;
                        let message = format!("a state takes {bytes} bytes; at most 256 are supported");
                        Err(NotPacked::TooLarge(message))
                    }
                }
            }

            /// Hands it to a visitor.
            pub fn visit<V: PackedVisitor>(self, visitor: V) -> V::Output {
                match self {
                    $(Self::$Width(system) => visitor.visit(system),)+
                }
            }
        }
    };
}

// Others in between would save some memory, and each makes the program larger by more than a megabyte.
#[cfg(not(test))]
widths! {
    One: 1,
    Two: 2,
    Three: 3,
    Four: 4,
    Six: 6,
    Eight: 8,
    Sixteen: 16,
    ThirtyTwo: 32,
}

// With these alone the code of a search is compiled in a third of the time, and no unit test needs wider states.
#[cfg(test)]
widths! {
    Two: 2,
    Four: 4,
    Eight: 8,
}
