//! What is to happen when: alarms of decrees, each set at most once at a time.

use super::decree::Decree;
use crate::actor;
use stateright::actor::Id;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// A moment, as the time since the node started. The runtime never looks at a clock.
pub type Time = Duration;

/// What can ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alarm {
    /// An actor's timer.
    Actor(Id, actor::Timer),
    /// It is time to settle the votes that were heard, if clients ask and the votes do not tell.
    Settle,
    /// It is time to see whether the decree is still needed in memory.
    Leave,
}

/// All alarms of a node.
#[derive(Debug, Default)]
pub(super) struct Timers {
    due: HashMap<Decree, Vec<Due>>,
    /// By time, and by the order in which they were set.
    queue: BTreeMap<Place, (Decree, Alarm)>,
    /// How many were ever set.
    count: u64,
    /// Those that are held until they are released, and when each would have rung.
    held: BTreeMap<Decree, BTreeMap<Alarm, Time>>,
}

/// When an alarm rings, and which of all that were set it is.
type Place = (Time, u64);

/// An alarm that is set.
#[derive(Debug)]
struct Due {
    alarm: Alarm,
    place: Place,
}

impl Timers {
    /// Sets an alarm, in the place of the same one set before.
    pub(super) fn set(&mut self, decree: &Decree, alarm: Alarm, time: Time) {
        self.cancel_held(decree, |of| of == alarm);
        self.count += 1;
        let place = (time, self.count);
        let due = self.due.entry(decree.clone()).or_default();
        match due.iter_mut().find(|due| due.alarm == alarm) {
            Some(due) => {
                self.queue.remove(&due.place);
                due.place = place;
            }
            None => due.push(Due { alarm, place }),
        }
        self.queue.insert(place, (decree.clone(), alarm));
    }

    /// Sets an alarm, unless the same one is set already.
    pub(super) fn set_if_unset(&mut self, decree: &Decree, alarm: Alarm, time: Time) {
        let mut due = self.due.get(decree).into_iter().flatten();
        let is_held = || self.held.get(decree).is_some_and(|held| held.contains_key(&alarm));
        if !due.any(|due| due.alarm == alarm) && !is_held() {
            self.set(decree, alarm, time);
        }
    }

    /// Cancels an alarm, if it is set.
    pub(super) fn cancel(&mut self, decree: &Decree, alarm: Alarm) {
        self.cancel_some(decree, |of| of == alarm);
    }

    /// Cancels all alarms of an actor.
    pub(super) fn cancel_actor(&mut self, decree: &Decree, actor: Id) {
        self.cancel_some(decree, |alarm| matches!(alarm, Alarm::Actor(id, _) if id == actor));
    }

    /// Cancels all alarms of a decree.
    pub(super) fn cancel_all(&mut self, decree: &Decree) {
        self.cancel_some(decree, |_| true);
    }

    fn cancel_some(&mut self, decree: &Decree, is_meant: impl Fn(Alarm) -> bool) {
        if let Some(due) = self.due.get_mut(decree) {
            due.retain(|due| {
                let is_meant = is_meant(due.alarm);
                if is_meant {
                    self.queue.remove(&due.place);
                }
                !is_meant
            });
            if due.is_empty() {
                self.due.remove(decree);
            }
        }
        self.cancel_held(decree, is_meant);
    }

    fn cancel_held(&mut self, decree: &Decree, is_meant: impl Fn(Alarm) -> bool) {
        if let Some(held) = self.held.get_mut(decree) {
            held.retain(|alarm, _| !is_meant(*alarm));
            if held.is_empty() {
                self.held.remove(decree);
            }
        }
    }

    /// Takes the next alarm that is due, in order of time.
    pub(super) fn ring(&mut self, now: Time) -> Option<(Decree, Alarm)> {
        let ((time, _), (decree, alarm)) = self.queue.first_key_value()?;
        if *time > now {
            return None;
        }
        let (decree, alarm) = (decree.clone(), *alarm);
        self.cancel(&decree, alarm);
        Some((decree, alarm))
    }

