//! `synod completions`: what a shell can complete.

use super::say::say;
use super::{Exit, Failure};
use clap::{Args, Command};
use clap_complete::{Shell, generate};

/// Print what a shell needs to complete the commands and options of synod.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod completions bash > ~/.local/share/bash-completion/completions/synod
  synod completions zsh > ~/.zfunc/_synod    where fpath has ~/.zfunc
  synod completions fish > ~/.config/fish/completions/synod.fish")]
pub(super) struct CompletionsArgs {
    /// Which shell.
    shell: Shell,
}

/// Prints the completions of this command.
pub(super) fn run(args: &CompletionsArgs, mut command: Command) -> Result<Exit, Failure> {
    let name = command.get_name().to_string();
    let mut script = Vec::new();
    generate(args.shell, &mut command, name, &mut script);
    say(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Exit::AsExpected)
}
