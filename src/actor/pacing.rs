//! How long the actors wait. Safety does not depend on any of these figures.

use std::ops::Range;
use std::time::Duration;

/// Fires as soon as possible.
pub(super) const AT_ONCE: Range<Duration> = Duration::ZERO..Duration::ZERO;

/// How long a proposer waits for answers in round 1 before it says the same again.
const RESEND: Range<Duration> = Duration::from_millis(40)..Duration::from_millis(60);

/// How long a learner waits before it asks the acceptors what it missed.
pub(super) const CATCH_UP: Range<Duration> = Duration::from_millis(150)..Duration::from_millis(250);

/// The least time that a ballot is given in round 1.
const BALLOT: Duration = Duration::from_millis(100);

/// From this round on, ballots are given no more time than before.
const LONGEST_ROUND: u64 = 10;

/// How long a ballot may take before its proposer begins the next: it grows with the round, so that
/// a slow network is met in the end, and it is drawn from a range as wide as itself, so that two
/// proposers that outbid each other soon leave one of them time to finish.
pub(super) fn ballot_timeout(round: u64) -> Range<Duration> {
    BALLOT * growth(round)..2 * BALLOT * growth(round)
}

/// How long a proposer waits for answers before it says the same again: in later rounds longer, so
/// that one whose acceptors are gone does not flood those that are left.
pub(super) fn resend_timeout(round: u64) -> Range<Duration> {
    RESEND.start * growth(round)..RESEND.end * growth(round)
}

/// How long a proposer waits that has been refused before it outbids who was preferred: drawn from a range
/// that grows with the round, so that two that outbid each other soon leave one of them time to finish.
/// Since it knows that its ballot is in vain, it waits less than for one that may succeed.
pub(super) fn refused_timeout(round: u64) -> Range<Duration> {
    Duration::ZERO..BALLOT * growth(round)
}

fn growth(round: u64) -> u32 {
    u32::try_from(round.clamp(1, LONGEST_ROUND)).expect("it is at most 10")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ballot_is_given_more_time_with_each_round_up_to_a_limit_and_at_random() {
        for round in 1..LONGEST_ROUND {
            let (this, next) = (ballot_timeout(round), ballot_timeout(round + 1));
            assert!(this.start < next.start && this.end < next.end, "round {round}");
            assert!(this.end >= 2 * this.start, "round {round}: too narrow to fall out of step");
        }
        assert_eq!(ballot_timeout(u64::MAX), ballot_timeout(LONGEST_ROUND));
    }

    #[test]
    fn whoever_is_refused_waits_at_random_more_in_later_rounds_and_less_than_for_a_ballot() {
        for round in 1..LONGEST_ROUND {
            let (this, next) = (refused_timeout(round), refused_timeout(round + 1));
            assert!(this.start.is_zero() && this.end < next.end, "round {round}");
            assert!(this.end <= ballot_timeout(round).start, "round {round}");
        }
    }

    #[test]
    fn a_message_is_sent_again_before_its_ballot_is_given_up() {
        for round in [1, 5, u64::MAX] {
            assert!(resend_timeout(round).end < ballot_timeout(round).start, "round {round}");
        }
    }
}
