//! `synod cluster add-client`: one more that may ask.

use super::cluster_file::{MemberFiles, load};
use super::new_cluster::create;
use super::say::say;
use super::shell::{program, word};
use super::{Exit, Failure};
use crate::files;
use crate::node::{Clients, NewClient};
use clap::Args;
use std::fs;
use std::path::PathBuf;

/// Let one more client ask: add it to the list of clients, and write its own file.
///
/// Run it where the members' files are, as the user that runs the nodes; copy the list to every
/// member, and send each node a SIGHUP. A client is one key, and whoever has it: give its file to
/// those alone who trust each other. To revoke a client, remove its entry from the list on every
/// member, and send each node a SIGHUP.
#[derive(Debug, Args)]
pub(super) struct AddClientArgs {
    /// Its name: 1 to 64 letters, digits, `_` and `-`
    name: String,
    #[command(flatten)]
    files: MemberFiles,
    /// The client's file to write; one that is there is never overwritten [default: client-NAME.toml]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Makes a key, lists it, and writes the file of who is to have it.
pub(super) fn run(args: &AddClientArgs) -> Result<Exit, Failure> {
    let path = args.files.cluster()?;
    let cluster = load(&path)?;
    let list = args.files.clients(&path);
    let clients = Clients::load(&list).map_err(Failure::usage)?;
    let text = fs::read_to_string(&list).map_err(|e| failed(&list, &e))?;
    let new = NewClient::new(&cluster, &clients, &args.name).map_err(Failure::usage)?;
    let out = args.out.clone().unwrap_or_else(|| format!("client-{}.toml", args.name).into());
    // A key that is in no list is nothing; one that is listed and in no file could not be told from
    // one that somebody has.
    create(&out, &new.file)?;
    files::replace(&list, (text + &new.entry).as_bytes()).map_err(|e| {
        // The first error is the one to tell.
        let _ = fs::remove_file(&out);
        failed(&list, &e)
    })?;
    say(format_args!(
        "{}: client {} is listed; copy it to every member, and send each node a SIGHUP\n\
         {}: the client's own file, by which it asks:\n\n  \
         {} learn colour --client {}",
        list.display(),
        args.name,
        out.display(),
        program(),
        word(&out)
    ))?;
    Ok(Exit::AsExpected)
}

fn failed(list: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::unexpected(format!("{}: cannot be changed: {error}", list.display()))
}
