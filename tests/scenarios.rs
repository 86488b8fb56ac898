//! Runs of the real actors as texts to read: `tests/scenarios/*.txt`.
//!
//! A text begins with a title and a story, each line after a `#`, and with who takes part:
//!
//! ```text
//! proposers: A wants 8; B wants 5 from round 4
//! acceptors: 3
//! learners: 1
//! quorums: majority
//! ```
//!
//! (or `quorums: prepare 3, accept 1`; with `refusals: yes` acceptors say that they do not answer, and with
//! `learners tell: yes` learners ask each other as well). Then come the steps, one on each line, with comments where
//! they help. What the actors do in a step stands below it, indented; nobody types that:
//! `UPDATE_GOLDEN=1 cargo test --test scenarios` writes it, and without the variable the test
//! compares. The steps are:
//!
//! * `begin A`: the timer of proposer A for its next ballot fires; `resend A`: its timer to repeat
//!   what it said last; `catch-up learner 1`: the learner's timer to ask what it missed.
//! * `deliver prepare 1.A to 2`, `deliver promise 1.A from 2`, `deliver accept 1.A to 1`,
//!   `deliver accepted 1.A from 1 to learner 1`, `deliver query from learner 1 to 2`,
//!   `deliver refused 1.A from 2`, `deliver query from learner 2 to learner 1`, `deliver learned from learner 1`: a message that is on its way arrives. `deliver again ...`: one that has arrived arrives once more,
//!   because the network made a copy. `lose ...`: one that is on its way never arrives.
//! * `ask learner 1`: a client asks whether a value is chosen; `deliver read 1 to 2`, `deliver unvoted 1 from 2`.
//! * `crash acceptor 2`, `crash proposer A wanting 7`: an actor loses its memory, and starts again
//!   from what it saved; behind a proposer there may then be another client.

mod actors;

use actors::{Actors, Commands, Habits};
use stateright::actor::{Command, Id};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};
use synod::actor::{Msg, Role, Roster, State, Timer};
use synod::paxos::{
    Acceptor, AcceptorId, AcceptorSet, Durable, Message, ProposerRecord, QuorumSystem, Quorums,
    Value, Vote,
};

const FOLDER: &str = "tests/scenarios";
/// What a text can say of who takes part.
const KEYS: [&str; 6] =
    ["proposers", "acceptors", "learners", "quorums", "refusals", "learners tell"];

const REWRITE: &str = "UPDATE_GOLDEN=1 cargo test --test scenarios";

