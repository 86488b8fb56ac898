//! Why something cannot happen in a network, or would change nothing.

use super::phrases::{act, names};
use crate::actor::{Msg, Role, State, Timer};
use crate::model::hindrance::{
    Because, Hindrance, Reason, counted_already, no_crash, no_more_ballots, only_again, refused,
    uncounted, unlearned, unproposed,
};
use crate::model::network::local::{Event, Local};
use crate::model::network::subject::Subject;
use crate::model::network::system::{Action, Envelope, Network, NetworkState};
use crate::model::story::message_text;
use crate::model::words::counted;
use crate::paxos::{Acceptor, Message};
use stateright::actor::Id;

/// What is hindered in a state: messages first, then timers and crashes, then what quorums are missing for.
pub(in crate::model::network) fn hindered<A: Subject>(
    network: &Network<A>,
    state: &NetworkState<A::State>,
) -> Vec<Hindrance> {
    let roster = network.roster();
    let of = |action: Action, actors: Vec<String>, (because, why): Reason| Hindrance {
        act: Some(act(roster, &network.processes, &action)),
        actors,
        why,
        because,
    };
    let mut all = Vec::new();
    for envelope in state.in_flight.keys() {
        if let Some(reason) = message(network, state, envelope) {
            let to = vec![roster.name(envelope.to)];
            all.push(of(Action::Deliver(envelope.clone()), to, reason));
        }
    }
    for (id, local) in roster.ids().zip(&state.actors) {
        for each in &local.timers {
            if let Some(reason) = timer(network, state, id, *each) {
                all.push(of(Action::Timeout(id, *each), vec![roster.name(id)], reason));
            }
        }
    }
    for (id, local) in roster.ids().zip(&state.actors) {
        if let Some(why) = read(network, id, local) {
            all.push(of(Action::Read(id), vec![roster.name(id)], why));
        }
    }
    for process in 0..network.processes.len() {
        if let Some(reason) = crash(network, state, process) {
            let ids = &network.processes[process];
            all.push(of(Action::Crash(process), names(roster, ids), reason));
        }
    }
    let waiting = roster.ids().zip(&state.actors).filter_map(|(id, local)| {
        let why = missing(network, id, local)?;
        Some(Hindrance { act: None, actors: vec![roster.name(id)], why, because: Because::Rule })
    });
    all.extend(waiting);
    all
}

/// Why a message that is on its way does not arrive, or is not heeded.
fn message<A: Subject>(
    network: &Network<A>,
    state: &NetworkState<A::State>,
    envelope: &Envelope,
) -> Option<Reason> {
    let [from, to] = [envelope.from, envelope.to].map(|id| network.roster().name(id));
    if state.budget.partitioned && network.severs(envelope.from, envelope.to) {
        return Some((Because::Network, format!("a partition keeps {from} and {to} apart")));
    }
    let local = &state.actors[usize::from(envelope.to)];
    let event = Event::Message(envelope.from, envelope.msg.clone());
    if network.react(envelope.to, local, &event).is_some() {
        let next = network.after(state, Action::Deliver(envelope.clone()));
        return next.is_none().then(|| only_again(&to));
    }
    let waits = || format!("{to} waits for its disk before it says anything");
    Some(match local.cached.as_ref().is_some_and(|cached| !cached.waiting.is_empty()) {
        true => (Because::Nothing, waits()),
        false => (Because::Rule, ignored(&to, &envelope.msg, local.state())),
    })
}

