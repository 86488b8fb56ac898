//! What of etcd's interface is needed: its messages, with their fields' numbers, and the two calls.

use crate::failure::Failure;
use crate::floor::VALUE;
use crate::load::Puts;
use prost::Message;
use std::net::SocketAddr;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic_prost::ProstCodec;

#[derive(Clone, PartialEq, Message)]
struct PutRequest {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

/// What it says of revisions is of no use here.
#[derive(Clone, PartialEq, Message)]
struct PutResponse {}

#[derive(Clone, PartialEq, Message)]
struct StatusRequest {}

#[derive(Clone, PartialEq, Message)]
struct StatusResponse {
    #[prost(message, optional, tag = "1")]
    header: Option<Header>,
    /// Zero if there is none.
    #[prost(uint64, tag = "4")]
    leader: u64,
}

#[derive(Clone, PartialEq, Message)]
struct Header {
    #[prost(uint64, tag = "2")]
    member: u64,
}

/// A client of one member.
#[derive(Clone)]
pub(super) struct EtcdClient(Channel);

impl EtcdClient {
    pub(super) async fn connect(at: SocketAddr) -> Result<Self, Failure> {
        let endpoint = Endpoint::from_shared(format!("http://{at}"))?.tcp_nodelay(true);
        Ok(Self(endpoint.connect().await?))
    }

    /// Whether the member leads; none if nobody does yet.
    pub(super) async fn leads(&self) -> Result<Option<bool>, Failure> {
        let path = PathAndQuery::from_static("/etcdserverpb.Maintenance/Status");
        let status: StatusResponse = self.call(path, StatusRequest {}).await?;
        let member = status.header.map_or(0, |header| header.member);
        Ok((status.leader != 0).then_some(status.leader == member))
    }

    async fn call<Q, A>(&self, path: PathAndQuery, question: Q) -> Result<A, Failure>
    where
        Q: Message + Send + Sync + 'static,
        A: Message + Default + Send + Sync + 'static,
    {
        let mut grpc = Grpc::new(self.0.clone());
        grpc.ready().await?;
        let codec = ProstCodec::<Q, A>::default();
        Ok(grpc.unary(tonic::Request::new(question), path, codec).await?.into_inner())
    }
}

impl Puts for EtcdClient {
    async fn put(&self, key: String) -> Result<(), Failure> {
        let path = PathAndQuery::from_static("/etcdserverpb.KV/Put");
        let put = PutRequest { key: key.into_bytes(), value: vec![b'x'; VALUE] };
        let PutResponse {} = self.call(path, put).await?;
        Ok(())
    }
}
