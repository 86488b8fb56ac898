//! `synod man`: the manual.

use super::output::{replace, unwritten};
use super::say::say;
use super::{Exit, Failure};
use clap::{Args, Command};
use clap_mangen::Man;
use std::fs;
use std::path::{Path, PathBuf};

/// Print the page of the manual on synod, or write a page on each of its commands as well.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod man | man -l -
  synod man ~/.local/share/man/man1    then man synod-check")]
pub(super) struct ManArgs {
    /// The folder to write them to; by default the first is printed.
    folder: Option<PathBuf>,
}

/// Prints or writes the manual of this command.
pub(super) fn run(args: &ManArgs, mut command: Command) -> Result<Exit, Failure> {
    command.build();
    match &args.folder {
        None => say(String::from_utf8_lossy(&page(command)?).trim_end())?,
        Some(folder) => {
            fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
            write(folder, command)?;
        }
    }
    Ok(Exit::AsExpected)
}

/// Writes the page of a command, and those of the commands below it.
fn write(folder: &Path, command: Command) -> Result<(), Failure> {
    let visible = command.get_subcommands().filter(|below| !below.is_hide_set());
    for below in visible.filter(|below| below.get_name() != "help") {
        write(folder, below.clone())?;
    }
    let name = command.get_display_name().unwrap_or(command.get_name());
    let path = folder.join(format!("{name}.1"));
    replace(&path, &page(command)?)
}

fn page(command: Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    let man = Man::new(command).source(concat!("synod ", env!("CARGO_PKG_VERSION")));
    man.render(&mut page).map_err(Failure::unexpected)?;
    Ok(page)
}
