//! Judgements as JSON.

use super::Reported;
use crate::check::dead_ends::Outlook;
use crate::check::judgement::Bugs;
use crate::check::verdict::{Judged, PropertyVerdict, Verdict};
use crate::properties::{AskedFor, Kind};
use serde::Serialize;

/// All judgements as one JSON document; `docs/schemas/check.json` is its schema.
///
/// # Errors
/// None that the data could cause; those of the serialiser are passed on.
pub fn json(reported: &[Reported]) -> serde_json::Result<String> {
    let models: Vec<_> = reported.iter().map(ModelJson::from).collect();
    serde_json::to_string_pretty(&models)
}

#[derive(Serialize)]
struct ModelJson<'a> {
    version: u32,
    model: &'a str,
    verdict: Verdict,
    as_expected: bool,
    complete: bool,
    reason: Option<&'a str>,
    unique_states: u64,
    generated_states: u64,
    unreduced_states: Option<u64>,
    depth: Option<usize>,
    reductions: Vec<String>,
    searched_again: bool,
    resumed_states: Option<u64>,
    seconds: f64,
    collision_probability: f64,
    unexpected: &'a [String],
    bounds: &'a [String],
    unheeded: &'a [String],
    never: &'a [String],
    outlook: Option<OutlookJson>,
    known_bugs: Option<BugsJson>,
    properties: Vec<PropertyJson<'a>>,
}

#[derive(Serialize)]
struct BugsJson {
    caught: usize,
    all: usize,
}

#[derive(Serialize)]
struct OutlookJson {
    pending: u64,
    dead: u64,
    unexcused: u64,
}

#[derive(Serialize)]
struct PropertyJson<'a> {
    name: &'a str,
    kind: &'static str,
    verdict: PropertyVerdict,
    steps: Option<usize>,
    trace: Option<String>,
}

impl<'a> From<&Reported<'a>> for ModelJson<'a> {
    fn from(reported: &Reported<'a>) -> Self {
        let judgement = reported.judgement;
        let properties = judgement.properties.iter().zip(&reported.traces);
        Self {
            version: 1,
            model: &judgement.model,
            verdict: judgement.verdict,
            as_expected: judgement.as_expected(),
            complete: judgement.complete,
            reason: judgement.reason.as_deref(),
            unique_states: judgement.unique_states,
            generated_states: judgement.generated_states,
            unreduced_states: judgement.unreduced_states,
            depth: judgement.depth,
            reductions: judgement.reductions.iter().map(ToString::to_string).collect(),
            searched_again: judgement.searched_again,
            resumed_states: judgement.resumed_states,
            seconds: judgement.seconds,
            collision_probability: judgement.collision_probability(),
            unexpected: &judgement.unexpected,
            bounds: &judgement.bounds,
            unheeded: &judgement.unheeded,
            never: &judgement.unseen,
            outlook: judgement.outlook.map(|Outlook { pending, dead, unexcused }| OutlookJson {
                pending,
                dead,
                unexcused,
            }),
            known_bugs: match judgement.bugs {
                Bugs::Known { caught, all } => Some(BugsJson { caught, all }),
                Bugs::Unknown | Bugs::NotAsked => None,
            },
            properties: properties
                .map(|(result, path)| PropertyJson {
                    name: result.name(),
                    kind: kind(&result.judged),
                    verdict: result.verdict,
                    steps: result.trace.as_ref().map(|trace| trace.story.steps.len()),
                    trace: path.as_ref().map(|path| path.display().to_string()),
                })
                .collect(),
        }
    }
}

/// What kind of property something is.
fn kind(judged: &Judged) -> &'static str {
    match judged {
        Judged::OfRuns(sought) => match sought.kind() {
            Kind::Always => "always",
            Kind::Sometimes => "sometimes",
        },
        Judged::AskedFor(AskedFor::DecisionStaysReachable) => "stays-reachable",
        Judged::AskedFor(AskedFor::RefinesPaxos | AskedFor::KeepsTheInvariant) => "every-step",
    }
}
