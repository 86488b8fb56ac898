//! Judgements in groups, by what became of the models, so that what is wrong on purpose is told apart.

use super::words::word;
use crate::check::judgement::Judgement;
use crate::check::paragraph::Tone;
use crate::check::verdict::Verdict;

/// Models of which the same is to be said.
#[derive(Debug)]
pub struct Group<'a> {
    /// What is to be said of them.
    pub heading: String,
    /// How good it is.
    pub tone: Tone,
    /// What checking each has shown.
    pub judgements: Vec<&'a Judgement>,
}

/// All judgements, each in its group: those as expected before the others, and otherwise in their order.
pub fn groups(judgements: &[Judgement]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    let (good, bad): (Vec<_>, Vec<_>) =
        judgements.iter().partition(|judgement| judgement.as_expected());
    for judgement in good.into_iter().chain(bad) {
        let heading = heading(judgement);
        let known = groups.iter().position(|group| group.heading == heading);
        let place = known.unwrap_or_else(|| {
            groups.push(Group { heading, tone: tone(judgement), judgements: Vec::new() });
            groups.len() - 1
        });
        groups[place].judgements.push(judgement);
    }
    groups
}

fn heading(judgement: &Judgement) -> String {
    let strange = judgement.verdict == Verdict::Holds && !judgement.refines();
    let but = if strange { ", does not refine Paxos" } else { "" };
    let note = if judgement.as_expected() {
        ", as expected"
    } else if judgement.unexpected.is_empty() && judgement.verdict == Verdict::Violated {
        ", not searched to the end (!)"
    } else {
        " (!)"
    };
    format!("{}{but}{note}", word(judgement.verdict))
}

fn tone(judgement: &Judgement) -> Tone {
    if judgement.as_expected() {
        Tone::Good
    } else if judgement.unexpected.is_empty() {
        Tone::Doubtful
    } else {
        Tone::Bad
    }
}
