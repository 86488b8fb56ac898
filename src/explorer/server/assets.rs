//! The files of the page.

use include_dir::Dir;
use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

/// The core as WebAssembly, compressed, with which a page makes pages in one file.
const CORE: &str = "synod.wasm.gz";

/// How a page says where its core is: in a Worker, or behind a server.
const ALONE: &str = "<meta name=\"synod-home\" content=\"worker\">";
const SERVED: &str = "<meta name=\"synod-home\" content=\"server\">";

/// The files of the page.
#[derive(Clone, Debug)]
pub struct Assets {
    /// Those in the program.
    pub page: &'static Dir<'static>,
    /// The core in the program, compressed.
    pub core: Option<&'static [u8]>,
    /// Where they are instead, if it is in a folder; but for a core that is not there.
    pub folder: Option<PathBuf>,
}

impl Assets {
    /// A file of the page, and its type.
    pub(super) fn file(&self, path: &str) -> Option<(Cow<'static, [u8]>, &'static str)> {
        let media_type = media_type(path)?;
        let mut parts = Path::new(path).components();
        if path.is_empty() || !parts.all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let contents = match &self.folder {
            None => self.page.get_file(path).map(|file| Cow::Borrowed(file.contents())),
            Some(folder) => std::fs::read(folder.join(path)).ok().map(at_home).map(Cow::Owned),
        };
        let core = || self.core.filter(|_| path == CORE).map(Cow::Borrowed);
        Some((contents.or_else(core)?, media_type))
    }

    /// The core, if it is there.
    pub fn core(&self) -> Option<Cow<'static, [u8]>> {
        self.file(CORE).map(|(contents, _)| contents)
    }
}

/// A file of a page that may be made for a place without a server, as it is behind one.
fn at_home(contents: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(contents) {
        Ok(text) => text.replace(ALONE, SERVED).into_bytes(),
        Err(binary) => binary.into_bytes(),
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
        "gz" => "application/gzip",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    static NONE: Dir = Dir::new("", &[]);

    #[test]
    fn nothing_outside_the_folder_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret.html"), "secret").unwrap();
        let page = folder.path().join("page");
        std::fs::create_dir(&page).unwrap();
        std::fs::write(page.join("index.html"), ALONE).unwrap();
        let assets = Assets { page: &NONE, core: Some(b"core"), folder: Some(page) };
        let contents = |path: &str| assets.file(path).map(|(contents, _)| contents);
        assert_eq!(contents("index.html").as_deref(), Some(SERVED.as_bytes()));
        assert_eq!(contents(CORE).as_deref(), Some(&b"core"[..]));
        let absolute = folder.path().join("secret.html");
        for path in ["../secret.html", "./../secret.html", "", absolute.to_str().unwrap()] {
            assert_eq!(contents(path), None, "{path}");
        }
    }
}
