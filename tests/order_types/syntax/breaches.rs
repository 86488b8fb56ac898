//! The source keeps to the lists, and what does not is found.

use super::{Found, KEYS, METHODS, OPEN, ORDERED, PATHS, look};
use std::collections::BTreeSet;
use std::fs;

/// The files of `src/paxos`, but for the log's: it looks up slots, and leaves to the others all that is compared.
fn source() -> Vec<(String, String)> {
    let files = fs::read_dir("src/paxos").expect("it is a folder, and the tests run beside src");
    let mut files: Vec<_> = files
        .map(|entry| {
            let path = entry.expect("it can be listed").path();
            let text = fs::read_to_string(&path).expect("it is a file, and text");
            (path.display().to_string().replace('\\', "/"), text)
        })
        .filter(|(path, _)| path != "src/paxos/log.rs")
        .collect();
    files.sort();
    files
}

#[test]
fn the_algorithm_only_compares_ballots_and_values() {
    let Found { breaches, used } = look(&source());
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
    let ordered = ORDERED.iter().map(|(function, text)| format!("{function}: {text}"));
    let listed = [OPEN, KEYS, METHODS, PATHS].concat().into_iter().map(str::to_string);
    assert_eq!(
        used,
        ordered.chain(listed).collect::<BTreeSet<_>>(),
        "the lists are as short as can be"
    );
}

/// What is found if this is added to a file of `src/paxos`, without file and line.
fn added(file: &str, text: &str) -> Vec<String> {
    let mut source = source();
    let to = source.iter_mut().find(|(name, _)| *name == format!("src/paxos/{file}"));
    let (_, source_text) = to.expect("there is such a file");
    source_text.push_str(text);
    let breaches = look(&source).breaches.into_iter();
    breaches
        .map(|breach| breach.split_once(": ").expect("a place and a breach").1.to_string())
        .collect()
}

/// A function of an acceptor, and what is found in it.
const BODIES: &[(&str, &str)] = &[
    ("ballot.round == 1", "looks at `.round`"),
    ("ballot.proposer == from", "looks at `.proposer`"),
    ("value.0 == text", "looks at `.0`"),
    ("{ let Ballot { round, .. } = ballot; round }", "makes or opens `Ballot`"),
    ("self.promised.map(|Ballot { .. }| true)", "makes or opens `Ballot`"),
    ("ballot == Ballot { ..ballot }", "makes or opens `Ballot`"),
    ("{ let Value(text) = value; text }", "names `Value`"),
    ("value == Value::from(text)", "names `Value::from`"),
    ("value.as_str() == text", "calls `.as_str()`"),
    ("Value::as_str(&value) == text", "names `Value::as_str`"),
    ("value == text.into()", "calls `.into()`"),
    ("value.to_string() == text", "calls `.to_string()`"),
    ("format!(\"{ballot}\")", "does `format!(\"{ballot}\")`"),
    ("matches!(value, Value(_))", "does `matches!(value, Value(_))`"),
    ("{ assert!(ballot > self.promised); }", "does `assert!(ballot > self.promised)`"),
    ("ballot > self.promised", "looks at an order: `ballot > self.promised`"),
    ("self.promised <= Some(ballot)", "looks at an order: `self.promised <= Some(ballot)`"),
    ("value < self.voted.value", "looks at an order: `value < self.voted.value`"),
    ("value.cmp(&other)", "calls `.cmp()`"),
    ("value.max(other)", "calls `.max()`"),
    ("ballot.lt(&other)", "calls `.lt()`"),
    ("votes.max_by_key(|vote| vote.value.clone())", "calls `.max_by_key()`"),
    ("Ord::max(value, other)", "names `Ord::max`"),
    ("<Value as Ord>::max(value, other)", "names `<Value as Ord>::max`"),
    ("votes.fold(value, max)", "calls `.fold()`"),
    ("votes.map(size_of_val)", "names `size_of_val`"),
    ("BTreeMap::new().entry(value)", "names `BTreeMap::new`"),
    ("votes.collect::<BTreeMap<Value, u8>>()", "orders by `Value`"),
    ("{ let votes: BTreeSet<_> = votes.collect(); votes }", "orders by `_`"),
    ("ballot + 1", "computes `ballot + 1`"),
    ("{ ballot -= 1; }", "computes `ballot -= 1`"),
    ("ballot & 1 == 1", "computes `ballot & 1`"),
    ("-ballot == value", "does `-ballot`"),
    ("ballot as u64", "does `ballot as u64`"),
    ("value[0] == 8", "does `value[0]`"),
    ("self.promised == FIRST", "names `FIRST`"),
    ("match value { LAST => true, _ => false }", "names `LAST`"),
    ("match value { \"8\" => true, _ => false }", "matches `\"8\"`"),
    ("match ballot { 0..9 => true, _ => false }", "matches `0..9`"),
    ("self.next_ballot() == ballot", "calls `.next_ballot()`"),
    ("hash(&value)", "names `hash`"),
    ("{ fn round() {} round() }", "has an item within"),
];

