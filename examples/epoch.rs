//! Configurations, one after the other: epoch N is the value of the decree `config/N`, and who wants the next one
//! proposes it for the first N that has none. Against the cluster that `synod cluster` runs in this directory:
//!
//! ```console
//! $ cargo run --release --example epoch "2 workers"
//! epoch 1: 2 workers
//! $ cargo run --release --example epoch "3 workers"
//! epoch 2: 3 workers
//! $ cargo run --release --example epoch              # which is in force
//! epoch 2: 3 workers
//! ```
//!
//! The series has no gaps: an epoch is proposed by who knows the one before. Two who propose for the same epoch get
//! the same answer, and the one whose configuration that is not decides anew, from what was chosen.

use std::env;
use std::error::Error;
use std::path::Path;
use synod::client::{AsyncClient, ClientError, Options};
use synod::node::{Access, Decree};
use synod::paxos::Value;

/// A configuration and its number; epoch 0 is before the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// The N of its decree.
    pub number: u64,
    /// What was chosen; none of epoch 0.
    pub configuration: Option<Value>,
}

fn decree(number: u64) -> Decree {
    format!("config/{number}").parse().expect("it is short")
}

/// The epoch in force, from one that is known on. "None" is the word of a quorum: there is no later one.
pub async fn latest(client: &AsyncClient, mut known: Epoch) -> Result<Epoch, ClientError> {
    while let Some(configuration) = client.read(&decree(known.number + 1)).await? {
        known = Epoch { number: known.number + 1, configuration: Some(configuration) };
    }
    Ok(known)
}

/// Has this configuration follow the epoch in force. If another is chosen in its place, that one is in force, and
/// is returned: perhaps nothing is left to be done.
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
            // Whoever was faster: ours comes after theirs.
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
