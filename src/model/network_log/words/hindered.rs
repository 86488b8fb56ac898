//! Why something cannot happen in a network of a log, or would change nothing.

use super::phrases::act;
use crate::actor::log::{LogLeader, LogLearner, State};
use crate::model::hindrance::{
    Because, Hindrance, Reason, counted_already, no_crash, no_more_ballots, only_again, refused,
    uncounted, unlearned, unproposed,
};
use crate::model::network_log::local::{Event, Local};
use crate::model::network_log::subject::Subject;
use crate::model::network_log::system::{Action, Envelope, NetworkLog, NetworkLogState};
use crate::model::story::Said;
use crate::paxos::{LogMessage, Slot};
use stateright::actor::Id;

/// What is hindered in a state: messages first, then timers and crashes, then what leaders and learners wait for.
pub(in crate::model::network_log) fn hindered<A: Subject>(
    network: &NetworkLog<A>,
    state: &NetworkLogState,
) -> Vec<Hindrance> {
    let roster = &*network.roster;
    let of = |action: Action, actor: Id, (because, why): Reason| Hindrance {
        act: Some(act(roster, &action)),
        actors: vec![roster.name(actor)],
        why,
        because,
    };
    let mut all = Vec::new();
    for envelope in state.in_flight.keys() {
        if let Some(reason) = message(network, state, envelope) {
            all.push(of(Action::Deliver(envelope.clone()), envelope.to, reason));
        }
    }
    for (id, local) in roster.ids().zip(&state.actors) {
        for timer in local.timers.iter().filter(|_| !network.may_fire(id, local)) {
            let reason = no_more_ballots(&roster.name(id), network.last_round(id));
            all.push(of(Action::Timeout(id, *timer), id, reason));
        }
    }
    for id in roster.ids() {
        if let Some(reason) = crash(network, state, id) {
            all.push(of(Action::Crash(id), id, reason));
        }
    }
    let waiting = roster.ids().zip(&state.actors).filter_map(|(id, local)| {
        let (because, why) = waits(network, id, local)?;
        Some(Hindrance { act: None, actors: vec![roster.name(id)], why, because })
    });
    all.extend(waiting);
    all
}

/// Why a message that is on its way is not heeded.
fn message<A: Subject>(
    network: &NetworkLog<A>,
    state: &NetworkLogState,
    envelope: &Envelope,
) -> Option<Reason> {
    let to = network.roster.name(envelope.to);
    let local = &state.actors[usize::from(envelope.to)];
    let event = Event::Message(envelope.from, envelope.msg.clone());
    if network.react(envelope.to, local, &event).is_none() {
        return Some((Because::Rule, ignored(&to, &envelope.msg, &local.state)));
    }
    let next = network.after(state, Action::Deliver(envelope.clone()));
    next.is_none().then(|| only_again(&to))
}

/// Why an actor takes no notice of a message.
fn ignored(to: &str, msg: &LogMessage, state: &State) -> String {
    let no_notice = || format!("{to} takes no notice of {}", Said::from(msg));
    match (msg, state) {
        // It promises for all slots at once, and not again for a ballot in which it has voted in any.
        (
            LogMessage::Prepare { ballot } | LogMessage::Accept { ballot, .. },
            State::Acceptor(acceptor),
        ) => {
            let has_voted = acceptor.votes.values().any(|vote| vote.ballot == *ballot);
            refused(to, *ballot, acceptor.promised, has_voted).unwrap_or_else(no_notice)
        }
        (LogMessage::Promise { ballot, .. }, State::Leader(leader)) => {
            match leader.leads() && leader.ballot() == Some(*ballot) {
                true => format!("{to} leads {ballot}, and needs no more promises"),
                false => uncounted(to, *ballot, leader.ballot(), leader.counts(*ballot)),
            }
        }
        (LogMessage::Accepted { slot, .. }, State::Leader(leader)) => match leader.chosen() {
            None => format!("{to} leads in no ballot now"),
            Some(chosen) if chosen.learned(*slot).is_some() => {
                format!("{to} knows that slot {slot} is chosen")
            }
            Some(_) => counted_already(to),
        },
        (LogMessage::Accepted { slot, .. }, State::Learner(learner)) => {
            match learner.learned(*slot) {
                Some(value) => format!("{to} has learned {value} in slot {slot}"),
                None => counted_already(to),
            }
        }
        _ => no_notice(),
    }
}

/// Why an actor does not crash.
fn crash<A: Subject>(network: &NetworkLog<A>, state: &NetworkLogState, id: Id) -> Option<Reason> {
    let bounds = &network.bounds;
    let only = (!network.is_mortal(id)).then(|| {
        let mortal = bounds.mortal.iter().map(|mortal| network.roster.name(Id::from(*mortal)));
        mortal.collect::<Vec<String>>().join(" or ")
    });
    let forgets = || network.after(state, Action::Crash(id)).is_some();
    no_crash(bounds.crashes, state.crashes, only.as_deref(), forgets)
}

/// Why an actor does not yet do what it is there for: there is no quorum, or its window is full.
fn waits<A: Subject>(network: &NetworkLog<A>, id: Id, local: &Local) -> Option<Reason> {
    let name = network.roster.name(id);
    match &local.state {
        State::Leader(leader) => {
            if let Some(chosen) = leader.chosen() {
                return Some((Because::Bound, held_back(network, &name, leader, chosen)?));
            }
            let (ballot, promised_by) = (leader.ballot()?, leader.promised_by());
            Some((Because::Rule, unproposed(&name, ballot, promised_by, leader.counts(ballot))))
        }
        State::Learner(learner) => Some((Because::Rule, unfinished(network, &name, learner)?)),
        State::Acceptor(_) => None,
    }
}

/// Why a leader does not go on to its next slot, if there is one: its window ends before it. Clients want something in
/// every slot.
fn held_back<A: Subject>(
    network: &NetworkLog<A>,
    name: &str,
    leader: &LogLeader,
    chosen: &LogLearner,
) -> Option<String> {
    let next = network.slots().nth(leader.proposed().count())?;
    let unknown = chosen.next();
    let nothing = format!("{name} proposes nothing in slot {next} yet");
    let is_outside = next.0 >= unknown.0 + network.bounds.window;
    is_outside.then(|| format!("{nothing}: it does not know that slot {unknown} is chosen"))
}

/// Why a learner does not know the value of a slot yet, if there is one, the first such; and what it knows, and does not
/// carry out before that.
fn unfinished<A: Subject>(
    network: &NetworkLog<A>,
    name: &str,
    learner: &LogLearner,
) -> Option<String> {
    let knows = |slot: &Slot| learner.learned(*slot).is_some();
    let missed = network.slots().find(|slot| !knows(slot))?;
    let heard = unlearned(&learner.decrees().get(&missed).cloned().unwrap_or_default());
    let why = format!("{name} has learned nothing in slot {missed} yet: {heard}");
    let waiting = learner.decrees().keys().copied();
    let waiting = waiting.filter(|slot| knows(slot) && !learner.applied().contains(slot));
    let waiting: Vec<String> = waiting.map(|slot| slot.to_string()).collect();
    Some(match &waiting[..] {
        [] => why,
        slots => format!("{why}; so it does not carry out slot {}", slots.join(" and slot ")),
    })
}
