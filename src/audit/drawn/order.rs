//! An order of what several nodes did.

use super::not_drawn::{NotDrawn, Why};
use crate::actor::{Msg, Roster};
use crate::audit::recording::{Event, On, Recording, What};
use crate::model::story::Said;
use crate::node::NodeId;
use stateright::actor::Id;
use std::collections::HashMap;

/// What the network does with a message that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copies {
    /// It is used up.
    Counted,
    /// It can arrive again.
    Endless,
}

/// A message, and from whom to whom.
type Letter<'a> = (Id, Id, &'a Msg);

/// What was sent and heard so far.
struct Post<'a> {
    recording: &'a Recording,
    copies: Copies,
    /// For each message when it was sent, and how often it was heard with an effect.
    letters: HashMap<Letter<'a>, (Vec<usize>, usize)>,
}

/// When something can happen, and what comes first of what can: a start; then the message that was sent first, at
/// the node itself and then at others; then what nobody else has a part in, at the node that has waited longest.
type Turn = (u8, usize, bool);

/// The events of all nodes, in an order in which each node keeps its own, and all is heard after it was sent.
///
/// # Errors
/// If there is none: the first event that nothing leads to.
pub(super) fn order(
    recording: &Recording,
    copies: Copies,
) -> Result<Vec<(NodeId, usize)>, NotDrawn> {
    let mut post = Post { recording, copies, letters: HashMap::new() };
    // Of each node its events, how many of them are in order, and where the last of these is.
    let mut nodes: Vec<_> =
        recording.nodes.iter().map(|(id, events)| (*id, &events[..], 0, 0)).collect();
    let mut ordered = Vec::new();
    loop {
        let heads = nodes.iter().enumerate().filter_map(|(place, (_, events, next, last))| {
            Some((post.turn(events.get(*next)?, *last)?, place))
        });
        let Some((_, place)) = heads.min() else { break };
        let (node, events, next, last) = &mut nodes[place];
        post.pass(&events[*next], ordered.len());
        ordered.push((*node, *next));
        (*next, *last) = (*next + 1, ordered.len());
    }
    let stuck = nodes.iter().filter_map(|(_, events, next, _)| events.get(*next));
    let stuck: Vec<_> = stuck.collect();
    // Others only wait for who hears what was never sent.
    let first = stuck.iter().find(|event| !is_sent(recording, event)).or(stuck.first());
    first.map_or(Ok(ordered), |event| Err(never_said(&recording.setting.roster, event)))
}

/// Whether anybody ever sends what is heard there.
fn is_sent(recording: &Recording, event: &Event) -> bool {
    let What::Does { on: On::Heard(from, heard), .. } = &event.what else { return true };
    recording.nodes.values().flatten().any(|other| {
        let What::Does { sends, .. } = &other.what else { return false };
        other.id == *from && sends.iter().any(|(to, msg)| *to == event.id && msg == heard)
    })
}

impl<'a> Post<'a> {
    /// When this can happen; never, as long as it hears what was not sent.
    fn turn(&self, event: &'a Event, last: usize) -> Option<Turn> {
        match &event.what {
            What::Runs { .. } => Some((0, last, false)),
            What::Does { on: On::Heard(from, msg), has_effect, .. } => {
                let (sent, heard) = self.letters.get(&(*from, event.id, msg))?;
                let is_counted = *has_effect && self.copies == Copies::Counted;
                let home = |id: Id| self.recording.setting.home(id);
                let sent = *sent.get(if is_counted { *heard } else { 0 })?;
                Some((1, sent, home(*from) != home(event.id)))
            }
            What::Does { on: On::Read(_) | On::Timer(_), .. } => Some((2, last, false)),
        }
    }

    /// It happens, at this place of all.
    fn pass(&mut self, event: &'a Event, place: usize) {
        let What::Does { on, has_effect, sends, .. } = &event.what else { return };
        if let (On::Heard(from, msg), true) = (on, *has_effect) {
            self.letters.entry((*from, event.id, msg)).or_default().1 += 1;
        }
        for (to, msg) in sends {
            self.letters.entry((event.id, *to, msg)).or_default().0.push(place);
        }
    }
}

fn never_said(roster: &Roster, event: &Event) -> NotDrawn {
    let who = roster.name(event.id);
    let what = match &event.what {
        What::Does { on: On::Heard(from, msg), .. } => {
            format!("{who} hears from {}: {}", roster.name(*from), Said::from(msg))
        }
        What::Runs { .. } | What::Does { .. } => format!("{who} does something"),
    };
    Why::NeverSaid { what }.at(&event.at)
}
