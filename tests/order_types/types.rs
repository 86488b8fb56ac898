//! Order types: the ways in which ballots can stand to each other, and values; and ballots and values
//! that stand so.

use std::collections::{BTreeMap, BTreeSet};
use synod::paxos::{AcceptorId, Ballot, ProposerId, Value};

/// Where a ballot or a value stands among its like. Nothing but the order of two levels means anything.
pub(crate) type Level = i32;

/// No ballot, which is below all, and no value: as in Paxos.tla, where both are numbers too.
pub(crate) const NONE: Level = -1;

/// There is room between two levels for seven more, one below the other.
const APART: Level = 1 << 7;

/// The number of levels that have names: more than eight ballots never stand above each other.
const NAMED: Level = 8 * APART;

/// Where one more can stand: below all of these, between two, above all, or with one of them.
pub(crate) fn places(taken: &[Level]) -> Vec<Level> {
    let mut places = Vec::new();
    let mut below = 0;
    for level in taken.iter().copied().collect::<BTreeSet<_>>() {
        places.extend([Level::midpoint(below, level), level]);
        below = level;
    }
    places.push(below + APART);
    places
}

/// Where one more can stand if all that counts is which of these it equals.
pub(crate) fn equal_or_new(taken: &[Level]) -> Vec<Level> {
    let mut places: Vec<_> = taken.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    places.push(places.last().unwrap_or(&0) + APART);
    places
}

/// All order types of so many, each once: the last can stand everywhere among the others.
pub(crate) fn order_types(count: usize) -> Vec<Vec<Level>> {
    all(count, places)
}

/// All that so many can be if what counts is which of them are equal, each once.
pub(crate) fn equality_patterns(count: usize) -> Vec<Vec<Level>> {
    all(count, equal_or_new)
}

fn all(count: usize, places: fn(&[Level]) -> Vec<Level>) -> Vec<Vec<Level>> {
    let one_more = |types: Vec<Vec<Level>>, _| {
        let extend = |taken: Vec<Level>| {
            let extended = |place| taken.iter().copied().chain([place]).collect();
            places(&taken).into_iter().map(extended).collect::<Vec<_>>()
        };
        types.into_iter().flat_map(extend).collect()
    };
    (0..count).fold(vec![Vec::new()], one_more)
}

/// One level for each of those that are there, and none for the others.
pub(crate) fn spread<const N: usize>(there: [bool; N], levels: &[Level]) -> [Level; N] {
    let mut levels = levels.iter();
    there.map(|is_there| if is_there { *levels.next().expect("one for each") } else { NONE })
}

/// All choices of which are there, and how many.
pub(crate) fn choices<const N: usize>() -> Vec<([bool; N], usize)> {
    let choice = |mask: usize| std::array::from_fn(|i| mask >> i & 1 == 1);
    (0..1 << N).map(|mask: usize| (choice(mask), mask.count_ones() as usize)).collect()
}

/// The values of votes in these ballots, and one more before them: all that they can be if what counts is
/// which are equal, and which is the greater of two in one ballot.
#[derive(Default)]
pub(crate) struct Ties(BTreeMap<Vec<bool>, Vec<Vec<Level>>>);

impl Ties {
    pub(crate) fn values(&mut self, ballots: &[Level]) -> &[Vec<Level>] {
        let pairs: Vec<(usize, usize)> =
            (0..=ballots.len()).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
        let tied = |&(i, j): &(usize, usize)| i > 0 && ballots[i - 1] == ballots[j - 1];
        let tie: Vec<bool> = pairs.iter().map(tied).collect();
        self.0.entry(tie.clone()).or_insert_with(|| {
            let mut seen = BTreeSet::new();
            let mut types = order_types(ballots.len() + 1);
            types.retain(|values| {
                let look = |(&(i, j), &tied): (&(usize, usize), &bool)| {
                    (values[i] == values[j], tied && values[i] < values[j])
                };
                seen.insert(pairs.iter().zip(&tie).map(look).collect::<Vec<_>>())
            });
            types
        })
    }
}

