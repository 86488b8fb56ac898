//! Mutants that have something beside the reference's state: each alone, and what it takes for it to show.

use stateright::actor::{Actor, Command, Id, Out};
use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use synod::actor::{Msg, Process, Role, Roster, Timer};
use synod::check::{self, Engine, Limits, Options, Progress, PropertyResult, PropertyVerdict};
use synod::model::file::ModelFile;
use synod::model::mutants::{Kept, Mutant, Name};
use synod::model::network::Subject;
use synod::model::packed::Reductions;
use synod::paxos::{AcceptorId, Ballot, Durable, Message, ProposerId, Quorums, Value, Vote};

const A: ProposerId = ProposerId(0);
const B: ProposerId = ProposerId(1);

fn ballot(round: u64, proposer: ProposerId) -> Ballot {
    Ballot { round, proposer }
}

fn vote(round: u64, proposer: ProposerId, value: &str) -> Vote {
    Vote { ballot: ballot(round, proposer), value: Value::from(value) }
}

fn prepare(round: u64, proposer: ProposerId) -> Message {
    Message::Prepare { ballot: ballot(round, proposer) }
}

fn accept(Vote { ballot, value }: Vote) -> Message {
    Message::Accept { ballot, value }
}

fn promise(round: u64, proposer: ProposerId, vote: Option<Vote>) -> Message {
    Message::Promise { ballot: ballot(round, proposer), vote }
}

/// An actor among two proposers, three acceptors and a learner.
struct Played {
    mutant: Mutant,
    id: Id,
    kept: Kept,
    saved: Option<Durable>,
}

impl Played {
    fn new(name: Name, role: Role) -> Self {
        let roster = Arc::new(Roster::new(2, Quorums::majority(3).unwrap(), 1));
        let id = roster.id(role);
        let process = match role {
            Role::Proposer(id) => {
                Process::Proposer { id, wanted: Value::from("8"), first_round: 1, roster }
            }
            Role::Acceptor(_) => Process::Acceptor { refuses: false, roster },
            Role::Learner(_) => Process::Learner { tells: false, roster },
        };
        let wanted = Arc::from([Value::from("8"), Value::from("5")]);
        let mutant = Mutant::new(role, process, name.variant(), &wanted);
        let kept = mutant.on_start(id, &None, &mut Out::new());
        Self { mutant, id, kept, saved: None }
    }

    /// What it says first of all that it sends, if anything.
    fn obeyed(&mut self, out: Out<Mutant>) -> Option<Msg> {
        let mut said = None;
        for command in out {
            match command {
                Command::Save(saved) => self.saved = Some(saved),
                Command::Send(_, msg) => drop(said.get_or_insert(msg)),
                _ => {}
            }
        }
        said
    }

    /// What it says when it hears this from an acceptor, or a proposer, that comes in this place of all actors.
    fn hears(&mut self, from: usize, message: impl Into<Option<Message>>) -> Option<Message> {
        let msg = message.into().map_or(Msg::Query, Msg::Paxos);
        let (mut out, mut kept) = (Out::new(), Cow::Owned(self.kept.clone()));
        self.mutant.on_msg(self.id, &mut kept, Id::from(from), msg, &mut out);
        self.kept = kept.into_owned();
        match self.obeyed(out) {
            Some(Msg::Paxos(message)) => Some(message),
            _ => None,
        }
    }

    fn begins(&mut self) {
        let (mut out, mut kept) = (Out::new(), Cow::Owned(self.kept.clone()));
        self.mutant.on_timeout(self.id, &mut kept, &Timer::NextBallot, &mut out);
        self.kept = kept.into_owned();
        self.obeyed(out);
    }

    /// Crashes, and starts again; what it then says.
    fn crashes(&mut self) -> Option<Msg> {
        let mut out = Out::new();
        self.kept = self.mutant.on_restart(self.id, &self.kept, &self.saved, &mut out);
        self.obeyed(out)
    }
}

const ACCEPTOR_1: Role = Role::Acceptor(AcceptorId(0));

#[test]
fn what_is_kept_in_memory_is_reported_until_a_crash_mends_it() {
    let mut acceptor = Played::new(Name::ReportsFromCache, ACCEPTOR_1);
    assert_eq!(acceptor.hears(0, prepare(1, A)), Some(promise(1, A, None)));
    acceptor.hears(0, accept(vote(1, A, "8")));
    assert_eq!(acceptor.hears(1, prepare(1, B)), Some(promise(1, B, None)));
    acceptor.crashes();
    assert_eq!(acceptor.hears(0, prepare(2, A)), Some(promise(2, A, Some(vote(1, A, "8")))));
    acceptor.hears(0, accept(vote(2, A, "5")));
    assert_eq!(acceptor.hears(1, prepare(2, B)), Some(promise(2, B, Some(vote(1, A, "8")))));
}

