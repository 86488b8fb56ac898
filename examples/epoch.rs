//! A series of configurations. The configuration of epoch N is the value of the decree `config/N`; to change it, a program
//! proposes the next one for the first N that has no value yet. With the cluster that `synod cluster` runs in this directory:
//!
//! ```console
//! $ cargo run --release --example epoch "2 workers"
//! epoch 1: 2 workers
//! $ cargo run --release --example epoch "3 workers"
//! epoch 2: 3 workers
//! $ cargo run --release --example epoch              # which one is in force?
//! epoch 2: 3 workers
//! ```
//!
//! The series has no gaps, since nobody proposes for an epoch who does not know the one before. Two programs that propose
//! for the same epoch get the same answer; the one whose configuration was not chosen decides again, knowing what was.

use std::env;
use std::error::Error;
use std::path::Path;
use synod::client::{AsyncClient, ClientError, Options};
use synod::node::{Access, Decree};
use synod::paxos::Value;

/// A configuration and its number. Epoch 0 is the time before the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// The N in the name of its decree.
    pub number: u64,
    /// The value that was chosen; none in epoch 0.
    pub configuration: Option<Value>,
}

fn decree(number: u64) -> Decree {
    format!("config/{number}").parse().expect("it is short")
}

/// The epoch that is in force, found by going on from one that is known. That the next one has no value is the word of a
/// quorum: there is no later epoch.
pub async fn latest(client: &AsyncClient, mut known: Epoch) -> Result<Epoch, ClientError> {
    while let Some(configuration) = client.read(&decree(known.number + 1)).await? {
        known = Epoch { number: known.number + 1, configuration: Some(configuration) };
    }
    Ok(known)
}

/// Proposes this configuration as the next epoch. If another one was chosen for it, that one is returned: it is in force
/// now, and perhaps there is nothing left to change.
pub async fn advance(
    client: &AsyncClient,
    known: &Epoch,
    configuration: &str,
) -> Result<Epoch, ClientError> {
    let number = known.number + 1;
    let chosen = client.propose(&decree(number), configuration).await?;
    Ok(Epoch { number, configuration: Some(chosen) })
}

fn main() -> Result<(), Box<dyn Error>> {
    let access = Access::load(Path::new("synod-data/client.toml"))?;
    let wanted = env::args().nth(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let Epoch { number, configuration } = runtime.block_on(async {
        let client = AsyncClient::new(&access, Options::default())?;
        let mut epoch = latest(&client, Epoch { number: 0, configuration: None }).await?;
        if let Some(wanted) = &wanted {
            // If somebody was faster, ours comes after theirs.
            loop {
                epoch = advance(&client, &epoch, wanted).await?;
                if epoch.configuration.as_ref().is_some_and(|chosen| chosen.as_str() == wanted) {
                    break;
                }
            }
        }
        Ok::<_, ClientError>(epoch)
    })?;
    match configuration {
        Some(configuration) => println!("epoch {number}: {configuration}"),
        None => println!("no configuration yet"),
    }
    Ok(())
}
