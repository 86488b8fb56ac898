//! A model file as a whole.

use super::error::FileError;
use super::format::{About, Expect, Header, from_toml};
use super::questions::questions;
use super::spec::Spec;
use super::visitor::{Relevant, Visitor};
use crate::model::closed::MAX_SETTLED_ACCEPTORS;
use crate::model::packed::{NotPacked, PackedVisitor, Packing};
use crate::model::question::{Cast, Question, sought};
use crate::model::tla::TlaVisitor;
use crate::model::words::did_you_mean;
use crate::properties::{AskedFor, Kind, Property, Sought};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The BLAKE3 hash of the text of a model file, in hexadecimal digits: a trace is a run of this very text.
pub fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// A model file, read and checked.
#[derive(Clone, Debug)]
pub struct ModelFile {
    /// Where it was read from.
    pub path: PathBuf,
    /// The BLAKE3 hash of its text, in hexadecimal digits.
    pub digest: String,
    /// What the model shows, in one line.
    pub title: String,
    /// Whether it takes too long to be checked by default.
    pub deep: bool,
    /// The rule of Paxos that the model breaks, if it does.
    pub breaks: Option<String>,
    /// Where that was seen.
    pub seen: Option<String>,
    /// What checking it is expected to give, if the file says so.
    pub expect: Option<Expect>,
    /// What a reader asks of the model, beside the properties.
    pub questions: Vec<Question>,
    pub(super) system: Spec,
}

