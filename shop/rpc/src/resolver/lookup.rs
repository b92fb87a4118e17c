//! One question, by the means that the kind of target needs.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::RData,
};
use tokio::time::timeout;

use super::ResolveError;
use crate::{ChannelConfig, target::Host};

/// One try of one name server.
const TRY: Duration = Duration::from_secs(1);
/// A whole question: search domains, both address families, second tries.
const LIMIT: Duration = Duration::from_secs(4);

pub(super) struct Lookup {
    host: Host,
    nameserver: Option<SocketAddr>,
    /// Built when first needed, and again while the system's configuration cannot be read.
    resolver: Option<TokioResolver>,
}

impl Lookup {
    pub(super) fn new(config: &ChannelConfig) -> Self {
        Self { host: config.target.kind().clone(), nameserver: config.nameserver, resolver: None }
    }

    /// The addresses, sorted. IPv6 ones only when there is no IPv4 one: a pod with both is one endpoint.
    pub(super) async fn addresses(&mut self) -> Result<Vec<IpAddr>, ResolveError> {
        let host = self.host.clone();
        let mut addresses = match host {
            Host::Address(address) => vec![address],
            Host::Localhost => vec![Ipv4Addr::LOCALHOST.into()],
            Host::Name(name) => {
                let question = self.ask(&name);
                timeout(LIMIT, question)
                    .await
                    .map_err(|_| ResolveError::Timeout { name: name.clone(), limit: LIMIT })??
            }
        };
        addresses.sort_unstable();
        addresses.dedup();
        Ok(addresses)
    }

    async fn ask(&mut self, name: &str) -> Result<Vec<IpAddr>, ResolveError> {
        let failed = |error: NetError| {
            let (name, certain) = (name.to_owned(), error.is_no_records_found());
            let source = Box::new(error);
            if certain {
                ResolveError::NoAddress { name, source }
            } else {
                ResolveError::Failed { name, source }
            }
        };
        let resolver = match self.resolver.take() {
            Some(resolver) => resolver,
            None => build(self.nameserver).map_err(failed)?,
        };
        let resolver = self.resolver.insert(resolver);
        let answer = match resolver.ipv4_lookup(name).await {
            // Only an answer that there is none lets IPv6 be asked for: an error is not "none".
            Err(error) if error.is_no_records_found() => resolver.ipv6_lookup(name).await,
            other => other,
        };
        let answer = answer.map_err(failed)?;
        Ok(answer.answers().iter().filter_map(|record| address_of(&record.data)).collect())
    }
}

fn address_of(data: &RData) -> Option<IpAddr> {
    match data {
        RData::A(address) => Some(address.0.into()),
        RData::AAAA(address) => Some(address.0.into()),
        _ => None,
    }
}

fn build(nameserver: Option<SocketAddr>) -> Result<TokioResolver, NetError> {
    let mut builder = match nameserver {
        None => TokioResolver::builder_tokio()?,
        Some(address) => TokioResolver::builder_with_config(only(address), TokioRuntimeProvider::default()),
    };
    set_options(builder.options_mut());
    builder.build()
}

/// Nothing is cached: the pause between two questions is the channel's, and a stale answer is what it is
/// there to avoid.
fn set_options(options: &mut ResolverOpts) {
    options.cache_size = 0;
    options.timeout = TRY;
    options.attempts = 1;
}

fn only(address: SocketAddr) -> ResolverConfig {
    let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
    for connection in &mut connections {
        connection.port = address.port();
    }
    let server = NameServerConfig::new(address.ip(), true, connections);
    ResolverConfig::from_parts(None, Vec::new(), vec![server])
}
