//! Elects a leader for a job: the first whose name is chosen for the decree `job/7/leader` leads it, and the others
//! learn who that is. Against the cluster that `synod cluster` runs in this directory:
//!
//! ```console
//! $ cargo run --release --example leader            # waits for whoever will lead
//! $ cargo run --release --example leader alice      # in another terminal
//! alice leads job 7; it is us
//! $ cargo run --release --example leader bob
//! alice leads job 7
//! ```
//!
//! That a leader is elected once and for good is what a decree is. A job that outlives its leader takes a decree
//! for each term, `job/7/leader/2` after `job/7/leader/1`; `epoch.rs` has such a series. And a leader that is slow
//! may believe that it leads when the next term has begun: what it writes elsewhere must carry the term.

use std::env;
use std::error::Error;
use std::path::Path;
use synod::client::{Client, ClientError, Options};
use synod::node::{Access, Decree};
use synod::paxos::Value;

/// Whom a job has as its leader, once this candidate has stood. After an error nobody knows, this candidate least
/// of all: it may have been elected. To stand again is safe.
pub fn elect(client: &mut Client, job: &Decree, candidate: &str) -> Result<Value, ClientError> {
    client.propose(job, candidate)
}

/// Who leads a job, as soon as anybody does.
pub fn leader(client: &mut Client, job: &Decree) -> Result<Value, ClientError> {
    client.watch(job, None)
}

fn main() -> Result<(), Box<dyn Error>> {
    let access = Access::load(Path::new("synod-data/client.toml"))?;
    let mut client = Client::new(&access, Options::default())?;
    let job = "job/7/leader".parse()?;
    match env::args().nth(1) {
        Some(candidate) => {
            let leader = elect(&mut client, &job, &candidate)?;
            let is_us = if leader.as_str() == candidate { "; it is us" } else { "" };
            println!("{leader} leads job 7{is_us}");
        }
        None => println!("{} leads job 7", leader(&mut client, &job)?),
    }
    Ok(())
}