#[test]
fn every_text_tells_what_the_actors_do() {
    let mut complaints = String::new();
    let entries = fs::read_dir(FOLDER).expect("the folder is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "the texts were not found");
    for path in paths {
        let told = fs::read_to_string(&path).expect("a scenario is text");
        let result = play(&path.display().to_string(), &told).and_then(|happened| {
            if env::var_os("UPDATE_GOLDEN").is_some() {
                fs::write(&path, &happened).expect("it can be rewritten");
                return Ok(());
            }
            compare(&path, &told, &happened)
        });
        if let Err(complaint) = result {
            let _ = writeln!(complaints, "\n{complaint}");
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

/// Plays the steps of a text, and writes the text anew with what happened below each step.
fn play(file: &str, text: &str) -> Result<String, String> {
    let mut header = BTreeMap::new();
    let mut stage: Option<Stage> = None;
    let mut happened = String::new();
    // What stands indented is the old account; the steps alone decide what happens.
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.starts_with("    "));
    for (line, number) in lines {
        let here = |problem| format!("{file}:{number}: {line}\n    {problem}");
        let _ = writeln!(happened, "{line}");
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some((key, value)) = line.split_once(": ") {
            if !KEYS.contains(&key) {
                return Err(here(format!("`{key}` is not known here")));
            }
            header.insert(key, value);
            continue;
        }
        let stage = match &mut stage {
            Some(stage) => stage,
            None => stage.insert(Stage::set(&header).map_err(here)?),
        };
        for account in stage.step(line).map_err(here)? {
            let _ = writeln!(happened, "    {account}");
        }
    }
    Ok(happened)
}

/// Step by step, what the text tells against what happened.
fn compare(path: &Path, told: &str, happened: &str) -> Result<(), String> {
    if told == happened {
        return Ok(());
    }
    let mut complaint = String::new();
    for (told, happened) in steps(told).into_iter().zip(steps(happened)) {
        if told.account != happened.account {
            let _ = writeln!(complaint, "{}:{}: {}", path.display(), told.number, told.line);
            for (sign, here, there) in
                [('-', &told.account, &happened.account), ('+', &happened.account, &told.account)]
            {
                for line in here.iter().filter(|line| !there.contains(line)) {
                    let _ = writeln!(complaint, "  {sign} {}", line.trim_start());
                }
            }
        }
    }
    if complaint.is_empty() {
        complaint = format!("{}: blank lines or the order of lines differ\n", path.display());
    }
    Err(format!("{complaint}(- the text, + the actors; to take over what they did: {REWRITE})"))
}

/// One line that is not indented, and the indented lines below it.
struct Told<'a> {
    number: usize,
    line: &'a str,
    account: Vec<&'a str>,
}

fn steps(text: &str) -> Vec<Told<'_>> {
    let mut steps: Vec<Told> = vec![Told { number: 0, line: "", account: Vec::new() }];
    for (line, number) in text.lines().zip(1..) {
        match steps.last_mut() {
            Some(step) if line.starts_with("    ") => step.account.push(line),
            _ => steps.push(Told { number, line, account: Vec::new() }),
        }
    }
    steps
}

/// The actors, and the messages between them.
struct Stage {
    actors: Actors,
    messages: Vec<Letter>,
    /// How many clients have asked.
    reads: u64,
    /// Who has cast which vote: the outsider's view, which no actor has.
    votes: BTreeMap<Vote, AcceptorSet>,
}

struct Letter {
    src: Id,
    dst: Id,
    msg: Msg,
    whereabouts: Whereabouts,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Whereabouts {
    OnItsWay,
    Arrived,
    Lost,
}

impl Stage {
    fn set(header: &BTreeMap<&str, &str>) -> Result<Self, String> {
        let field = |key| header.get(key).copied().ok_or(format!("`{key}: ...` is missing"));
        let mut proposers = Vec::new();
        for (proposer, name) in field("proposers")?.split("; ").zip('A'..) {
            let words: Vec<_> = proposer.split(' ').collect();
            let (value, first_round) = match words[..] {
                [who, "wants", value] if who == name.to_string() => (value, 1),
                [who, "wants", value, "from", "round", round] if who == name.to_string() => {
                    (value, number(round)?)
                }
                _ => return Err(format!("`{proposer}` does not read `{name} wants 8`")),
            };
            proposers.push((Value::from(value), first_round));
        }
        let acceptors = number(field("acceptors")?)?;
        let quorums = match field("quorums")? {
            "majority" => Quorums::majority(acceptors),
            sizes => {
                let (prepare, accept) = sizes
                    .strip_prefix("prepare ")
                    .and_then(|rest| rest.split_once(", accept "))
                    .ok_or(format!("`{sizes}` is neither `majority` nor `prepare 3, accept 1`"))?;
                let size = |text| Ok::<_, String>(QuorumSystem::Size(number(text)?));
                Quorums::new(acceptors, size(prepare)?, size(accept)?)
            }
        };
        let roster = Roster::new(
            u16::try_from(proposers.len()).map_err(|_| "too many proposers")?,
            quorums.map_err(|error| error.to_string())?,
            number(field("learners")?)?,
        );
        let is_said = |key| match header.get(key) {
            None => Ok(false),
            Some(&"yes") => Ok(true),
            Some(other) => Err(format!("`{other}` is not `yes`; or leave the line out")),
        };
        let habits = Habits { refuse: is_said("refusals")?, tell: is_said("learners tell")? };
        Ok(Self {
            actors: Actors::start(roster, &proposers, habits),
            messages: Vec::new(),
            reads: 0,
            votes: BTreeMap::new(),
        })
    }

    /// Takes one step, and tells what came of it, line by line.
    fn step(&mut self, line: &str) -> Result<Vec<String>, String> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "begin" => self.fire(&format!("proposer {rest}"), Timer::NextBallot),
            "resend" => self.fire(&format!("proposer {rest}"), Timer::Resend),
            "catch-up" => self.fire(rest, Timer::CatchUp),
            "ask" => self.ask(rest),
            "deliver" => match rest.strip_prefix("again ") {
                None => self.deliver(rest, Whereabouts::OnItsWay),
                Some(rest) => self.deliver(rest, Whereabouts::Arrived),
            },
            "lose" => {
                let lost = self.find(rest, Whereabouts::OnItsWay)?;
                self.messages[lost].whereabouts = Whereabouts::Lost;
                Ok(Vec::new())
            }
            "crash" => self.crash(rest),
            _ => Err(format!("`{verb}` is no step")),
        }
    }

    fn fire(&mut self, who: &str, timer: Timer) -> Result<Vec<String>, String> {
        let id = self.actor(who)?;
        if !self.actors.timers(id).contains(&timer) {
            return Err(format!("{who} does not wait for that: its timer is not set"));
        }
        self.watch(id, |actors| actors.fire(id, timer))
    }

    /// A client, who is none of the actors, asks a learner: in read 1, 2, ...
    fn ask(&mut self, who: &str) -> Result<Vec<String>, String> {
        let id = self.actor(who)?;
        let client = Id::from(self.actors.roster.size());
        self.reads += 1;
        let read = Msg::Read { number: self.reads };
        self.watch(id, |actors| actors.deliver(client, id, read))
    }

    fn deliver(&mut self, name: &str, which: Whereabouts) -> Result<Vec<String>, String> {
        let found = self.find(name, which)?;
        let letter = &mut self.messages[found];
        letter.whereabouts = Whereabouts::Arrived;
        let (src, dst, msg) = (letter.src, letter.dst, letter.msg.clone());
        self.watch(dst, |actors| actors.deliver(src, dst, msg))
    }

    fn crash(&mut self, rest: &str) -> Result<Vec<String>, String> {
        let (who, wanted) = match rest.split_once(" wanting ") {
            None => (rest, None),
            Some((who, value)) => (who, Some(value)),
        };
        let id = self.actor(who)?;
        match (wanted, self.role(id)) {
            (None, _) => {}
            (Some(value), Role::Proposer(proposer)) => self.actors.want(proposer, value.into()),
            (Some(_), role) => return Err(format!("{role} wants nothing")),
        }
        let from = match self.actors.saved(id) {
            Some(state) => told_state(state),
            None => "nothing".to_string(),
        };
        let commands = self.actors.crash(id);
        let said = self.account(&commands);
        assert!(said.is_empty(), "no actor speaks before its timers fire: {said}");
        Ok(vec![format!("{who} starts again from {from}")])
    }

    /// Runs one handler of an actor, and tells what it did, and what that brought about.
    fn watch(
        &mut self,
        id: Id,
        handler: impl FnOnce(&mut Actors) -> Commands,
    ) -> Result<Vec<String>, String> {
        let before = self.actors.state(id).clone();
        let commands = handler(&mut self.actors);
        let mut account = self.account(&commands);
        if account.is_empty() {
            let quorums = self.actors.roster.quorums();
            let noticed = noticed(&before, self.actors.state(id), quorums);
            account = noticed.unwrap_or("ignores it".to_string());
        }
        let mut lines = vec![format!("{} {account}", self.role(id))];
        for command in &commands {
            if let (Command::Save(Durable::Acceptor(acceptor)), Role::Acceptor(voter)) =
                (command, self.role(id))
            {
                lines.extend(self.count(voter, acceptor)?);
            }
        }
        self.send(id, commands);
        Ok(lines)
    }

    /// The saves and messages of one handler, in its order. Timers are left out.
    fn account(&self, commands: &Commands) -> String {
        let mut phrases: Vec<(String, Vec<Id>)> = Vec::new();
        for command in commands {
            match command {
                Command::Save(state) => {
                    phrases.push((format!("saves {}", told_state(state)), Vec::new()));
                }
                Command::Send(dst, msg) => {
                    let phrase = format!("sends {}", told_message(msg));
                    match phrases.last_mut() {
                        Some((last, recipients)) if *last == phrase => recipients.push(*dst),
                        _ => phrases.push((phrase, vec![*dst])),
                    }
                }
                Command::SetTimer(..) | Command::CancelTimer(_) | Command::ChooseRandom(..) => {}
            }
        }
        let phrases = phrases.into_iter().map(|(phrase, recipients)| match &recipients[..] {
            [] => phrase,
            recipients => format!("{phrase} to {}", self.all(recipients)),
        });
        phrases.collect::<Vec<_>>().join("; ")
    }

    /// Notes a vote that has just become durable; tells if it completes a quorum.
    fn count(&mut self, voter: AcceptorId, acceptor: &Acceptor) -> Result<Option<String>, String> {
        let Some(vote) = acceptor.voted.clone() else { return Ok(None) };
        let quorums = self.actors.roster.quorums();
        let voters = self.votes.entry(vote.clone()).or_default();
        let was_chosen = quorums.is_accept_quorum(*voters);
        voters.insert(voter);
        if was_chosen || !quorums.is_accept_quorum(*voters) {
            return Ok(None);
        }
        let by = *voters;
        let chosen = self.votes.iter().filter(|(_, voters)| quorums.is_accept_quorum(**voters));
        for (other, _) in chosen {
            if other.value != vote.value {
                return Err(format!(
                    "chosen: {}, and also: {}; agreement is broken",
                    told_vote(other),
                    told_vote(&vote)
                ));
            }
        }
        Ok(Some(format!("* {} is chosen: {by} voted for it in {}", vote.value, vote.ballot)))
    }

    fn send(&mut self, src: Id, commands: Commands) {
        for command in commands {
            if let Command::Send(dst, msg) = command {
                let whereabouts = Whereabouts::OnItsWay;
                self.messages.push(Letter { src, dst, msg, whereabouts });
            }
        }
    }

    /// The oldest message of that name.
    fn find(&self, name: &str, whereabouts: Whereabouts) -> Result<usize, String> {
        let there = |letter: &&Letter| letter.whereabouts == whereabouts;
        let found = self.messages.iter().position(|l| there(&l) && self.name(l) == name);
        found.ok_or_else(|| {
            let names: Vec<_> = self.messages.iter().filter(there).map(|l| self.name(l)).collect();
            match whereabouts {
                Whereabouts::OnItsWay => format!("not on its way; these are: {}", list(&names)),
                _ => format!("it has not arrived before; these have: {}", list(&names)),
            }
        })
    }

    /// How a step names a message.
    fn name(&self, letter: &Letter) -> String {
        let acceptor = |id| self.actors.roster.acceptor(id).map_or("?".into(), |a| a.to_string());
        let (from, to) = (acceptor(letter.src), acceptor(letter.dst));
        match &letter.msg {
            Msg::Paxos(Message::Prepare { ballot }) => format!("prepare {ballot} to {to}"),
            Msg::Paxos(Message::Promise { ballot, .. }) => format!("promise {ballot} from {from}"),
            Msg::Paxos(Message::Accept { ballot, .. }) => format!("accept {ballot} to {to}"),
            Msg::Paxos(Message::Accepted(vote)) => {
                format!("accepted {} from {from} to {}", vote.ballot, self.role(letter.dst))
            }
            Msg::Query if self.actors.roster.is_learner(letter.dst) => {
                format!("query from {} to {}", self.role(letter.src), self.role(letter.dst))
            }
            Msg::Query => format!("query from {} to {to}", self.role(letter.src)),
            Msg::Read { number } => format!("read {number} to {to}"),
            Msg::Unvoted { number } => format!("unvoted {number} from {from}"),
            Msg::Refused { ballot, .. } => format!("refused {ballot} from {from}"),
            Msg::Learned { .. } => format!("learned from {}", self.role(letter.src)),
        }
    }

    fn actor(&self, who: &str) -> Result<Id, String> {
        let found = self.actors.roster.ids().find(|id| self.role(*id).to_string() == who);
        found.ok_or(format!("nobody is called `{who}`"))
    }

    fn role(&self, id: Id) -> Role {
        self.actors.roster.role(id).expect("everyone has a role")
    }

    /// Several actors, kind by kind: `acceptors 1, 2, 3 and learner 1`.
    fn all(&self, ids: &[Id]) -> String {
        let names: Vec<_> = ids.iter().map(|id| self.role(*id).to_string()).collect();
        let parts: Vec<_> = names.iter().filter_map(|name| name.split_once(' ')).collect();
        let kinds = parts.chunk_by(|one, other| one.0 == other.0).map(|of| {
            let short: Vec<_> = of.iter().map(|(_, name)| *name).collect();
            let many = if short.len() > 1 { "s" } else { "" };
            format!("{}{many} {}", of[0].0, short.join(", "))
        });
        kinds.collect::<Vec<_>>().join(" and ")
    }
}

