//! The model file: a model is data, and no Rust is needed to add one.
//!
//! `docs/model-file.md` describes the format for its users, and `docs/schemas/model.json` is its
//! schema.

mod bugs;
mod build;
mod error;
mod faults;
mod format;

pub use bugs::Bug;
pub use build::Visitor;
pub use error::FileError;
pub use format::Expect;

use super::message_set::MessageSet;
use super::network::MAX_SETTLED_ACCEPTORS;
use super::packed::{NotPacked, PackedVisitor, Packing};
use crate::properties::{AskedFor, Kind, Property};
use format::{Header, MessageSetFile, NetworkFile};
use std::fs;
use std::path::{Path, PathBuf};

/// A model file, read and checked.
#[derive(Debug)]
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
    system: Spec,
}

#[derive(Debug)]
enum Spec {
    Network(Box<build::NetworkSpec>),
    MessageSet(build::MessageSetSpec),
}

impl ModelFile {
    /// Reads a model file, and checks all of it before anything is built.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let text = fs::read_to_string(path).map_err(|error| FileError::unreadable(path, &error))?;
        Self::parse(path, &text)
    }

    /// Reads a model from the text of a file.
    pub fn parse(path: &Path, text: &str) -> Result<Self, FileError> {
        let toml = |error| FileError::toml(path, &error);
        let header: Header = toml::from_str(text).map_err(toml)?;
        if header.version != 1 {
            let message = format!("{} is unknown; this program reads version 1", header.version);
            return Err(FileError::field(path, "version", message));
        }
        let field = |(field, message): (&str, String)| FileError::field(path, field, message);
        let (title, deep, (breaks, seen), expect, system) = match header.system {
            format::System::Network => {
                let file: NetworkFile = toml::from_str(text).map_err(toml)?;
                let spec = build::NetworkSpec::new(&file).map_err(field)?;
                (
                    file.title,
                    file.deep,
                    (file.breaks, file.seen),
                    file.expect,
                    Spec::Network(Box::new(spec)),
                )
            }
            format::System::MessageSet => {
                let file: MessageSetFile = toml::from_str(text).map_err(toml)?;
                let spec = build::MessageSetSpec::new(&file).map_err(field)?;
                (
                    file.title,
                    file.deep,
                    (file.breaks, file.seen),
                    file.expect,
                    Spec::MessageSet(spec),
                )
            }
        };
        if title.trim().is_empty() {
            return Err(FileError::field(path, "title", "say what the model shows"));
        }
        let digest = blake3::hash(text.as_bytes()).to_hex().to_string();
        let file =
            Self { path: path.to_path_buf(), digest, title, deep, breaks, seen, expect, system };
        file.check_expectations()?;
        Ok(file)
    }

    /// Refuses expectations of properties that the system does not have.
    fn check_expectations(&self) -> Result<(), FileError> {
        use Kind::{Always, Sometimes};
        let Some(expect) = &self.expect else { return Ok(()) };
        let known = self.relevant();
        let lists = [
            ("expect.holds", Always, &expect.holds),
            ("expect.violates", Always, &expect.violates),
            ("expect.reaches", Sometimes, &expect.reaches),
        ];
        for (field, kind, names) in lists {
            let known: Vec<_> = known.iter().filter(|p| p.kind == kind).map(|p| p.name).collect();
            let is_known = |name: &&String| known.contains(&name.as_str());
            let is_asked = |name: &&String| kind == Always && AskedFor::named(name).is_some();
            if let Some(name) = names.iter().find(|name| !is_known(name) && !is_asked(name)) {
                let message = format!("no such property: {name:?}; there are {}", known.join(", "));
                return Err(FileError::field(&self.path, field, message));
            }
        }
        if let Some(both) = expect.holds.iter().find(|name| expect.violates.contains(name)) {
            let message = format!("{both:?} cannot be both held and violated");
            return Err(FileError::field(&self.path, "expect.holds", message));
        }
        for property in self.asked_for() {
            if let Some(why) = self.makes_no_sense(property) {
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
        self.visit(build::Relevant)
    }

    /// The properties that the file asks for: those of which it says what should become of them.
    pub fn asked_for(&self) -> Vec<AskedFor> {
        let names =
            self.expect.iter().flat_map(|expect| expect.holds.iter().chain(&expect.violates));
        let names: Vec<&String> = names.collect();
        let asks = |property: &AskedFor| names.iter().any(|name| *name == property.name());
        AskedFor::ALL.into_iter().filter(asks).collect()
    }

    /// Asks what ties the model to the abstract algorithm, if it is about the reference's actors and does not ask
    /// already.
    pub fn ask_whether_it_refines(&mut self) {
        for property in [AskedFor::RefinesPaxos, AskedFor::KeepsTheInvariant] {
            let asks = self.mutant().is_none() && self.makes_no_sense(property).is_none();
            if asks && !self.asked_for().contains(&property) {
                let expect = self.expect.get_or_insert_default();
                expect.holds.push(property.name().to_string());
            }
        }
    }

    /// What a property that can be asked for is for instead, if it is not for this model.
    fn makes_no_sense(&self, property: AskedFor) -> Option<&'static str> {
        match (&self.system, property) {
            (Spec::Network(spec), AskedFor::DecisionStaysReachable) if spec.loses_messages() => {
                Some(
                    "networks on which every message can still arrive; leave it out, or \
                     faults.alterations, or let the partition heal",
                )
            }
            (Spec::MessageSet(_), AskedFor::RefinesPaxos) => {
                Some("networks: an abstract model is the algorithm itself; leave it out")
            }
            _ => None,
        }
    }

    /// The name of the mutant that takes the actors' place, if there is one.
    pub fn mutant(&self) -> Option<String> {
        match &self.system {
            Spec::Network(spec) => spec.mutant.map(|name| name.to_string()),
            Spec::MessageSet(_) => None,
        }
    }

    /// Whether a search can look at agreement alone
    /// ([`Reductions::settled`](super::packed::Reductions::settled)).
    pub fn agreement_can_be_settled(&self) -> bool {
        match &self.system {
            Spec::Network(spec) => spec.acceptors() <= MAX_SETTLED_ACCEPTORS,
            Spec::MessageSet(_) => false,
        }
    }

    /// The system, if it is the abstract one.
    pub fn message_set(&self) -> Option<MessageSet> {
        match &self.system {
            Spec::Network(_) => None,
            Spec::MessageSet(spec) => Some(spec.build()),
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
        match &self.system {
            Spec::Network(spec) => spec.pack(packing, visitor),
            Spec::MessageSet(spec) => spec.build().pack(packing, visitor),
        }
    }

    /// Hands the system, in the form that is read, to a visitor.
    pub fn visit<V: Visitor>(&self, visitor: V) -> V::Output {
        match &self.system {
            Spec::Network(spec) => spec.visit(visitor),
            Spec::MessageSet(spec) => visitor.visit(spec.build()),
        }
    }
}
