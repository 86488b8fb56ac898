//! A model as it is drawn: its parts, and the text of its file.

use std::fmt::{self, Write as _};
use synod::model::mutants::Name;
use synod::model::network_log::Broken;
use synod::paxos::ProposerId;
use synod::properties::Kind;

/// A model of either system.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Model {
    Network(Network),
    Abstract(Abstract),
}

/// A model with `system = "network"`, or `"network-log"`.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the model file")]
pub(crate) struct Network {
    pub(crate) proposers: Vec<Proposer>,
    pub(crate) acceptors: usize,
    pub(crate) learners: usize,
    pub(crate) quorums: Quorums,
    /// Which actors share a process; none at all, if each has its own.
    pub(crate) processes: Vec<Vec<Actor>>,
    pub(crate) resends: u8,
    pub(crate) refusals: bool,
    pub(crate) learners_tell: bool,
    pub(crate) reads: u8,
    pub(crate) duplicate: bool,
    pub(crate) crashes: u8,
    /// Whose processes may crash; none at all stands for all.
    pub(crate) may_crash: Vec<Actor>,
    pub(crate) caching: bool,
    pub(crate) partition: Vec<Actor>,
    pub(crate) heals: bool,
    pub(crate) alterations: u8,
    pub(crate) tampering: bool,
    pub(crate) integrity: &'static str,
    pub(crate) mutant: Option<Name>,
    /// What is said of a log only, where it is one.
    pub(crate) log: Option<Log>,
    /// The properties that are looked at only if a file asks for them.
    pub(crate) asks: Vec<&'static str>,
    /// A reader's questions.
    pub(crate) questions: Vec<Asked>,
}

/// A log that a network keeps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Log {
    pub(crate) slots: usize,
    pub(crate) window: usize,
    /// The rule that its actors break.
    pub(crate) broken: Option<Broken>,
}

/// A proposer of a network model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Proposer {
    /// What its clients want, one after the other.
    pub(crate) clients: Vec<&'static str>,
    /// 0 for the owner of that round; then it is 1 for all others.
    pub(crate) first_round: u64,
    pub(crate) ballots: u64,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// A model of an abstract system.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Abstract {
    pub(crate) system: &'static str,
    /// What a vote in the lowest ballot needs, where there are votes alone.
    pub(crate) lowest_ballot: Option<&'static str>,
    /// Whether the lowest ballot begins prepared, where there are messages.
    pub(crate) fast: bool,
    /// How many slots there are, or how long a log can be, where it is a log.
    pub(crate) slots: Option<u64>,
    /// In which order slots are proposed, where it is one of single decrees.
    pub(crate) order: Option<&'static str>,
    /// The rule that a log breaks.
    pub(crate) mutant: Option<String>,
    /// Whose decrees these are, where they are those of a transaction.
    pub(crate) transaction: Option<Transaction>,
    pub(crate) acceptors: usize,
    pub(crate) values: usize,
    pub(crate) quorums: Quorums,
    pub(crate) ballots: u64,
    pub(crate) asks: Vec<&'static str>,
    /// A reader's questions.
    pub(crate) questions: Vec<Asked>,
}

/// The managers of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transaction {
    pub(crate) managers: usize,
    pub(crate) promises: &'static str,
    pub(crate) stops: usize,
}

/// What clients want.
pub(crate) const VALUES: [&str; 4] = ["8", "5", "7", "9"];

/// Any actor of a network model, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Actor {
    Proposer(usize),
    Acceptor(usize),
    Learner(usize),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proposer(number) => write!(f, "proposer {}", ["A", "B", "C", "D"][*number]),
            Self::Acceptor(number) => write!(f, "acceptor {}", number + 1),
            Self::Learner(number) => write!(f, "learner {}", number + 1),
        }
    }
}

/// Quorums in each of the forms that a file can have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Quorums {
    Majority,
    Phases([Phase; 2]),
    Sets(Vec<Vec<usize>>),
}

/// The quorums of one phase.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Phase {
    Size(usize),
    Sets(Vec<Vec<usize>>),
}

impl Phase {
    /// Whether a set of acceptors, one bit for each, is a quorum.
    fn contains(&self, set: u32) -> bool {
        match self {
            Self::Size(size) => set.count_ones() as usize >= *size,
            Self::Sets(sets) => {
                sets.iter().any(|quorum| quorum.iter().all(|number| set >> (number - 1) & 1 == 1))
            }
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(size) => write!(f, "{size}"),
            Self::Sets(sets) => write!(f, "{sets:?}"),
        }
    }
}

