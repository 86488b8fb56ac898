//! Numbers that are used once.

use crate::node::random::{NoRandomness, random};

/// What makes two seals under one key differ. Of 24 random bytes none ever comes twice.
pub type Nonce = [u8; 24];

/// Where nonces come from. A node's own are the system's; a test gives some that can be replayed.
pub trait Nonces {
    /// One that was never given before.
    fn next(&mut self) -> Nonce;

    /// A number that nobody can guess.
    fn number(&mut self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.next();
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}

/// So many nonces are fetched from the system in one call, about 4 KiB.
const FETCHED: usize = 170;
const LENGTH: usize = size_of::<Nonce>();

/// Nonces from the system's generator.
pub struct SystemNonces {
    bytes: Box<[u8; FETCHED * LENGTH]>,
    used: usize,
}

impl SystemNonces {
    /// Fails if the system gives no random bytes.
    pub fn new() -> Result<Self, NoRandomness> {
        Ok(Self { bytes: Box::new(random()?), used: 0 })
    }
}

impl Nonces for SystemNonces {
    /// # Panics
    /// If the system has given random bytes before, and now gives none. To go on would be to use a
    /// nonce twice, which gives away what is sealed.
    fn next(&mut self) -> Nonce {
        if self.used == self.bytes.len() {
            *self.bytes = random().expect("the system's generator does not run dry");
            self.used = 0;
        }
        let begin = self.used;
        self.used += LENGTH;
        self.bytes[begin..self.used].try_into().expect("so many were taken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_nonce_comes_twice() {
        let mut nonces = SystemNonces::new().unwrap();
        let seen: BTreeSet<Nonce> = (0..3 * FETCHED).map(|_| nonces.next()).collect();
        assert_eq!(seen.len(), 3 * FETCHED);
    }
}
