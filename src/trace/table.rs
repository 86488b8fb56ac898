//! The state of every actor in a table, where something changed.

use super::format::Trace;
use crate::model::story::{LeaderView, LogLearnerView, View};
use comfy_table::{ContentArrangement, Table, presets};

impl Trace {
    /// A row for each step at which the state of some actor changed, and a column for each actor whose
    /// state ever did; no wider than this, as far as words allow it.
    pub fn table(&self, width: Option<u16>) -> String {
        let changed = |name: &str| {
            let mut all = self.story.steps.iter().flat_map(|step| &step.changed);
            all.any(|actor| actor.name == name)
        };
        let actors: Vec<_> = self.story.start.iter().filter(|a| changed(&a.name)).collect();
        let mut table = Table::new();
        let names = actors.iter().map(|actor| actor.name.clone());
        table.load_style(presets::NOTHING);
        if let Some(width) = width {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        table.set_header(std::iter::once("step".to_string()).chain(names));
        for (step, number) in self.story.steps.iter().zip(1..) {
            if step.changed.is_empty() {
                continue;
            }
            let cells = actors.iter().map(|actor| {
                let now = step.changed.iter().find(|changed| changed.name == actor.name);
                now.map_or(String::new(), |now| short(&now.state))
            });
            table.add_row(std::iter::once(format!("{number:>4}")).chain(cells));
        }
        let lines: Vec<_> = table.lines().map(|line| line.trim_end().to_string()).collect();
        lines.join("\n")
    }
}

/// The state of an actor in as few words as will do.
fn short(state: &View) -> String {
    match state {
        View::Proposer { ballot: None, .. }
        | View::Acceptor { promised: None, voted: None }
        | View::Voter { promised: None, stopped: false, .. }
        | View::Leader(LeaderView { ballot: None, .. })
        | View::Server { promised: None, .. } => "nothing".to_string(),
        View::Proposer { ballot: Some(ballot), proposed: Some(value), .. } => {
            format!("{ballot} proposed {value}")
        }
        View::Proposer { ballot: Some(ballot), promised_by, .. } => {
            let promises: Vec<&str> = promised_by.iter().map(String::as_str).collect();
            format!("{ballot} {{{}}}", promises.join(", "))
        }
        View::Acceptor { promised, voted } => {
            let promised = promised.as_ref().map(|ballot| format!("promised {ballot}"));
            let voted = voted.as_ref().map(|vote| format!("voted {vote}"));
            promised.into_iter().chain(voted).collect::<Vec<_>>().join(", ")
        }
        View::Voter { promised, votes, stopped } => {
            let promised = promised.iter().map(|promised| format!("promised {promised}"));
            let votes = votes.iter().map(|vote| format!("voted {vote}"));
            let stopped = stopped.then(|| "has stopped".to_string());
            promised.chain(votes).chain(stopped).collect::<Vec<_>>().join(", ")
        }
        View::Manager { .. } => state.to_string(),
        View::Server { promised: Some(promised), log, acknowledged } => {
            let log = log.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let acknowledged = acknowledged.iter().map(|all| format!("acknowledged {all}"));
            let promised = std::iter::once(format!("promised {promised}, log [{log}]"));
            promised.chain(acknowledged).collect::<Vec<_>>().join(", ")
        }
        View::Leader(LeaderView { ballot: Some(ballot), promised_by, proposed, .. }) => {
            match &proposed[..] {
                [] => format!("{ballot} {{{}}}", promised_by.join(", ")),
                proposed => {
                    let proposed = proposed.iter().map(|cast| format!("proposed {cast}"));
                    proposed.collect::<Vec<_>>().join(", ")
                }
            }
        }
        View::LogLearner(LogLearnerView { heard, learned, applied }) => {
            let heard =
                heard.iter().map(|heard| format!("{} {{{}}}", heard.vote, heard.voters.join(", ")));
            let learned = learned.iter().map(|entry| format!("learned {entry}"));
            let applied = applied.iter().map(|slot| format!("carried out slot {slot}"));
            heard.chain(learned).chain(applied).collect::<Vec<_>>().join("; ")
        }
        View::Learner { learned: Some(value), .. } => format!("learned {value}"),
        View::Learner { heard, learned: None, read } => {
            let votes =
                heard.iter().map(|heard| format!("{} {{{}}}", heard.vote, heard.voters.join(", ")));
            let unvoted = read.iter().map(|read| {
                format!("read {}: not voted {{{}}}", read.number, read.unvoted.join(", "))
            });
            let votes = votes.chain(unvoted);
            votes.collect::<Vec<_>>().join("; ")
        }
    }
}
