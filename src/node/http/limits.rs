//! How much is served at a time, and for how long.

use std::time::Duration;

/// What one server may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// So many connections at a time; others wait until the system sends them away.
    pub(super) connections: usize,
    /// So many requests may wait for a value, so that there is room for others.
    pub(super) waits: usize,
    /// How long a handshake or the head of a request may take. So long a connection may also do nothing: who holds
    /// connections and asks nothing takes no place from probes for long.
    pub(super) head: Duration,
    /// How long a request's body may take.
    pub(super) body: Duration,
    /// How long a connection lasts. Who is being answered then is answered.
    pub(super) life: Duration,
    /// How long answers that are under way may take when the node ends.
    pub(super) end: Duration,
}

/// The most bytes of a request's head.
pub(super) const LONGEST_HEAD: usize = 16 << 10;

/// The most lines in it.
pub(super) const MOST_HEADERS: usize = 64;

/// The longest that anybody waits for an answer.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A token that is shorter could be guessed.
pub(super) const SHORTEST_TOKEN: usize = 16;

/// The longest token.
pub(super) const LONGEST_TOKEN: usize = 256;

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            waits: 256,
            head: Duration::from_secs(3),
            body: Duration::from_secs(10),
            life: Duration::from_secs(300),
            end: Duration::from_secs(1),
        }
    }
}
