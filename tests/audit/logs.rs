//! The logs of a short run, to be edited.

use crate::world::World;
use serde_json::{Value as Json, json};
use std::fs;
use std::path::PathBuf;
use synod::audit::{Report, audit};
use synod::node::{Decree, Question};
use synod::paxos::Value;
use tempfile::TempDir;

/// The logs of three nodes, to be edited.
pub(crate) struct Logs {
    pub(crate) folder: TempDir,
    pub(crate) lines: Vec<Vec<Json>>,
}

impl Logs {
    /// A short run. Of colour, whose owner is node 3, it is asked at node 3 whether there is one: none. Node 1
    /// proposes green, with a round of promises. Node 2 is asked then. Node 2 crashes; old messages come again, so that its
    /// acceptor starts from what it had; and it is asked for a shape, and asked again whether there is a size.
    pub(crate) fn record() -> Self {
        let mut world = World::new(1);
        world.faults = false;
        let decree = |name: &str| name.parse::<Decree>().expect("a name");
        let mut ask = |node, name, question| {
            world.ask(node, &decree(name), question);
            world.come_to_rest();
        };
        ask(2, "colour", Question::Learn);
        ask(0, "colour", Question::Propose(Value::from("green")));
        ask(1, "colour", Question::Learn);
        world.crash(1);
        world.come_to_rest();
        let (from, to) = (world.address(0), world.address(1));
        let again: Vec<_> =
            world.past.iter().filter(|(at, it)| *at == from && it.to == to).cloned().collect();
        for (from, datagram) in again {
            world.send(from, &datagram);
        }
        world.come_to_rest();
        world.ask(1, &decree("shape"), Question::Propose(Value::from("round")));
        world.come_to_rest();
        world.ask(1, &decree("size"), Question::Learn);
        world.come_to_rest();
        world.audit();
        let folder = tempfile::tempdir().expect("a directory");
        let read = |path: PathBuf| {
            let text = fs::read_to_string(path).expect("it is text");
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
        };
        let lines = world.write_logs(folder.path()).into_iter().map(read).collect();
        Self { folder, lines }
    }

    /// The first line of a node that is so, and its number from 0.
    pub(crate) fn find(&self, node: usize, is_so: impl Fn(&Json) -> bool) -> usize {
        self.lines[node - 1].iter().position(is_so).expect("there is such a line")
    }

    /// Edits this line of a node.
    pub(crate) fn edit(mut self, node: usize, line: usize, edit: impl FnOnce(&mut Json)) -> Self {
        edit(&mut self.lines[node - 1][line]);
        self
    }

    /// Takes a line away, and has the end of its turn count one less, as who knows the format would.
    pub(crate) fn take_away(mut self, node: usize, line: usize) -> Self {
        let lines = &mut self.lines[node - 1];
        lines.remove(line);
        let turn = lines[line..].iter_mut().find_map(|line| line.get_mut("turn"));
        let count = &mut turn.expect("the turn ends")["lines"];
        *count = json!(count.as_u64().expect("a number") - 1);
        self
    }

    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let write = |(lines, node): (&Vec<Json>, u32)| {
            let path = self.folder.path().join(format!("node-{node}.log"));
            let text: Vec<_> = lines.iter().map(ToString::to_string).collect();
            fs::write(&path, text.join("\n") + "\n").expect("it can be written");
            path
        };
        self.lines.iter().zip(1..).map(write).collect()
    }

    pub(crate) fn audit(&self) -> Report {
        audit(&self.paths()).expect("they are logs")
    }

    /// What is wrong with them, without the folder in which they are.
    pub(crate) fn wrong(&self) -> String {
        let problems: Vec<_> = self.audit().problems.iter().map(ToString::to_string).collect();
        let folder = format!("{}/", self.folder.path().display());
        problems.join("\n").replace(&folder, "")
    }

    /// They are caught, with these words.
    pub(crate) fn caught(&self, words: &[&str]) {
        let wrong = self.wrong();
        assert!(words.iter().all(|word| wrong.contains(word)), "{words:?} in:\n{wrong}");
    }
}

/// Whether a line is a step of this actor of colour, in which this is so.
pub(crate) fn step<'a>(
    actor: &'a str,
    is_so: impl Fn(&Json) -> bool + 'a,
) -> impl Fn(&Json) -> bool + 'a {
    move |line| {
        let step = &line["step"];
        step["actor"] == actor && step["decree"] == "colour" && is_so(step)
    }
}

pub(crate) fn votes(step: &Json) -> bool {
    step["does"]["saves"]["acceptor"]["voted"].is_object()
}

pub(crate) fn starts(line: &Json) -> bool {
    line["start"].is_object()
}