impl Quorums {
    /// Whether quorums of promises meet quorums of votes, found by trying all sets of acceptors.
    pub(crate) fn meet(&self, acceptors: usize) -> bool {
        let [prepare, accept] = match self {
            Self::Majority => return true,
            Self::Phases(phases) => phases.clone(),
            Self::Sets(sets) => [Phase::Sets(sets.clone()), Phase::Sets(sets.clone())],
        };
        let all = || 0..1_u32 << acceptors;
        all().filter(|set| prepare.contains(*set)).all(|promised| {
            all().filter(|set| accept.contains(*set)).all(|voted| promised & voted != 0)
        })
    }
}

impl fmt::Display for Quorums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Majority => f.write_str("\"majority\""),
            Self::Phases([prepare, accept]) => {
                write!(f, "{{ prepare = {prepare}, accept = {accept} }}")
            }
            Self::Sets(sets) => write!(f, "{sets:?}"),
        }
    }
}

impl Network {
    /// All actors.
    pub(crate) fn actors(&self) -> Vec<Actor> {
        let proposers = (0..self.proposers.len()).map(Actor::Proposer);
        let acceptors = (0..self.acceptors).map(Actor::Acceptor);
        proposers.chain(acceptors).chain((0..self.learners).map(Actor::Learner)).collect()
    }

    /// All processes.
    pub(crate) fn all_processes(&self) -> Vec<Vec<Actor>> {
        match &self.processes[..] {
            [] => self.actors().into_iter().map(|actor| vec![actor]).collect(),
            listed => listed.to_vec(),
        }
    }

    /// What each proposer has, in a list.
    fn each(&self, part: &dyn Fn(&Proposer) -> String) -> String {
        let parts: Vec<String> = self.proposers.iter().map(part).collect();
        format!("[{}]", parts.join(", "))
    }

    fn text(&self) -> String {
        let text = self.log.as_ref().map_or_else(|| self.text_of_decree(), |log| self.text_of(log));
        text + &expect(&self.asks, self.quorums.meet(self.acceptors)) + &questions(&self.questions)
    }

    fn text_of(&self, Log { slots, window, broken }: &Log) -> String {
        let Self { acceptors, learners, quorums, duplicate, crashes, .. } = self;
        let clients = self.each(&|proposer| clients(&proposer.clients));
        let ballots = self.each(&|proposer| proposer.ballots.to_string());
        let mortal = match &self.may_crash[..] {
            [] => String::new(),
            some => format!("may_crash = {}\n", names(some)),
        };
        let broken =
            broken.map_or(String::new(), |name| format!("\n[mutant]\nname = \"{name}\"\n"));
        format!(
            "version = 1\ntitle = \"drawn\"\nsystem = \"network-log\"\n\n[roles]\n\
             proposers = {clients}\nacceptors = {acceptors}\nlearners = {learners}\n\
             quorums = {quorums}\n\n[bounds]\nballots_per_proposer = {ballots}\n\
             slots = {slots}\nwindow = {window}\n\n[faults]\nduplicate = {duplicate}\n\
             crashes = {crashes}\n{mortal}{broken}"
        )
    }

    fn text_of_decree(&self) -> String {
        let mut text =
            "version = 1\ntitle = \"drawn\"\nsystem = \"network\"\n\n[roles]\n".to_string();
        let mut line = |name: &str, value: String| writeln!(text, "{name} = {value}").unwrap();
        line("proposers", self.each(&|proposer| clients(&proposer.clients)));
        line("acceptors", self.acceptors.to_string());
        line("learners", self.learners.to_string());
        line("quorums", self.quorums.to_string());
        let owner = self.proposers.iter().position(|proposer| proposer.first_round == 0);
        if let Some(owner) = owner {
            line("fast", format!("\"proposer {}\"", ProposerId(u16::try_from(owner).unwrap())));
        } else if self.proposers.iter().any(|proposer| proposer.first_round > 1) {
            line("first_round", self.each(&|proposer| proposer.first_round.to_string()));
        }
        line("refusals", self.refusals.to_string());
        line("learners_tell", self.learners_tell.to_string());
        if !self.processes.is_empty() {
            let processes: Vec<String> = self.processes.iter().map(|all| names(all)).collect();
            line("processes", format!("[{}]", processes.join(", ")));
        }
        line("\n[bounds]\nballots_per_proposer", self.each(&|p| p.ballots.to_string()));
        line("resends", self.resends.to_string());
        line("reads", self.reads.to_string());
        line("\n[faults]\nduplicate", self.duplicate.to_string());
        line("crashes", self.crashes.to_string());
        if !self.may_crash.is_empty() {
            line("may_crash", names(&self.may_crash));
        }
        line("disks", format!("{:?}", if self.caching { "caching" } else { "durable" }));
        if !self.partition.is_empty() {
            line("partition", names(&self.partition));
            line("heals", self.heals.to_string());
        }
        if self.alterations > 0 {
            line("alterations", self.alterations.to_string());
            let by = if self.tampering { "tampering" } else { "damage" };
            line("altered_by", format!("{by:?}"));
            line("integrity", format!("{:?}", self.integrity));
        }
        if let Some(mutant) = self.mutant {
            line("\n[mutant]\nname", format!("{:?}", mutant.to_string()));
        }
        text
    }
}

