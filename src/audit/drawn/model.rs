//! The model of which a run of real nodes is one.

use super::acts::Acts;
use super::not_drawn::{NotDrawn, Why};
use super::order::Copies;
use crate::audit::problem::At;
use crate::audit::recording::Recording;
use crate::model::story::Act;
use crate::paxos::{ProposerId, Value};
use std::collections::BTreeMap;

/// The most resends, crashes and reads of a learner that a model has (docs/model-file.md).
const MOST: u8 = 32;

/// The most ballots of a proposer that a model has.
const MOST_BALLOTS: u64 = 1_000;

/// What a proposer wants in the model that nobody has asked for anything.
const NOTHING: &str = "(nothing)";

/// What of its bounds a run uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Used {
    resends: u8,
    crashes: u8,
    reads: u8,
}

impl Used {
    /// As much as there can be.
    pub(super) const MOST: Self = Self { resends: MOST, crashes: MOST, reads: MOST };

    /// What these steps use, each with its line.
    ///
    /// # Errors
    /// At the first that no model has any more.
    pub(super) fn by<'a>(steps: impl Iterator<Item = &'a (Act, At)>) -> Result<Self, NotDrawn> {
        let (mut resends, mut crashes, mut reads) = (0, 0, BTreeMap::<&str, u8>::new());
        for (act, at) in steps {
            let (what, used) = match act {
                Act::Timeout { timer, .. } if timer != "next ballot" => ("resends", &mut resends),
                Act::Crash { .. } => ("crashes", &mut crashes),
                Act::Read { actor } => ("reads of one learner", reads.entry(actor).or_default()),
                _ => continue,
            };
            if *used == MOST {
                return Err(Why::TooMany { what, most: MOST.into() }.at(at));
            }
            *used += 1;
        }
        Ok(Self { resends, crashes, reads: reads.into_values().max().unwrap_or(0) })
    }
}

/// The text of the model file.
///
/// # Errors
/// If a proposer began more ballots than any of a model.
pub(super) fn text(
    recording: &Recording,
    acts: &Acts,
    copies: Copies,
    used: Used,
) -> Result<String, NotDrawn> {
    let roster = &recording.setting.roster;
    let nodes: Vec<_> = recording.nodes.keys().map(ToString::to_string).collect();
    let decree = recording.decree.as_str().escape_debug();
    let title = format!(
        "The decree `{decree}` as it was recorded, by the logs of nodes {}",
        nodes.join(", ")
    );
    let (prepare, accept) = recording.setting.sizes;
    let clients: Vec<_> = acts.clients.iter().map(|clients| wanted(clients)).collect();
    let ballots = acts.last_rounds.iter().zip(0..).map(|(last, proposer)| {
        let is_owner = acts.owner == Some(ProposerId(proposer));
        ballots(last.as_ref(), is_owner)
    });
    let ballots = ballots.collect::<Result<Vec<_>, _>>()?;
    let processes = recording.setting.nodes.iter().map(|node| {
        let ids = roster.ids().filter(|id| recording.setting.home(*id) == Some(*node));
        ids.map(|id| roster.name(id)).collect::<Vec<_>>()
    });
    let processes: Vec<_> = processes.filter(|process| !process.is_empty()).collect();
    let mut text = String::new();
    let mut line = |name: &str, value: String| text.extend([name, &value, "\n"]);
    line(
        "# Written by synod audit: the model of which one run of real nodes is a run.",
        String::new(),
    );
    line("version = 1\nsystem = \"network\"\ntitle = ", quoted(&title));
    line("\n[roles]\nproposers = ", listed(clients));
    line("acceptors = ", roster.acceptors().count().to_string());
    line("learners = ", roster.learners().count().to_string());
    line("quorums = ", format!("{{ prepare = {prepare}, accept = {accept} }}"));
    line(
        "processes = ",
        listed(processes.iter().map(|names| listed(names.iter().map(|name| quoted(name))))),
    );
    line("refusals = ", "true".to_string());
    // Where nobody asks what it missed, nobody is told, and a model does not say that it could be.
    if roster.learners().count() > 1 && used.resends > 0 {
        line("learners_tell = ", "true".to_string());
    }
    if let Some(owner) = acts.owner {
        line("fast = ", quoted(&format!("proposer {owner}")));
    }
    line("\n[bounds]\nballots_per_proposer = ", listed(ballots.iter().map(u64::to_string)));
    line("resends = ", used.resends.to_string());
    line("reads = ", used.reads.to_string());
    line("\n[faults]\nduplicate = ", (copies == Copies::Endless).to_string());
    line("crashes = ", used.crashes.to_string());
    Ok(text)
}

/// What the clients of a proposer want, one after the other.
fn wanted(clients: &[Value]) -> String {
    match clients {
        [] => quoted(NOTHING),
        [one] => quoted(one.as_str()),
        more => listed(more.iter().map(|value| quoted(value.as_str()))),
    }
}

/// How many ballots a proposer begins that has begun this round last.
fn ballots(last: Option<&(u64, At)>, is_owner: bool) -> Result<u64, NotDrawn> {
    let Some((round, at)) = last else { return Ok(1) };
    let ballots = round.saturating_add(is_owner.into());
    if ballots > MOST_BALLOTS {
        return Err(Why::TooMany { what: "rounds of one proposer", most: MOST_BALLOTS }.at(at));
    }
    Ok(ballots)
}

fn listed(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
