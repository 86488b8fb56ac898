//! The actors of a log: their handlers, as stories; and what broken ones come to.

use stateright::actor::{Actor, Command, Id, Out};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use synod::actor::log::{Durable, Process, State};
use synod::actor::{Role, Roster, Timer};
use synod::check::{Engine, Hunt, Limits, Options, Progress, PropertyVerdict, check, hunt};
use synod::model::file::ModelFile;
use synod::model::packed::Reductions;
use synod::model::story::{Said, View};
use synod::paxos::{AcceptorId, Ballot, LogMessage, ProposerId, Quorums, Slot, Value, Vote, Votes};

fn ballot(round: u64) -> Ballot {
    Ballot { round, proposer: ProposerId(0) }
}

fn vote(round: u64, value: &str) -> Vote {
    Vote { ballot: ballot(round), value: Value::from(value) }
}

fn promise(round: u64, votes: &[(u64, Vote)]) -> LogMessage {
    let votes: Votes = votes.iter().map(|(slot, vote)| (Slot(slot - 1), vote.clone())).collect();
    LogMessage::Promise { ballot: ballot(round), votes }
}

fn accepted(slot: u64, vote: Vote) -> LogMessage {
    LogMessage::Accepted { slot: Slot(slot - 1), vote }
}

fn accept(slot: u64, round: u64, value: &str) -> LogMessage {
    LogMessage::Accept { slot: Slot(slot - 1), ballot: ballot(round), value: Value::from(value) }
}

/// One proposer, three acceptors, one learner.
fn roster() -> Arc<Roster> {
    Arc::new(Roster::new(1, Quorums::majority(3).unwrap(), 1))
}

fn leader(window: u64) -> Process {
    let wanted = ["8", "7", "6"].map(Value::from).to_vec();
    Process::Leader { id: ProposerId(0), wanted, window, roster: roster() }
}

/// An actor to which things happen, and what it does, line after line.
struct Told {
    process: Process,
    state: State,
    saved: Option<Durable>,
    text: String,
}

impl Told {
    fn of(process: Process) -> Self {
        let state = process.on_start(Id::from(0), &None, &mut Out::new());
        Self { process, state, saved: None, text: String::new() }
    }

    fn hears(&mut self, from: Role, msg: LogMessage) {
        let mut out = Out::new();
        let mut state = Cow::Owned(self.state.clone());
        let said = Said::from(&msg);
        self.process.on_msg(Id::from(0), &mut state, roster().id(from), msg, &mut out);
        self.tell(&format!("{from}: {said}"), state.into_owned(), out);
    }

    /// An acceptor answers, by its number from 1.
    fn answered(&mut self, acceptor: u8, msg: LogMessage) {
        self.hears(Role::Acceptor(AcceptorId(acceptor - 1)), msg);
    }

    fn next_ballot(&mut self) {
        let mut out = Out::new();
        let mut state = Cow::Owned(self.state.clone());
        self.process.on_timeout(Id::from(0), &mut state, &Timer::NextBallot, &mut out);
        self.tell("next ballot", state.into_owned(), out);
    }

    fn crashes(&mut self) {
        let mut out = Out::new();
        let state = self.process.on_start(Id::from(0), &self.saved, &mut out);
        self.tell("crash", state, out);
    }

    fn tell(&mut self, what: &str, state: State, out: Out<Process>) {
        let mut does = Vec::new();
        for command in out {
            match command {
                Command::Save(durable) => {
                    self.saved = Some(durable);
                    does.push("saves".to_string());
                }
                Command::Send(to, msg) => {
                    does.push(format!("to {}: {}", roster().name(to), Said::from(&msg)));
                }
                _ => {}
            }
        }
        let does = if does.is_empty() { "nothing".to_string() } else { does.join("; ") };
        let _ = writeln!(self.text, "{what} -> {does}");
        if state != self.state {
            let _ = writeln!(self.text, "    {}", View::from(&state));
        }
        self.state = state;
    }

