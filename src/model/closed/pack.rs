//! From a system of actors to its packed form.

use super::actors::Actors;
use super::chosen::Chosen;
use super::close::close;
use super::layout::Layout;
use super::meaning::Meaning;
use super::reductions::observers::{LESSONS_AT_ONCE, Observer};
use super::reductions::settled::Settled;
use super::reductions::symmetry::Symmetry;
use super::state::{Closed, Parts};
use super::tables::{ActorTable, Tables};
use super::told::{Named, Told};
use crate::actor::Role;
use crate::model::packed::{NotPacked, Packed, Packing, Reductions};
use crate::model::question::Question;
use crate::model::width::{AnyWidth, Pack};
use crate::paxos::{Quorums, Vote};
use crate::properties::{Kind, Sought};
use std::sync::Arc;

/// The packed form of a system.
///
/// # Errors
/// If it is too large, or packing was given up.
pub(crate) fn pack(
    system: impl Actors,
    packing: &Packing,
    questions: &[Question],
) -> Result<AnyWidth, NotPacked> {
    let reductions = possible(&system, questions, packing.reductions);
    let (mut tables, mut names) = close(&system, reductions.observers, packing.stop)?;
    let symmetry = match reductions.symmetry {
        true => Symmetry::of(&system, &tables, &names, questions),
        false => Symmetry::default(),
    };
    for (actor, order) in symmetry.aligned(&tables) {
        tables.renumber(actor, &order);
        names.renumber(actor, &order);
    }
    let layout = Layout::new(&system, &tables, &symmetry.alike);
    let cast: Vec<_> = names.facts.iter().map(|(_, fact)| system.vote_cast(fact)).collect();
    let observer = reductions.observers.then(|| Observer::new(&system, &tables, &names));
    // What observers learn is chosen by then.
    let learning_is_settled =
        reductions.observers || !tables.actors.iter().any(ActorTable::is_learner);
    // Where a step of one actor changes another, the two do not commute.
    let apart = !tables.reach_others();
    let persistent = reductions.persistent && learning_is_settled && apart;
    let reductions = Reductions { persistent, ..reductions };
    let (processes, mortal) = (system.processes(), system.mortal());
    let parts = Parts {
        duplicates: system.duplicates(),
        allowance: system.allowance(),
        severed: tables.messages.iter().map(|mail| system.severs(mail.from, mail.to)).collect(),
        heals: system.heals(),
        mortal: mortal.iter().map(|process| processes[*process].clone()).collect(),
        symmetry,
        observer,
        questions: questions.to_vec(),
        reductions,
        chosen: Chosen::new(&tables, &layout, system.quorums(), &cast),
    };
    let (quorums, altered) = (system.quorums().clone(), tables.altered.clone());
    let is_log = !system.is_one_decree();
    let told = Box::new(Named { system, names, altered, mortal });
    Unpacked { tables, layout, parts, quorums, cast, told, is_log }.pack_as_wide_as_needed()
}

/// A system that is closed, and not packed yet. What kind of actors it has is not told any more: otherwise
/// whoever packs actors of his own would compile all packed forms anew for them.
struct Unpacked {
    tables: Tables,
    layout: Layout,
    parts: Parts,
    quorums: Quorums,
    /// For each fact, the vote that was cast, if this is that one was.
    cast: Vec<Option<Vote>>,
    told: Box<dyn Told>,
    /// Whether there is more than one decree.
    is_log: bool,
}

impl Unpacked {
    fn pack_as_wide_as_needed(self) -> Result<AnyWidth, NotPacked> {
        let meaning = self.is_log.then(|| Meaning::of(&*self.told, &self.tables, &self.layout));
        let words = meaning.map_or(0, |meaning| meaning.words());
        AnyWidth::pack(self.layout.words.max(words), self)
    }
}

impl Pack for Unpacked {
    fn pack<const N: usize>(self) -> Arc<dyn Packed<N>> {
        let Self { tables, layout, parts, quorums, cast, told, .. } = self;
        let settled =
            parts.reductions.settled.then(|| Settled::new(&tables, &layout, &quorums, &cast));
        Arc::new(Closed::<N>::new(tables, layout, parts, settled.flatten(), told))
    }
}

/// Those of the reductions whose arguments hold for what a system does. All but symmetry and stale messages are argued
/// for one decree. What others can still send, or an
/// actor has certainly been sent, is no longer all once messages are altered; and what a partition holds back
/// is neither there nor still to come. Learners are observers only where nothing that they do reaches anybody
/// else: they never ask, use no message up, and crash alone; and if they need not be asked for more at once than
/// they are. Where one order of steps is taken for all, what violates a question must last; and a read does
/// not commute with the votes that it may or may not see.
fn possible(system: &impl Actors, questions: &[Question], reductions: Reductions) -> Reductions {
    let allowance = system.allowance();
    let altered = allowance.alterations > 0;
    let one = system.is_one_decree();
    let whole = one && !altered && !allowance.partitioned;
    let only_listen = system.duplicates()
        && allowance.resends == 0
        && allowance.reads == 0
        && system.roles().into_iter().any(is_learner)
        && system.learners_are_the_references()
        && learners_crash_alone(system)
        && questions.iter().all(|question| question.lessons() <= LESSONS_AT_ONCE);
    let violations_last = questions.iter().all(|q| q.kind() == Kind::Sometimes || q.lasts());
    let Reductions { symmetry, stale, observers, persistent, settled } = reductions;
    Reductions {
        symmetry,
        stale: stale && !altered,
        observers: observers && whole && only_listen,
        persistent: persistent && whole && violations_last && allowance.reads == 0,
        settled: settled && one && !altered && allowance.reads == 0,
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
