//! The members' list of clients, `clients.toml`: who may ask.

use super::file::{document, load};
use super::key::{Key, KeyEntry, check_distinct};
use super::problem::{FileError, Problem};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// The longest name of a client.
const MAX_NAME: usize = 64;

/// The clients that a node hears and answers, by their names. A client is whoever has its key: people
/// or programs that share a key are one client, and trust each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clients(BTreeMap<String, Key>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u32,
    #[serde(default)]
    client: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    id: String,
    key: String,
}

impl Clients {
    /// Reads a list of clients.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        load(path, Self::parse)
    }

    /// Understands the text of a list of clients.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let file: File = document(text)?;
        let mut clients = BTreeMap::new();
        for Entry { name, id, key } in file.client {
            check_name(&name)?;
            let key = KeyEntry { id, key }.read(&format!(" of client {name}"))?;
            if clients.insert(name.clone(), key).is_some() {
                return Err(Problem::DuplicateClient { name });
            }
        }
        check_distinct(clients.values())?;
        Ok(Self(clients))
    }

    /// Their keys.
    pub(in crate::node) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.values()
    }

    /// Whether there is one of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What has to be done to these to have those.
    pub fn changes(&self, then: &Self) -> Changes {
        let names = |of: &Self, pick: &dyn Fn(&str, &Key) -> bool| {
            let picked = of.0.iter().filter(|(name, key)| pick(name, key));
            picked.map(|(name, _)| name.clone()).collect()
        };
        Changes {
            added: names(then, &|name, _| !self.has(name)),
            removed: names(self, &|name, _| !then.has(name)),
            rekeyed: names(then, &|name, key| self.0.get(name).is_some_and(|old| old != key)),
        }
    }
}

/// Refuses a name that is no plain word: it is a part of a file's name, and of a line in the log.
pub(super) fn check_name(name: &str) -> Result<(), Problem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    match name.as_bytes() {
        [first, ..] if *first != b'-' && name.len() <= MAX_NAME && name.bytes().all(plain) => {
            Ok(())
        }
        _ => Err(Problem::ClientName { name: name.to_owned() }),
    }
}

/// How one list of clients differs from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    added: Vec<String>,
    removed: Vec<String>,
    rekeyed: Vec<String>,
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { added, removed, rekeyed } = self;
        let kinds = [("added", added), ("removed", removed), ("with another key", rekeyed)];
        let told = kinds.into_iter().filter(|(_, names)| !names.is_empty());
        let told: Vec<_> =
            told.map(|(what, names)| format!("{what}: {}", names.join(", "))).collect();
        f.write_str(if told.is_empty() { "nothing has changed" } else { "" })?;
        f.write_str(&told.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(clients: &[(&str, u8)]) -> Clients {
        let text = clients.iter().fold("version = 2\n".to_owned(), |text, (name, key)| {
            let (id, key) = (format!("{key:08x}"), format!("{key:064x}"));
            format!("{text}[[client]]\nname = \"{name}\"\nid = \"{id}\"\nkey = \"{key}\"\n")
        });
        Clients::parse(&text).unwrap()
    }

    #[test]
    fn what_has_changed_is_told_by_names() {
        let before = list(&[("ann", 1), ("bob", 2), ("eve", 3)]);
        assert_eq!(before.changes(&before).to_string(), "nothing has changed");
        let after = list(&[("bob", 9), ("ann", 1), ("dan", 4), ("cem", 5)]);
        let told = "added: cem, dan; removed: eve; with another key: bob";
        assert_eq!(before.changes(&after).to_string(), told);
    }

    #[test]
    fn a_name_is_a_plain_word() {
        for name in ["a", "web-1", "Web_1", "-1"] {
            assert_eq!(check_name(name).is_ok(), name != "-1", "{name}");
        }
        for name in ["", "a b", "../a", "a\n", "ä", &"a".repeat(65)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