    /// The story, with what goes to all three acceptors told once.
    fn text(&self) -> String {
        let mut text = self.text.clone();
        while let Some(at) = text.find("to acceptor 1: ") {
            let rest = &text[at + "to acceptor 1: ".len()..];
            let said: String = rest.chars().take_while(|letter| !";\n".contains(*letter)).collect();
            let each = (1..=3).map(|number| format!("to acceptor {number}: {said}"));
            let each: Vec<String> = each.collect();
            assert!(text.contains(&each.join("; ")), "it goes to all: {text}");
            text = text.replacen(&each.join("; "), &format!("to all: {said}"), 1);
        }
        text
    }
}

#[test]
fn a_leader_prepares_once_and_proposes_slot_after_slot_within_its_window() {
    let mut told = Told::of(leader(2));
    told.next_ballot();
    told.answered(1, promise(1, &[]));
    told.answered(1, promise(1, &[]));
    told.answered(2, promise(1, &[]));
    told.answered(3, promise(1, &[]));
    told.answered(1, accepted(2, vote(1, "7")));
    told.answered(2, accepted(2, vote(1, "7")));
    told.answered(1, accepted(1, vote(1, "8")));
    told.answered(2, accepted(1, vote(1, "8")));
    let expected = "\
next ballot -> saves; to all: prepare 1.A
    has begun 1.A, holds no promise
acceptor 1: promise 1.A, no vote -> nothing
    has begun 1.A, holds promises of 1
acceptor 1: promise 1.A, no vote -> nothing
acceptor 2: promise 1.A, no vote -> to all: accept 8 at 1.A in slot 1; to all: accept 7 at 1.A in slot 2
    has proposed 8 at 1.A in slot 1 and 7 at 1.A in slot 2
acceptor 3: promise 1.A, no vote -> nothing
acceptor 1: accepted 7 at 1.A in slot 2 -> nothing
    has proposed 8 at 1.A in slot 1 and 7 at 1.A in slot 2
acceptor 2: accepted 7 at 1.A in slot 2 -> nothing
    has proposed 8 at 1.A in slot 1 and 7 at 1.A in slot 2
acceptor 1: accepted 8 at 1.A in slot 1 -> nothing
    has proposed 8 at 1.A in slot 1 and 7 at 1.A in slot 2
acceptor 2: accepted 8 at 1.A in slot 1 -> to all: accept 6 at 1.A in slot 3
    has proposed 8 at 1.A in slot 1 and 7 at 1.A in slot 2 and 6 at 1.A in slot 3; knows to be chosen: slot 1, 2
";
    assert_eq!(told.text(), expected);
}

#[test]
fn a_new_leader_proposes_what_is_reported_and_fills_holes_with_no_ops() {
    let mut told = Told::of(leader(3));
    told.next_ballot();
    told.answered(1, promise(1, &[]));
    told.crashes();
    told.answered(2, promise(1, &[]));
    told.next_ballot();
    told.answered(1, promise(2, &[(2, vote(1, "5"))]));
    told.answered(3, promise(1, &[]));
    told.answered(3, promise(2, &[]));
    let expected = "\
next ballot -> saves; to all: prepare 1.A
    has begun 1.A, holds no promise
acceptor 1: promise 1.A, no vote -> nothing
    has begun 1.A, holds promises of 1
crash -> nothing
    has begun 1.A, holds no promise
acceptor 2: promise 1.A, no vote -> nothing
next ballot -> saves; to all: prepare 2.A
    has begun 2.A, holds no promise
acceptor 1: promise 2.A, vote 5 at 1.A in slot 2 -> nothing
    has begun 2.A, holds promises of 1
acceptor 3: promise 1.A, no vote -> nothing
acceptor 3: promise 2.A, no vote -> to all: accept no-op at 2.A in slot 1; to all: accept 5 at 2.A in slot 2; to all: accept 6 at 2.A in slot 3
    has proposed no-op at 2.A in slot 1 and 5 at 2.A in slot 2 and 6 at 2.A in slot 3
";
    assert_eq!(told.text(), expected);
}

