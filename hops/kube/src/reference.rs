//! Names of other services in the environment of a container.

/// A name that a container is told to call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reference {
    /// Of which container.
    pub container: String,
    /// The variable's name.
    pub variable: String,
    /// Its value, as it is.
    pub value: String,
    /// The host in the value.
    pub host: String,
    /// The port in the value.
    pub port: Option<u16>,
    /// The scheme before `://`, where the value has one.
    pub scheme: Option<String>,
}
