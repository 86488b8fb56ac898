//! Commands that the user is to run, as a shell takes them.

use std::path::Path;

/// The name under which the user has started this program.
pub(super) fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "synod".to_owned())
}

/// A path as one word of a command.
pub(super) fn word(path: &Path) -> String {
    let path = path.display().to_string();
    shlex::try_quote(&path).map_or_else(|_| path.clone(), Into::into)
}
