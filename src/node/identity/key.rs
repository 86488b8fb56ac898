//! Keys, and what they are called on the wire.

use super::id::KeyId;
use super::problem::Problem;
use crate::node::hex;
use crate::node::random::{NoRandomness, random};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A secret, and its id. No datagram is sealed with it: what seals is derived from it, anew for each
/// direction.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    pub(in crate::node) id: KeyId,
    pub(in crate::node) secret: [u8; 32],
}

impl Key {
    /// A new key, under an id that no other has.
    pub(super) fn random(others: &[KeyId]) -> Result<Self, NoRandomness> {
        loop {
            let id = KeyId(random()?);
            if !others.contains(&id) {
                return Ok(Self { id, secret: random()? });
            }
        }
    }

    /// Its id.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Its two lines in a file.
    pub(super) fn lines(&self) -> String {
        format!("id = \"{}\"\nkey = \"{}\"\n", self.id, hex::encode(&self.secret))
    }
}

/// Without the secret, so that no log ever has it.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

/// A key as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyEntry {
    pub(super) id: String,
    pub(super) key: String,
}

impl KeyEntry {
    /// Understands it; `of` says whose it is, where there are several.
    pub(super) fn read(&self, of: &str) -> Result<Key, Problem> {
        Ok(Key { id: KeyId(digits("id", of, &self.id)?), secret: digits("key", of, &self.key)? })
    }
}

/// The bytes that a field has as hexadecimal digits.
pub(super) fn digits<const N: usize>(
    field: &'static str,
    of: &str,
    text: &str,
) -> Result<[u8; N], Problem> {
    hex::decode(text).ok_or_else(|| Problem::Hex { field, of: of.to_owned(), digits: 2 * N })
}

/// Refuses keys that cannot be told apart: one id must mean one key, and a key that stands twice would
/// outlive the removal of one of its lines.
pub(super) fn check_distinct<'a>(keys: impl IntoIterator<Item = &'a Key>) -> Result<(), Problem> {
    let (mut ids, mut secrets) = (BTreeSet::new(), BTreeMap::new());
    for Key { id, secret } in keys {
        if !ids.insert(id) {
            return Err(Problem::DuplicateKeyId { id: *id });
        }
        if let Some(other) = secrets.insert(secret, id) {
            return Err(Problem::DuplicateKey { id: *id, other: *other });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_printed_without_its_secret() {
        let key = Key { id: KeyId([1, 2, 3, 0xff]), secret: [0xab; 32] };
        assert_eq!(format!("{key:?}"), "Key(010203ff)");
    }

    #[test]
    fn keys_are_told_apart_by_id_and_by_secret() {
        let key = |id, secret| Key { id: KeyId([id; 4]), secret: [secret; 32] };
        assert!(check_distinct(&[key(1, 1), key(2, 2)]).is_ok());
        let said = |keys: &[Key]| check_distinct(keys).unwrap_err().to_string();
        assert!(said(&[key(1, 1), key(1, 2)]).contains("two keys have `id = \"01010101\"`"));
        assert!(said(&[key(1, 1), key(2, 1)]).contains("01010101 and 02020202 are one key"));
    }
}