/// Why an actor takes no notice of a message.
fn ignored(to: &str, msg: &Msg, state: &State) -> String {
    let no_notice = || format!("{to} takes no notice of {}", message_text(msg));
    match (msg, state) {
        (
            Msg::Paxos(Message::Prepare { ballot } | Message::Accept { ballot, .. }),
            State::Acceptor(acceptor),
        ) => {
            let has_voted = acceptor.voted.as_ref().is_some_and(|vote| vote.ballot == *ballot);
            refused(to, *ballot, acceptor.promised, has_voted).unwrap_or_else(no_notice)
        }
        (Msg::Paxos(Message::Promise { ballot, .. }), State::Proposer(proposer)) => {
            let record = proposer.record();
            match &record.proposed {
                Some(value) if record.ballot == Some(*ballot) => {
                    format!("{to} has proposed {value} at {ballot} already")
                }
                _ => uncounted(to, *ballot, record.ballot, proposer.counts(*ballot)),
            }
        }
        (Msg::Paxos(Message::Accepted(_)), State::Learner(learner)) => match learner.learned() {
            Some(value) => format!("{to} has learned {value}"),
            None => counted_already(to),
        },
        (Msg::Refused { ballot, .. }, State::Proposer(proposer)) => {
            match proposer.record().ballot {
                Some(current) if current == *ballot => {
                    format!("{to} knows that already")
                }
                Some(current) => {
                    format!("{to} has begun {current}, and this refusal is of {ballot}")
                }
                None => format!("{to} has begun no ballot"),
            }
        }
        (Msg::Unvoted { number }, State::Learner(learner)) => match learner.read() {
            Some((current, _)) if current == *number => format!("{to} knows that already"),
            Some((current, _)) => {
                format!(
                    "{to} reads for the client of read {current}, and this answers read {number}"
                )
            }
            None => format!("{to} reads for nobody now"),
        },
        (Msg::Query, State::Acceptor(Acceptor { voted: None, .. })) => {
            format!("{to} has not voted, so it has nothing to tell")
        }
        (Msg::Query, State::Learner(_)) => {
            format!("{to} has learned nothing, so it has nothing to tell")
        }
        (Msg::Learned { .. }, State::Learner(learner)) => match learner.learned() {
            Some(value) => format!("{to} has learned {value}"),
            None => no_notice(),
        },
        _ => no_notice(),
    }
}

/// Why a timer that is set does not fire.
fn timer<A: Subject>(
    network: &Network<A>,
    state: &NetworkState<A::State>,
    id: Id,
    timer: Timer,
) -> Option<Reason> {
    let name = network.roster().name(id);
    let local = &state.actors[usize::from(id)];
    if !network.may_fire(id, local, timer) {
        return Some(no_more_ballots(&name, network.bounds.ballots[usize::from(id)]));
    }
    let is_spent = Network::<A>::after_timeout(state.budget, timer).is_none();
    is_spent.then(|| {
        let why = match network.bounds.resends {
            0 => "in this model nobody sends anything again".to_string(),
            all => format!("in this model there is no more than {}", counted(all, "resend")),
        };
        (Because::Bound, why)
    })
}

/// Why no client asks a learner any more, in a model in which clients ask.
fn read<A: Subject>(network: &Network<A>, id: Id, local: &Local<A::State>) -> Option<Reason> {
    let State::Learner(learner) = local.state() else { return None };
    let name = network.roster().name(id);
    match (network.bounds.reads, learner.learned()) {
        (0, _) => None,
        (_, Some(value)) => Some((
            Because::Nothing,
            format!("{name} has learned {value}, and answers that at once"),
        )),
        (all, None) if local.reads == all => {
            let most = counted(all, "read");
            Some((Because::Bound, format!("in this model {name} is asked no more than {most}")))
        }
        (_, None) => None,
    }
}

/// Why a process does not crash.
fn crash<A: Subject>(
    network: &Network<A>,
    state: &NetworkState<A::State>,
    process: usize,
) -> Option<Reason> {
    let mortal = &network.mortal;
    let only = (!mortal.contains(&process)).then(|| {
        let mortal = mortal.iter().map(|process| &network.processes[*process]);
        let mortal: Vec<String> =
            mortal.map(|ids| names(network.roster(), ids).join(" with ")).collect();
        mortal.join(" or ")
    });
    let forgets = || network.after(state, Action::Crash(process)).is_some();
    no_crash(network.bounds.crashes, state.budget.crashes, only.as_deref(), forgets)
}

/// For want of which quorum an actor does not yet do what it is there for.
fn missing<A: Subject>(network: &Network<A>, id: Id, local: &Local<A::State>) -> Option<String> {
    let roster = network.roster();
    let (name, quorums) = (roster.name(id), roster.quorums());
    match (roster.role(id)?, local.state()) {
        (Role::Proposer(_), State::Proposer(proposer)) => {
            let record = proposer.record();
            let (ballot, promised_by) = (record.ballot?, proposer.promised_by());
            let waits = record.proposed.is_none() && !quorums.is_prepare_quorum(promised_by);
            waits.then(|| unproposed(&name, ballot, promised_by, proposer.counts(ballot)))
        }
        (Role::Learner(_), State::Learner(learner)) if learner.learned().is_none() => {
            Some(format!("{name} has learned nothing yet: {}", unlearned(learner)))
        }
        _ => None,
    }
}
