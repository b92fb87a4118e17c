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
    let mut text = error.to_string();
    for cause in causes(error) {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return certificate::problem(tls);
        }
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        text = cause.to_string();
        match kind {
            Some(std::io::ErrorKind::ConnectionRefused) => return Problem::Refused,
            Some(std::io::ErrorKind::TimedOut) => return Problem::TimedOut(timeout),
            _ if text.contains("failed to lookup address") => return Problem::NoAddress(text),
            _ => {}
        }
    }
    Problem::Network(text)
}

type Cause<'a> = &'a (dyn std::error::Error + 'static);

/// An error and its causes. `io::Error` does not show what it holds as its source, and may hold another of its kind.
fn causes<'a>(error: Cause<'a>) -> impl Iterator<Item = Cause<'a>> {
    let next = |error: &Cause<'a>| {
        let error: Cause<'a> = *error;
        match error.downcast_ref::<std::io::Error>() {
            Some(io) => io.get_ref().map(|held| held as Cause<'a>),
            None => error.source(),
        }
    };
    std::iter::successors(Some(error), next)
}
