//! Comparing with the others which decrees were learned, and asking about those that are lacking (see the module
//! `anti_entropy`).

use super::anti_entropy::Digest;
use super::core::Core;
use super::decree::{Decree, MAX_NAME};
use super::identity::NodeId;
use super::mail::Outgoing;
use super::store::{Store, StoreError};
use super::timers::Time;
use super::wire::{self, Content, Held, ROOM, Stretch};
use std::ops::Range;
use std::time::Duration;

/// So many names are compared by one digest.
const STRETCH: usize = 256;

/// How long after an answer the next stretch is asked for, where something was lacking.
const SOON: Duration = Duration::from_millis(2);

/// And where nothing was, which under load is nearly always so, as some decrees are on their way.
const LATER: Duration = Duration::from_millis(10);

/// How long after the end of a comparison the next begins: at random, so that nodes fall out of step.
const AGAIN: Range<Duration> = Duration::from_secs(2)..Duration::from_secs(4);

/// How long a node lets others be that are not there, or that it must not speak to yet.
const ABSENCE: Duration = Duration::from_secs(1);

/// No more is compared while so many decrees are being asked about.
const MOST_LACKED: usize = 1024;

/// How long a letter with names is beside them: what any letter takes, its number, and the names of its ends.
const FRAME: usize = wire::FRAME + 10 + 2 * (1 + LENGTH + MAX_NAME) + 2;

/// How long the length of a name can be, as it stands in front of it.
const LENGTH: usize = 2;

impl<S: Store> Core<S> {
    /// Asks those whose time has come.
    pub(super) fn compare_due(&mut self) {
        if !self.compares() {
            return;
        }
        let nonces = &mut self.nonces;
        for (to, number, after) in self.rounds.take_due(self.now, || nonces.number()) {
            // Without a quorum the learners here could ask nobody about what is lacking.
            let is_there = self.standing.own.is_answered_by(to)
                && !self.standing.questions.is_away(to, self.now)
                && !self.is_cut_off();
            match self.reach.address(to) {
                Some(address) if is_there => {
                    let content = Content::Compare(self.stretch(number, after));
                    self.outgoing.push(Outgoing::Letter { to, address, content });
                }
                _ => self.rounds.go_on(to, None, self.now + ABSENCE),
            }
        }
    }

    /// When the next is due; none, while no more is compared.
    pub(super) fn next_comparison(&self) -> Option<Time> {
        if self.compares() { self.rounds.next() } else { None }
    }

    /// Whether anything is compared now: not while many decrees are being asked about, and not where nobody learns.
    fn compares(&self) -> bool {
        self.me.learner.is_some() && self.lacking.len() < MOST_LACKED
    }

    /// What this node has learned after a name; or altogether, if none is given.
    fn stretch(&self, number: u64, after: Option<Decree>) -> Stretch {
        let Some(after) = after else {
            return Stretch { number, after: None, up_to: None, digest: self.learned.digest() };
        };
        let names: Vec<String> = self.learned.after(after.as_str(), "").take(STRETCH).collect();
        let last = names.last().filter(|_| names.len() == STRETCH);
        let up_to = last.and_then(|name| name.parse().ok());
        Stretch { number, after: Some(after), up_to, digest: Digest::of(&names) }
    }

    /// A member tells what it has learned in a stretch, and is told what this node has, if that is not the same. As
    /// with all but introductions, not before it has answered this node in this life: it would take that for a sign
    /// that it has.
    pub(super) fn on_compare(&mut self, from: NodeId, stretch: Stretch) {
        let address = self.reach.address(from).filter(|_| self.standing.own.is_answered_by(from));
        let Some(address) = address else { return };
        let Stretch { number, after, up_to, digest } = stretch;
        let is_whole = after.is_none() && up_to.is_none();
        let begin = after.as_ref().map_or("", Decree::as_str);
        let is_within =
            |name: &String| up_to.as_ref().is_none_or(|end| name.as_str() <= end.as_str());
        // More than a stretch can have, so that they differ, and no more.
        let names = self.learned.after(begin, "").take_while(is_within).take(STRETCH + 1);
        let names: Vec<String> = names.collect();
        let own = if is_whole { self.learned.digest() } else { Digest::of(&names) };
        let held = match own == digest {
            true => Held { number, after, up_to, names: Vec::new() },
            false => page(number, after, up_to, names),
        };
        let content = Content::Held(held);
        self.outgoing.push(Outgoing::Letter { to: from, address, content });
    }

    /// A member tells what it has learned in a stretch that is not the same. What is lacking here is asked about.
    pub(super) fn on_held(&mut self, from: NodeId, held: Held) -> Result<(), StoreError> {
        let Held { number, after, up_to, names } = held;
        if !self.rounds.is_asked(from, number) {
            return Ok(());
        }
        let before = self.lacking.len();
        for name in names {
            if !self.learned.contains(name.as_str()) {
                self.run_learner(&name)?;
                self.lacking.insert(name);
            }
        }
        // The end of what both have; or no step ahead, which nobody says.
        let goes_on = up_to.filter(|up_to| Some(up_to) > after.as_ref());
        let pause = match &goes_on {
            Some(_) if self.lacking.len() > before => SOON,
            Some(_) => LATER,
            None => self.draw(AGAIN),
        };
        self.rounds.go_on(from, goes_on, self.now + pause);
        Ok(())
    }
}

/// As many of these names as fit, and where they end.
fn page(number: u64, after: Option<Decree>, up_to: Option<Decree>, names: Vec<String>) -> Held {
    let (mut room, count) = (ROOM - FRAME, names.len());
    let fitting = names.into_iter().take_while(|name| {
        let takes = LENGTH + name.len();
        let fits = takes <= room;
        room = room.saturating_sub(takes);
        fits
    });
    let names: Vec<Decree> = fitting.filter_map(|name| name.parse().ok()).collect();
    let all_fit = names.len() == count && count <= STRETCH;
    let up_to = if all_fit { up_to } else { names.last().cloned() };
    Held { number, after, up_to, names }
}