#[test]
fn who_has_lost_its_disk_keeps_silent_until_it_has_the_record_of_another() {
    let mut acceptor = Played::new(Name::TakesOverARecord, ACCEPTOR_1);
    assert_eq!(acceptor.hears(3, None), None, "it has nothing to tell");
    acceptor.hears(0, prepare(1, A));
    acceptor.hears(0, accept(vote(1, A, "8")));
    assert_eq!(acceptor.hears(3, None), Some(promise(1, A, Some(vote(1, A, "8")))));
    assert_eq!(acceptor.crashes(), Some(Msg::Query));
    assert_eq!(acceptor.hears(1, prepare(1, B)), None);
    assert_eq!(acceptor.hears(1, accept(vote(1, B, "5"))), None);
    assert_eq!(acceptor.hears(3, None), None);
    assert_eq!(acceptor.hears(3, promise(2, A, None)), None);
    assert_eq!(acceptor.hears(4, promise(2, B, None)), None, "the first is taken");
    assert_eq!(acceptor.hears(0, accept(vote(1, B, "5"))), None);
    assert_eq!(
        acceptor.hears(0, accept(vote(2, A, "5"))),
        Some(Message::Accepted(vote(2, A, "5")))
    );
}

#[test]
fn a_report_is_remembered_over_ballots_and_not_over_a_crash() {
    let lower = || Some(vote(1, A, "3"));
    let mut proposer = Played::new(Name::RemembersReports, Role::Proposer(A));
    proposer.begins();
    proposer.begins();
    proposer.hears(2, promise(2, A, Some(vote(1, B, "5"))));
    proposer.begins();
    proposer.hears(3, promise(3, A, lower()));
    assert_eq!(proposer.hears(4, promise(3, A, None)), Some(accept(vote(3, A, "5"))));
    proposer.crashes();
    proposer.begins();
    proposer.hears(3, promise(4, A, lower()));
    assert_eq!(proposer.hears(4, promise(4, A, None)), Some(accept(vote(4, A, "3"))));
}

#[test]
fn a_record_is_read_where_it_stands_and_outlives_a_crash() {
    let mut proposer = Played::new(Name::CountsOwnRecord, Role::Proposer(A));
    let mut acceptor = Played::new(Name::CountsOwnRecord, ACCEPTOR_1);
    acceptor.hears(1, prepare(1, B));
    acceptor.hears(1, accept(vote(1, B, "5")));
    assert!(acceptor.saved.is_some());
    let (mutant, saved) = (&proposer.mutant, acceptor.saved.as_ref());
    mutant.on_record(&mut proposer.kept, ACCEPTOR_1, saved);
    proposer.crashes();
    proposer.begins();
    assert_eq!(proposer.hears(3, promise(1, A, None)), Some(accept(vote(1, A, "5"))));
    let mutant = &proposer.mutant;
    mutant.on_record(&mut proposer.kept, ACCEPTOR_1, None);
    proposer.begins();
    assert_eq!(proposer.hears(3, promise(2, A, None)), None, "nothing is on record");
}

/// What a model of these fields violates, and in how many steps: without any reduction, and with all of them
/// the same.
fn violated(fields: &str) -> Vec<String> {
    let text = format!("version = 1\ntitle = \"x\"\nsystem = \"network\"\n{fields}");
    let file = ModelFile::parse(Path::new("x.toml"), &text).unwrap_or_else(|e| panic!("{e}"));
    let [whole, reduced] = [Reductions::NONE, Reductions::ALL].map(|reductions| {
        let options = Options { engine: Engine::Synod, reductions, threads: NonZeroUsize::MIN };
        let found = check::check(&file, &options, &Limits::default(), &Progress::default());
        assert!(found.complete, "{:?}", found.reason);
        let violated = found.properties.iter();
        let violated = violated.filter(|result| result.verdict == PropertyVerdict::Violated);
        let steps = |result: &PropertyResult| result.trace.as_ref().unwrap().story.steps.len();
        violated.map(|result| format!("{} in {}", result.name(), steps(result))).collect()
    });
    assert_eq!(reduced, whole);
    whole
}

#[test]
fn a_proposer_that_is_restored_one_save_behind_reuses_a_ballot() {
    let found = violated(
        r#"
        [roles]
        proposers = ["8"]
        acceptors = 1
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [faults]
        crashes = 1
        may_crash = ["proposer A"]
        [mutant]
        name = "restored-one-save-behind"
        "#,
    );
    assert_eq!(found, ["ballots never reused in 3"]);
}

#[test]
fn and_an_acceptor_that_is_forgets_its_vote() {
    let found = violated(
        r#"
        [roles]
        proposers = ["8", "5"]
        acceptors = 1
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [faults]
        crashes = 1
        may_crash = ["acceptor 1"]
        [mutant]
        name = "restored-one-save-behind"
        "#,
    );
    assert_eq!(found, ["agreement in 9", "promises and votes never go back in 3"]);
}

#[test]
fn a_record_is_read_only_within_a_process() {
    let found = |processes: &str| {
        violated(&format!(
            r#"
            [roles]
            proposers = ["8", "5"]
            acceptors = 2
            learners = 0
            processes = [["proposer A"], {processes}, ["acceptor 2"]]
            [bounds]
            ballots_per_proposer = 1
            [mutant]
            name = "counts-own-record"
            [expect]
            holds = ["refines Paxos"]
            "#
        ))
    };
    assert_eq!(found(r#"["proposer B"], ["acceptor 1"]"#), Vec::<String>::new());
    assert_eq!(found(r#"["proposer B", "acceptor 1"]"#), ["refines Paxos in 5"]);
}
