//! From a kubeconfig to a client.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use kube::config::KubeConfigOptions;
use kube::{Client, Config};
use tokio::sync::{Mutex, oneshot};

use super::kubeconfig::Read;
use super::{Cluster, Inner};
use crate::certificate::{self, Peer};
use crate::{KubeError, Problem};

/// How long a program may take that the kubeconfig names for credentials: it may have to ask a cloud.
const CREDENTIALS_TIMEOUT: Duration = Duration::from_secs(10);

/// Makes a client. The only program that may be run for it is the one that the kubeconfig names for credentials.
pub(super) async fn build(read: Read, request_timeout: Duration) -> Result<Cluster, KubeError> {
    let Read { config, context, files } = read;
    let options = KubeConfigOptions { context: Some(context), ..KubeConfigOptions::default() };
    let bad = |reason: String| KubeError::BadKubeconfig { files: files.clone(), reason };
    let config = Config::from_custom_kubeconfig(config, &options).await;
    let mut config = config.map_err(|error| bad(error.to_string()))?;
    config.default_retry = false;
    config.connect_timeout = Some(request_timeout);
    let server = config.cluster_url.to_string().trim_end_matches('/').to_owned();
    install_tls_provider();
    let peer = Peer::of(&config).map_err(&bad)?;
    let client_certificate = certificate::of_client(&config.auth_info);
    let client = client(config).await.map_err(|problem| match problem {
        NoClient::Credentials { program, reason } => KubeError::Credentials { program, reason },
        NoClient::Config(reason) => bad(reason),
    })?;
    Ok(Cluster {
        inner: Arc::new(Inner {
            client,
            server,
            request_timeout,
            peer,
            client_certificate,
            resources: Mutex::new(HashMap::new()),
        }),
    })
}

/// The only place outside the shop that does so: kube's builder takes the process's default provider and no other, and
/// would install this very one itself.
fn install_tls_provider() {
    // An error says that there is one already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

enum NoClient {
    Credentials { program: String, reason: String },
    Config(String),
}

/// kube runs the program for credentials while it makes a client, and waits for it without an end. So that is done on a
/// thread that nobody waits for longer than it deserves.
async fn client(config: Config) -> Result<Client, NoClient> {
    let program = config.auth_info.exec.as_ref().map(|exec| exec.command.clone().unwrap_or_default());
    let Some(program) = program else {
        return Client::try_from(config).map_err(|error| NoClient::Config(sentence(&error)));
    };
    let (done, result) = oneshot::channel();
    let runtime = tokio::runtime::Handle::current();
    let run = move || {
        let _context = runtime.enter();
        let _ = done.send(Client::try_from(config));
    };
    let failed = |reason: String| NoClient::Credentials { program: program.clone(), reason };
    std::thread::Builder::new()
        .name("credentials".to_owned())
        .spawn(run)
        .map_err(|error| failed(format!("could not be started: {error}")))?;
    match tokio::time::timeout(CREDENTIALS_TIMEOUT, result).await {
        Ok(Ok(Ok(client))) => Ok(client),
        Ok(Ok(Err(error))) => Err(failed(format!("gave none: {}", credentials_failure(&error)))),
        Ok(Err(_)) => Err(failed("gave none".to_owned())),
        Err(_) => Err(failed(format!("did not end within {} s", CREDENTIALS_TIMEOUT.as_secs()))),
    }
}

/// In one line, without what the program wrote to its standard output: that may be a token.
fn credentials_failure(error: &kube::Error) -> String {
    use kube::client::AuthError;
    match error {
        kube::Error::Auth(AuthError::AuthExecStart(error)) => error.to_string(),
        kube::Error::Auth(AuthError::AuthExecRun { out, .. }) => {
            let said = String::from_utf8_lossy(&out.stderr);
            let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
            format!("{}: {}", out.status, last.trim())
        }
        kube::Error::Auth(AuthError::AuthExecParse(_)) => "what it printed is no credential".to_owned(),
        other => sentence(other),
    }
}

/// An error with its causes, each once.
fn sentence(error: &kube::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// What happened, from an error of the client.
pub(super) fn problem(error: &kube::Error, timeout: Duration) -> Problem {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut text = error.to_string();
    while let Some(cause) = source {
        if let Some(tls) = find_tls(cause) {
            return certificate::problem(tls);
        }
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            match io.kind() {
                std::io::ErrorKind::ConnectionRefused => return Problem::Refused,
                std::io::ErrorKind::TimedOut => return Problem::TimedOut(timeout),
                _ => {}
            }
        }
        text = cause.to_string();
        if text.contains("failed to lookup address") {
            return Problem::NoAddress(text);
        }
        source = cause.source();
    }
    Problem::Network(text)
}

/// rustls hands its errors on inside `io::Error`, which does not show them as a source.
fn find_tls<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let direct = error.downcast_ref::<rustls::Error>();
    direct.or_else(|| error.downcast_ref::<std::io::Error>()?.get_ref()?.downcast_ref::<rustls::Error>())
}
