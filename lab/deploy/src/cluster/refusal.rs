//! What kubectl says of objects that the API server does not want.

use lab_cluster::LabError;

use crate::object::Key;

/// Why an object is not as it was to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// Which.
    pub key: Key,
    /// What the API server said, on one line.
    pub reason: String,
}

/// Whether the API server has looked at an object and does not want it, and not whether it could be asked at all.
pub(super) fn is_refusal(error: &LabError) -> bool {
    let LabError::Kubectl { message, .. } = error else { return false };
    let message = without_remarks(message);
    let out_of_order = [
        "(ServiceUnavailable)",
        "(Timeout)",
        "(TooManyRequests)",
        "(Unauthorized)",
        "(InternalError)",
        "etcdserver:",
    ];
    let refuses = [
        "Error from server",
        " is invalid: ",
        "Apply failed with ",
        "no matches for kind",
        "error validating",
    ];
    refuses.iter().any(|words| message.contains(words))
        && !out_of_order.iter().any(|words| message.contains(words))
}

/// The objects whose kinds kubectl has not found.
pub(super) fn unknown(keys: &[&Key], error: &LabError) -> Vec<Refusal> {
    let LabError::Kubectl { message, .. } = error else { return Vec::new() };
    let words =
        |key: &Key| format!("no matches for kind \"{}\" in version \"{}\"", key.kind, key.api_version);
    keys.iter()
        .filter(|key| message.contains(&words(key)))
        .map(|key| Refusal { key: (*key).clone(), reason: words(key) })
        .collect()
}

/// The objects that kubectl names, in the words of the API server or in its own.
pub(super) fn named<'a>(keys: impl Iterator<Item = &'a Key>, error: &LabError) -> Vec<Refusal> {
    let LabError::Kubectl { message, .. } = error else { return Vec::new() };
    let is_named = |key: &&Key| {
        let (kind, name) = (&key.kind, &key.name);
        let invalid = format!("The {kind} \"{name}\" is invalid");
        let unmapped = [format!("name: \"{name}\""), format!("no matches for kind \"{kind}\"")];
        let words = [key.in_words_of_the_server(), invalid];
        words.iter().any(|words| message.contains(words))
            || unmapped.iter().all(|words| message.contains(words))
    };
    keys.filter(is_named).map(|key| Refusal { key: key.clone(), reason: reason(error) }).collect()
}

/// Whether it is only that the API server does not serve a kind, which it may do a moment after its definition came.
pub(crate) fn is_not_served(refusals: &[Refusal]) -> bool {
    refusals.iter().all(|refusal| {
        ["no matches for kind", "could not find the requested resource"]
            .iter()
            .any(|words| refusal.reason.contains(words))
    })
}

/// What kubectl says, as one line without what a person at a keyboard would be told.
pub(super) fn reason(error: &LabError) -> String {
    let LabError::Kubectl { message, .. } = error else { return error.to_string() };
    let message = without_remarks(message);
    let told = message.split("\nPlease review the fields above").next().unwrap_or(&message);
    let told = told.split("\nensure CRDs are installed first").next().unwrap_or(told);
    let line = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    let line = match line.split_once(": ") {
        Some((server, rest)) if server.starts_with("Error from server") => rest,
        _ => line,
    };
    // The object, once more.
    let line = match line.split_once("): ") {
        Some((object, rest)) if object.starts_with("failed to create typed patch object (") => rest,
        _ => line,
    };
    line.trim_end_matches('.').to_owned()
}

/// Without what the API server warns of and what kubectl's libraries log.
fn without_remarks(message: &str) -> String {
    let lines = message.lines().filter(|line| !line.starts_with("Warning: ") && !is_log(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Such as `E1124 12:00:00.000000    4242 memcache.go:287] ...`.
fn is_log(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    word.strip_prefix(['I', 'W', 'E', 'F'])
        .is_some_and(|day| day.len() == 4 && day.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(message: &str) -> LabError {
        LabError::Kubectl { arguments: "apply".to_owned(), message: message.to_owned() }
    }

    const REFUSALS: [&str; 6] = [
        "Error from server: failed to create typed patch object (default/d; apps/v1, Kind=Deployment): .spec.template.spec.foo: field not declared in schema",
        "Error from server (NotFound): namespaces \"nope\" not found",
        "The Service \"b\" is invalid: \n* spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive",
        "error: Apply failed with 1 conflict: conflict with \"ninehops-break\" using v1: .data.x\nPlease review the fields above--they currently have other managers. Here\nare the ways",
        "error: resource mapping not found for name: \"b\" namespace: \"default\" from \"STDIN\": no matches for kind \"Gateway\" in version \"gateway.networking.k8s.io/v1\"\nensure CRDs are installed first",
        "E1124 12:00:00.000000    4242 memcache.go:287] couldn't get resource list for metrics.k8s.io/v1beta1\nWarning: unknown field \"spec.foo\"\nError from server (NotFound): namespaces \"nope\" not found",
    ];

    #[test]
    fn a_refusal_is_told_in_one_line() {
        let lines: Vec<String> = REFUSALS.iter().map(|message| reason(&says(message))).collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        .spec.template.spec.foo: field not declared in schema
        namespaces "nope" not found
        The Service "b" is invalid: * spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive
        Apply failed with 1 conflict: conflict with "ninehops-break" using v1: .data.x
        resource mapping not found for name: "b" namespace: "default" from "STDIN": no matches for kind "Gateway" in version "gateway.networking.k8s.io/v1"
        namespaces "nope" not found
        "#);
        assert!(REFUSALS.iter().all(|message| is_refusal(&says(message))));
    }

    #[test]
    fn what_is_refused_of_many_is_whatever_is_named() {
        let key = |kind: &str, name: &str| Key {
            api_version: "v1".to_owned(),
            kind: kind.to_owned(),
            namespace: Some("default".to_owned()),
            name: name.to_owned(),
        };
        let keys = [key("Namespace", "nope"), key("Service", "b"), key("Gateway", "b"), key("Service", "c")];
        let names = |message: &str| {
            let found = named(keys.iter(), &says(message));
            found.iter().map(|refusal| refusal.key.to_string()).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(names(REFUSALS[1]), "Namespace default/nope");
        assert_eq!(names(REFUSALS[2]), "Service default/b");
        assert_eq!(names(REFUSALS[4]), "Gateway default/b");
        assert_eq!(names(REFUSALS[3]), "");
    }

    #[test]
    fn a_kind_that_is_not_served_yet_is_no_refusal_of_an_object() {
        let refusal =
            |message: &str| Refusal { key: Key::namespace_named("a"), reason: reason(&says(message)) };
        assert!(is_not_served(&[refusal(REFUSALS[4])]));
        assert!(!is_not_served(&[refusal(REFUSALS[4]), refusal(REFUSALS[2])]));
    }

    #[test]
    fn an_api_server_that_does_not_answer_refuses_nothing() {
        for message in [
            "The connection to the server 10.0.1.10:6443 was refused - did you specify the right host or port?",
            "Unable to connect to the server: dial tcp 10.0.1.10:6443: i/o timeout",
            "Error from server (ServiceUnavailable): the server is currently unable to handle the request",
            "Error from server (Timeout): the server was unable to return a response in the time allotted",
            "Error from server (InternalError): an error on the server has prevented the request from succeeding",
            "Error from server: etcdserver: request timed out",
        ] {
            assert!(!is_refusal(&says(message)), "{message}");
        }
    }
}
