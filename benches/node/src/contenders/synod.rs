//! Three nodes of synod, asked as every client asks them.

use crate::failure::Failure;
use crate::floor::VALUE;
use crate::load::{Keys, Puts};
use crate::ports::free;
use crate::processes::{Recipe, Running, start};
use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use synod::client::{AsyncClient, Options};
use synod::node::{
    Access, Address, ClientCodec, LocalCluster, Nonces, Numbered, Request, SystemNonces, cluster_at,
};

/// The nodes, and the client that asks them.
pub(crate) struct Synod {
    pub(super) recipes: Vec<Recipe>,
    pub(super) running: Vec<Running>,
    pub(super) client: AsyncClient,
    /// What the nodes write down of what they do, if they do.
    pub(super) logs: Vec<PathBuf>,
    access: Access,
}

impl Synod {
    pub(super) async fn start(program: &Path, dir: &Path, log: bool) -> Result<Self, Failure> {
        let addresses: Result<Vec<Address>, _> =
            free(3)?.iter().map(|at| at.to_string().parse()).collect();
        let LocalCluster { cluster, clients, client } = cluster_at(addresses?, None)?;
        let file = dir.join("cluster.toml");
        write_private(&file, &cluster)?;
        write_private(&dir.join("clients.toml"), &clients)?;
        let logs: Vec<_> = (1..=3).map(|id| dir.join(format!("audit-{id}.log"))).collect();
        let mut recipes: Vec<_> = (1..=3)
            .map(|id| Recipe {
                program: program.to_owned(),
                arguments: vec![
                    "node".into(),
                    "--id".into(),
                    id.to_string().into(),
                    "--cluster".into(),
                    file.clone().into(),
                    "--data".into(),
                    dir.join(format!("data-{id}")).into(),
                    "--new".into(),
                ],
                log: dir.join(format!("log-{id}")),
                ready: "is ready at",
            })
            .collect();
        let logs = if log { logs } else { Vec::new() };
        for (recipe, log) in recipes.iter_mut().zip(&logs) {
            recipe.arguments.extend(["--log".into(), log.into()]);
        }
        let running = start(&recipes).await?;
        // As long as it takes: whoever loads the cluster knows how long that may be.
        let options = Options { timeout: None, ..Options::default() };
        let access = Access::parse(&client)?;
        let client = AsyncClient::new(&access, options)?;
        client.put(Keys::new().next()).await?;
        Ok(Self { recipes, running, client, logs, access })
    }

    /// Where all nodes but the first are.
    pub(super) fn others(&self) -> Result<Vec<SocketAddr>, Failure> {
        let numbers = self.access.nodes().iter().skip(1).map(|node| node.address.number());
        Ok(numbers.collect::<Option<_>>().ok_or("they have numbers")?)
    }

    /// Where a node is, and what it takes most time to drop there: a request as long as any whose seal is wrong.
    pub(super) fn forged(&self) -> Result<(SocketAddr, Vec<u8>), Failure> {
        let node = self.access.nodes().first().ok_or("there are nodes")?;
        let request = Numbered { number: 1, content: Request::Status };
        let nonce = SystemNonces::new()?.next();
        let sealed = ClientCodec::new(&self.access).request(node.id, nonce, &request);
        let mut bytes = sealed.ok_or("it is a node of the client's")?;
        bytes.last_mut().into_iter().for_each(|last| *last ^= 1);
        Ok((node.address.number().ok_or("it has a number")?, bytes))
    }
}

impl Puts for AsyncClient {
    async fn put(&self, key: String) -> Result<(), Failure> {
        self.propose(&key.parse()?, &"x".repeat(VALUE)).await?;
        Ok(())
    }
}

/// What only its owner reads, as a node wants its keys.
fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    Ok(file.write_all(text.as_bytes())?)
}
