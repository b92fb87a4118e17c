//! The walk from a name to platforms.

use std::time::Duration;

use reqwest::{Method, StatusCode, Url};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, timeout};

use crate::challenge::Challenge;
use crate::document::{self, ACCEPTED, Child, Document};
use crate::wire::{Answer, Identity, Wire};
use crate::{Inspection, Options, Platform, Reference, Step, StepKind, Trouble};

const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;
const TOO_MANY_REQUESTS: StatusCode = StatusCode::TOO_MANY_REQUESTS;

const JSON: &str = "application/json";
/// A configuration has a type of its own, and whoever serves blobs knows none.
const ANY: &str = "*/*";
/// Images without a platform in their index are rare; so many of them are asked.
const MOST_CHILDREN: usize = 8;

/// Asks registries for images.
#[derive(Clone, Debug)]
pub struct Registry {
    options: Options,
    wire: Result<Wire, String>,
}

impl Registry {
    /// Nothing is asked yet.
    pub fn new(options: Options) -> Self {
        let wire = Wire::new(options.request_limit);
        Self { options, wire }
    }

    /// Asks for one image and compares its platforms with those of the nodes.
    ///
    /// Ends by [`Options::image_limit`]; the steps until then are kept.
    pub async fn inspect(&self, reference: &Reference, nodes: &[Platform]) -> Inspection {
        let mut inspection = Inspection::new(reference.clone());
        let limit = self.options.image_limit;
        let outcome = match &self.wire {
            Ok(wire) => {
                let base = self.options.base(reference.registry());
                let mut walk = Walk { options: &self.options, wire, base, seen: &mut inspection };
                let late = |_| Err(Trouble::NotReached(format!("not done within {limit:?}")));
                timeout(limit, walk.go()).await.unwrap_or_else(late)
            }
            Err(reason) => Err(Trouble::NotReached(reason.clone())),
        };
        inspection.trouble = outcome.err();
        inspection.compare(nodes);
        inspection
    }
}

struct Walk<'a> {
    options: &'a Options,
    wire: &'a Wire,
    base: String,
    seen: &'a mut Inspection,
}

