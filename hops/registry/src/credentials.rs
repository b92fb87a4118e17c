//! Names and passwords, as `docker login` leaves them in a file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use secrecy::SecretString;
use serde::Deserialize;

const LARGEST_FILE: u64 = 1 << 20;
/// Under which Docker files its own registry.
const DOCKER_HUB: [&str; 3] = ["index.docker.io", "registry-1.docker.io", "docker.io"];

/// The `auth` values of a `config.json` of Docker's, by registry. Helper programs that it names are never run.
#[derive(Clone, Debug, Default)]
pub struct Credentials(BTreeMap<String, SecretString>);

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// Not readable.
    #[error("cannot read `{path}`")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Not what Docker writes. The text is kept out of this.
    #[error("`{path}` is no configuration of Docker's: line {line}, column {column}")]
    Form {
        /// Which.
        path: String,
        /// Where.
        line: usize,
        /// Where.
        column: usize,
    },
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    auths: BTreeMap<String, Auth>,
}

#[derive(Deserialize)]
struct Auth {
    auth: Option<String>,
}

impl Credentials {
    /// From a file, often `~/.docker/config.json`. A file that is not there holds none.
    ///
    /// # Errors
    /// When it is there and cannot be used.
    pub fn from_docker_config(path: &Path) -> Result<Self, CredentialsError> {
        let name = || path.display().to_string();
        let mut text = String::new();
        let read = File::open(path).and_then(|file| file.take(LARGEST_FILE).read_to_string(&mut text));
        match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(CredentialsError::Read { path: name(), source }),
            Ok(_) => {}
        }
        let config: Config = serde_json::from_str(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            CredentialsError::Form { path: name(), line, column }
        })?;
        let known = config.auths.into_iter().filter_map(|(key, Auth { auth })| {
            let auth = auth.filter(|auth| !auth.is_empty())?;
            Some((host(&key).to_owned(), SecretString::from(auth)))
        });
        Ok(Self(known.collect()))
    }

    /// The value of an `Authorization: Basic` header for a registry, as references name it.
    pub(crate) fn of(&self, registry: &str) -> Option<&SecretString> {
        let names: &[&str] = if registry == "docker.io" { &DOCKER_HUB } else { &[registry] };
        names.iter().find_map(|name| self.0.get(*name))
    }
}

/// `https://index.docker.io/v1/` is filed for `index.docker.io`.
fn host(key: &str) -> &str {
    let key = key.split_once("://").map_or(key, |(_, rest)| rest);
    key.split('/').next().unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use secrecy::ExposeSecret;

    use super::*;

    fn written(text: &str) -> Result<Credentials, CredentialsError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.json");
        fs::write(&path, text).unwrap();
        Credentials::from_docker_config(&path)
    }

    #[test]
    fn each_registry_has_its_own() {
        let credentials = written(
            r#"{"auths": {"https://index.docker.io/v1/": {"auth": "aHVi"}, "r.example:5000": {"auth": "ZXg="},
                "helped.example": {}}, "credsStore": "desktop", "credHelpers": {"x": "y"}}"#,
        );
        let credentials = credentials.unwrap();
        let of = |registry: &str| credentials.of(registry).map(|auth| auth.expose_secret().to_owned());
        assert_eq!(of("docker.io").as_deref(), Some("aHVi"));
        assert_eq!(of("r.example:5000").as_deref(), Some("ZXg="));
        assert_eq!((of("r.example"), of("helped.example")), (None, None));
    }

    #[test]
    fn no_file_is_no_credentials() {
        let directory = tempfile::tempdir().unwrap();
        let none = Credentials::from_docker_config(&directory.path().join("config.json")).unwrap();
        assert!(none.of("docker.io").is_none());
    }

    #[test]
    fn a_secret_is_in_no_message() {
        let error = written(r#"{"auths": {"r.example": {"auth": ["c2VjcmV0"]}}}"#).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("c2VjcmV0"));
        let known = written(r#"{"auths": {"r.example": {"auth": "c2VjcmV0"}}}"#).unwrap();
        assert!(!format!("{known:?}").contains("c2VjcmV0"));
    }
}
