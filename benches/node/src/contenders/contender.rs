//! Who is measured, and what each needs.

use crate::failure::Failure;
use crate::options::Options;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Contender {
    Floor1,
    Floor2,
    Synod,
    SynodLog,
    Etcd,
    OmniPaxos,
}

impl Contender {
    /// All, in the order of the table.
    pub(crate) const ALL: [Self; 6] =
        [Self::Floor1, Self::Floor2, Self::Synod, Self::SynodLog, Self::Etcd, Self::OmniPaxos];

    /// At the head of a column.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Floor1 => "floor, 1 phase",
            Self::Floor2 => "floor, 2 phases",
            Self::Synod => "synod",
            Self::SynodLog => "synod --log",
            Self::Etcd => "etcd",
            Self::OmniPaxos => "OmniPaxos",
        }
    }

    /// As it is named on the command line.
    fn word(self) -> &'static str {
        match self {
            Self::Floor1 => "floor-1",
            Self::Floor2 => "floor-2",
            Self::Synod => "synod",
            Self::SynodLog => "synod-log",
            Self::Etcd => "etcd",
            Self::OmniPaxos => "omnipaxos",
        }
    }

    /// Those that are asked for; all if none is named.
    pub(crate) fn named(words: &[String]) -> Result<Vec<Self>, Failure> {
        let all = Self::ALL.map(Self::word);
        if let Some(wrong) = words.iter().find(|word| !all.contains(&word.as_str())) {
            return Err(format!("--only {wrong}: name some of {}", all.join(", ")).into());
        }
        let is_named = |one: &Self| words.is_empty() || words.iter().any(|word| word == one.word());
        Ok(Self::ALL.into_iter().filter(is_named).collect())
    }
}

/// The programs of others that are there.
pub(crate) struct Programs {
    pub(crate) synod: PathBuf,
    /// None if it is not there.
    pub(crate) etcd: Option<PathBuf>,
}

impl Programs {
    /// Looks for them.
    pub(crate) fn find(options: &Options) -> Self {
        let installed = options.disk.join("tools/etcd/usr/bin/etcd");
        let found = [PathBuf::from("etcd"), installed].into_iter().find(|at| version(at).is_some());
        Self { synod: options.synod.clone(), etcd: options.etcd.clone().or(found) }
    }

    /// Why this one cannot be measured, if it cannot.
    pub(crate) fn lack(&self, contender: Contender) -> Option<String> {
        match contender {
            Contender::Synod | Contender::SynodLog if version(&self.synod).is_none() => {
                let at = self.synod.display();
                Some(format!(
                    "{at} is not there; cargo build --release makes it, --synod names another"
                ))
            }
            Contender::Etcd => match &self.etcd {
                None => {
                    Some("there is none; benches/node/install puts it below target/".to_owned())
                }
                Some(etcd) if version(etcd).is_none() => {
                    Some(format!("{} is not there; --etcd names another", etcd.display()))
                }
                Some(_) => None,
            },
            _ => None,
        }
    }

    /// What of the others is measured, in a line.
    pub(crate) fn versions(&self) -> String {
        let programs = [Some(&self.synod), self.etcd.as_ref()];
        let lines: Vec<_> = programs.into_iter().flatten().filter_map(|at| version(at)).collect();
        lines.join(", ")
    }
}

/// The first line of what a program says of itself.
fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
}
