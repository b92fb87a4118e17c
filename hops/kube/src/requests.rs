//! Every request that is ever sent, and so every right that is needed.

/// One verb on one resource.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Request {
    /// As RBAC writes it: empty for the core group.
    pub group: &'static str,
    /// The plural, with its subresource.
    pub resource: &'static str,
    /// As RBAC writes it.
    pub verb: &'static str,
}

/// What reading needs: `rbac/reader.yaml`.
pub const READS: &[Request] = &[];

/// What installing and removing the agent needs besides: `rbac/installer.yaml`.
pub const WRITES: &[Request] = &[];
