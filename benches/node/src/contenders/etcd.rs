//! Three members of etcd, asked by gRPC at the one that leads.

use super::grpc::EtcdClient;
use crate::failure::Failure;
use crate::ports::free;
use crate::processes::{Recipe, Running, start};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long an election may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The members, and a client of the one that leads.
pub(crate) struct Etcd {
    pub(super) recipes: Vec<Recipe>,
    pub(super) running: Vec<Running>,
    pub(super) client: EtcdClient,
    /// Its place among the members.
    pub(super) leader: usize,
}

impl Etcd {
    pub(super) async fn start(program: &Path, dir: &Path) -> Result<Self, Failure> {
        let at = free(6)?;
        let (peers, clients) = at.split_at(3);
        let recipes: Vec<_> = (0..peers.len())
            .map(|place| Recipe {
                program: program.to_owned(),
                arguments: arguments(place, peers, clients[place], dir),
                log: dir.join(format!("log-{place}")),
                // Of its two such words the one that does not need a quorum.
                ready: "serving peer traffic",
            })
            .collect();
        let running = start(&recipes).await?;
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            for (leader, at) in clients.iter().enumerate() {
                // Before there is a leader a member does not even answer.
                if let Ok(client) = EtcdClient::connect(*at).await
                    && matches!(client.leads().await, Ok(Some(true)))
                {
                    return Ok(Self { recipes, running, client, leader });
                }
            }
            sleep(Duration::from_millis(20)).await;
        }
        Err(format!("etcd: no leader after {PATIENCE:?}").into())
    }
}

/// All as it is by default, without TLS; so each entry is synced by the members before it counts.
fn arguments(place: usize, peers: &[SocketAddr], client: SocketAddr, dir: &Path) -> Vec<OsString> {
    let url = |at| format!("http://{at}");
    let members = (0..).zip(peers).map(|(place, at)| format!("{}={}", name(place), url(*at)));
    let pairs = [
        ("--name", name(place)),
        ("--listen-peer-urls", url(peers[place])),
        ("--initial-advertise-peer-urls", url(peers[place])),
        ("--listen-client-urls", url(client)),
        ("--advertise-client-urls", url(client)),
        ("--initial-cluster", members.collect::<Vec<_>>().join(",")),
        ("--logger", "zap".to_owned()),
        ("--log-outputs", "stderr".to_owned()),
    ];
    let mut arguments: Vec<OsString> =
        pairs.into_iter().flat_map(|(flag, value)| [flag.into(), value.into()]).collect();
    arguments.extend(["--data-dir".into(), dir.join(format!("data-{place}")).into()]);
    arguments
}

fn name(place: usize) -> String {
    format!("member-{place}")
}
