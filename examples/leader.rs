//! Elects a leader for a job. Whoever's name is chosen for the decree `job/7/leader` leads the job, and the others learn who
//! that is. With the cluster that `synod cluster` runs in this directory:
//!
//! ```console
//! $ cargo run --release --example leader            # waits until there is a leader
//! $ cargo run --release --example leader alice      # in another terminal
//! alice leads job 7: that is us
//! $ cargo run --release --example leader bob
//! alice leads job 7
//! ```
//!
//! A decree is written once, so this leader is elected for good. A job that outlives its leader needs a decree for each
//! term: `job/7/leader/2` after `job/7/leader/1`, and so on; `epoch.rs` has such a series. Mind that a slow leader may still
//! believe that it leads when the next term has begun: whatever it writes elsewhere must carry the number of its term.

use std::env;
use std::error::Error;
use std::path::Path;
use synod::client::{Client, ClientError, Options};
use synod::node::{Access, Decree};
use synod::paxos::Value;

/// Stands for election, and returns the leader of the job: this candidate or another. After an error the candidate does not
/// know whether it was elected, and may stand again, which is always safe.
pub fn elect(client: &mut Client, job: &Decree, candidate: &str) -> Result<Value, ClientError> {
    client.propose(job, candidate)
}

/// Waits until the job has a leader, and returns it.
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
            let is_us = if leader.as_str() == candidate { ": that is us" } else { "" };
            println!("{leader} leads job 7{is_us}");
        }
        None => println!("{} leads job 7", leader(&mut client, &job)?),
    }
    Ok(())
}
