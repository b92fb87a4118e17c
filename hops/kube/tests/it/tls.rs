use std::sync::Arc;
use std::time::Duration;

use hops_kube::{Cluster, Target, observe};
use hops_model::{Family, Outcome};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::api::{kubeconfig, options};

const VERSION: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
    content-length: 24\r\n\r\n{\"gitVersion\":\"v1.36.3\"}";

/// A server with a certificate of these years, by an authority that the kubeconfig names unless it is another.
struct Server {
    file: std::path::PathBuf,
    _directory: tempfile::TempDir,
    _task: JoinSet<()>,
}

enum Authority {
    Known,
    Another,
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

async fn server(from: i32, until: i32, known: Authority) -> Server {
    let issuer = authority();
    let mut parameters = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    parameters.not_before = date_time_ymd(from, 1, 1);
    parameters.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut task = JoinSet::new();
    task.spawn(serve(listener, TlsAcceptor::from(Arc::new(config))));
    let directory = tempfile::tempdir().unwrap();
    let named = match known {
        Authority::Known => issuer.pem(),
        Authority::Another => authority().pem(),
    };
    std::fs::write(directory.path().join("ca.pem"), named).unwrap();
    let file = directory.path().join("config");
    let more = "    certificate-authority: ca.pem\n";
    std::fs::write(&file, kubeconfig(&format!("https://{address}"), more)).unwrap();
    Server { file, _directory: directory, _task: task }
}

/// One connection after the other would do for a test, were there not twelve lists at once.
async fn serve(listener: TcpListener, acceptor: TlsAcceptor) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        connections.spawn(async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let mut request = [0; 4096];
            while let Ok(1..) = stream.read(&mut request).await {
                let _ = stream.write_all(VERSION).await;
                let _ = stream.shutdown().await;
            }
        });
    }
}

async fn certificate(server: &Server) -> Vec<hops_model::Observation> {
    let cluster = Cluster::connect(&options(server.file.clone(), Duration::from_mins(1))).await.unwrap();
    let snapshot = cluster.snapshot().await;
    let seen = observe::all(&snapshot, &Target::default());
    seen.into_iter().filter(|seen| seen.subject == "certificate of API server").collect()
}

#[tokio::test]
async fn a_certificate_of_today_is_seen_with_its_last_day() {
    let server = server(2020, 2051, Authority::Known).await;
    let [seen] = certificate(&server).await.try_into().unwrap();
    assert_eq!((seen.family, seen.outcome), (Family::Certificates, Outcome::Ok));
    assert!(seen.seen.ends_with("is valid until 2051-01-01T00:00:00Z"), "{}", seen.seen);
}

#[tokio::test]
async fn a_certificate_of_another_day_is_a_finding_and_no_failure() {
    for (from, until, expected, key, date) in [
        (2019, 2020, Outcome::Expired, "not_after", "2020-01-01T00:00:00Z"),
        (2090, 2091, Outcome::NotYetValid, "not_before", "2090-01-01T00:00:00Z"),
    ] {
        let server = server(from, until, Authority::Known).await;
        let [seen] = certificate(&server).await.try_into().unwrap();
        assert_eq!(seen.outcome, expected);
        assert_eq!(seen.facts[key], date);
    }
}

#[tokio::test]
async fn lists_behind_an_expired_certificate_are_unseen_in_one_sentence() {
    let server = server(2019, 2020, Authority::Known).await;
    let cluster = Cluster::connect(&options(server.file.clone(), Duration::from_mins(1))).await.unwrap();
    let snapshot = cluster.snapshot().await;
    assert_eq!(snapshot.missing.len(), 12);
    let [unseen] = snapshot.unseen.as_slice() else { panic!("{:?}", snapshot.unseen) };
    assert!(unseen.reason.ends_with(": its certificate has expired"), "{}", unseen.reason);
}

#[tokio::test]
async fn a_server_of_another_authority_is_not_asked() {
    let server = server(2020, 2051, Authority::Another).await;
    let error = Cluster::connect(&options(server.file.clone(), Duration::from_mins(1))).await.err().unwrap();
    assert!(error.to_string().contains("cannot be asked: TLS: "), "{error}");
    assert!(error.hint().unwrap().contains("certificate-authority"));
}