impl Abstract {
    fn text(&self) -> String {
        self.transaction.as_ref().map_or_else(|| self.text_of_decrees(), |of| self.text_of(of))
    }

    fn text_of(&self, transaction: &Transaction) -> String {
        let Transaction { managers, promises, stops } = transaction;
        let Self { system, acceptors, quorums, ballots, .. } = self;
        let coordinator_stops = *stops > 0;
        let rest = match *system {
            "two-phase" => format!("[faults]\ncoordinator_stops = {coordinator_stops}\n"),
            _ => format!(
                "acceptors = {acceptors}\nquorums = {quorums}\npromises = {promises:?}\n\n\
                 [bounds]\nballots = {ballots}\n\n[faults]\nstops = {stops}\n"
            ),
        };
        format!(
            "version = 1\ntitle = \"drawn\"\nsystem = {system:?}\n\n[roles]\n\
             managers = {managers}\n{rest}{}{}",
            expect(&self.asks, quorums.meet(*acceptors)),
            questions(&self.questions)
        )
    }

    fn text_of_decrees(&self) -> String {
        let Self { system, lowest_ballot, fast, acceptors, values, quorums, ballots, asks, .. } =
            self;
        let values = &VALUES[..*values];
        let lowest =
            lowest_ballot.map_or(String::new(), |needs| format!("lowest_ballot = {needs:?}\n"));
        let lowest = if *fast { "fast = true\n".to_string() } else { lowest };
        let slots = self.slots.map_or(String::new(), |slots| format!("slots = {slots}\n"));
        let order = self.order.map_or(String::new(), |order| format!("order = {order:?}\n"));
        let name = self.mutant.as_ref();
        let mutant = name.map_or(String::new(), |name| format!("\n[mutant]\nname = {name:?}\n"));
        format!(
            "version = 1\ntitle = \"drawn\"\nsystem = {system:?}\n\n[roles]\n\
             acceptors = {acceptors}\nvalues = {values:?}\nquorums = {quorums}\n\n[bounds]\n\
             ballots = {ballots}\n{lowest}{slots}{order}{mutant}{}{}",
            expect(asks, quorums.meet(*acceptors)),
            questions(&self.questions)
        )
    }
}

impl Model {
    /// How many actors there are that decide something.
    pub(crate) fn actors(&self) -> usize {
        match self {
            Self::Network(network) => network.proposers.len() + network.acceptors,
            Self::Abstract(model) => model.acceptors,
        }
    }

    /// Asks something more.
    pub(crate) fn ask(&mut self, asked: Asked) {
        let questions = match self {
            Self::Network(network) => &mut network.questions,
            Self::Abstract(model) => &mut model.questions,
        };
        questions.push(asked);
    }

    /// The text of its file.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Network(network) => network.text(),
            Self::Abstract(model) => model.text(),
        }
    }
}

/// Questions, as in a file; each by its number.
fn questions(questions: &[Asked]) -> String {
    questions.iter().zip(1..).fold(
        String::new(),
        |mut text, (Asked { kind, text: asked }, number)| {
            let list = if *kind == Kind::Always { "always" } else { "reach" };
            write!(text, "\n[[{list}]]\nname = \"question {number}\"\nholds = '{asked}'\n")
                .unwrap();
            text
        },
    )
}

/// What a proposer wants, as in a file.
fn clients(clients: &[&str]) -> String {
    match clients {
        [one] => format!("{one:?}"),
        all => format!("{all:?}"),
    }
}

/// Names of actors, as in a file.
fn names(actors: &[Actor]) -> String {
    let names: Vec<String> = actors.iter().map(Actor::to_string).collect();
    format!("{names:?}")
}

/// The expectations: what is asked for, and a violation where quorums need not meet, since only then
/// they are taken. Whether the rest is as expected is not looked at.
fn expect(asks: &[&str], quorums_meet: bool) -> String {
    let violates = if quorums_meet { "" } else { "violates = [\"agreement\"]\n" };
    format!("\n[expect]\nholds = {asks:?}\n{violates}")
}
