//! The three processes of a floor, or of OmniPaxos: parts of this program.

use crate::asker::{load, until_it_answers};
use crate::failure::Failure;
use crate::ports::free;
use crate::processes::{Recipe, Running, place, start};
use crate::tally::Tally;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// Processes that are asked by datagrams.
pub(crate) struct Datagrams {
    /// The one that answers.
    at: SocketAddr,
    pub(super) running: Vec<Running>,
}

impl Datagrams {
    /// A floor of so many phases.
    pub(super) async fn floor(phases: u8, dir: &Path) -> Result<Self, Failure> {
        let at = free(3)?;
        let part = |_| vec!["floor".into(), "--phases".into(), phases.to_string().into()];
        Self::start(&at, at[0], part, dir).await
    }

    /// OmniPaxos.
    pub(super) async fn omnipaxos(dir: &Path) -> Result<Self, Failure> {
        let at = free(6)?;
        let (peers, clients) = at.split_at(3);
        let part = |place: usize| {
            vec!["omnipaxos".into(), "--clients".into(), clients[place].to_string().into()]
        };
        Self::start(peers, clients[0], part, dir).await
    }

    async fn start(
        at: &[SocketAddr],
        client: SocketAddr,
        part: impl Fn(usize) -> Vec<OsString>,
        dir: &Path,
    ) -> Result<Self, Failure> {
        let recipes: Result<Vec<_>, _> = (0..at.len())
            .map(|i| {
                let arguments = part(i).into_iter().chain(place(i + 1, at, dir));
                Recipe::own(arguments, dir.join(format!("log-{}", i + 1)))
            })
            .collect();
        let running = start(&recipes?).await?;
        spawn_blocking(move || until_it_answers(client)).await??;
        Ok(Self { at: client, running })
    }

    pub(super) async fn load(&self, in_flight: u16, time: Duration) -> Result<Tally, Failure> {
        let at = self.at;
        spawn_blocking(move || load(at, in_flight, time)).await?
    }
}
