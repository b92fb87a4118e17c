use std::collections::BTreeMap;
use std::ffi::OsString;

/// An owned copy of environment variables, so that tests need not touch those of the process.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        Self(std::env::vars_os().collect())
    }

    /// The value of `name`. An empty variable counts as unset, as the OpenTelemetry specification has it.
    pub(super) fn get(&self, name: &str) -> Option<&OsString> {
        self.0.get(std::ffi::OsStr::new(name)).filter(|value| !value.is_empty())
    }

    /// Names and values, both lossily as text, in the order of their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (String, String)> {
        self.0
            .iter()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Whether the kubelet puts this variable into every pod of a namespace for some Service there.
///
/// The forms are those of Docker links: `{SVC}_SERVICE_HOST`, `{SVC}_SERVICE_PORT[_NAME]`, `{SVC}_PORT` and
/// `{SVC}_PORT_{number}_{protocol}[_PROTO|_PORT|_ADDR]`. `{SVC}_PORT` is also what a person would write by
/// mistake, so it passes only with the URL that the kubelet writes.
pub(super) fn is_made_by_kubernetes(name: &str, value: &str) -> bool {
    let is_url = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (name.ends_with("_PORT") && is_url)
        || name.match_indices("_PORT_").any(|(at, marker)| is_link_suffix(&name[at + marker.len()..]))
}

/// `{number}_{protocol}[_PROTO|_PORT|_ADDR]`
fn is_link_suffix(suffix: &str) -> bool {
    let mut parts = suffix.split('_');
    let number = parts.next().is_some_and(|part| part.parse::<u16>().is_ok());
    let protocol = parts.next().is_some_and(|part| matches!(part, "TCP" | "UDP" | "SCTP"));
    let detail = parts.next().is_none_or(|part| matches!(part, "PROTO" | "PORT" | "ADDR"));
    number && protocol && detail && parts.next().is_none()
}
