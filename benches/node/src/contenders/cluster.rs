//! Three processes that run, whosever.

use super::contender::{Contender, Programs};
use super::datagrams::Datagrams;
use super::etcd::Etcd;
use super::synod::Synod;
use crate::failure::Failure;
use crate::load::load;
use crate::outage::{Outage, outage};
use crate::tally::Tally;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::time::timeout;

/// How much longer than it should a load may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Three processes that run, and end when this is dropped.
pub(crate) enum Cluster {
    Datagrams(Datagrams),
    Synod(Synod),
    Etcd(Etcd),
}

impl Cluster {
    /// Starts them in an empty directory, and waits until they answer.
    pub(crate) async fn start(
        contender: Contender,
        programs: &Programs,
        dir: &Path,
    ) -> Result<Self, Failure> {
        Ok(match contender {
            Contender::Floor1 => Self::Datagrams(Datagrams::floor(1, dir).await?),
            Contender::Floor2 => Self::Datagrams(Datagrams::floor(2, dir).await?),
            Contender::OmniPaxos => Self::Datagrams(Datagrams::omnipaxos(dir).await?),
            Contender::Synod => Self::Synod(Synod::start(&programs.synod, dir).await?),
            Contender::Etcd => {
                let program = programs.etcd.as_ref().ok_or("etcd is not there")?;
                Self::Etcd(Etcd::start(program, dir).await?)
            }
        })
    }

    /// Keeps so many requests under way for so long.
    pub(crate) async fn load(&self, in_flight: u16, time: Duration) -> Result<Tally, Failure> {
        let load = async {
            match self {
                Self::Datagrams(processes) => processes.load(in_flight, time).await,
                Self::Synod(synod) => load(&synod.client, in_flight, time).await,
                Self::Etcd(etcd) => load(&etcd.client, in_flight, time).await,
            }
        };
        timeout(time + PATIENCE, load).await.map_err(|_| "no answer any more")?
    }

    /// What strangers flood one of the processes with, and where it is; nothing for those that tell no strangers.
    pub(crate) fn forged(&self) -> Result<Option<(SocketAddr, Vec<u8>)>, Failure> {
        match self {
            Self::Synod(synod) => Ok(Some(synod.forged()?)),
            Self::Datagrams(_) | Self::Etcd(_) => Ok(None),
        }
    }

    /// Whether what was ended can be started with its directory.
    pub(crate) fn can_start_again(&self) -> bool {
        !matches!(self, Self::Datagrams(_))
    }

    /// Kills two of them, and starts them again after this time; nothing for those that cannot be started again.
    pub(crate) async fn outage(&mut self, lasts: Duration) -> Result<Option<Outage>, Failure> {
        Ok(match self {
            Self::Datagrams(_) => None,
            Self::Synod(Synod { recipes, running, client, .. }) => {
                Some(outage(client, recipes, running, 0, lasts).await?)
            }
            // The member that the client is connected to stays.
            Self::Etcd(Etcd { recipes, running, client, leader }) => {
                Some(outage(client, recipes, running, *leader, lasts).await?)
            }
        })
    }
}
