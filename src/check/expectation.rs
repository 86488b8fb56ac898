//! What a model file expects, and what differs from it.

use super::search::{End, Survey};
use super::verdict::{PropertyResult, PropertyVerdict};
use crate::model::file::Expect;
use std::collections::BTreeSet;

/// Which counts a search can tell.
pub(super) struct Counted {
    /// Those of the unreduced system.
    pub(super) unreduced: bool,
    /// That of the system with all its reductions.
    pub(super) reduced: bool,
}

/// What differs from the expectations, and what is not reached that must be. What a stopped search does not know is
/// no difference; that it was stopped is told apart from this.
pub(super) fn unexpected(
    expect: Option<&Expect>,
    reached: &[&str],
    survey: &Survey,
    counted: &Counted,
    properties: &[PropertyResult],
    unheeded: &[String],
) -> Vec<String> {
    let mut unexpected = Vec::new();
    if let End::Panicked(text) = &survey.end {
        unexpected.push(format!("the model panicked: {text}"));
    }
    unexpected.extend(violations(expect, properties));
    if survey.end != End::Complete {
        return unexpected;
    }
    let stated = expect.is_some();
    let default = Expect::default();
    let expect = expect.unwrap_or(&default);
    let violated = named(properties, PropertyVerdict::Violated);
    let expected: BTreeSet<_> = expect.violates.iter().map(String::as_str).collect();
    let is_known = |p: &PropertyResult| p.verdict != PropertyVerdict::Unknown;
    let looked_at = |name: &&&str| properties.iter().any(|p| p.name() == **name && is_known(p));
    for name in expected.difference(&violated).filter(looked_at) {
        unexpected.push(format!("{name} should be violated, and holds"));
    }
    for kind in unheeded.iter().filter(|_| stated) {
        unexpected.push(format!("no {kind} was ever heeded: the model shows little"));
    }
    let unreached = named(properties, PropertyVerdict::Unreached);
    for name in reached.iter().filter(|name| unreached.contains(*name)) {
        unexpected.push(format!("{name} should be possible, and is not"));
    }
    let unreduced = counted.unreduced.then_some(survey.orbits);
    let reduced = counted.reduced.then_some(survey.unique_states);
    let depth = survey.depth.filter(|_| counted.unreduced).map(|depth| depth as u64);
    for (what, expected, found) in [
        ("states", expect.unique_states, unreduced),
        ("states after reductions", expect.reduced_states, reduced),
        ("the depth", expect.depth.map(|depth| depth as u64), depth),
    ] {
        if let (Some(expected), Some(found)) = (expected, found)
            && expected != found
        {
            unexpected.push(format!("{what}: {expected} expected, {found} found"));
        }
    }
    if survey.depth.is_none() {
        return unexpected;
    }
    let primary = properties.iter().find(|p| Some(p.name()) == expect.primary.as_deref());
    let found = primary.and_then(|p| p.trace.as_ref()).map(|trace| trace.story.steps.len());
    if let (Some(expected), Some(found)) = (expect.steps, found)
        && expected != found
    {
        unexpected.push(format!("steps of the shortest trace: {expected} expected, {found} found"));
    }
    unexpected
}

/// The violated properties that are not expected to be. Also a search that is stopped knows them.
pub(super) fn violations(expect: Option<&Expect>, properties: &[PropertyResult]) -> Vec<String> {
    let expected = |name: &&str| expect.is_some_and(|e| e.violates.iter().any(|v| v == name));
    let violated = named(properties, PropertyVerdict::Violated);
    let unexpected = violated.into_iter().filter(|name| !expected(name));
    unexpected.map(|name| format!("{name} is violated")).collect()
}

fn named(properties: &[PropertyResult], verdict: PropertyVerdict) -> BTreeSet<&str> {
    let those = properties.iter().filter(|property| property.verdict == verdict);
    those.map(PropertyResult::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::verdict::{Judged, verdict_of_runs};
    use crate::properties::{Property, agreement, validity, witness};

    /// What is unexpected of a survey of 10 states that violates agreement and reaches nothing.
    fn judge(expect: Option<&Expect>, end: &End, unheeded: &[&str]) -> Vec<String> {
        let survey = Survey {
            end: end.clone(),
            unique_states: 10,
            generated_states: 20,
            orbits: 10,
            depth: Some(5),
            exact: true,
            hits: Vec::new(),
            earlier: None,
        };
        let properties = [agreement::PROPERTY, validity::PROPERTY, witness::VALUE_CHOSEN];
        let hits = [true, false, false];
        let result = |(property, hit): (Property, bool)| PropertyResult {
            judged: Judged::OfRuns(property.sought()),
            verdict: verdict_of_runs(property.kind, hit, *end == End::Complete),
            trace: None,
        };
        let properties: Vec<_> = properties.into_iter().zip(hits).map(result).collect();
        let unheeded: Vec<_> = unheeded.iter().map(ToString::to_string).collect();
        let reached = expect.iter().flat_map(|expect| &expect.reaches).map(String::as_str);
        let reached: Vec<_> = reached.collect();
        unexpected(
            expect,
            &reached,
            &survey,
            &Counted { unreduced: true, reduced: true },
            &properties,
            &unheeded,
        )
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_as_expected_is_not_mentioned() {
        let expect = Expect {
            unique_states: Some(10),
            depth: Some(5),
            violates: names(&["agreement"]),
            holds: names(&["validity"]),
            ..Expect::default()
        };
        assert_eq!(judge(Some(&expect), &End::Complete, &[]), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_named() {
        let expect = Expect {
            unique_states: Some(11),
            depth: Some(6),
            violates: names(&["validity"]),
            reaches: names(&["value chosen"]),
            ..Expect::default()
        };
        assert_eq!(
            judge(Some(&expect), &End::Complete, &["promise"]),
            [
                "agreement is violated",
                "validity should be violated, and holds",
                "no promise was ever heeded: the model shows little",
                "value chosen should be possible, and is not",
                "states: 11 expected, 10 found",
                "the depth: 6 expected, 5 found",
            ]
        );
    }

    #[test]
    fn without_expectations_only_violations_and_panics_count() {
        assert_eq!(judge(None, &End::Complete, &["promise"]), ["agreement is violated"]);
        assert_eq!(
            judge(None, &End::Panicked("it broke".into()), &[]),
            ["the model panicked: it broke", "agreement is violated"]
        );
    }

    #[test]
    fn what_a_stopped_search_does_not_know_is_no_difference() {
        let expect = Expect {
            unique_states: Some(11),
            violates: names(&["agreement", "validity"]),
            reaches: names(&["value chosen"]),
            ..Expect::default()
        };
        let end = End::Truncated("out of time".to_string());
        assert_eq!(judge(Some(&expect), &end, &["promise"]), Vec::<String>::new());
    }
}