fn told_state(state: &Durable) -> String {
    match state {
        Durable::Acceptor(Acceptor { promised, voted }) => {
            let promised = promised.map_or("nothing".into(), |ballot| ballot.to_string());
            let voted = voted.as_ref().map_or("nothing".into(), told_vote);
            format!("promised {promised}, voted {voted}")
        }
        Durable::Proposer(ProposerRecord { ballot, proposed }) => {
            let ballot = ballot.map_or("none".into(), |ballot| ballot.to_string());
            let proposed = proposed.as_ref().map_or(String::new(), |v| format!(", proposed {v}"));
            format!("ballot {ballot}{proposed}")
        }
        Durable::Learner(value) => format!("learned {value}"),
    }
}

fn told_vote(vote: &Vote) -> String {
    format!("{} in {}", vote.value, vote.ballot)
}

fn told_message(msg: &Msg) -> String {
    match msg {
        Msg::Paxos(Message::Prepare { ballot }) => format!("prepare {ballot}"),
        Msg::Paxos(Message::Promise { ballot, vote: None }) => {
            format!("promise {ballot} (no vote)")
        }
        Msg::Paxos(Message::Promise { ballot, vote: Some(vote) }) => {
            format!("promise {ballot} (voted {})", told_vote(vote))
        }
        Msg::Paxos(Message::Accept { ballot, value }) => format!("accept {ballot} ({value})"),
        Msg::Paxos(Message::Accepted(vote)) => format!("accepted {} ({})", vote.ballot, vote.value),
        Msg::Query => "query".to_string(),
        Msg::Read { number } => format!("read {number}"),
        Msg::Unvoted { number } => format!("unvoted {number}"),
        Msg::Refused { ballot, promised } => format!("refused {ballot} (promised {promised})"),
        Msg::Learned { value } => format!("learned {value}"),
    }
}

