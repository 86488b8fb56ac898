//! Where actors are placed, and what goes wrong: from the fields of a model file.

use super::fault_fields::{AlteredBy, Faults, Integrity};
use super::limits::Refusal;
use crate::actor::Roster;
use crate::model::network::Alteration;
use stateright::actor::Id;

/// The processes, each a list of actors; every actor is a process of its own unless the file says
/// otherwise.
pub(super) fn processes(
    roster: &Roster,
    listed: Option<&[Vec<String>]>,
) -> Result<Vec<Vec<Id>>, Refusal> {
    let Some(listed) = listed else { return Ok(roster.ids().map(|id| vec![id]).collect()) };
    let field = "roles.processes";
    let mut processes = Vec::new();
    let mut placed = vec![false; roster.size()];
    for names in listed {
        if names.is_empty() {
            return Err((field, "a process has at least one actor".to_string()));
        }
        let ids = names.iter().map(|name| actor(roster, field, name));
        let ids = ids.collect::<Result<Vec<Id>, _>>()?;
        for id in &ids {
            if std::mem::replace(&mut placed[usize::from(*id)], true) {
                return Err((field, format!("{} is placed twice", roster.name(*id))));
            }
        }
        processes.push(ids);
    }
    match roster.ids().find(|id| !placed[usize::from(*id)]) {
        Some(id) => Err((field, format!("{} is in no process; list it", roster.name(id)))),
        None => Ok(processes),
    }
}

/// The processes that may crash: those of the actors listed, or all.
pub(super) fn mortal(
    roster: &Roster,
    processes: &[Vec<Id>],
    (crashes, may_crash): (u8, Option<&[String]>),
) -> Result<Vec<usize>, Refusal> {
    let field = "faults.may_crash";
    let all = || (0..processes.len()).collect();
    let Some(listed) = may_crash else { return Ok(all()) };
    if listed.is_empty() || crashes == 0 {
        let message = "it needs faults.crashes = 1 or more, and an actor; or leave it out";
        return Err((field, message.to_string()));
    }
    let ids = listed.iter().map(|name| actor(roster, field, name));
    let ids = ids.collect::<Result<Vec<Id>, _>>()?;
    let mortal = |process: &usize| ids.iter().any(|id| processes[*process].contains(id));
    Ok((0..processes.len()).filter(mortal).collect())
}

/// The actors that a partition cuts off.
pub(super) fn partition(
    roster: &Roster,
    processes: &[Vec<Id>],
    faults: &Faults,
) -> Result<Option<Vec<Id>>, Refusal> {
    let field = "faults.partition";
    let Some(listed) = &faults.partition else {
        return match faults.heals {
            true => Ok(None),
            false => {
                Err(("faults.heals", "it needs faults.partition; or leave it out".to_string()))
            }
        };
    };
    let ids = listed.iter().map(|name| actor(roster, field, name));
    let ids = ids.collect::<Result<Vec<Id>, _>>()?;
    if ids.is_empty() || roster.ids().all(|id| ids.contains(&id)) {
        return Err((field, "there must be actors on both sides".to_string()));
    }
    let inside = |id: &Id| ids.contains(id);
    match processes.iter().find(|ids| ids.iter().any(inside) && !ids.iter().all(inside)) {
        None => Ok(Some(ids)),
        Some(process) => {
            let names: Vec<_> = process.iter().map(|id| roster.name(*id)).collect();
            Err((field, format!("{} are one process; list all or none", names.join(" and "))))
        }
    }
}

/// What becomes of messages that are altered.
pub(super) fn alteration(faults: &Faults) -> Result<Alteration, Refusal> {
    if faults.alterations == 0 {
        let described = (faults.altered_by, faults.integrity);
        if described == (AlteredBy::default(), Integrity::default()) {
            return Ok(Alteration::Unnoticed);
        }
        let message = "who alters messages, and who notices, needs faults.alterations = 1 or more";
        return Err(("faults.alterations", message.to_string()));
    }
    Ok(match (faults.altered_by, faults.integrity) {
        (_, Integrity::None) | (AlteredBy::Tampering, Integrity::Checksum) => Alteration::Unnoticed,
        (AlteredBy::Damage, Integrity::Checksum) | (_, Integrity::KeyedTag) => Alteration::Noticed,
    })
}

pub(super) fn actor(roster: &Roster, field: &'static str, called: &str) -> Result<Id, Refusal> {
    roster.ids().find(|id| roster.name(*id) == called).ok_or_else(|| {
        let names: Vec<_> = roster.ids().map(|id| roster.name(id)).collect();
        (field, format!("there is no actor {called:?}; there are {}", names.join(", ")))
    })
}
