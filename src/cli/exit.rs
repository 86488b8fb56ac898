//! How a command ends.

use std::fmt;
use std::process::ExitCode;

/// The exit codes of `synod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything was as expected.
    AsExpected,
    /// 1: something was not as expected, or could not be done.
    Unexpected,
    /// 2: the command or its input cannot be used.
    Usage,
    /// 3: there is no result, or not yet: truncated, interrupted, or nothing known.
    Unfinished,
    /// 4: another node knows that this node's data directory is not what it was. To start it again changes nothing.
    Disowned,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::AsExpected => 0,
            Exit::Unexpected => 1,
            Exit::Usage => 2,
            Exit::Unfinished => 3,
            Exit::Disowned => 4,
        })
    }
}

/// Why a command could not do its work: one message that names the file or field, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// How the command then ends.
    pub exit: Exit,
    /// What to tell the user.
    pub message: String,
}

impl Failure {
    /// Input that cannot be used.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string() }
    }

    /// Something that should have worked and did not.
    pub fn unexpected(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Unexpected, message: message.to_string() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
