//! Binds addresses, before anything else starts, with errors that a person can act on.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

/// An address that could not be bound.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on `{address}` for {purpose}: {}", .source.kind())]
pub struct BindError {
    /// The address asked for.
    pub address: SocketAddr,
    /// What the listener was for, as words in a sentence: `the storefront`.
    pub purpose: &'static str,
    /// The flag, without dashes, that chooses another address.
    pub flag: &'static str,
    /// Why the system refused.
    #[source]
    pub source: io::Error,
}

impl BindError {
    /// What to try next, as one line.
    pub fn hint(&self) -> String {
        let flag = self.flag;
        match self.source.kind() {
            io::ErrorKind::AddrInUse => {
                format!("hint: another process listens there; choose another port with --{flag}")
            }
            io::ErrorKind::PermissionDenied => {
                format!("hint: ports below 1024 need a privilege; choose a higher one with --{flag}")
            }
            io::ErrorKind::AddrNotAvailable => {
                format!("hint: this machine has no such address; choose another with --{flag}")
            }
            _ => format!("hint: choose another address with --{flag}"),
        }
    }
}

/// Listens on `address`. `purpose` and `flag` serve the error: see [`BindError`].
///
/// # Errors
/// When the address is taken, forbidden or not of this machine.
pub async fn bind(
    address: SocketAddr,
    purpose: &'static str,
    flag: &'static str,
) -> Result<TcpListener, BindError> {
    TcpListener::bind(address).await.map_err(|source| BindError { address, purpose, flag, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named_with_a_way_out() {
        let taken = bind("127.0.0.1:0".parse().unwrap(), "a test", "listen").await.unwrap();
        let address = taken.local_addr().unwrap();
        let error = bind(address, "the storefront", "listen").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot listen on `{address}` for the storefront: address in use")
        );
        assert_eq!(error.hint(), "hint: another process listens there; choose another port with --listen");
    }
}
