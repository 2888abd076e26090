//! Names and connections: the system's, or those that a test gives.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;

use tokio::net::TcpStream;

/// What resolving or connecting gives, some time later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'a>>;

/// A connection.
#[derive(Debug)]
pub struct Connected {
    /// The way there.
    pub stream: TcpStream,
    /// Whether the other end is on this machine, which its address alone does not say: the machine may have public ones.
    pub is_this_machine: bool,
}

/// What surrounds the client.
pub trait Network: fmt::Debug + Send + Sync {
    /// All addresses of a name.
    fn resolve<'a>(&'a self, name: &'a str) -> Later<'a, Vec<IpAddr>>;

    /// A connection to exactly this address.
    fn connect(&self, address: SocketAddr) -> Later<'_, Connected>;
}

/// The system's.
#[derive(Clone, Copy, Debug)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn resolve<'a>(&'a self, name: &'a str) -> Later<'a, Vec<IpAddr>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }

    fn connect(&self, address: SocketAddr) -> Later<'_, Connected> {
        Box::pin(async move {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            // To an address of its own a machine comes from that same address.
            let is_this_machine = stream.local_addr()?.ip() == stream.peer_addr()?.ip()
                || address.ip().to_canonical().is_loopback();
            Ok(Connected {
                stream,
                is_this_machine,
            })
        })
    }
}
