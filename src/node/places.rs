//! The places in a node's memory, and who may take one: no client can take those of the others.

use super::identity::KeyId;
use super::mail::Asker;
use std::collections::HashMap;

/// With so many decrees in memory, no client brings in another. That is some hundred MiB. Each stays there for two
/// seconds, and a client that is alone gets half: so more than sixty thousand decrees a second of one are no reason yet.
pub(super) const MOST_DECREES: usize = 262_144;

/// So many requests can wait for one decree at one node; of a client that is alone, half.
pub(super) const MOST_WAITING: usize = 2048;

/// Whether one who holds so many places may take one more, where so many of these are taken.
///
/// As long as it holds fewer than are free. So one alone gets half of them, of two that want all they can get each a third, and
/// of however many there is always room for the next that comes.
pub(super) fn has_room(held: usize, taken: usize, most: usize) -> bool {
    held < most.saturating_sub(taken)
}

/// How many of the decrees in memory each client has brought in: by its key, which is none of those in this process.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<Holder, usize>);

/// Who has brought a decree in.
pub(super) type Holder = Option<KeyId>;

impl Places {
    /// Whether one may bring in another, where so many are in memory, whoever has brought them in.
    pub(super) fn has_room(&self, holder: Holder, taken: usize) -> bool {
        has_room(self.0.get(&holder).copied().unwrap_or(0), taken, MOST_DECREES)
    }

    /// It has brought in one.
    pub(super) fn take(&mut self, holder: Holder) {
        *self.0.entry(holder).or_default() += 1;
    }

    /// One that it has brought in has left.
    pub(super) fn give_back(&mut self, holder: Holder) {
        if let Some(held) = self.0.get_mut(&holder) {
            *held -= 1;
            if *held == 0 {
                self.0.remove(&holder);
            }
        }
    }
}

impl Asker {
    /// Whose places it takes.
    pub(super) fn holder(&self) -> Holder {
        match self {
            Self::Client { client, .. } => Some(*client),
            Self::Local(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wants_all_places_gets_a_share_and_the_next_that_comes_still_gets_one() {
        let mut places = Places::default();
        let mut taken = 0;
        let greedy: Vec<Holder> = (0..3).map(|number| Some(KeyId([number; 4]))).collect();
        for holder in &greedy {
            while places.has_room(*holder, taken) {
                places.take(*holder);
                taken += 1;
            }
        }
        let held = |places: &Places, holder| places.0.get(&holder).copied().unwrap_or(0);
        let most = MOST_DECREES;
        assert_eq!([most / 2, most / 4, most / 8], [0, 1, 2].map(|it| held(&places, greedy[it])));
        assert!(places.has_room(None, taken));
        // What leaves is free for all.
        for _ in 0..most / 4 {
            places.give_back(greedy[0]);
            taken -= 1;
        }
        assert!(places.has_room(greedy[2], taken));
        assert!(!places.has_room(greedy[0], most), "and no longer");
    }

    #[test]
    fn nobody_is_remembered_that_holds_nothing() {
        let mut places = Places::default();
        places.take(None);
        places.give_back(None);
        places.give_back(None);
        assert!(places.0.is_empty());
    }
}
