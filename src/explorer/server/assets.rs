//! The files of the page.

use include_dir::Dir;
use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

/// Where the files of the page are.
#[derive(Clone, Debug)]
pub enum Assets {
    /// In the program.
    Within(&'static Dir<'static>),
    /// In a folder.
    Folder(PathBuf),
}

impl Assets {
    /// A file of the page, and its type.
    pub(super) fn file(&self, path: &str) -> Option<(Cow<'static, [u8]>, &'static str)> {
        Some((self.contents(path)?, media_type(path)?))
    }

    fn contents(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        let mut parts = Path::new(path).components();
        if path.is_empty() || !parts.all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        match self {
            Self::Within(dir) => dir.get_file(path).map(|file| Cow::Borrowed(file.contents())),
            Self::Folder(folder) => std::fs::read(folder.join(path)).ok().map(Cow::Owned),
        }
    }
}

/// The type of a file of the page, by its ending.
fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    Some(match ending {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret.html"), "secret").unwrap();
        let page = folder.path().join("page");
        std::fs::create_dir(&page).unwrap();
        std::fs::write(page.join("index.html"), "page").unwrap();
        let assets = Assets::Folder(page.clone());
        assert_eq!(assets.contents("index.html").as_deref(), Some(&b"page"[..]));
        let absolute = folder.path().join("secret.html");
        for path in ["../secret.html", "./../secret.html", "", absolute.to_str().unwrap()] {
            assert_eq!(assets.contents(path), None, "{path}");
        }
    }
}