/// Ballots and values for the levels, in their order, and five acceptors.
pub(crate) struct Names {
    ballots: Vec<Ballot>,
    values: Vec<Value>,
    pub(crate) acceptors: [AcceptorId; 5],
}

impl Names {
    /// As different as they can be: what has one order type has it by rounds, by proposers, or by both, low
    /// and high; by the first letter of a text or by its length.
    pub(crate) fn all() -> [Self; 4] {
        [
            Self::of([0, 1, 2, 3, 4], |level| (level, 0), |level| format!("{level:04}")),
            Self::of([4, 3, 2, 1, 0], |level| (7, level), |level| "v".repeat(level)),
            Self::of(
                [2, 4, 0, 3, 1],
                |level| (u64::MAX - 9_999 + level, 9_999 - level),
                |level| format!("{level:04}{}", "z".repeat(2_000 - level)),
            ),
            Self::of(
                [3, 0, 4, 1, 2],
                |level| (level / 3, level % 3),
                |level| format!("é{level:04}"),
            ),
        ]
    }

    fn of(
        acceptors: [u8; 5],
        ballot: impl Fn(u64) -> (u64, u64),
        value: impl Fn(usize) -> String,
    ) -> Self {
        let ballot = |level| {
            let (round, proposer) = ballot(level);
            Ballot { round, proposer: ProposerId(u16::try_from(proposer).expect("a small number")) }
        };
        let levels = usize::try_from(NAMED).expect("a small number");
        let names = Self {
            ballots: (0..=levels as u64).map(ballot).collect(),
            values: (0..=levels).map(|level| Value::from(value(level))).collect(),
            acceptors: acceptors.map(AcceptorId),
        };
        assert!(names.ballots.is_sorted_by(|a, b| a < b), "ballots stand as their levels do");
        assert!(names.values.is_sorted_by(|a, b| a < b), "values stand as their levels do");
        names
    }

    pub(crate) fn ballot(&self, level: Level) -> Ballot {
        self.ballots[usize::try_from(level).expect("a ballot")]
    }

    pub(crate) fn value(&self, level: Level) -> Value {
        self.values[usize::try_from(level).expect("a value")].clone()
    }

    pub(crate) fn ballot_or_none(&self, level: Level) -> Option<Ballot> {
        (level != NONE).then(|| self.ballot(level))
    }

    pub(crate) fn value_or_none(&self, level: Level) -> Option<Value> {
        (level != NONE).then(|| self.value(level))
    }
}

#[test]
fn every_order_type_is_there_once() {
    let count = |types: Vec<Vec<Level>>| {
        let standing = |levels: &Vec<Level>| -> Vec<_> {
            levels.iter().flat_map(|a| levels.iter().map(move |b| a.cmp(b))).collect()
        };
        let different: BTreeSet<_> = types.iter().map(standing).collect();
        assert_eq!(different.len(), types.len(), "one is there twice");
        assert!(types.iter().flatten().all(|level| (1..=NAMED).contains(level)), "one has no name");
        types.len()
    };
    // The ordered Bell numbers, and the Bell numbers.
    assert_eq!(
        (0..=6).map(|n| count(order_types(n))).collect::<Vec<_>>(),
        [1, 1, 3, 13, 75, 541, 4_683]
    );
    assert_eq!(
        (0..=6).map(|n| count(equality_patterns(n))).collect::<Vec<_>>(),
        [1, 1, 2, 5, 15, 52, 203]
    );
    assert_eq!(order_types(7).len(), 47_293);
}

#[test]
fn values_are_told_apart_by_order_only_within_a_ballot() {
    let mut ties = Ties::default();
    let count = |ties: &mut Ties, ballots: &[Level]| ties.values(ballots).len();
    assert_eq!(count(&mut ties, &[1, 2, 3]), equality_patterns(4).len(), "no two in one ballot");
    // The first value is of no vote: of the other three all order types, and it may equal any.
    let expected: usize = order_types(3).iter().map(|values| equal_or_new(values).len()).sum();
    assert_eq!(count(&mut ties, &[2, 2, 2]), expected);
}
