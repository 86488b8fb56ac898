//! Whether what clients were told is linearizable, decree by decree.
//!
//! A decree is a register that is written once, and every answer tells its content at a moment between call and return.
//! Such a register has one event, the write, so there is nothing to search for: is there a moment for it? It must come
//! after the call that proposed the value that was chosen (each value is proposed by one call alone); after the call of
//! everybody who was told that there is none; and before the return of everybody who was told the value. Such a moment
//! exists if and only if the latest of those calls comes before the earliest of those returns. All answers then have their
//! moment too: "none" before the write, the value after it. What ended with an error tells nothing, but its value may
//! be written at any time after the call, unless the error says that it is not.

use super::book::{Asked, Call, Told};
use std::collections::BTreeMap;

/// All that is wrong.
pub(crate) fn judge(calls: &[Call]) -> Vec<String> {
    let mut decrees: BTreeMap<u32, Vec<&Call>> = BTreeMap::new();
    for call in calls {
        decrees.entry(call.decree).or_default().push(call);
    }
    decrees.values().filter_map(|calls| contradiction(calls)).collect()
}

/// What is wrong with the calls about one decree.
fn contradiction(calls: &[&Call]) -> Option<String> {
    let told = |call: &Call| match &call.told {
        Told::Chosen(value) => Some(value.clone()),
        _ => None,
    };
    // Who was told a value first, and which.
    let answers = calls.iter().filter_map(|call| Some((*call, told(call)?)));
    let (first, value) = answers.clone().min_by_key(|(call, _)| call.returned)?;
    let wrong = |what: &str, call: &Call| Some(format!("{what}:\n  {first:?}\n  {call:?}"));
    if let Some((other, _)) = answers.clone().find(|(_, other)| *other != value) {
        return wrong("two answers contradict each other", other);
    }
    let mut proposals = calls.iter().filter(|call| call.asked == Asked::Propose(value.clone()));
    let Some(proposal) = proposals.next() else {
        return wrong("a value was told that nobody has proposed", first);
    };
    if proposal.called > first.returned {
        return wrong("a value was told before it was proposed", proposal);
    }
    if matches!(proposal.told, Told::Refused(_)) {
        return wrong("a value was told whose proposal was refused for good", proposal);
    }
    let nones = calls.iter().filter(|call| call.told == Told::None);
    match nones.max_by_key(|call| call.called) {
        Some(none) if none.called > first.returned => {
            wrong("none is chosen, it was told, after a value was", none)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// A call about decree 1.
    fn call(called: u64, returned: u64, asked: Asked, told: Told) -> Call {
        let ms = Duration::from_millis;
        let (called, returned) = (ms(called), ms(returned));
        Call { decree: 1, asked, called, returned, told, is_patient: false }
    }

    fn propose(value: &str) -> Asked {
        Asked::Propose(value.to_owned())
    }

    fn chosen(value: &str) -> Told {
        Told::Chosen(value.to_owned())
    }

    fn open() -> Told {
        Told::Open(String::new())
    }

    fn wrong(calls: &[Call], what: &str) {
        let found = judge(calls);
        assert!(found.len() == 1 && found[0].starts_with(what), "{what}: {found:?}");
    }

    #[test]
    fn what_can_be_put_in_order_is_right() {
        for calls in [
            vec![],
            // A value whose proposer has given up is chosen later.
            vec![
                call(1, 2, propose("a"), open()),
                call(3, 4, Asked::Read, Told::None),
                call(5, 6, Asked::Read, chosen("a")),
            ],
            // "None" is told late, of a moment before the value was written.
            vec![
                call(1, 5, propose("a"), chosen("a")),
                call(2, 9, Asked::Read, Told::None),
                call(3, 6, propose("b"), chosen("a")),
            ],
            // One node that knows of none, and an error, contradict nothing.
            vec![
                call(1, 2, propose("a"), chosen("a")),
                call(3, 4, Asked::Peek, Told::Unknown),
                call(5, 6, Asked::Read, Told::Refused(String::new())),
            ],
        ] {
            assert_eq!(judge(&calls), [""; 0]);
        }
    }

    #[test]
    fn two_values_are_a_contradiction() {
        let calls = [
            call(1, 2, propose("a"), chosen("a")),
            call(1, 9, propose("b"), open()),
            call(3, 4, Asked::Peek, chosen("b")),
        ];
        wrong(&calls, "two answers contradict each other");
    }

    #[test]
    fn a_value_comes_from_a_call_that_came_before() {
        let read = call(3, 4, Asked::Read, chosen("a"));
        wrong(std::slice::from_ref(&read), "a value was told that nobody has proposed");
        let late = call(5, 6, propose("a"), chosen("a"));
        wrong(&[read.clone(), late], "a value was told before it was proposed");
        let refused = call(1, 2, propose("a"), Told::Refused("no".to_owned()));
        wrong(&[read.clone(), refused], "a value was told whose proposal was refused");
        let elsewhere = Call { decree: 2, ..call(1, 2, propose("a"), open()) };
        wrong(&[read, elsewhere], "a value was told that nobody has proposed");
    }

    #[test]
    fn none_is_told_no_more_once_a_value_was_told() {
        // The proposer itself is told last, or never.
        let calls = [
            call(1, 99, propose("a"), open()),
            call(2, 4, Asked::Watch, chosen("a")),
            call(5, 6, Asked::Read, Told::None),
        ];
        wrong(&calls, "none is chosen, it was told, after a value was");
    }
}
