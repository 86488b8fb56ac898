//! The models that a command is given: files and folders of them, or those that are shipped.

use super::say::complain;
use super::{Failure, Shipped};
use crate::model::file::ModelFile;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Models to check, read and checked before the first search begins.
pub(super) struct Models {
    /// Those that are to be searched.
    pub(super) files: Vec<ModelFile>,
    /// How many are left out, as they take long.
    pub(super) deep: usize,
}

impl Models {
    /// All that are named, or all that are shipped if none is; of folders not those that are marked as deep,
    /// unless they are wanted.
    pub(super) fn named(paths: &[PathBuf], deep: bool, shipped: Shipped) -> Result<Self, Failure> {
        let mut models = Self { files: Vec::new(), deep: 0 };
        if paths.is_empty() {
            let version = env!("CARGO_PKG_VERSION");
            let here = Path::new("models").is_dir();
            let other = if here { "; models/ is for those in this folder" } else { "" };
            complain(format_args!(
                "note: these are the models shipped with synod {version}{other}"
            ));
            models.add_folder(Path::new("models"), shipped.folder(Path::new("models"))?, deep)?;
        }
        for path in paths {
            if path.is_dir() {
                models.add_folder(path, files_below(path)?, deep)?;
                continue;
            }
            let inside = if path.exists() { Vec::new() } else { shipped.folder(path)? };
            if inside.is_empty() {
                models.files.push(shipped.model(path)?);
            } else {
                complain(format_args!(
                    "note: there is no {} here; these are shipped",
                    path.display()
                ));
                models.add_folder(path, inside, deep)?;
            }
        }
        Ok(models)
    }

    fn add_folder(&mut self, path: &Path, all: Vec<ModelFile>, deep: bool) -> Result<(), Failure> {
        let found = all.len();
        let before = self.files.len();
        self.files.extend(all.into_iter().filter(|file| deep || !file.deep));
        let added = self.files.len() - before;
        self.deep += found - added;
        let what = match (found, added) {
            (0, _) => "no model file in this folder",
            (_, 0) => "only deep models; add --deep",
            _ => return Ok(()),
        };
        Err(Failure::usage(format!("{}: {what}", path.display())))
    }
}

/// Every model file below a folder, in order of their paths. A link that leads back is not followed.
fn files_below(folder: &Path) -> Result<Vec<ModelFile>, Failure> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.path().extension() == Some("toml".as_ref()) => {
                files.push(ModelFile::read(entry.path()).map_err(Failure::usage)?);
            }
            Ok(_) => {}
            Err(error) if error.loop_ancestor().is_some() => {}
            // As an editor leaves it beside a file that is open.
            Err(error) if error.path().is_some_and(is_hidden_link) => {}
            Err(error) => return Err(Failure::usage(error)),
        }
    }
    Ok(files)
}

/// Whether this is a link that a listing of the folder does not show.
fn is_hidden_link(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    path.is_symlink() && name.as_encoded_bytes().starts_with(b".")
}
