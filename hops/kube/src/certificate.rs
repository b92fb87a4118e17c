//! For how long certificates are good: the server's, by a handshake, and the client's, from the kubeconfig.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use kube::Config;
use kube::client::ConfigExt as _;
use kube::config::AuthInfo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{AlertDescription, CertificateError};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::Problem;

mod validity;

pub use validity::Certificate;

/// Whom to shake hands with, and whom to expect.
pub(crate) struct Peer {
    host: String,
    port: u16,
    name: ServerName<'static>,
    config: Arc<rustls::ClientConfig>,
}

/// What a handshake tells.
pub(crate) enum Seen {
    /// It is good today.
    Good(Certificate),
    /// It is not, and this is the one of the two dates that says so.
    OfAnotherDay(Certificate),
    /// Nothing.
    Nothing(Problem),
}

impl Peer {
    /// `None` for a server without TLS, or behind a proxy.
    pub(crate) fn of(config: &Config) -> Result<Option<Self>, String> {
        let url = &config.cluster_url;
        if url.scheme_str() != Some("https") || config.proxy_url.is_some() {
            return Ok(None);
        }
        let host = url.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = config.tls_server_name.clone().unwrap_or_else(|| host.clone());
        let name = ServerName::try_from(name).map_err(|error| format!("`{host}`: {error}"))?;
        // Who asks does not matter to the server's certificate, and a program may have to be run to find out.
        let mut anonymous = config.clone();
        anonymous.auth_info = AuthInfo::default();
        let config = anonymous.rustls_client_config().map_err(|error| error.to_string())?;
        Ok(Some(Self { host, port: url.port_u16().unwrap_or(443), name, config: Arc::new(config) }))
    }

    /// Shakes hands and hangs up.
    pub(crate) async fn look(&self, timeout: Duration) -> Seen {
        match tokio::time::timeout(timeout, self.shake_hands()).await {
            Ok(Ok(certificate)) => Seen::Good(certificate),
            Ok(Err(error)) => from_error(&error, timeout),
            Err(_) => Seen::Nothing(Problem::TimedOut(timeout)),
        }
    }

    async fn shake_hands(&self) -> std::io::Result<Certificate> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        let stream = TlsConnector::from(Arc::clone(&self.config)).connect(self.name.clone(), stream).await?;
        let (_, session) = stream.get_ref();
        let shown = session.peer_certificates().and_then(<[_]>::first);
        shown
            .and_then(|shown| Certificate::from_der(shown))
            .ok_or_else(|| std::io::Error::other("its certificate cannot be read"))
    }
}

fn from_error(error: &std::io::Error, timeout: Duration) -> Seen {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            Seen::OfAnotherDay(Certificate::until(not_after.as_secs()))
        }
        Some(rustls::Error::InvalidCertificate(CertificateError::NotValidYetContext {
            not_before, ..
        })) => Seen::OfAnotherDay(Certificate::from(not_before.as_secs())),
        Some(other) => Seen::Nothing(problem(other)),
        None => Seen::Nothing(match error.kind() {
            std::io::ErrorKind::ConnectionRefused => Problem::Refused,
            std::io::ErrorKind::TimedOut => Problem::TimedOut(timeout),
            _ => Problem::Network(error.to_string()),
        }),
    }
}

/// What an error of TLS means.
pub(crate) fn problem(error: &rustls::Error) -> Problem {
    match error {
        rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => Problem::Expired,
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        ) => Problem::NotYetValid,
        rustls::Error::AlertReceived(AlertDescription::CertificateExpired) => Problem::ClientExpired,
        other => Problem::Tls(other.to_string()),
    }
}

/// The client's, if it is in the kubeconfig or in a file that it names.
pub(crate) fn of_client(auth: &AuthInfo) -> Option<Certificate> {
    let pem = match (&auth.client_certificate_data, &auth.client_certificate) {
        (Some(data), _) => base64::engine::general_purpose::STANDARD.decode(data.trim()).ok()?,
        (None, Some(file)) => std::fs::read(file).ok()?,
        (None, None) => return None,
    };
    Certificate::from_der(&CertificateDer::from_pem_slice(&pem).ok()?)
}