/// What an actor made of a message that it neither saved nor answered; none if nothing.
fn noticed(before: &State, after: &State, quorums: &Quorums) -> Option<String> {
    if before == after {
        return None;
    }
    Some(match after {
        State::Proposer(proposer) if proposer.refused_by().is_empty() => {
            format!("has promises of {}", proposer.promised_by())
        }
        State::Proposer(proposer) => {
            let refused = format!("is refused by {}", proposer.refused_by());
            let too_few = proposer.is_hopeless(quorums);
            let next = format!(
                "{refused}: too few are left, and its next ballot is {}",
                proposer.next_ballot()
            );
            if too_few { next } else { refused }
        }
        State::Acceptor(_) => "changes and says nothing".to_string(),
        State::Learner(learner) if learner.found_nothing().is_some() => {
            "answers: none is chosen".to_string()
        }
        State::Learner(learner) => learner.learned().map_or_else(
            || {
                if let Some((read, unvoted)) =
                    learner.read().filter(|_| learner.heard().next().is_none())
                {
                    return format!("reads ({read}): {unvoted} have not voted");
                }
                let votes = learner.heard();
                let told = votes.map(|(vote, voters)| format!("{} by {voters}", told_vote(vote)));
                format!("has heard of {}", list(&told.collect::<Vec<_>>()))
            },
            |value| format!("learns {value}"),
        ),
    })
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_string() } else { names.join("; ") }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

