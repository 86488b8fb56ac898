//! The name of an instance of consensus.

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The longest name of a decree, in bytes.
pub const MAX_NAME: usize = 128;

/// The longest value that may be proposed, in bytes. A promise carries one value and the decree's
/// name, and has to fit into a datagram that no network on the way cuts up.
pub const MAX_VALUE: usize = 900;

/// Names a decree: one instance of consensus, which shares nothing with any other. Cheap to clone.
///
/// A decree is never created: it is there as soon as somebody names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Decree(Arc<str>);

impl Decree {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Decree {
    type Err = NameError;

    fn from_str(name: &str) -> Result<Self, NameError> {
        match name.len() {
            0 => Err(NameError::Empty),
            1..=MAX_NAME => Ok(Self(name.into())),
            bytes => Err(NameError::TooLong { bytes }),
        }
    }
}

impl<'de> Deserialize<'de> for Decree {
    /// Reads a name where it stands, with no copy on the way: each message has one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Name)
    }
}

struct Name;

impl Visitor<'_> for Name {
    type Value = Decree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a name of at most {MAX_NAME} bytes")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Decree, E> {
        name.parse().map_err(E::custom)
    }
}

impl fmt::Display for Decree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a name is none of a decree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It has no letter.
    #[error("the name of a decree is empty; give it at least one letter")]
    Empty,
    /// It would not fit a datagram together with a value.
    #[error("the name of the decree has {bytes} bytes; use at most {MAX_NAME}")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_to_128_bytes() {
        assert_eq!("".parse::<Decree>(), Err(NameError::Empty));
        assert!("a".parse::<Decree>().is_ok());
        assert!("a".repeat(MAX_NAME).parse::<Decree>().is_ok());
        let long = "ä".repeat(65);
        assert_eq!(long.parse::<Decree>(), Err(NameError::TooLong { bytes: 130 }));
    }
}