impl Walk<'_> {
    async fn go(&mut self) -> Result<(), Trouble> {
        let tag = self.seen.reference.wanted().to_owned();
        let mut identity = self.ping().await?;
        let mut head = self.head(&tag, &identity).await?;
        // A root that is open to all says nothing of what is behind it.
        if head.status == UNAUTHORIZED && matches!(identity, Identity::Nobody) {
            identity = self.introduce(&head).await?;
            head = self.head(&tag, &identity).await?;
        }
        if head.status == TOO_MANY_REQUESTS {
            return Err(head.trouble());
        }
        // Of a refusal the body tells more, and only the answer to a GET has one.
        let found = head.header("docker-content-digest");
        let wanted = found.filter(|digest| head.status.is_success() && is_sha256(digest)).unwrap_or(&tag);
        let body = self.manifest(StepKind::Manifest, wanted, &identity).await?;
        self.seen.digest = Some(digest(&body));
        match self.read(StepKind::Manifest, Document::read(&body))? {
            Document::Index(children) => {
                self.seen.indexed = true;
                self.index(children, &identity).await
            }
            Document::Manifest(config) => {
                let platform = self.config(&config, &identity).await?;
                self.seen.platforms.push(platform);
                Ok(())
            }
            Document::Other(kind) => Err(Trouble::Unexpected(format!("it is no image but `{kind}`"))),
        }
    }

    /// As whom the rest is asked, as far as the registry's root tells.
    async fn ping(&mut self) -> Result<Identity, Trouble> {
        let url = format!("{}/v2/", self.base);
        let answer = self.ask(StepKind::Ping, Method::GET, &url, JSON, &Identity::Nobody).await?;
        match answer.status {
            UNAUTHORIZED => self.introduce(&answer).await,
            TOO_MANY_REQUESTS => Err(answer.trouble()),
            // Some answer their root with anything at all; what counts is what they say to a manifest.
            _ => Ok(Identity::Nobody),
        }
    }

    /// Challenge and token: does what an answer of 401 asks for.
    async fn introduce(&mut self, answer: &Answer) -> Result<Identity, Trouble> {
        let challenge = Challenge::read(answer.header("www-authenticate").unwrap_or_default());
        let told = match &challenge {
            Some(Challenge::Bearer { realm, .. }) => format!("wants a token of {}", without_query(realm)),
            Some(Challenge::Basic) => "wants a name and a password".to_owned(),
            None => "wants what this program cannot give".to_owned(),
        };
        self.note(StepKind::Challenge, "WWW-Authenticate".to_owned(), told.clone());
        // A password goes nowhere in the clear, whatever a registry says.
        let credentials = self.options.credentials.of(self.seen.reference.registry());
        let credentials = credentials.filter(|_| self.base.starts_with("https:")).cloned();
        match (challenge, credentials) {
            (Some(Challenge::Bearer { realm, service }), credentials) => {
                self.token(&realm, service.as_deref(), credentials).await
            }
            (Some(Challenge::Basic), Some(credentials)) => Ok(Identity::Basic(credentials)),
            (Some(Challenge::Basic), None) => Err(Trouble::Denied(format!("401, {told}"))),
            (None, _) => Err(Trouble::Denied(answer.told())),
        }
    }

    async fn token(
        &mut self,
        realm: &str,
        service: Option<&str>,
        credentials: Option<SecretString>,
    ) -> Result<Identity, Trouble> {
        let no_url = || Trouble::Unexpected(format!("sends us to `{realm}` for a token, which is no URL"));
        let mut url: Url = realm.parse().map_err(|_| no_url())?;
        let scope = format!("repository:{}:pull", self.seen.reference.repository());
        if let Some(service) = service {
            url.query_pairs_mut().append_pair("service", service);
        }
        url.query_pairs_mut().append_pair("scope", &scope);
        let identity = match credentials {
            Some(credentials) if url.scheme() == "https" => Identity::Basic(credentials),
            _ => Identity::Nobody,
        };
        let answer = self.ask(StepKind::Token, Method::GET, url.as_str(), JSON, &identity).await?;
        let body = answer.accepted()?;
        let token = self.read(StepKind::Token, document::token(&body))?;
        Ok(Identity::Bearer(SecretString::from(token)))
    }

    async fn head(&mut self, wanted: &str, identity: &Identity) -> Result<Answer, Trouble> {
        let url = self.manifest_url(wanted);
        self.ask(StepKind::Head, Method::HEAD, &url, ACCEPTED, identity).await
    }

    async fn manifest(
        &mut self,
        kind: StepKind,
        wanted: &str,
        identity: &Identity,
    ) -> Result<Vec<u8>, Trouble> {
        let url = self.manifest_url(wanted);
        let answer = self.ask(kind, Method::GET, &url, ACCEPTED, identity).await?;
        checked(answer.accepted()?, wanted)
    }

    async fn index(&mut self, children: Vec<Child>, identity: &Identity) -> Result<(), Trouble> {
        let mut silent = Vec::new();
        for child in children {
            match child.platform {
                Some(platform) if self.seen.platforms.contains(&platform) => {}
                Some(platform) => self.seen.platforms.push(platform),
                None => silent.push(child.digest),
            }
        }
        self.seen.unknown = silent.len();
        for digest in silent.into_iter().take(MOST_CHILDREN) {
            // One that cannot be read stays unknown; the others are no worse for it.
            let Ok(platform) = self.child(&digest, identity).await else { continue };
            self.seen.unknown -= 1;
            self.seen.platforms.extend(platform);
        }
        Ok(())
    }

    /// The platform of an image whose index does not say it; `None` when it turns out to be no image.
    async fn child(&mut self, digest: &str, identity: &Identity) -> Result<Option<Platform>, Trouble> {
        let body = self.manifest(StepKind::Child, digest, identity).await?;
        match self.read(StepKind::Child, Document::read(&body))? {
            Document::Manifest(config) => self.config(&config, identity).await.map(Some),
            Document::Other(_) => Ok(None),
            Document::Index(_) => Err(Trouble::Unexpected("an index within an index".to_owned())),
        }
    }

    async fn config(&mut self, digest: &str, identity: &Identity) -> Result<Platform, Trouble> {
        let url = format!("{}/v2/{}/blobs/{digest}", self.base, self.seen.reference.repository());
        let answer = self.ask(StepKind::Config, Method::GET, &url, ANY, identity).await?;
        let body = checked(answer.accepted()?, digest)?;
        self.read(StepKind::Config, document::platform(&body))
    }

    fn manifest_url(&self, wanted: &str) -> String {
        format!("{}/v2/{}/manifests/{wanted}", self.base, self.seen.reference.repository())
    }

    /// One request, noted with what came back.
    async fn ask(
        &mut self,
        kind: StepKind,
        method: Method,
        url: &str,
        accept: &'static str,
        identity: &Identity,
    ) -> Result<Answer, Trouble> {
        let began = Instant::now();
        let asked = format!("{method} {}", without_query(url));
        // Noted before the answer, so that a walk that runs out of time shows where.
        let at = self.seen.steps.len();
        self.note(kind, asked, "no answer".to_owned());
        let answer = self.wire.ask(method, url, accept, identity).await;
        let step = &mut self.seen.steps[at];
        step.took = began.elapsed();
        step.answer = match &answer {
            Ok(answer) => answer.told(),
            Err(trouble) => trouble.to_string(),
        };
        answer
    }

    fn note(&mut self, kind: StepKind, asked: String, answer: String) {
        self.seen.steps.push(Step { kind, asked, answer, took: Duration::ZERO });
    }

    /// What was read, or trouble that the last step shows too.
    fn read<T>(&mut self, kind: StepKind, read: Result<T, String>) -> Result<T, Trouble> {
        read.map_err(|reason| {
            if let Some(step) = self.seen.steps.last_mut() {
                step.answer = format!("{}: {reason}", step.answer);
            }
            Trouble::Unexpected(format!("the {kind} is {reason}"))
        })
    }
}

/// `body`, if it is what `wanted` names, or `wanted` is a tag.
fn checked(body: Vec<u8>, wanted: &str) -> Result<Vec<u8>, Trouble> {
    let found = digest(&body);
    if !is_sha256(wanted) || found == wanted {
        return Ok(body);
    }
    let other = if document::is_html(&body) { "HTML".to_owned() } else { format!("`{found}`") };
    Err(Trouble::Unexpected(format!("was asked for `{wanted}` and sent {other}")))
}

fn digest(body: &[u8]) -> String {
    let hash = Sha256::digest(body);
    hash.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

fn is_sha256(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:");
    digits.is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}
