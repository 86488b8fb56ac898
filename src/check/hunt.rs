//! Looking for a violation, and for nothing else.

use super::engine;
use super::search::{End, Limits, Progress, Survey};
use super::store::Store;
use crate::model::file::ModelFile;
use crate::model::packed::{Packed, PackedVisitor, Reductions};
use crate::properties::{Kind, Sought};
use std::num::NonZeroUsize;
use std::sync::Arc;

/// What a hunt has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hunt {
    /// A property is violated, in so many steps and no fewer; if there are several, the first of those
    /// that are violated soonest.
    Caught {
        /// Which one.
        property: String,
        /// The length of a shortest run to it.
        steps: usize,
    },
    /// Every state was visited, and none violates a property.
    Missed,
    /// The search was stopped before it could tell: why.
    Unknown(String),
}

/// Searches a model until it is known how soon a property is violated.
pub fn hunt(file: &ModelFile, threads: NonZeroUsize, limits: &Limits, progress: &Progress) -> Hunt {
    // Persistent sets could make the run longer.
    let reductions = Reductions { persistent: false, ..Reductions::ALL };
    let limits = &Limits { first_hit: true, ..limits.clone() };
    let hunter = Hunter { threads, limits, progress };
    let hunt = limits.pack(file, reductions, threads, hunter);
    hunt.unwrap_or_else(|error| Hunt::Unknown(limits.why_not(error)))
}

struct Hunter<'a> {
    threads: NonZeroUsize,
    limits: &'a Limits,
    progress: &'a Progress,
}

impl PackedVisitor for Hunter<'_> {
    type Output = Hunt;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Hunt {
        let mut sought = system.about().sought();
        sought.retain(|sought| sought.kind() == Kind::Always);
        let store = Store::default();
        let Self { threads, limits, progress } = self;
        let survey = engine::survey(&*system, &sought, threads, &store, limits, progress);
        conclude(survey.expect("nothing is stored"), &sought)
    }
}

fn conclude(survey: Survey, sought: &[Arc<dyn Sought>]) -> Hunt {
    let hits = sought.iter().zip(&survey.hits);
    let hits = hits.filter_map(|(sought, hit)| Some((sought.name(), hit.as_ref()?.len())));
    match (hits.min_by_key(|(_, steps)| *steps), survey.end) {
        (Some((property, steps)), _) => Hunt::Caught { property: property.to_string(), steps },
        (None, End::Complete) => Hunt::Missed,
        (None, End::Truncated(reason) | End::Panicked(reason)) => Hunt::Unknown(reason),
    }
}
