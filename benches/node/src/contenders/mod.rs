//! Who is measured: three processes each, on this machine.

mod at_rest;
mod audited;
mod cluster;
mod contender;
mod datagrams;
mod etcd;
mod grpc;
mod synod;

pub(crate) use cluster::Cluster;
pub(crate) use contender::{Contender, Programs};
