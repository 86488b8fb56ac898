//! What is to happen when: alarms of decrees, each set at most once at a time.

use super::decree::Decree;
use crate::actor;
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};
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

/// When an alarm rings that is held: not before it is released.
const HELD: Time = Time::MAX;

/// All alarms of a node.
#[derive(Debug, Default)]
pub(super) struct Timers {
    due: BTreeMap<Decree, BTreeMap<Alarm, Time>>,
    queue: BTreeSet<(Time, Decree, Alarm)>,
}

impl Timers {
    /// Sets an alarm, in the place of the same one set before.
    pub(super) fn set(&mut self, decree: &Decree, alarm: Alarm, time: Time) {
        self.cancel(decree, alarm);
        self.due.entry(decree.clone()).or_default().insert(alarm, time);
        self.queue.insert((time, decree.clone(), alarm));
    }

    /// Sets an alarm, unless the same one is set already.
    pub(super) fn set_if_unset(&mut self, decree: &Decree, alarm: Alarm, time: Time) {
        if !self.due.get(decree).is_some_and(|alarms| alarms.contains_key(&alarm)) {
            self.set(decree, alarm, time);
        }
    }

    /// Cancels an alarm, if it is set.
    pub(super) fn cancel(&mut self, decree: &Decree, alarm: Alarm) {
        let Some(alarms) = self.due.get_mut(decree) else { return };
        if let Some(time) = alarms.remove(&alarm) {
            self.queue.remove(&(time, decree.clone(), alarm));
        }
        if alarms.is_empty() {
            self.due.remove(decree);
        }
    }

    /// Cancels all alarms of an actor.
    pub(super) fn cancel_actor(&mut self, decree: &Decree, actor: Id) {
        let of_actor = |alarm: &&Alarm| matches!(alarm, Alarm::Actor(id, _) if *id == actor);
        let alarms: Vec<_> = self
            .due
            .get(decree)
            .map(|alarms| alarms.keys().filter(of_actor).copied().collect())
            .unwrap_or_default();
        for alarm in alarms {
            self.cancel(decree, alarm);
        }
    }

    /// Cancels all alarms of a decree.
    pub(super) fn cancel_all(&mut self, decree: &Decree) {
        for (alarm, time) in self.due.remove(decree).unwrap_or_default() {
            self.queue.remove(&(time, decree.clone(), alarm));
        }
    }

    /// Takes the next alarm that is due, in order of time.
    pub(super) fn ring(&mut self, now: Time) -> Option<(Decree, Alarm)> {
        let (time, decree, alarm) = self.queue.first()?;
        if *time > now {
            return None;
        }
        let (decree, alarm) = (decree.clone(), *alarm);
        self.cancel(&decree, alarm);
        Some((decree, alarm))
    }

    /// When the next alarm is due.
    pub(super) fn next(&self) -> Option<Time> {
        self.queue.first().map(|(time, ..)| *time).filter(|time| *time != HELD)
    }

    /// Sets an alarm for when those that are held are released.
    pub(super) fn hold(&mut self, decree: &Decree, alarm: Alarm) {
        self.set(decree, alarm, HELD);
    }

    /// Releases the alarms that are held: from now on they ring, one after each such pause.
    pub(super) fn release(&mut self, now: Time, pause: Duration) {
        let mut time = now;
        while let Some((_, decree, alarm)) = self.queue.last().filter(|(time, ..)| *time == HELD) {
            let (decree, alarm) = (decree.clone(), *alarm);
            self.set(&decree, alarm, time);
            time += pause;
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
    fn what_is_held_rings_after_its_release_one_after_the_other_unless_it_was_cancelled_or_set_anew()
     {
        let mut timers = Timers::default();
        let decrees: [Decree; 4] = ["a", "b", "c", "d"].map(|name| name.parse().unwrap());
        let seconds = Duration::from_secs;
        for decree in &decrees {
            timers.set(decree, Alarm::Settle, seconds(1));
            assert_eq!(timers.ring(seconds(1)), Some((decree.clone(), Alarm::Settle)));
            timers.hold(decree, Alarm::Settle);
        }
        assert_eq!((timers.next(), timers.ring(seconds(99))), (None, None));
        timers.cancel_all(&decrees[0]);
        timers.set(&decrees[1], Alarm::Settle, seconds(50));
        timers.release(seconds(40), seconds(1));
        let mut rings = || {
            let time = timers.next()?;
            timers.ring(time).map(|(decree, _)| (time.as_secs(), decree.as_str().to_owned()))
        };
        assert_eq!(rings(), Some((40, "d".to_owned())));
        assert_eq!(rings(), Some((41, "c".to_owned())));
        assert_eq!(rings(), Some((50, "b".to_owned())));
        assert_eq!(rings(), None);
    }
}
