//! Three processes that run, whosever.

use super::at_rest::{self, Alone};
use super::audited::{Audited, audited};
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
            Contender::Synod => Self::Synod(Synod::start(&programs.synod, dir, false).await?),
            Contender::SynodLog => Self::Synod(Synod::start(&programs.synod, dir, true).await?),
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
            Self::Synod(synod) if synod.logs.is_empty() => Ok(Some(synod.forged()?)),
            Self::Synod(_) | Self::Datagrams(_) | Self::Etcd(_) => Ok(None),
        }
    }

    /// The processors' time that the three take while nobody asks, as a share of one processor's.
    pub(crate) async fn idle(&self, look: Duration) -> Result<f64, Failure> {
        let running = match self {
            Self::Datagrams(Datagrams { running, .. })
            | Self::Synod(Synod { running, .. })
            | Self::Etcd(Etcd { running, .. }) => running,
        };
        at_rest::idle(running, look).await
    }

    /// Whether what was ended is started again with its directory.
    pub(crate) fn is_started_again(&self) -> bool {
        match self {
            Self::Datagrams(_) => false,
            Self::Synod(synod) => synod.logs.is_empty(),
            Self::Etcd(_) => true,
        }
    }

    /// What one of synod's nodes still does that is left alone for good, the first time after clients have given up, looked
    /// at for the second; nothing for the others, which speak by connections.
    pub(crate) async fn alone(
        &mut self,
        times: (Duration, Duration),
    ) -> Result<Option<Alone>, Failure> {
        let Self::Synod(synod) = self else { return Ok(None) };
        let others = synod.others()?;
        let Synod { client, running, .. } = synod;
        Ok(Some(at_rest::alone(client, running, &others, times).await?))
    }

    /// Ends the nodes and has the logs audited that they have written; nothing for those that write none.
    pub(crate) fn audited(&mut self, programs: &Programs) -> Result<Option<Audited>, Failure> {
        match self {
            Self::Synod(synod) if !synod.logs.is_empty() => {
                synod.running.clear();
                Ok(Some(audited(&programs.synod, &synod.logs)?))
            }
            Self::Synod(_) | Self::Datagrams(_) | Self::Etcd(_) => Ok(None),
        }
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
