//! Messages that are on their way.

use super::told::{Choice, Hindered, Teller};
use crate::model::story::{Act, Said, Step, Story};
use serde::Serialize;

/// A message that is on its way.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Message {
    from: String,
    to: String,
    said: Said,
    text: String,
    /// The last step that sent it; 0, if it was there from the beginning.
    sent_in: usize,
    /// How often it has arrived.
    delivered: usize,
    /// Whether the last step sent it.
    new: bool,
    /// What can happen to it: places in the list of all that can.
    can: Vec<usize>,
    /// Why it does not arrive: a place in the list of what cannot happen.
    cannot: Option<usize>,
}

/// What is on its way: all that can be delivered or altered, or is kept from it.
pub(super) fn messages(
    story: &Story,
    can: &[Choice],
    cannot: &[Hindered],
    teller: &Teller,
) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let acts = can.iter().zip(0..).map(|(choice, place)| (&choice.act, Ok(place)));
    let hindered = cannot.iter().zip(0..);
    let hindered =
        hindered.filter_map(|(hindered, place)| Some((hindered.act.as_ref()?, Err(place))));
    for (act, place) in acts.chain(hindered) {
        let (Act::Deliver { from, to, message } | Act::Alter { from, to, message, .. }) = act
        else {
            continue;
        };
        let is_it = |told: &Message| (&told.from, &told.to, &told.said) == (from, to, message);
        let number = messages.iter().position(is_it).unwrap_or_else(|| {
            messages.push(Message::of(from, to, message, &story.steps, teller));
            messages.len() - 1
        });
        match place {
            Ok(place) => messages[number].can.push(place),
            Err(place) => messages[number].cannot = Some(place),
        }
    }
    messages.sort_by_key(|message| message.sent_in);
    messages
}

impl Message {
    fn of(from: &str, to: &str, said: &Said, steps: &[Step], teller: &Teller) -> Self {
        let sends = |step: &Step| {
            step.sent.iter().any(|sent| (&*sent.from, &*sent.to, &sent.message) == (from, to, said))
        };
        let sent_in = steps.iter().rposition(sends).map_or(0, |step| step + 1);
        let arrives = |step: &&Step| match &step.action {
            Act::Deliver { from: f, to: t, message } => (&**f, &**t, message) == (from, to, said),
            _ => false,
        };
        Self {
            from: from.to_string(),
            to: to.to_string(),
            said: said.clone(),
            text: teller.say(&said.to_string()),
            sent_in,
            delivered: steps.iter().filter(arrives).count(),
            new: sent_in > 0 && sent_in == steps.len(),
            can: Vec::new(),
            cannot: None,
        }
    }
}
