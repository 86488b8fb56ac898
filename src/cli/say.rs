//! Output that may be read by nobody.

use super::Failure;
use super::screen::Screen;
use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};

/// Prints a line at once. That nobody reads any more, as after `| head`, is no failure: what a command does beside
/// that, and how it ends, stays the same.
pub(super) fn say(line: impl Display) -> Result<(), Failure> {
    say_each([line])
}

/// Prints lines, as long as somebody reads them.
pub(super) fn say_each<T: Display>(lines: impl IntoIterator<Item = T>) -> Result<(), Failure> {
    say_to(std::io::stdout().lock(), lines)
}

/// Prints a text in colours, where the user wants them and what is printed to has them.
pub(super) fn say_styled(text: impl Display) -> Result<(), Failure> {
    say_to(anstream::stdout().lock(), [text])
}

fn say_to<T: Display>(
    mut out: impl Write,
    lines: impl IntoIterator<Item = T>,
) -> Result<(), Failure> {
    for line in lines {
        match writeln!(out, "{line}").and_then(|()| out.flush()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            Err(error) => {
                let message = format!("the output cannot be written: {error}");
                return Err(Failure::unexpected(message));
            }
        }
    }
    Ok(())
}

/// Prints a line of complaint or a note. `eprintln!` would panic when nobody reads any more.
pub(super) fn complain(line: impl Display) {
    let line = Screen::of_complaints().text(&line.to_string());
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
