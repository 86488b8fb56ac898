//! Output that may be read by nobody.

use super::Failure;
use std::fmt::Display;
use std::io::Write;

/// Prints a line at once. `println!` would panic when nobody reads any more.
pub(super) fn say(line: impl Display) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|e| Failure::unexpected(format!("the output cannot be written: {e}")))
}

/// Prints a line of complaint or a note. `eprintln!` would panic when nobody reads any more.
pub(super) fn complain(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Prints a line about what goes on, which must go on also when nobody reads any more.
pub(super) fn mention(line: impl Display) {
    let _ = say(line);
}
