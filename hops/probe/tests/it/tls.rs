use std::sync::Arc;

use hops_model::{Observation, Outcome};
use hops_probe::external::{PageQuestion, page_over_tls};
use hops_probe::tls::Tls;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::RootCertStore;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::peer::Peer;
use crate::{LONG, SHORT};

const HOST: &str = "shop.example";
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nX-Marketplace-Source: live\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

fn trusting(issuer: &CertifiedIssuer<'_, KeyPair>, host: &str) -> Tls {
    let mut roots = RootCertStore::empty();
    roots.add(issuer.der().clone()).unwrap();
    Tls::trusting(roots, host).unwrap()
}

/// A shop with a certificate for `name`, of these years.
async fn shop(issuer: &CertifiedIssuer<'_, KeyPair>, name: &str, (from, until): (i32, i32)) -> Peer {
    let mut parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
    parameters.not_before = date_time_ymd(from, 1, 1);
    parameters.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.signed_by(&key, issuer).unwrap().der().clone();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
        .unwrap();
    Peer::running(|listener| serve(listener, TlsAcceptor::from(Arc::new(config)))).await
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor) {
    while let Ok((stream, _)) = listener.accept().await {
        let Ok(mut stream) = acceptor.accept(stream).await else { continue };
        let mut request = [0; 4096];
        if stream.read(&mut request).await.unwrap_or(0) > 0 {
            let _ = stream.write_all(ANSWER).await;
            let _ = stream.shutdown().await;
        }
    }
}

async fn page(peer: &Peer, tls: &Tls) -> Observation {
    let question = PageQuestion {
        url: format!("https://{HOST}/"),
        address: peer.address,
        host: HOST.to_owned(),
        path: "/".to_owned(),
        limit: LONG,
        slow: LONG,
    };
    page_over_tls(&question, tls).await.unwrap()
}

#[tokio::test]
async fn a_page_comes_over_tls_as_it_does_without() {
    let issuer = authority("known");
    let seen = page(&shop(&issuer, HOST, (2020, 2051)).await, &trusting(&issuer, HOST)).await;
    assert_eq!(seen.outcome, Outcome::Ok, "{}", seen.seen);
    assert!(seen.seen.ends_with("recommendations `live`"), "{}", seen.seen);
}

#[tokio::test]
async fn an_address_may_have_a_certificate_too() {
    let issuer = authority("known");
    let seen = page(&shop(&issuer, "127.0.0.1", (2020, 2051)).await, &trusting(&issuer, "127.0.0.1")).await;
    assert_eq!(seen.outcome, Outcome::Ok, "{}", seen.seen);
}

#[tokio::test]
async fn each_way_not_to_be_trusted_is_said_and_none_is_a_time_out() {
    let issuer = authority("known");
    let known = trusting(&issuer, HOST);
    let stranger = trusting(&authority("stranger"), HOST);
    for (name, years, tls, why) in [
        (HOST, (2019, 2020), &known, "it has expired"),
        (HOST, (2090, 2091), &known, "it is not valid yet"),
        ("other.example", (2020, 2051), &known, "it is not for `shop.example` but for "),
        (HOST, (2020, 2051), &stranger, "its issuer is not known here"),
    ] {
        let seen = page(&shop(&issuer, name, years).await, tls).await;
        assert_eq!(seen.outcome, Outcome::Untrusted, "{}", seen.seen);
        let expected = format!("3 tries: the certificate is not to be trusted ({why}");
        assert!(seen.seen.contains(&expected), "{}", seen.seen);
    }
}

#[tokio::test]
async fn a_page_over_plain_http_is_no_page_over_tls() {
    let seen = page(&Peer::answering(ANSWER).await, &trusting(&authority("known"), HOST)).await;
    assert_eq!(seen.outcome, Outcome::ServerError);
    assert!(seen.seen.ends_with("(what answers speaks no TLS)"), "{}", seen.seen);
}

#[tokio::test]
async fn a_server_that_never_shakes_hands_is_waited_for_no_longer_than_any_other() {
    let silent = Peer::running(|listener| async move {
        let mut held = Vec::new();
        while let Ok(stream) = listener.accept().await {
            held.push(stream);
        }
    });
    let silent = silent.await;
    let tls = trusting(&authority("known"), HOST);
    let target =
        hops_probe::http::HttpTarget { address: silent.address, host: HOST.to_owned(), path: "/".to_owned() };
    let failure = hops_probe::http::get_over_tls(&target, &tls, SHORT).await.unwrap_err();
    assert_eq!(failure.kind, hops_probe::FailureKind::Timeout);
}
