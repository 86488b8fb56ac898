//! Who notices a sabotage. `caught_by` names
//!
//! * a test, as `verdicts::its_name`: of `tests/verdicts.rs` or `tests/verdicts/`; of `src` as `lib::its::path`;
//! * a random model, as `fuzz_models::seed 17`;
//! * or a model, as `models/holds/some.toml`, that `synod check` must not find as it is expected; options may
//!   follow it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// The test that looks at random models, and the target to which it belongs.
const RANDOM: &str = "fuzz_models";
pub(crate) const RANDOM_TEST: &str = "every_search_of_a_random_model_says_the_same";

/// Who notices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Catcher<'a> {
    /// The test of this name, in this target of the crate.
    Test(&'a str, &'a str),
    /// The random model of this seed.
    Seed(&'a str),
    /// A check with these arguments.
    Check(Vec<&'a str>),
}

impl<'a> Catcher<'a> {
    /// Reads what `caught_by` says; none if it cannot be read.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        if text.starts_with("models/") {
            return Some(Self::Check(text.split(' ').collect()));
        }
        let (target, name) = text.split_once("::")?;
        match name.strip_prefix("seed ") {
            Some(seed) => (target == RANDOM).then_some(Self::Seed(seed)),
            None => Some(Self::Test(target, name)),
        }
    }

    /// The target of the crate that is to be built for it; none if it is the program itself.
    pub(crate) fn target(&self) -> Option<&'a str> {
        match self {
            Self::Test(target, _) => Some(target),
            Self::Seed(_) => Some(RANDOM),
            Self::Check(_) => None,
        }
    }

    /// Why there is nobody of this name.
    pub(crate) fn missing(&self) -> Option<String> {
        match self {
            Self::Check(arguments) => {
                let is_there = Path::new(arguments[0]).is_file();
                (!is_there).then(|| "there is no such model".to_string())
            }
            Self::Seed(seed) => seed.parse::<u64>().err().map(|error| error.to_string()),
            Self::Test(target, name) => {
                let (modules, function) = name.rsplit_once("::").unwrap_or(("", name));
                let declared = format!("fn {function}()");
                let has = |path: &PathBuf| {
                    fs::read_to_string(path).is_ok_and(|text| text.contains(&declared))
                };
                let files = files(target, modules);
                (!files.iter().any(has)).then(|| format!("it is in none of {files:?}"))
            }
        }
    }
}

impl fmt::Display for Catcher<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Test(target, name) => write!(f, "{target}::{name}"),
            Self::Seed(seed) => write!(f, "{RANDOM}::seed {seed}"),
            Self::Check(arguments) => f.write_str(&arguments.join(" ")),
        }
    }
}

/// The files in which a test of these modules can be.
fn files(target: &str, modules: &str) -> Vec<PathBuf> {
    let modules: Vec<&str> = modules.split("::").filter(|module| !module.is_empty()).collect();
    let folder = match target {
        "lib" => PathBuf::from("src"),
        target => Path::new("tests").join(target),
    };
    let within = (1..=modules.len()).map(|depth| {
        let file: PathBuf = modules[..depth].iter().collect();
        folder.join(file).with_extension("rs")
    });
    within.chain([folder.with_extension("rs"), folder.join("main.rs")]).collect()
}
