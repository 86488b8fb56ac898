//! From a system of actors to its packed form.

use super::actors::Actors;
use super::close::close;
use super::layout::Layout;
use super::reductions::observers::Observer;
use super::reductions::settled::Settled;
use super::reductions::symmetry::Symmetry;
use super::state::{Closed, Parts};
use super::tables::ActorTable;
use super::told::Named;
use crate::actor::Role;
use crate::model::packed::{NotPacked, PackedVisitor, Packing, Reductions, with_width};
use std::sync::Arc;

/// Hands a system over in its packed form.
///
/// # Errors
/// If it is too large, or packing was given up.
pub(crate) fn pack<S: Actors, V: PackedVisitor>(
    system: S,
    packing: &Packing,
    visitor: V,
) -> Result<V::Output, NotPacked> {
    let reductions = possible(&system, packing.reductions);
    let (mut tables, mut names) = close(&system, reductions.observers, packing.stop)?;
    let symmetry = match reductions.symmetry {
        true => Symmetry::of(&system, &tables),
        false => Symmetry::default(),
    };
    for (actor, order) in symmetry.aligned(&tables) {
        tables.renumber(actor, &order);
        names.renumber(actor, &order);
    }
    let layout = Layout::new(&system, &tables, &symmetry.alike);
    let cast: Vec<_> = names.facts.iter().map(|(_, fact)| system.vote_cast(fact)).collect();
    let observer = reductions.observers.then(|| Observer::new(&system, &tables, &names));
    let quorums = system.quorums();
    let learning_is_settled = match &observer {
        Some(observer) => observer.learns_only_what_is_chosen(&tables, quorums, &cast),
        None => !tables.actors.iter().any(ActorTable::is_learner),
    };
    // Where a step of one actor changes another, the two do not commute.
    let apart = !tables.reach_others();
    let persistent = reductions.persistent && learning_is_settled && apart;
    let settled = reductions.settled && apart;
    let reductions = Reductions { persistent, settled, ..reductions };
    let processes = system.processes();
    let mortal = system.mortal();
    let width = layout.words;
    with_width!(width, N => {
        let settled = reductions.settled.then(|| Settled::new(&tables, &layout, quorums, &cast));
        let parts = Parts {
            duplicates: system.duplicates(),
            allowance: system.allowance(),
            severed: tables.messages.iter().map(|mail| system.severs(mail.from, mail.to)).collect(),
            heals: system.heals(),
            mortal: mortal.iter().map(|process| processes[*process].clone()).collect(),
            symmetry,
            observer,
            settled: settled.flatten(),
            reductions,
        };
        let altered = tables.altered.clone();
        let told = Box::new(Named { system, names, altered, mortal });
        Ok(visitor.visit(Arc::new(Closed::<N>::new(tables, layout, parts, told))))
    })
}

/// Those of the reductions whose arguments hold for what a system does. What others can still send, or an
/// actor has certainly been sent, is no longer all once messages are altered; and what a partition holds back
/// is neither there nor still to come. Learners are observers only where nothing that they do reaches anybody
/// else: they never ask, use no message up, and crash alone.
fn possible(system: &impl Actors, reductions: Reductions) -> Reductions {
    let allowance = system.allowance();
    let altered = allowance.alterations > 0;
    let whole = !altered && !allowance.partitioned;
    let only_listen = system.duplicates()
        && allowance.resends == 0
        && system.roles().into_iter().any(is_learner)
        && system.learners_are_the_references()
        && learners_crash_alone(system);
    let Reductions { symmetry, stale, observers, persistent, settled } = reductions;
    Reductions {
        symmetry,
        stale: stale && !altered,
        observers: observers && whole && only_listen,
        persistent: persistent && whole,
        settled: settled && whole,
    }
}

fn is_learner(role: Role) -> bool {
    matches!(role, Role::Learner(_))
}

/// Whether a crash that makes a learner forget does nothing else.
fn learners_crash_alone(system: &impl Actors) -> bool {
    let (roles, processes) = (system.roles(), system.processes());
    let is_learner = |id: &usize| is_learner(roles[*id]);
    let mortal = system.mortal();
    let mut mortal = mortal.iter().map(|process| &processes[*process]);
    mortal.all(|ids| ids.iter().all(is_learner) || !ids.iter().any(is_learner))
}
