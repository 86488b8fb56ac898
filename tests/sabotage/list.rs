//! The list of sabotages, and the code with all of them in it.

use super::catcher::Catcher;
use super::run::Found;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the lists are.
const FOLDER: &str = "tests/sabotage";

/// The root of the crate, in which it is decided which sabotage is in force.
const ROOT: &str = "src/lib.rs";
const SWITCH: &str = "
/// Whether the sabotage of this number is in force.
pub(crate) fn is_sabotaged(number: usize) -> bool {
    static NUMBER: std::sync::LazyLock<Option<usize>> =
        std::sync::LazyLock::new(|| std::env::var(\"SABOTAGED\").ok()?.parse().ok());
    *NUMBER == Some(number)
}
";

/// The code of a search is compiled for each width that a state can have. With those of the unit tests alone the
/// copy is built in a third of the time, and most models are not too large for it.
const WIDTHS: &str = "src/model/width.rs";
const FEW: [(&str, &str); 2] = [
    ("#[cfg(not(test))]\nwidths! {", "#[cfg(any())]\nwidths! {"),
    ("#[cfg(test)]\nwidths! {", "widths! {"),
];

/// A way in which the checker could be wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sabotage {
    /// What is wrong then, in words.
    pub(crate) name: String,
    /// Where.
    file: PathBuf,
    /// What stands right before the code, where that alone does not tell which is meant.
    #[serde(default)]
    after: String,
    /// The code: an expression; or statements, if it ends with a semicolon.
    old: String,
    /// What stands in its place.
    new: String,
    /// Who notices: see [`Catcher`].
    pub(crate) caught_by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    sabotage: Vec<Sabotage>,
}

/// All sabotages, in the order of their numbers.
pub(crate) fn read() -> Vec<Sabotage> {
    let entries = fs::read_dir(FOLDER).expect("the tests run beside Cargo.toml");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension() == Some("toml".as_ref()));
    paths.sort();
    let lists = paths.iter().map(|path| {
        let list = toml::from_str(&fs::read_to_string(path).expect("it is text"));
        list.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    lists.flat_map(|List { sabotage }| sabotage).collect()
}

impl Sabotage {
    /// Who catches it.
    pub(crate) fn catcher(&self) -> Catcher<'_> {
        Catcher::read(&self.caught_by).unwrap_or_else(|| {
            panic!("{}: caught_by = {:?}: what is that?", self.name, self.caught_by)
        })
    }

    /// That nobody is there of the name of who catches it.
    pub(crate) fn is_left_alone(&self) -> Option<String> {
        let why = self.catcher().missing()?;
        Some(format!("{}: caught_by = {:?}: {why}", self.name, self.caught_by))
    }

    /// That nobody has noticed it, and what is to be done.
    pub(crate) fn survived(&self, number: usize, found: &Found) -> String {
        let Self { name, file, old, new, caught_by, .. } = self;
        format!(
            "sabotage {number} is not caught by {caught_by} ({found:?}): {name}\n  in {}\n  {old}\n  became\n  \
             {new}\nIf something else notices now, name that. If nothing does, write a test or a model that does; \
             or, if the code is needless, take it out, and say in docs/reductions.md why.",
            file.display()
        )
    }

    /// Where its code begins and ends in the text of its file.
    fn place(&self, text: &str) -> Result<(usize, usize), String> {
        let Self { name, file, after, old, .. } = self;
        let code = format!("{after}{old}");
        let found: Vec<usize> = text.match_indices(&code).map(|(at, _)| at).collect();
        let [at] = found[..] else {
            let (file, times) = (file.display(), found.len());
            return Err(format!("{name}: in {file} there is {times} times, and not once:\n{code}"));
        };
        Ok((at + after.len(), at + code.len()))
    }
}

/// The sabotaged files, each with the text in which every sabotage stands beside what it sabotages.
///
/// # Errors
/// If some do not fit: which.
pub(crate) fn sabotaged(all: &[Sabotage]) -> Result<BTreeMap<&Path, String>, String> {
    let mut files: BTreeMap<&Path, Vec<(usize, &Sabotage)>> = BTreeMap::new();
    for (number, sabotage) in (1..).zip(all) {
        files.entry(&sabotage.file).or_default().push((number, sabotage));
    }
    let (mut texts, mut wrong) = (BTreeMap::new(), Vec::new());
    for (file, sabotages) in files {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        match with_switches(&text, &sabotages) {
            Ok(text) => drop(texts.insert(file, text)),
            Err(error) => wrong.push(error),
        }
    }
    let read = |file: &str| fs::read_to_string(file).expect("it is a file of the crate");
    texts.insert(Path::new(ROOT), read(ROOT) + SWITCH);
    let widths = texts.entry(Path::new(WIDTHS)).or_insert_with(|| read(WIDTHS));
    for (all, few) in FEW {
        if widths.matches(all).count() != 1 {
            wrong.push(format!("{WIDTHS} does not have this once:\n{all}"));
        }
        *widths = widths.replace(all, few);
    }
    if wrong.is_empty() { Ok(texts) } else { Err(wrong.join("\n")) }
}

/// The text of a file with its sabotages, each in force if it is asked for.
fn with_switches(text: &str, sabotages: &[(usize, &Sabotage)]) -> Result<String, String> {
    let mut places: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for (number, sabotage) in sabotages {
        let switch = format!("if crate::is_sabotaged({number}) {{ {} }} else ", sabotage.new);
        places.entry(sabotage.place(text)?).or_default().push_str(&switch);
    }
    let (mut whole, mut done) = (String::new(), 0);
    for ((from, to), switches) in places {
        let old = &text[from..to];
        if from < done {
            return Err(format!("two sabotages overlap, and are not of the same code: {old}"));
        }
        let code = format!("{switches}{{ {old} }}");
        let code = if old.ends_with(';') { code } else { format!("({code})") };
        whole.extend([&text[done..from], &code]);
        done = to;
    }
    Ok(whole + &text[done..])
}
