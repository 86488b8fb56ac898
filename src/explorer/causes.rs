//! Why a run ends as it does, and what the reference would have done.

use super::chosen::Chosen;
use super::library::Subject;
use super::place;
use super::refusal::Refusal;
use super::route;
use super::told::{Holds, Teller, Told};
use crate::model::story::Actor;
use crate::trace::{self, Counterpart, Language, Pair};
use serde::Serialize;

/// The causes of a violation.
#[derive(Clone, Debug, Serialize)]
pub struct WhyTold {
    violates: String,
    explanation: Vec<String>,
    /// The numbers of the causes in the run that was asked about, counted from 1.
    kept: Vec<usize>,
    of: usize,
    steps: Vec<Told>,
    /// The votes by which different values are chosen, if that is what is wrong.
    quorums: Vec<Chosen>,
    /// The acceptors that cast votes of both.
    shared: Vec<String>,
    invariant: Option<Invariant>,
}

/// Where the proof's invariant fails first.
#[derive(Clone, Debug, Serialize)]
struct Invariant {
    /// The number of the step in the run that was asked about; 0, if it fails from the beginning.
    step: usize,
    conjuncts: String,
}

/// A run beside the reference.
#[derive(Clone, Debug, Serialize)]
pub struct TwinTold {
    start: Vec<Holds>,
    /// How many of the first steps are the same.
    same: usize,
    pairs: Vec<PairTold>,
    ends: Vec<End>,
}

#[derive(Clone, Debug, Serialize)]
struct PairTold {
    broken: Told,
    reference: CounterpartTold,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum CounterpartTold {
    Same,
    Otherwise(Box<Told>),
    NeverSent,
    Nothing,
    Impossible,
}

/// An actor at the end of both runs.
#[derive(Clone, Debug, Serialize)]
struct End {
    name: String,
    broken: Holds,
    reference: Holds,
}

/// The causes of what a run violates first.
pub(super) fn why(
    subject: &Subject,
    run: &[String],
    language: Language,
) -> Result<WhyTold, Refusal> {
    // What comes after a violation is no cause of it.
    let run = &run[..route::until_violated(&subject.file, run)];
    let trace = route::trace(&subject.file, run)?;
    let why = trace::why(&trace, &subject.file).map_err(Refusal::run)?;
    let names = route::names(&subject.file, &why.trace).map_err(Refusal::run)?;
    let end = place::look(subject, &names, language)?;
    let quorums = opposed(end.chosen);
    let shared = match &quorums[..] {
        [one, other] => {
            let both = one.voters.iter().filter(|name| other.voters.contains(name));
            both.cloned().collect()
        }
        _ => Vec::new(),
    };
    let teller = Teller::new(&subject.file, &trace.story, language, false);
    let explanation = why.explanation();
    Ok(WhyTold {
        violates: why.trace.violates.unwrap_or_default(),
        explanation: explanation.iter().map(|sentence| teller.say(sentence)).collect(),
        of: why.of,
        steps: end.steps,
        shared,
        quorums,
        invariant: why.invariant.map(|(step, conjuncts)| Invariant {
            step: step.checked_sub(1).map_or(0, |step| why.numbers[step]),
            conjuncts: teller.say(&conjuncts),
        }),
        kept: why.numbers,
    })
}

/// Two quorums that chose different values; none, if there are no such.
fn opposed(mut chosen: Vec<Chosen>) -> Vec<Chosen> {
    let value = chosen.first().map(|first| first.vote.value.clone());
    let other = chosen.iter().position(|chosen| Some(&chosen.vote.value) != value.as_ref());
    let Some(other) = other else { return Vec::new() };
    let other = chosen.swap_remove(other);
    chosen.truncate(1);
    chosen.push(other);
    chosen
}

/// A run beside what the reference does with the same messages.
pub(super) fn twin(
    subject: &Subject,
    run: &[String],
    language: Language,
) -> Result<TwinTold, Refusal> {
    let trace = route::trace(&subject.file, run)?;
    let twin = trace::twin(&trace, &subject.file).map_err(Refusal::run)?;
    let teller = Teller::new(&subject.file, &trace.story, language, false);
    let same = twin.pairs.iter().take_while(|pair| pair.reference == Counterpart::Same).count();
    let ends = twin.start.iter().map(|first| {
        let [broken, reference] = twin.ends(first);
        End {
            name: first.name.clone(),
            broken: teller.holds(broken),
            reference: teller.holds(reference),
        }
    });
    Ok(TwinTold {
        start: twin.start.iter().map(|actor: &Actor| teller.holds(actor)).collect(),
        same,
        pairs: twin.pairs.iter().map(|pair| beside(pair, &teller)).collect(),
        ends: ends.collect(),
    })
}

fn beside(Pair { broken, reference }: &Pair, teller: &Teller) -> PairTold {
    let reference = match reference {
        Counterpart::Same => CounterpartTold::Same,
        Counterpart::Otherwise(step) => {
            CounterpartTold::Otherwise(Box::new(teller.step(None, step)))
        }
        Counterpart::NeverSent => CounterpartTold::NeverSent,
        Counterpart::Nothing => CounterpartTold::Nothing,
        Counterpart::Impossible => CounterpartTold::Impossible,
    };
    PairTold { broken: teller.step(None, broken), reference }
}
