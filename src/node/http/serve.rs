//! Listening.

use super::connection;
use super::error::HttpError;
use super::home::Home;
use super::limits::Limits;
use super::options::HttpOptions;
use super::routes::routes;
use super::tally::{Counted, Tally};
use crate::node::{Contact, Member, Node, NodeId};
use crate::origin::{Hosts, Scheme};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

/// How long nobody is let in after somebody could not be: too many files may be open.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers HTTP for a node, on a thread of its own, for as long as the program runs. Returns where, such as
/// `http://127.0.0.1:4801`.
///
/// # Errors
/// If the address cannot be listened on.
pub fn serve(node: &Node, options: HttpOptions) -> Result<String, HttpError> {
    let HttpOptions { address, names, tls, token } = options;
    let failed = |source| HttpError::Listen { address, source };
    let (runtime, listener, address) = listen(address).map_err(failed)?;
    let scheme = if tls.is_some() { Scheme::Https } else { Scheme::Http };
    let me = node.member();
    let having = |role: fn(&Member) -> bool| -> Vec<NodeId> {
        node.cluster()
            .members()
            .iter()
            .filter(|member| role(member))
            .map(|member| member.id)
            .collect()
    };
    let limits = Limits::default();
    let home = Home {
        caller: node.caller(),
        me: Contact { id: me.id, address: me.address.clone() },
        proposers: having(|member| member.proposer.is_some()),
        learners: having(|member| member.learner.is_some()),
        hosts: Hosts::new(scheme, address, &names),
        token,
        limits,
        tally: Tally::default(),
        waits: Arc::new(Semaphore::new(limits.waits)),
    };
    let url = home.hosts.url();
    let acceptor = tls.map(|tls| tls.acceptor());
    std::thread::spawn(move || runtime.block_on(accept(&listener, acceptor, home.into())));
    Ok(url)
}

fn listen(address: SocketAddr) -> io::Result<(Runtime, TcpListener, SocketAddr)> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind(address))?;
    let address = listener.local_addr()?;
    Ok((runtime, listener, address))
}

/// Lets in as many as there is room for.
async fn accept(listener: &TcpListener, tls: Option<TlsAcceptor>, home: Arc<Home>) {
    let (limits, tally) = (home.limits, home.tally.clone());
    let router = routes(home);
    let room = Arc::new(Semaphore::new(limits.connections));
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let served = connection::serve(stream, tls.clone(), router.clone(), limits);
        let counted = Counted::new(&tally.connections);
        tokio::spawn(async move {
            let _here = (place, counted);
            served.await;
        });
    }
}
