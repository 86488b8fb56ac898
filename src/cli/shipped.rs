//! What is shipped within the program: models, and the docs that tell of them.

use super::Failure;
use super::output::{replace, unwritten};
use super::say::complain;
use crate::explorer::{Library, models_within};
use crate::model::file::ModelFile;
use crate::model::words::did_you_mean;
use include_dir::{Dir, DirEntry};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders `models` and `docs` as they were when the program was built. They are handed to it from above, so
/// that a word in the docs does not have the whole library compiled again.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The models.
    pub models: &'static Dir<'static>,
    /// The docs.
    pub docs: &'static Dir<'static>,
    /// The page of the explorer.
    pub page: &'static Dir<'static>,
    /// The core of the explorer for a browser, compressed by gzip, if `make web` was run before the program was built.
    pub core: Option<&'static [u8]>,
}

impl Shipped {
    /// The model that a user names: a file; or, if there is none, one that is shipped, by its path or its name.
    pub(super) fn model(&self, named: &Path) -> Result<ModelFile, Failure> {
        let whole = named.extension().is_none().then(|| named.with_extension("toml"));
        let there =
            [Some(named), whole.as_deref()].into_iter().flatten().find(|path| path.exists());
        if let Some(path) = there {
            return ModelFile::read(path).map_err(Failure::usage);
        }
        match self.paths().into_iter().find(|path| is_meant(path, named)) {
            Some(path) => {
                let (named, path) = (named.display(), path.display());
                let version = env!("CARGO_PKG_VERSION");
                complain(format_args!(
                    "note: there is no file {named} here; this is {path} as shipped with synod {version}"
                ));
                self.read(Path::new(&path.to_string()))
            }
            None => Err(self.unknown(named)),
        }
    }

    /// Why a name is refused, and what may be meant.
    fn unknown(&self, named: &Path) -> Failure {
        let error =
            ModelFile::read(named).map_or_else(|error| error.to_string(), |_| String::new());
        let paths = self.paths();
        let shipped = paths.iter().filter_map(|path| path.file_stem()).filter_map(OsStr::to_str);
        let found = named.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        Failure::usage(format!("{error}{}", did_you_mean(found, shipped)))
    }

    /// The models that are shipped below a folder, such as `models/holds` or `holds`.
    pub(super) fn folder(&self, named: &Path) -> Result<Vec<ModelFile>, Failure> {
        let below = |path: &PathBuf| path.ancestors().skip(1).any(|folder| is_meant(folder, named));
        self.paths().iter().filter(|path| below(path)).map(|path| self.read(path)).collect()
    }

    /// The models and the page of the explorer.
    pub(super) fn library(&self) -> Library {
        Library::within(self.models, self.page)
    }

    /// Whether a model is one of those that are shipped, as a note on it.
    pub(super) fn knows(&self, text: &str) -> String {
        match models_within(self.models).into_iter().find(|(_, shipped)| *shipped == text) {
            Some((path, _)) => format!("the model inside is {path}, as shipped"),
            None => {
                "the model inside is none that is shipped: what the run shows is true of that model"
                    .to_string()
            }
        }
    }

    /// A page of the docs.
    pub(super) fn page(&self, name: &str) -> &'static str {
        let page = self.docs.get_file(name).and_then(|file| file.contents_utf8());
        page.expect("a test reads all pages that are printed")
    }

    /// Writes all of it into a folder, in which nothing of it may be yet.
    pub(super) fn export(&self, folder: &Path) -> Result<(), Failure> {
        for (name, dir) in [("models", self.models), ("docs", self.docs)] {
            let folder = folder.join(name);
            if folder.exists() {
                let folder = folder.display();
                let message = format!("{folder}: is there already; name another folder");
                return Err(Failure::usage(message));
            }
            write(dir, &folder)?;
        }
        Ok(())
    }

    fn read(&self, path: &Path) -> Result<ModelFile, Failure> {
        ModelFile::parse(path, self.text(path)).map_err(Failure::usage)
    }

    fn text(&self, path: &Path) -> &'static str {
        let inside = path.strip_prefix("models").unwrap_or(path);
        let text = self.models.get_file(inside).and_then(|file| file.contents_utf8());
        text.unwrap_or_default()
    }

    /// The paths of all models, in order.
    fn paths(&self) -> Vec<PathBuf> {
        models_within(self.models).into_iter().map(|(path, _)| path.into()).collect()
    }
}

/// Whether this path, or its end, is what someone has named, with or without its ending.
fn is_meant(path: &Path, named: &Path) -> bool {
    !named.as_os_str().is_empty()
        && (path.ends_with(named) || path.with_extension("").ends_with(named))
}

fn write(dir: &Dir, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
    for entry in dir.entries() {
        let path = folder.join(entry.path().file_name().unwrap_or_default());
        match entry {
            DirEntry::Dir(dir) => write(dir, &path)?,
            DirEntry::File(file) => replace(&path, file.contents())?,
        }
    }
    Ok(())
}
