//! Files as the program makes them, but for the keys, which come again with each run.

use std::sync::LazyLock;
use synod::node::local_cluster;

/// The texts of the files of a cluster.
pub(crate) struct Texts {
    pub(crate) cluster: String,
    pub(crate) clients: String,
    pub(crate) client: String,
}

/// Those of a cluster of three.
pub(crate) static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    let made = local_cluster(3, 4701).expect("random bytes");
    // What is the same in two files stays the same.
    let mut known: Vec<(String, String)> = Vec::new();
    let mut fixed = |text: &str| {
        let mut fixed = text.to_owned();
        let quoted = text
            .split('"')
            .filter(|part| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
        for part in quoted {
            if !known.iter().any(|(old, _)| old == part) {
                let digits = blake3::hash(&[u8::try_from(known.len()).expect("few")]).to_hex();
                known.push((part.to_owned(), digits[..part.len()].to_owned()));
            }
        }
        for (old, new) in &known {
            fixed = fixed.replace(old, new);
        }
        fixed
    };
    Texts {
        cluster: fixed(&made.cluster),
        clients: fixed(&made.clients),
        client: fixed(&made.client),
    }
});