const SMALL: &str = "\
proposers: A wants 8
acceptors: 3
learners: 1
quorums: majority
begin A
deliver prepare 1.A to 1
";

/// A step that could not happen is an error that names file and line, and says what could.
#[test]
fn a_step_that_cannot_happen_is_an_error() {
    for (step, problem) in [
        ("deliver promise 1.A from 2", "not on its way; these are: prepare 1.A to 2; prepare"),
        ("deliver prepare 1.A to 1", "not on its way"),
        ("deliver again prepare 1.A to 2", "it has not arrived before; these have: prepare 1.A"),
        ("lose accept 1.A to 1", "not on its way"),
        ("begin B", "nobody is called `proposer B`"),
        ("catch-up acceptor 1", "its timer is not set"),
        ("crash acceptor 1 wanting 7", "acceptor 1 wants nothing"),
        ("delver prepare 1.A to 2", "`delver` is no step"),
    ] {
        let refused = play("small.txt", &format!("{SMALL}{step}\n")).unwrap_err();
        let place = format!("small.txt:7: {step}\n");
        assert!(refused.starts_with(&place) && refused.contains(problem), "{refused}");
    }
    let refused = play("small.txt", &SMALL.replace("majority", "prepare 2, accept 1")).unwrap_err();
    assert!(refused.contains("need not share an acceptor"), "{refused}");
}

