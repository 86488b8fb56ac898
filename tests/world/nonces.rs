//! Random numbers that come again with their seed.

use std::collections::BTreeMap;
use synod::node::{LocalCluster, Nonce, Nonces, local_cluster};

/// Nonces that come again with their seed.
pub(crate) struct Seeded(pub(crate) fastrand::Rng);

impl Nonces for Seeded {
    fn next(&mut self) -> Nonce {
        let mut nonce = [0; 24];
        self.0.fill(&mut nonce);
        nonce
    }
}

/// The files of a cluster whose keys and numbers are drawn by this: so a run of a seed is the same to the byte.
pub(super) fn seeded_cluster(size: u16, rng: &mut fastrand::Rng) -> LocalCluster {
    let texts = local_cluster(size, 4701).expect("random bytes");
    let mut drawn = BTreeMap::<String, String>::new();
    let mut redraw = |text: &str| {
        let parts: Vec<String> = text
            .split('"')
            .map(|part| {
                if part.len() < 8 || !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    return part.to_owned();
                }
                let digit = |_| char::from_digit(rng.u32(..16), 16).expect("a digit");
                let fresh = || part.chars().map(digit).collect();
                drawn.entry(part.to_owned()).or_insert_with(fresh).clone()
            })
            .collect();
        parts.join("\"")
    };
    LocalCluster {
        cluster: redraw(&texts.cluster),
        clients: redraw(&texts.clients),
        client: redraw(&texts.client),
    }
}
