//! The lab's API server, asked through the bundle's kubectl.

use std::collections::BTreeMap;

use lab_cluster::{Lab, LabError};
use serde_json::Value;

use crate::error::DeployError;
use crate::inventory::FIELD_MANAGER;
use crate::object::{Key, Object, items, list};

mod refusal;

pub use refusal::Refusal;
pub(crate) use refusal::is_not_served;
use refusal::{is_refusal, named, reason, unknown};

/// For one answer of the API server.
const PATIENCE: &str = "--request-timeout=30s";

/// For the first answer, which decides whether anything is begun.
const FIRST_PATIENCE: &str = "--request-timeout=10s";

/// Whether the API server is to do it or to say what it would do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Run {
    Real,
    Dry,
}

/// Who is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cluster<'a>(pub(crate) &'a Lab);

impl Cluster<'_> {
    /// Whether anybody answers.
    ///
    /// # Errors
    /// When nobody does.
    pub(crate) async fn greet(self) -> Result<(), DeployError> {
        self.0.kubectl_output(&["get", "--raw=/readyz", FIRST_PATIENCE], &[]).await?;
        Ok(())
    }

    /// Those of these objects that are there.
    ///
    /// # Errors
    /// [`DeployError::Refused`] names those whose kind the API server does not know.
    pub(crate) async fn get(
        self,
        keys: impl IntoIterator<Item = &Key>,
    ) -> Result<BTreeMap<Key, Value>, DeployError> {
        let keys: Vec<&Key> = keys.into_iter().collect();
        if keys.is_empty() {
            return Ok(BTreeMap::new());
        }
        let arguments =
            ["get", "--ignore-not-found", "--show-managed-fields", "--output=json", "--filename=-"];
        let found = self.ask(&arguments, &list(keys.iter().map(|key| key.stub()))).await;
        let found = found.map_err(|error| match error {
            DeployError::Lab(error) => match unknown(&keys, &error) {
                unknown if unknown.is_empty() => DeployError::Lab(error),
                unknown => DeployError::Refused(unknown),
            },
            error => error,
        });
        Ok(found?.into_iter().filter_map(|object| Some((Key::of(&object)?, object))).collect())
    }

    /// What kubectl gets by such words, such as `["pods", "--all-namespaces"]`.
    pub(crate) async fn query(self, words: &[&str]) -> Result<Vec<Value>, DeployError> {
        let arguments = [&["get", "--ignore-not-found", "--output=json"], words].concat();
        self.ask(&arguments, &Value::Null).await
    }

    /// Applies objects under our field manager, in this order, and returns what came of them.
    ///
    /// # Errors
    /// [`DeployError::Refused`] names every object that the API server does not take, and why; those before and after
    /// it may have been taken.
    pub(crate) async fn apply(
        self,
        objects: &[&Object],
        run: Run,
    ) -> Result<BTreeMap<Key, Value>, DeployError> {
        if objects.is_empty() {
            return Ok(BTreeMap::new());
        }
        let applied = match self.apply_at_once(objects, run).await {
            Err(DeployError::Lab(error)) if is_refusal(&error) => {
                return Err(self.refused(objects, &error).await?);
            }
            applied => applied?,
        };
        Ok(applied.into_iter().filter_map(|object| Some((Key::of(&object)?, object))).collect())
    }

    /// Tells the API server to delete objects, in this order, and waits for nothing.
    pub(crate) async fn begin_deletion(self, keys: &[&Key]) -> Result<(), DeployError> {
        if keys.is_empty() {
            return Ok(());
        }
        let arguments = [
            "delete",
            "--ignore-not-found",
            "--wait=false",
            "--cascade=foreground",
            PATIENCE,
            "--filename=-",
        ];
        let input = list(keys.iter().map(|key| key.stub())).to_string();
        self.0.kubectl_output(&arguments, input.as_bytes()).await?;
        Ok(())
    }

    /// Every kind that is in namespaces and can be deleted, as kubectl takes it; `None` while kubectl cannot tell all,
    /// as when an API that the API server forwards to is down.
    pub(crate) async fn namespaced_kinds(self) -> Result<Option<Vec<String>>, DeployError> {
        let arguments = [
            "api-resources",
            "--namespaced",
            "--verbs=list,delete",
            "--output=name",
            "--cached=false",
            PATIENCE,
        ];
        match self.0.kubectl_output(&arguments, &[]).await {
            Ok(printed) => Ok(Some(String::from_utf8_lossy(&printed).lines().map(str::to_owned).collect())),
            Err(LabError::Kubectl { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// What a container said before it ended: its last line, or the last that tells of an error.
    pub(crate) async fn last_words(self, namespace: &str, pod: &str, container: &str) -> Option<String> {
        let arguments =
            ["logs", pod, "--namespace", namespace, "--container", container, "--tail=10", PATIENCE];
        let previous = [&arguments[..], &["--previous"]].concat();
        let printed = match self.0.kubectl_output(&previous, &[]).await {
            Ok(printed) => printed,
            Err(_) => self.0.kubectl_output(&arguments, &[]).await.ok()?,
        };
        last_words(&String::from_utf8_lossy(&printed)).map(str::to_owned)
    }

    async fn apply_at_once(self, objects: &[&Object], run: Run) -> Result<Vec<Value>, DeployError> {
        let manager = format!("--field-manager={FIELD_MANAGER}");
        // Server-side apply takes no field that is unknown. kubectl's own validation would stop at the first object
        // that it dislikes, without its name.
        let mut arguments = vec!["apply", "--server-side", &manager, "--validate=false"];
        arguments.extend(["--show-managed-fields", "--output=json", "--filename=-"]);
        if run == Run::Dry {
            arguments.push("--dry-run=server");
        }
        self.ask(&arguments, &list(objects.iter().map(|object| object.content.clone()))).await
    }

    /// For a list, kubectl tells the reasons and not always of which object; so each is asked about alone.
    async fn refused(self, objects: &[&Object], all: &LabError) -> Result<DeployError, DeployError> {
        let mut refusals = Vec::new();
        for object in objects {
            match self.apply_at_once(&[object], Run::Dry).await {
                Err(DeployError::Lab(error)) if is_refusal(&error) => {
                    refusals.push(Refusal { key: object.key.clone(), reason: reason(&error) });
                }
                asked => drop(asked?),
            }
        }
        // Only the real thing is refused, or it was refused for a moment.
        if refusals.is_empty() {
            let keys = objects.iter().map(|object| &object.key);
            refusals = named(keys, all);
        }
        if refusals.is_empty() {
            Ok(DeployError::RefusedOne(reason(all)))
        } else {
            Ok(DeployError::Refused(refusals))
        }
    }

    async fn ask(self, arguments: &[&str], input: &Value) -> Result<Vec<Value>, DeployError> {
        let arguments = [arguments, &[PATIENCE]].concat();
        let input = if input.is_null() { String::new() } else { input.to_string() };
        let printed = self.0.kubectl_output(&arguments, input.as_bytes()).await?;
        if printed.is_empty() {
            return Ok(Vec::new());
        }
        let document = serde_json::from_slice(&printed)
            .map_err(|source| DeployError::Answer { arguments: arguments.join(" "), source })?;
        Ok(items(document))
    }
}

/// After the error a program may have a hint, or a trace of its stack.
fn last_words(text: &str) -> Option<&str> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).rev();
    let tells = |line: &&str| ["error", "panicked"].iter().any(|word| line.to_lowercase().contains(word));
    lines().find(tells).or_else(|| lines().next())
}

#[cfg(test)]
mod tests {
    use super::last_words;

    #[test]
    fn an_error_says_more_than_what_comes_after_it() {
        assert_eq!(last_words("a\nerror: no such file\nhint: make it\n"), Some("error: no such file"));
        assert_eq!(last_words("a\nb\n\n"), Some("b"));
        assert_eq!(last_words("\n"), None);
    }
}