#[test]
fn a_look_into_a_ballot_or_a_value_is_found() {
    for (body, breach) in BODIES {
        let function = format!(
            "impl Acceptor {{ fn added(&self, ballot: Ballot, value: Value, other: Value, votes: V, \
             text: &str, from: ProposerId) -> bool {{ {body} }} }}"
        );
        let found = added("acceptor.rs", &function);
        assert!(found.contains(&format!("Acceptor::added {breach}")), "{body}: {found:?}");
    }
}

#[test]
fn another_order_or_equality_is_found() {
    for (file, text, breach) in [
        ("ballot.rs", "impl Ord for Ballot { }", "writes `Ord for Ballot` by hand"),
        ("message.rs", "impl PartialEq for Value { }", "writes `PartialEq for Value` by hand"),
        ("message.rs", "impl Deref for Value { }", "writes `Deref for Value` by hand"),
        ("ballot.rs", "impl From<Ballot> for u64 { }", "writes `From for u64` by hand"),
        ("quorum.rs", "impl<T> Size for T { }", "writes `Size for T` by hand"),
        ("ballot.rs", "#[derive(Clone, Default)] struct Ballot;", "derives `Default` for `Ballot`"),
        ("learner.rs", "#[derive(Other)] struct Tally;", "derives `Other` for `Tally`"),
        ("learner.rs", "struct Tally(BTreeMap<Value, u8>);", "orders by `Value`"),
        ("learner.rs", "enum Tally { Of(BTreeSet<Option<Value>>) }", "orders by `Option<Value>`"),
        ("ballot.rs", "trait Round { fn round(&self) -> u64; }", "has the trait `Round`"),
        ("ballot.rs", "const FIRST: u8 = 1;", "has `1` outside of functions"),
        ("ballot.rs", "numbers!(Ballot);", "has `numbers!(Ballot)` outside of functions"),
        ("learner.rs", "use super::Ballot as Vote;", "calls `Ballot` otherwise"),
        ("quorum.rs", "use super::Vote;", "names `Vote`, and counts acceptors alone"),
        ("quorum.rs", "fn f() { p!(Value); }", "names `Value`, and counts acceptors alone"),
        ("quorum.rs", "fn f<T: Into<u64>>() {}", "takes `T: Into<u64>`, which may be of ballots"),
        ("quorum.rs", "fn f(a: impl Eq) {}", "takes `impl Eq`, which may be of ballots"),
        ("quorum.rs", "fn f(a: &dyn Round) {}", "takes `dyn Round`, which may be of ballots"),
        ("mod.rs", "mod more { fn f(b: Ballot) -> u64 { b.round } }", "f looks at `.round`"),
        (
            "ballot.rs",
            "impl Ballot { fn f(&self) -> u64 { self.round } }",
            "Ballot::f looks at `.round`",
        ),
        ("message.rs", "impl Value { fn f(&self) -> &str { &self.0 } }", "Value::f looks at `.0`"),
        ("ballot.rs", "fn f() -> Ballot { Ballot { round: 1 } }", "f makes or opens `Ballot`"),
        (
            "ballot.rs",
            "impl Ballot { fn f() { Self { round: 1 } } }",
            "Ballot::f makes or opens `Ballot`",
        ),
    ] {
        let found = added(file, &format!("\n{text}\n"));
        assert!(found.iter().any(|found| found == breach), "{file}: {text}: {found:?}");
    }
}

#[test]
fn what_only_compares_and_moves_passes() {
    for (file, text) in [
        (
            "acceptor.rs",
            "impl Acceptor { fn f(&self, b: Ballot) -> bool { self.promised == Some(b) } }",
        ),
        ("acceptor.rs", "fn same(a: &Vote, b: &Vote) -> bool { a.value != b.value && a == b }"),
        ("learner.rs", "#[derive(Clone, Default)] struct Tally { votes: BTreeMap<Vote, u8> }"),
        (
            "message.rs",
            "fn f(value: Value) -> Message { Message::Accepted(Vote { value, ..vote() }) }\n\
             fn vote() -> Vote { vote() }",
        ),
        ("mod.rs", "#[cfg(test)] mod tests { use super::*; fn f(b: Ballot) -> u64 { b.round } }"),
        ("quorum.rs", "fn f(all: impl Iterator<Item = AcceptorId>) -> usize { all.count() % 2 }"),
    ] {
        assert_eq!(added(file, &format!("\n{text}\n")), Vec::<String>::new(), "{file}: {text}");
    }
}
