//! The value rule, given the reports of up to five acceptors.

use super::spec::{Report, proposable};
use super::types::{Names, order_types};
use synod::paxos::{Vote, value_rule};

#[test]
fn the_value_rule_proposes_what_is_shown_to_be_safe_whatever_the_ballots_and_values() {
    let names = Names::all();
    let (mut cases, mut ties) = (0, 0);
    for votes in 0..=5 {
        let values = order_types(votes + 1);
        for ballots in order_types(votes) {
            for values in &values {
                let [wanted, voted @ ..] = &values[..] else { unreachable!("one is wanted") };
                let report = |(mbal, mval): (&i32, &i32)| Report { mbal: *mbal, mval: *mval };
                let reports: Vec<_> = ballots.iter().zip(voted).map(report).collect();
                let allowed = proposable(&reports, *wanted);
                // One of the values is allowed, or several, and then of these the greatest is taken: that is
                // all that the order of values is looked at for.
                let value = *allowed.last().expect("some value can be proposed");
                for names in &names {
                    let vote = |r: &Report| Vote {
                        ballot: names.ballot(r.mbal),
                        value: names.value(r.mval),
                    };
                    let votes: Vec<_> = reports.iter().map(vote).collect();
                    let found = value_rule(votes.iter(), &names.value(*wanted));
                    assert_eq!(found, names.value(value), "{reports:?}, wanted: {wanted}");
                }
                cases += 1;
                ties += usize::from(allowed.len() > 1);
            }
        }
    }
    println!("value rule: {cases} order types of up to five reports, {ties} with a tie");
    assert_eq!((cases, ties), (2_575_096, 716_036));
}
