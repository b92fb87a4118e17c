//! TLS, as a browser of this machine would speak it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::{Failure, FailureKind};

/// Whom to expect, and whom to believe that it is them.
#[derive(Clone)]
pub struct Tls {
    name: ServerName<'static>,
    connector: TlsConnector,
}

impl Tls {
    /// `host` is a name or an address; the authorities are those that this machine trusts, or of `$SSL_CERT_FILE`.
    ///
    /// # Errors
    /// [`FailureKind::Local`], when this machine trusts nobody or `host` cannot be in a certificate.
    pub fn to(host: &str) -> Result<Self, Failure> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            let why = found.errors.first().map_or_else(String::new, |error| format!(": {error}"));
            return Err(local(format!("it knows no certificate authority{why}")));
        }
        Self::trusting(roots, host)
    }

    /// With other authorities.
    ///
    /// # Errors
    /// [`FailureKind::Local`], when `host` cannot be in a certificate.
    pub fn trusting(roots: RootCertStore, host: &str) -> Result<Self, Failure> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| local(format!("`{host}` cannot be in a certificate")))?;
        let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| local(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { name, connector: TlsConnector::from(Arc::new(config)) })
    }

    pub(crate) async fn shake_hands(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.connector.connect(self.name.clone(), stream).await
    }
}

fn local(detail: String) -> Failure {
    Failure::new(FailureKind::Local, Duration::ZERO, detail)
}

/// What an error of a connection with TLS means, at the handshake or later.
pub(crate) fn failure(error: &io::Error, took: Duration) -> Failure {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        None => Failure::of_io(error, took),
        Some(rustls::Error::InvalidCertificate(error)) => {
            Failure::new(FailureKind::Certificate, took, doubt(error))
        }
        Some(rustls::Error::NoCertificatesPresented) => {
            Failure::new(FailureKind::Certificate, took, "it shows none")
        }
        Some(rustls::Error::InvalidMessage(_)) => {
            Failure::new(FailureKind::Garbage, took, "what answers speaks no TLS")
        }
        Some(other) => Failure::new(FailureKind::Reset, took, format!("TLS: {other}")),
    }
}

fn doubt(error: &CertificateError) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet".to_owned()
        }
        CertificateError::NotValidForName => "it is for another name".to_owned(),
        CertificateError::NotValidForNameContext { expected, presented } => {
            let names = presented.join(", ");
            format!("it is not for `{}` but for {names}", expected.to_str())
        }
        CertificateError::UnknownIssuer => "its issuer is not known here".to_owned(),
        other => other.to_string(),
    }
}
