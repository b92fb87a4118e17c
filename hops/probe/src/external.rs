//! What can be asked from where the command runs: the `NodePort` of every node, whether a node answers at all, and the
//! page.

use std::time::Duration;

mod node_port;
mod node_reach;
mod page;

pub use node_port::{Node, NodePortQuestion, node_port};
pub use node_reach::{NodeReachQuestion, node_reach};
#[cfg(feature = "tls")]
pub use page::page_over_tls;
pub use page::{PageQuestion, page};

/// For one connection to a `NodePort`: three of them and a GET end within 3 s.
pub const CONNECT_LIMIT: Duration = Duration::from_millis(750);
/// For one try to get the page.
pub const PAGE_LIMIT: Duration = Duration::from_millis(1500);
/// A page that takes longer is slow.
pub const SLOW_PAGE: Duration = Duration::from_secs(1);