    /// When the next alarm is due.
    pub(super) fn next(&self) -> Option<Time> {
        self.queue.first_key_value().map(|((time, _), _)| *time)
    }

    /// Holds an alarm that would ring now until those that are held are released.
    pub(super) fn hold(&mut self, decree: &Decree, alarm: Alarm, now: Time) {
        self.held.entry(decree.clone()).or_default().insert(alarm, now);
    }

    /// Releases the alarms that are held: one decree after the other, with such a pause between them. The alarms of
    /// a decree keep the distances that they had: who has said something again is given the time to be answered.
    pub(super) fn release(&mut self, now: Time, pause: Duration) {
        let mut begin = now;
        for (decree, alarms) in std::mem::take(&mut self.held) {
            let first = alarms.values().min().copied().unwrap_or_default();
            for (alarm, time) in alarms {
                self.set(&decree, alarm, begin + time.saturating_sub(first));
            }
            begin += pause;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_rings_once_when_it_is_due_and_not_after_it_was_cancelled() {
        let (a, b): (Decree, Decree) = ("a".parse().unwrap(), "b".parse().unwrap());
        let seconds = Duration::from_secs;
        let resend = Alarm::Actor(Id::from(1), actor::Timer::Resend);
        let mut timers = Timers::default();
        timers.set(&a, resend, seconds(1));
        timers.set(&a, Alarm::Leave, seconds(2));
        timers.set(&b, resend, seconds(3));
        timers.set(&b, Alarm::Settle, seconds(4));
        timers.set(&a, resend, seconds(5));
        timers.set_if_unset(&b, Alarm::Settle, seconds(9));
        assert_eq!(timers.ring(seconds(1)), None, "it was set anew, for later");
        assert_eq!(timers.ring(seconds(3)), Some((a.clone(), Alarm::Leave)));
        assert_eq!(timers.ring(seconds(3)), Some((b.clone(), resend)));
        assert_eq!(timers.ring(seconds(3)), None);
        timers.cancel_actor(&a, Id::from(1));
        assert_eq!(timers.next(), Some(seconds(4)));
        timers.cancel_all(&b);
        assert_eq!(timers.next(), None);
        assert!(timers.due.is_empty());
    }

    #[test]
    fn what_is_held_rings_after_its_release_decree_by_decree_unless_it_was_cancelled_or_set_anew() {
        let mut timers = Timers::default();
        let decrees: [Decree; 4] = ["a", "b", "c", "d"].map(|name| name.parse().unwrap());
        let seconds = Duration::from_secs;
        for (alarm, due) in [(Alarm::Settle, 1), (Alarm::Leave, 6)] {
            for decree in &decrees {
                timers.set(decree, alarm, seconds(due));
                assert_eq!(timers.ring(seconds(due)), Some((decree.clone(), alarm)));
                timers.hold(decree, alarm, seconds(due));
                timers.set_if_unset(decree, alarm, seconds(7));
            }
        }
        assert_eq!((timers.next(), timers.ring(seconds(99))), (None, None));
        timers.cancel_all(&decrees[0]);
        timers.cancel(&decrees[3], Alarm::Leave);
        timers.set(&decrees[1], Alarm::Settle, seconds(50));
        timers.release(seconds(40), seconds(1));
        let mut rings = || {
            let time = timers.next()?;
            let (decree, alarm) = timers.ring(time)?;
            Some((time.as_secs(), decree.as_str().to_owned(), alarm))
        };
        for (time, name, alarm) in [
            (40, "b", Alarm::Leave),
            (41, "c", Alarm::Settle),
            (42, "d", Alarm::Settle),
            (46, "c", Alarm::Leave),
            (50, "b", Alarm::Settle),
        ] {
            assert_eq!(rings(), Some((time, name.to_owned(), alarm)));
        }
        assert_eq!(rings(), None);
        assert!(timers.due.is_empty() && timers.held.is_empty());
    }
}
