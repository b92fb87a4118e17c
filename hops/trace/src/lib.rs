//! The walk along the nine hops: whom to ask what, in which order, and when enough was heard.
//!
//! [`trace`] joins the rooms beside it: the API server (`hops-kube`), questions from here (`hops-probe`), the agents'
//! answers (`hops-agent`), plans and registries; `hops-model` says what it all means. What happens meanwhile is told as
//! [`Event`]s; nothing is printed, and nothing is written but by [`install`](install()) and [`uninstall`].

mod agents;
mod confirm;
mod external;
mod install;
mod narration;
mod options;
mod report;
mod sides;
mod source;
mod targets;
mod url;
mod walk;

pub use install::{InstallOptions, Told, install, uninstall};
pub use options::{Event, Events, KnownMirror, Options, TraceError};
pub use url::{Url, UrlError, UrlScheme};
pub use walk::trace;