impl ModelFile {
    /// Reads a model file, and checks all of it before anything is built.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let text = fs::read_to_string(path).map_err(|error| FileError::unreadable(path, &error))?;
        Self::parse(path, &text)
    }

    /// Reads a model from the text of a file.
    pub fn parse(path: &Path, text: &str) -> Result<Self, FileError> {
        let header: Header = from_toml(path, text)?;
        if header.version != 1 {
            let message = format!("{} is unknown; this program reads version 1", header.version);
            return Err(FileError::field(path, "version", message));
        }
        let (about, system) = Spec::parse(path, header.system, text)?;
        let About { title, deep, breaks, seen, expect, always, reach } = about;
        if title.trim().is_empty() {
            return Err(FileError::field(path, "title", "say what the model shows"));
        }
        let questions = questions(path, text, &system.cast(), (&always, &reach))?;
        let path = path.to_path_buf();
        let digest = digest(text);
        let file = Self { path, digest, title, deep, breaks, seen, expect, questions, system };
        file.check_expectations()?;
        Ok(file)
    }

    /// Refuses expectations of properties that the system does not have.
    fn check_expectations(&self) -> Result<(), FileError> {
        use Kind::{Always, Sometimes};
        let Some(expect) = &self.expect else { return Ok(()) };
        let known = self.sought();
        let lists = [
            ("expect.holds", Always, &expect.holds),
            ("expect.violates", Always, &expect.violates),
            ("expect.reaches", Sometimes, &expect.reaches),
        ];
        for (field, kind, names) in lists {
            let known = known.iter().filter(|sought| sought.kind() == kind);
            let known: Vec<_> = known.map(|sought| sought.name()).collect();
            let is_known = |name: &&String| known.contains(&name.as_str());
            let is_asked = |name: &&String| kind == Always && AskedFor::named(name).is_some();
            if let Some(name) = names.iter().find(|name| !is_known(name) && !is_asked(name)) {
                let remedy = did_you_mean(name, known.iter().copied());
                let known = known.join(", ");
                let message = format!("no such property: {name:?}; there are {known}{remedy}");
                return Err(FileError::field(&self.path, field, message));
            }
        }
        if let Some(both) = expect.holds.iter().find(|name| expect.violates.contains(name)) {
            let message = format!("{both:?} cannot be both held and violated");
            return Err(FileError::field(&self.path, "expect.holds", message));
        }
        for property in self.asked_for() {
            if let Some(why) = self.system.makes_no_sense(property) {
                let holds = expect.holds.iter().any(|name| name == property.name());
                let field = if holds { "expect.holds" } else { "expect.violates" };
                let message = format!("{:?} is for {why}", property.name());
                return Err(FileError::field(&self.path, field, message));
            }
        }
        match &expect.primary {
            Some(primary) if !expect.violates.contains(primary) => {
                let message = format!("{primary:?} must be one of expect.violates");
                Err(FileError::field(&self.path, "expect.primary", message))
            }
            None if expect.steps.is_some() => {
                let message = "the steps of which trace? name it in expect.primary".to_string();
                Err(FileError::field(&self.path, "expect.steps", message))
            }
            _ => Ok(()),
        }
    }

    /// The properties that mean something in the model.
    pub fn relevant(&self) -> Vec<Property> {
        self.visit(Relevant)
    }

    /// All that is looked for in runs of the model, in the order of reports.
    pub fn sought(&self) -> Vec<Arc<dyn Sought>> {
        sought(self.relevant(), &self.questions)
    }

    /// Whom and what a question about the model can be about.
    pub fn cast(&self) -> Cast {
        self.system.cast()
    }

    /// The names of all that must be possible: what is expected to be, and what a reader asks to reach.
    pub fn must_be_reached(&self) -> impl Iterator<Item = &str> {
        let expected = self.expect.iter().flat_map(|expect| &expect.reaches).map(String::as_str);
        let asked = self.questions.iter().filter(|question| question.kind() == Kind::Sometimes);
        expected.chain(asked.map(Sought::name))
    }

    /// The properties that the file asks for: those of which it says what should become of them.
    pub fn asked_for(&self) -> Vec<AskedFor> {
        let expect = self.expect.iter();
        let names = expect.flat_map(|expect| expect.holds.iter().chain(&expect.violates));
        let names: Vec<&String> = names.collect();
        let asks = |property: &AskedFor| names.iter().any(|name| *name == property.name());
        AskedFor::ALL.into_iter().filter(asks).collect()
    }

    /// Asks what ties the model to the abstract algorithm, if it is about the reference's actors and does not ask
    /// already.
    pub fn ask_whether_it_refines(&mut self) {
        for property in [AskedFor::RefinesPaxos, AskedFor::KeepsTheInvariant] {
            let asks = self.mutant().is_none() && self.system.makes_no_sense(property).is_none();
            if asks && !self.asked_for().contains(&property) {
                let expect = self.expect.get_or_insert_default();
                expect.holds.push(property.name().to_string());
            }
        }
    }

    /// The name of the mutant that takes the actors' place, if there is one.
    pub fn mutant(&self) -> Option<String> {
        match &self.system {
            Spec::Network(spec) => spec.mutant.map(|name| name.to_string()),
            Spec::NetworkLog(spec) => spec.broken.map(|name| name.to_string()),
            Spec::MessageSetLog(system) => system.broken().map(|name| name.to_string()),
            Spec::SequencePaxos(system) => system.broken().map(|name| name.to_string()),
            Spec::Raft(system) => system.broken().map(|name| name.to_string()),
            Spec::MessageSet(_) | Spec::Voting(_) | Spec::Commit(_) | Spec::TwoPhase(_) => None,
        }
    }

    /// Whether a search can look at agreement alone
    /// ([`Reductions::settled`](crate::model::packed::Reductions::settled)).
    pub fn agreement_can_be_settled(&self) -> bool {
        match &self.system {
            Spec::Network(spec) => spec.acceptors() <= MAX_SETTLED_ACCEPTORS,
            _ => false,
        }
    }

    /// The kind of its system, as a model file names it.
    pub fn system_name(&self) -> &'static str {
        match &self.system {
            Spec::Network(_) => "network",
            Spec::NetworkLog(_) => "network-log",
            Spec::MessageSet(_) => "message-set",
            Spec::MessageSetLog(_) => "message-set-log",
            Spec::Voting(_) => "voting",
            Spec::SequencePaxos(_) => "sequence-paxos",
            Spec::Raft(_) => "raft",
            Spec::Commit(_) => "commit",
            Spec::TwoPhase(_) => "two-phase",
        }
    }

    /// The same model, of which this is asked as well.
    #[must_use]
    pub fn asking(mut self, question: Question) -> Self {
        self.questions.push(question);
        self
    }

    /// Hands the system to a visitor, if it is one of the specs in `specs/`.
    pub fn visit_tla<V: TlaVisitor>(&self, visitor: V) -> Option<V::Output> {
        match &self.system {
            Spec::MessageSet(system) => Some(visitor.visit(system)),
            Spec::MessageSetLog(system) => Some(visitor.visit(system)),
            _ => None,
        }
    }

    /// Hands the system, in the form that is searched, to a visitor.
    ///
    /// # Errors
    /// If the system is too large, or packing was given up.
    pub fn pack<V: PackedVisitor>(
        &self,
        packing: &Packing,
        visitor: V,
    ) -> Result<V::Output, NotPacked> {
        Ok(self.system.pack(packing, &self.questions)?.visit(visitor))
    }

    /// Hands the system, in the form that is read, to a visitor.
    pub fn visit<V: Visitor>(&self, visitor: V) -> V::Output {
        self.system.visit(visitor)
    }
}