/// What is over is waited for no longer.
#[test]
fn a_learner_that_has_learned_asks_no_more() {
    let text =
        fs::read_to_string(format!("{FOLDER}/01-a-plain-decision.txt")).expect("it is there");
    let refused = play("01.txt", &format!("{text}catch-up learner 1\n")).unwrap_err();
    assert!(refused.contains("its timer is not set"), "{refused}");
}

/// A text that tells something else than what the actors do is shown step by step.
#[test]
fn a_wrong_account_is_shown_with_its_step_and_its_remedy() {
    let happened = play("small.txt", SMALL).expect("it can be played");
    assert_eq!(play("small.txt", &happened).as_ref(), Ok(&happened), "an account is no step");
    let told = happened.replace("promise 1.A (no vote)", "promise 1.A (voted 5 in 1.B)");
    let complaint = compare(Path::new("small.txt"), &told, &happened).unwrap_err();
    assert_eq!(
        complaint,
        "small.txt:7: deliver prepare 1.A to 1\n  \
         - acceptor 1 saves promised 1.A, voted nothing; sends promise 1.A (voted 5 in 1.B) to proposer A\n  \
         + acceptor 1 saves promised 1.A, voted nothing; sends promise 1.A (no vote) to proposer A\n\
         (- the text, + the actors; to take over what they did: UPDATE_GOLDEN=1 cargo test --test scenarios)"
    );
}
