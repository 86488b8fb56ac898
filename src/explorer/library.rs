//! The models that an explorer has.

use super::levels::{LEVELS, Level};
use super::refusal::Refusal;
use super::request::ModelRef;
use crate::model::file::{ModelFile, digest};
use crate::model::words::did_you_mean;
use crate::quiz::Quiz;
use crate::trace::Trace;
use include_dir::Dir;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The models that an explorer has, and what it shows first.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// For each model the path by which it is known, and the text of the file.
    pub models: Vec<(String, String)>,
    /// The path of the one that is not shipped, but the user's own.
    pub own: Option<String>,
    /// What a page shows first; none: the list.
    pub opens: Option<Opens>,
    /// The files of the page, by their names, of which pages in one file are made.
    pub page: BTreeMap<String, String>,
}

/// What a page shows first.
#[derive(Clone, Debug, Serialize)]
pub struct Opens {
    /// The model.
    pub model: ModelRef,
    /// The steps of the run, by their names.
    pub run: Vec<String>,
    /// The file from which the run was read.
    pub from: Option<String>,
}

/// A model that something is asked about.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) file: ModelFile,
    pub(super) text: String,
    /// The level as which it is asked about, whose model is hidden.
    pub(super) level: Option<usize>,
}

impl Subject {
    /// Whether it is hidden which model it is.
    pub(super) fn is_concealed(&self) -> bool {
        self.level.is_some()
    }
}

/// All models.
#[derive(Clone, Debug, Serialize)]
pub struct Models {
    #[serde(rename = "models")]
    list: Vec<Listed>,
    levels: Vec<Level>,
    /// How many exercises there are.
    quiz: usize,
    opens: Option<Opens>,
    synod: &'static str,
}

/// A model of the list.
#[derive(Clone, Debug, Serialize)]
struct Listed {
    path: String,
    name: String,
    title: String,
    system: &'static str,
    breaks: Option<String>,
    seen: Option<String>,
    mutant: Option<String>,
    /// The properties that are expected to be violated.
    violates: Vec<String>,
    /// The length of the shortest run to a violation, where the file tells it.
    steps: Option<usize>,
    /// How many states there are, where the file tells it.
    states: Option<u64>,
    deep: bool,
}

/// The paths and the texts of all models that are within a program, in order.
pub fn models_within<'a>(folder: &'a Dir<'a>) -> Vec<(String, &'a str)> {
    let mut models = Vec::new();
    let mut dirs = vec![folder];
    while let Some(dir) = dirs.pop() {
        let files = dir.files().filter(|file| file.path().extension() == Some("toml".as_ref()));
        models.extend(files.filter_map(|file| {
            Some((format!("models/{}", file.path().to_str()?), file.contents_utf8()?))
        }));
        dirs.extend(dir.dirs());
    }
    models.sort_unstable();
    models
}

impl Library {
    /// The models and the page that are within a program.
    pub fn within(models: &Dir, page: &Dir) -> Self {
        let models = models_within(models).into_iter().map(|(path, text)| (path, text.to_string()));
        let page = page.files().filter_map(|file| {
            Some((file.path().to_str()?.to_string(), file.contents_utf8()?.to_string()))
        });
        Self { models: models.collect(), page: page.collect(), ..Self::default() }
    }

    /// The path of the model with this digest, and its text.
    pub fn of_digest(&self, wanted: &str) -> Option<&(String, String)> {
        self.models.iter().find(|(_, text)| digest(text) == wanted)
    }

    /// The list.
    pub(super) fn models(&self) -> Models {
        let files = self.files();
        let list = files.iter().map(Listed::of).collect();
        Models {
            list,
            levels: Level::all(),
            quiz: Quiz::of(files).len(),
            opens: self.opens.clone(),
            synod: env!("CARGO_PKG_VERSION"),
        }
    }

    /// The files of all models.
    pub(super) fn files(&self) -> Vec<ModelFile> {
        let parsed = self.models.iter().map(|(path, text)| ModelFile::parse(Path::new(path), text));
        parsed.filter_map(Result::ok).collect()
    }

    /// The model that is named.
    pub(super) fn subject(&self, model: Option<&ModelRef>) -> Result<Subject, Refusal> {
        match model {
            None => Err(Refusal::model("of which model? name it, as `model`")),
            Some(ModelRef::Listed(path)) => self.listed(path, None),
            Some(ModelRef::Pasted { name, toml }) => parsed(name, toml, None),
            Some(ModelRef::Level { level }) => {
                let name = level.checked_sub(1).and_then(|number| LEVELS.get(number));
                let name = name.ok_or_else(|| {
                    let all = LEVELS.len();
                    Refusal::model(format!("there is no level {level}; there are 1 to {all}"))
                })?;
                self.listed(&format!("models/{}.toml", name.model), Some(*level))
            }
        }
    }

    fn listed(&self, path: &str, level: Option<usize>) -> Result<Subject, Refusal> {
        if let Some((path, text)) = self.models.iter().find(|(listed, _)| listed == path) {
            return parsed(path, text, level);
        }
        let paths = self.models.iter().map(|(path, _)| path.as_str());
        let remedy = did_you_mean(path, paths);
        Err(Refusal::model(format!("there is no model {path} in the list{remedy}")))
    }

    /// The model of which a trace is a run: the one of the list with the same text, or else the one that is named.
    pub(super) fn model_of(
        &self,
        trace: &Trace,
        named: Option<&ModelRef>,
    ) -> Result<(ModelRef, Subject), Refusal> {
        if let Some((path, text)) = self.of_digest(&trace.model_blake3) {
            return Ok((ModelRef::Listed(path.clone()), parsed(path, text, None)?));
        }
        if let Some(model @ (ModelRef::Listed(_) | ModelRef::Pasted { .. })) = named {
            let subject = self.subject(Some(model))?;
            if subject.file.digest == trace.model_blake3 {
                return Ok((model.clone(), subject));
            }
        }
        let model = &trace.model;
        Err(Refusal::model(format!(
            "this trace is a run of {model} in a version that is not in the list; open that model file first, or \
             check the model again"
        )))
    }
}

fn parsed(path: &str, text: &str, level: Option<usize>) -> Result<Subject, Refusal> {
    let file = ModelFile::parse(Path::new(path), text).map_err(Refusal::model)?;
    Ok(Subject { file, text: text.to_string(), level })
}

impl Listed {
    fn of(file: &ModelFile) -> Self {
        let expect = file.expect.as_ref();
        let path = file.path.display().to_string();
        Self {
            name: file.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            path,
            title: file.title.clone(),
            system: file.system_name(),
            breaks: file.breaks.clone(),
            seen: file.seen.clone(),
            mutant: file.mutant(),
            violates: expect.map(|expect| expect.violates.clone()).unwrap_or_default(),
            steps: expect.and_then(|expect| expect.steps),
            states: expect.and_then(|expect| expect.unique_states),
            deep: file.deep,
        }
    }
}