#[test]
fn an_acceptor_answers_the_leader_and_tells_learners_of_its_votes() {
    let mut told = Told::of(Process::Acceptor { roster: roster() });
    let leader = Role::Proposer(ProposerId(0));
    told.hears(leader, LogMessage::Prepare { ballot: ballot(1) });
    told.hears(leader, accept(2, 1, "7"));
    told.hears(leader, accept(2, 1, "7"));
    told.hears(leader, LogMessage::Prepare { ballot: ballot(1) });
    told.crashes();
    told.hears(leader, LogMessage::Prepare { ballot: ballot(2) });
    told.hears(leader, accept(1, 1, "8"));
    let expected = "\
proposer A: prepare 1.A -> saves; to proposer A: promise 1.A, no vote
    promised 1.A, has not voted
proposer A: accept 7 at 1.A in slot 2 -> saves; to proposer A: accepted 7 at 1.A in slot 2; to learner 1: accepted 7 at 1.A in slot 2
    promised 1.A, voted for 7 at 1.A in slot 2
proposer A: accept 7 at 1.A in slot 2 -> to proposer A: accepted 7 at 1.A in slot 2; to learner 1: accepted 7 at 1.A in slot 2
proposer A: prepare 1.A -> nothing
crash -> nothing
proposer A: prepare 2.A -> saves; to proposer A: promise 2.A, vote 7 at 1.A in slot 2
    promised 2.A, voted for 7 at 1.A in slot 2
proposer A: accept 8 at 1.A in slot 1 -> nothing
";
    assert_eq!(told.text, expected);
}

#[test]
fn a_learner_carries_out_what_is_chosen_in_the_order_of_the_slots() {
    let mut told = Told::of(Process::Learner { roster: roster() });
    told.answered(1, accepted(2, vote(1, "7")));
    told.answered(2, accepted(2, vote(2, "7")));
    told.answered(3, accepted(2, vote(2, "7")));
    told.answered(1, accepted(1, vote(1, "8")));
    told.answered(3, accepted(1, vote(1, "8")));
    told.crashes();
    told.answered(1, accepted(1, vote(1, "8")));
    let expected = "\
acceptor 1: accepted 7 at 1.A in slot 2 -> nothing
    has heard 7 at 1.A in slot 2 from 1
acceptor 2: accepted 7 at 2.A in slot 2 -> nothing
    has heard 7 at 1.A in slot 2 from 1; has heard 7 at 2.A in slot 2 from 2
acceptor 3: accepted 7 at 2.A in slot 2 -> nothing
    has learned 7 in slot 2
acceptor 1: accepted 8 at 1.A in slot 1 -> nothing
    has heard 8 at 1.A in slot 1 from 1; has learned 7 in slot 2
acceptor 3: accepted 8 at 1.A in slot 1 -> nothing
    has learned 8 in slot 1; has learned 7 in slot 2; has carried out slot 1, 2
crash -> nothing
    has heard nothing
acceptor 1: accepted 8 at 1.A in slot 1 -> nothing
    has heard 8 at 1.A in slot 1 from 1
";
    assert_eq!(told.text, expected);
}

/// A network of a log, with two proposers or one and a learner, in which this rule is broken.
fn broken(name: &str, window: u8, learner: bool, crashes: u8) -> ModelFile {
    let (proposers, learners) =
        if learner { ("[[\"8\", \"7\"]]", 1) } else { ("[\"8\", \"5\"]", 0) };
    let text = format!(
        "version = 1\ntitle = \"a log\"\nsystem = \"network-log\"\n[roles]\nproposers = {proposers}\nacceptors = 3\n\
         learners = {learners}\n[bounds]\nballots_per_proposer = 1\nslots = 2\nwindow = {window}\n\
         [faults]\ncrashes = {crashes}\n[mutant]\nname = {name:?}\n"
    );
    ModelFile::parse(Path::new("log.toml"), &text).unwrap()
}

