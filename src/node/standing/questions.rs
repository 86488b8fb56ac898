//! When the others are asked what they know of this node.

use crate::node::identity::NodeId;
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

/// A question without an answer is asked again after so long, then after twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// A member that turns out to be there is asked at once, unless it was asked so shortly before.
const LEAST_PAUSE: Duration = Duration::from_millis(200);

/// Who has not answered for so long, although it was asked again and again, is not there.
const AWAY: Duration = Duration::from_secs(2);

/// Who has answered is asked anew after some time of this range.
pub(in crate::node) const AGAIN: Range<Duration> = Duration::from_secs(4)..Duration::from_secs(6);

/// What one member is asked.
#[derive(Debug)]
struct Question {
    /// The number of the question that waits for its answer. It is drawn anew for each, and stays until it
    /// is answered, so that the answer to any of its copies will do.
    number: Option<u64>,
    /// When it was first asked.
    since: Duration,
    asked: Option<Duration>,
    due: Duration,
    pause: Duration,
}

/// What all others are asked. Times are since the start of the node.
#[derive(Debug, Default)]
pub(in crate::node) struct Questions(BTreeMap<NodeId, Question>);

impl Questions {
    /// These are to be asked, at once.
    pub(in crate::node) fn new(others: &[NodeId]) -> Self {
        let (due, pause) = (Duration::ZERO, FIRST_PAUSE);
        let question =
            |id: &NodeId| (*id, Question { number: None, since: due, asked: None, due, pause });
        Self(others.iter().map(question).collect())
    }

    /// When the next is due.
    pub(in crate::node) fn next(&self) -> Option<Duration> {
        self.0.values().map(|question| question.due).min()
    }

    /// Takes those that are due: whom to ask, under which number, for which there is a new one.
    pub(in crate::node) fn take_due(
        &mut self,
        now: Duration,
        mut new: impl FnMut() -> u64,
    ) -> Vec<(NodeId, u64)> {
        let due = self.0.iter_mut().filter(|(_, question)| question.due <= now);
        due.map(|(id, question)| {
            (question.asked, question.due) = (Some(now), now + question.pause);
            question.pause = (2 * question.pause).min(LONGEST_PAUSE);
            if question.number.is_none() {
                question.since = now;
            }
            (*id, *question.number.get_or_insert_with(&mut new))
        })
        .collect()
    }

    /// Whether a member has been asked for so long in vain that it counts as away.
    pub(in crate::node) fn is_away(&self, id: NodeId, now: Duration) -> bool {
        let waits = |question: &&Question| question.number.is_some();
        self.0.get(&id).filter(waits).is_some_and(|question| now >= question.since + AWAY)
    }

    /// Has a member asked as soon as may be.
    pub(in crate::node) fn hasten(&mut self, id: NodeId, now: Duration) {
        if let Some(question) = self.0.get_mut(&id) {
            let soonest = question.asked.map_or(now, |asked| now.max(asked + LEAST_PAUSE));
            question.due = question.due.min(soonest);
        }
    }

    /// A member answers the question of this number. If it waits for that, it is asked anew at this time.
    pub(in crate::node) fn answered(&mut self, id: NodeId, number: u64, again: Duration) -> bool {
        let waits = |question: &&mut Question| question.number == Some(number);
        let Some(question) = self.0.get_mut(&id).filter(waits) else { return false };
        (question.number, question.due, question.pause) = (None, again, FIRST_PAUSE);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: NodeId = NodeId(2);

    fn milliseconds(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    /// The numbers of the questions that are due then.
    fn asked(questions: &mut Questions, now: u64, new: u64) -> Vec<u64> {
        let due = questions.take_due(milliseconds(now), || new);
        due.into_iter().map(|(_, number)| number).collect()
    }

    #[test]
    fn a_question_is_asked_at_once_and_again_ever_more_slowly_until_it_is_answered() {
        let mut questions = Questions::new(&[PEER]);
        let mut times = Vec::new();
        for now in 0..4_000 {
            times.extend(asked(&mut questions, now, now + 7).iter().map(|number| {
                assert_eq!(*number, 7, "it stays the same question");
                now
            }));
        }
        assert_eq!(times[..8], [0, 50, 150, 350, 600, 850, 1100, 1350]);
        assert!(!questions.answered(PEER, 8, milliseconds(9_000)), "that was not asked");
        assert!(questions.answered(PEER, 7, milliseconds(9_000)));
        assert!(!questions.answered(PEER, 7, milliseconds(5_000)), "the answer counts once");
        assert_eq!(questions.next(), Some(milliseconds(9_000)));
        assert_eq!(asked(&mut questions, 9_000, 70), [70], "the next is another");
        assert_eq!(asked(&mut questions, 9_050, 71), [70]);
    }

    #[test]
    fn who_turns_out_to_be_there_is_asked_at_once_and_not_all_the_time() {
        let mut questions = Questions::new(&[PEER]);
        for now in [0, 50, 150, 350, 600] {
            assert_eq!(asked(&mut questions, now, 7), [7]);
        }
        questions.hasten(PEER, milliseconds(610));
        assert_eq!(questions.next(), Some(milliseconds(800)), "it was asked just before");
        assert!(questions.answered(PEER, 7, milliseconds(5_000)));
        questions.hasten(PEER, milliseconds(2_000));
        assert_eq!(asked(&mut questions, 2_000, 8), [8]);
        questions.hasten(NodeId(9), milliseconds(2_000));
        assert_eq!(questions.next(), Some(milliseconds(2_050)));
    }

    #[test]
    fn who_was_asked_long_in_vain_is_away_until_it_answers() {
        let mut questions = Questions::new(&[PEER]);
        let is_away = |questions: &Questions, now| questions.is_away(PEER, milliseconds(now));
        assert!(!is_away(&questions, 9_000), "it was not asked");
        asked(&mut questions, 9_000, 7);
        asked(&mut questions, 10_000, 7);
        assert!(!is_away(&questions, 10_999) && is_away(&questions, 11_000));
        assert!(questions.answered(PEER, 7, milliseconds(15_000)));
        assert!(!is_away(&questions, 15_000), "it is not asked any more");
        asked(&mut questions, 15_000, 8);
        assert!(!is_away(&questions, 16_999) && is_away(&questions, 17_000));
    }
}
