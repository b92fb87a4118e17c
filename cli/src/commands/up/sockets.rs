//! All ports, bound before anything else starts: a taken one is the most common mistake.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use marketplace::config::RECOMMENDATIONS_PORT;
use shop_rpc::Target;
use shop_service::listeners::BindError;
use shop_service::settings::Settings;
use tokio::net::TcpListener;

use super::settings::Configs;
use crate::failure::Failure;

/// Open, not yet served.
pub(super) struct Sockets {
    pub(super) recommendations: Option<recommendations::Sockets>,
    pub(super) marketplace: marketplace::Sockets,
}

/// Who can open the shop in a browser.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reach {
    ThisMachine,
    Others,
}

impl Sockets {
    /// Binds the addresses of `configs` and has the storefront ask where recommendations really listens.
    ///
    /// # Errors
    /// The first address that cannot be bound.
    pub(super) async fn bind(configs: &mut Configs) -> Result<Self, Failure> {
        let mut recommendations = None;
        if let Some(config) = &configs.recommendations {
            let sockets = recommendations::Sockets::bind(config)
                .await
                .map_err(|error| failure(&error, &recommendations::SETTINGS))?;
            if configs.asks_its_own {
                configs.marketplace.target = target(address(&sockets.grpc)?)?;
            }
            recommendations = Some(sockets);
        }
        let marketplace = marketplace::Sockets::bind(&configs.marketplace)
            .await
            .map_err(|error| failure(&error, &marketplace::SETTINGS))?;
        Ok(Self { recommendations, marketplace })
    }
}

impl Reach {
    pub(super) fn of(listen: SocketAddr) -> Self {
        if listen.ip().is_loopback() { Self::ThisMachine } else { Self::Others }
    }
}

/// Where a bound socket listens.
pub(super) fn address(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener.local_addr().map_err(Failure::new)
}

/// What to open in a browser of this machine.
pub(super) fn url(listen: SocketAddr) -> String {
    let ip = listen.ip();
    if ip.is_loopback() || ip.is_unspecified() {
        format!("http://localhost:{}", listen.port())
    } else {
        format!("http://{listen}")
    }
}

/// How to connect to a socket that listens on `address`: everywhere includes here.
fn target(address: SocketAddr) -> Result<Target, Failure> {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let reachable = SocketAddr::new(ip, address.port()).to_string();
    Target::parse(&reachable, RECOMMENDATIONS_PORT).map_err(Failure::new)
}

/// Of the services' flags `up` has only the storefront's `--listen`; the others are variables here.
fn failure(error: &BindError, settings: &Settings) -> Failure {
    let is_a_flag_here = settings.program == marketplace::SETTINGS.program && error.flag == "listen";
    let row = settings.rows().find(|row| row.flag == error.flag).filter(|_| !is_a_flag_here);
    let hint = match row {
        Some(row) => error.hint().replace(&format!("--{}", row.flag), row.env),
        None => error.hint(),
    };
    Failure::new(error).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_can_be_opened_on_this_machine() {
        let table = [
            ("127.0.0.1:5000", "http://localhost:5000", Reach::ThisMachine),
            ("[::1]:5000", "http://localhost:5000", Reach::ThisMachine),
            ("0.0.0.0:8080", "http://localhost:8080", Reach::Others),
            ("192.0.2.7:80", "http://192.0.2.7:80", Reach::Others),
            ("[2001:db8::1]:80", "http://[2001:db8::1]:80", Reach::Others),
        ];
        for (listen, expected, reach) in table {
            let listen = listen.parse().unwrap();
            assert_eq!((url(listen).as_str(), Reach::of(listen)), (expected, reach));
        }
    }

    #[test]
    fn a_server_that_listens_everywhere_is_asked_here() {
        let asked = |listen: &str| target(listen.parse().unwrap()).unwrap().to_string();
        assert_eq!(asked("0.0.0.0:50051"), "127.0.0.1:50051");
        assert_eq!(asked("[::]:50051"), "[::1]:50051");
        assert_eq!(asked("127.0.0.1:41234"), "127.0.0.1:41234");
    }
}