/// The property that is violated first, and in how many steps.
fn caught(file: &ModelFile) -> Option<(String, usize)> {
    let threads = NonZeroUsize::new(2).unwrap();
    match hunt(file, threads, &Limits::default(), &Progress::default()) {
        Hunt::Caught { property, steps } => Some((property, steps)),
        Hunt::Missed => None,
        Hunt::Unknown(why) => panic!("it was stopped: {why}"),
    }
}

#[test]
fn whoever_breaks_a_rule_is_caught_as_soon_as_it_shows() {
    let first = |property: &str, steps| Some((property.to_string(), steps));
    let overlooks = caught(&broken("overlooks-reports", 1, false, 0));
    assert_eq!(overlooks, first("agreement", 14));
    let forgets = caught(&broken("forgets-votes", 1, false, 1));
    assert_eq!(forgets, first("promises and votes never go back", 7));
    assert_eq!(caught(&broken("forgets-ballot", 1, false, 1)), first("ballots never reused", 3));
    let skips = caught(&broken("skips-holes", 2, true, 0));
    assert_eq!(skips, first("only a contiguous chosen prefix is applied", 9));
    // With one leader there are no older entries.
    assert_eq!(caught(&broken("commits-older-entry", 2, true, 0)), None);
}

/// A leader that proposes in a slot only when it knows that those before are chosen leaves no holes.
#[test]
fn who_stops_at_a_hole_is_never_caught_where_there_are_none() {
    assert_eq!(caught(&broken("ends-at-a-hole", 1, false, 0)), None);
    assert_eq!(caught(&broken("ends-at-a-hole", 2, false, 0)).map(|(_, steps)| steps), Some(14));
}

/// One prepare stands for one in each slot.
#[test]
fn each_slot_of_a_long_log_is_looked_at() {
    let text = "version = 1\ntitle = \"a long log\"\nsystem = \"network-log\"\n[roles]\nproposers = [\"8\"]\n\
                acceptors = 1\nlearners = 0\n[bounds]\nballots_per_proposer = 1\nslots = 6\nwindow = 1\n\
                [expect]\nholds = [\"refines Paxos\", \"keeps the invariant\"]\n";
    let file = ModelFile::parse(Path::new("log.toml"), text).unwrap();
    let options = Options {
        engine: Engine::Synod,
        reductions: Reductions::ALL,
        threads: NonZeroUsize::new(2).unwrap(),
    };
    let judgement = check(&file, &options, &Limits::default(), &Progress::default());
    assert!(judgement.complete, "{:?}", judgement.reason);
    for property in ["refines Paxos", "keeps the invariant", "agreement"] {
        let mut results = judgement.properties.iter();
        let result = results.find(|result| result.name() == property).unwrap();
        assert_eq!(result.verdict, PropertyVerdict::Holds, "{property}");
    }
}

#[test]
fn a_client_can_want_no_no_op_and_lists_one_value_or_one_for_each_slot() {
    let read = |proposers: &str| {
        let text = format!(
            "version = 1\ntitle = \"a log\"\nsystem = \"network-log\"\n[roles]\nproposers = {proposers}\n\
             acceptors = 3\n[bounds]\nballots_per_proposer = 1\nslots = 2\nwindow = 1\n"
        );
        ModelFile::parse(Path::new("log.toml"), &text).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(read("[\"8\", [\"5\", \"7\"]]"), Ok(()));
    let seven = "version = 1\ntitle = \"a log\"\nsystem = \"network-log\"\n[roles]\nproposers = [\"8\"]\nacceptors = 3\n\
                [bounds]\nballots_per_proposer = 1\nslots = 7\nwindow = 1\n";
    let refused = ModelFile::parse(Path::new("log.toml"), seven).unwrap_err().to_string();
    assert!(refused.contains("bounds.slots: "), "{refused}");
    for (proposers, why) in
        [("[\"no-op\"]", "a no-op is what"), ("[[\"8\", \"5\", \"7\"]]", "3 values")]
    {
        assert!(read(proposers).unwrap_err().contains(why), "{proposers}");
    }
}
