//! Listening.

use super::connection;
use super::error::HttpError;
use super::home::Home;
use super::limits::Limits;
use super::options::HttpOptions;
use super::routes::routes;
use super::secrets::Secrets;
use super::tally::{Counted, Tally};
use super::tls::Tls;
use crate::node::{Contact, Member, Node, NodeId};
use crate::origin::{Hosts, Scheme};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

/// How long nobody is let in after somebody could not be: too many files may be open.
const PAUSE: Duration = Duration::from_millis(100);

/// A server, for as long as this is there.
pub struct Server {
    url: String,
    secrets: watch::Sender<Secrets>,
    ends: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Where it answers, such as `http://127.0.0.1:4801`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Takes these in the place of those that it had: who connects or asks from now on meets them.
    pub fn exchange(&self, secrets: Secrets) {
        self.secrets.send_replace(secrets);
    }

    /// Lets nobody in any more, and waits a moment until what is being answered has left. Who still waits is told that the
    /// node has ended, once it has.
    pub fn end(self) {
        self.ends.send_replace(true);
        // A thread that has failed answers nobody either.
        let _ = self.thread.join();
    }
}

/// Answers HTTP for a node, on a thread of its own.
///
/// # Errors
/// If the address cannot be listened on.
pub fn serve(node: &Node, options: HttpOptions) -> Result<Server, HttpError> {
    let HttpOptions { address, names, secrets } = options;
    let failed = |source| HttpError::Listen { address, source };
    let (runtime, listener, address) = listen(address).map_err(failed)?;
    let scheme = if secrets.tls.is_some() { Scheme::Https } else { Scheme::Http };
    let (secrets, present) = watch::channel(secrets);
    let (ends, end) = watch::channel(false);
    let home = home(node, Hosts::new(scheme, address, &names), present);
    let url = home.hosts.url();
    let thread = thread::spawn(move || runtime.block_on(accept(&listener, home.into(), end)));
    Ok(Server { url, secrets, ends, thread })
}

fn home(node: &Node, hosts: Hosts, secrets: watch::Receiver<Secrets>) -> Home {
    let me = node.member();
    let having = |role: fn(&Member) -> bool| -> Vec<NodeId> {
        let members = node.cluster().members().iter().filter(|member| role(member));
        members.map(|member| member.id).collect()
    };
    let limits = Limits::default();
    Home {
        caller: node.caller(),
        me: Contact { id: me.id, address: me.address.clone() },
        proposers: having(|member| member.proposer.is_some()),
        learners: having(|member| member.learner.is_some()),
        hosts,
        secrets,
        limits,
        tally: Tally::default(),
        waits: Arc::new(Semaphore::new(limits.waits)),
    }
}

fn listen(address: SocketAddr) -> io::Result<(Runtime, TcpListener, SocketAddr)> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind(address))?;
    let address = listener.local_addr()?;
    Ok((runtime, listener, address))
}

/// Lets in as many as there is room for, until the node ends.
async fn accept(listener: &TcpListener, home: Arc<Home>, end: watch::Receiver<bool>) {
    let limits = home.limits;
    let room = Arc::new(Semaphore::new(limits.connections));
    tokio::select! {
        () = let_in(listener, home, &room, &end) => {}
        () = ended(end.clone()) => {}
    }
    // All places are free again once all connections have ended.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = timeout(limits.end, room.acquire_many(all)).await;
}

async fn let_in(
    listener: &TcpListener,
    home: Arc<Home>,
    room: &Arc<Semaphore>,
    end: &watch::Receiver<bool>,
) {
    let (limits, tally, secrets) = (home.limits, home.tally.clone(), home.secrets.clone());
    let router = routes(home);
    while let Ok(place) = Arc::clone(room).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let tls = secrets.borrow().tls.as_ref().map(Tls::acceptor);
        let served = connection::serve(stream, tls, router.clone(), limits, ended(end.clone()));
        let counted = Counted::new(&tally.connections);
        tokio::spawn(async move {
            let _here = (place, counted);
            served.await;
        });
    }
}

/// Waits until the node ends; whoever could say so may be gone.
async fn ended(mut end: watch::Receiver<bool>) {
    let _ = end.wait_for(|has_ended| *has_ended).await;
}
