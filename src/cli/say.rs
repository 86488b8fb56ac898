//! Output that may be read by nobody.

use super::Failure;
use std::fmt::Display;
use std::io::{IsTerminal, Write};

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

/// Prints a value that some client has chosen: as it is for a program, and without the control
/// characters that would steer a terminal for a person.
pub(super) fn say_value(value: &str) -> Result<(), Failure> {
    if !std::io::stdout().is_terminal() {
        return say(value);
    }
    let shown = value.chars().map(|c| match c {
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    });
    say(shown.collect::<String>())
}

/// Prints a line about what goes on, which must go on also when nobody reads any more.
pub(super) fn mention(line: impl Display) {
    let _ = say(line);
}
