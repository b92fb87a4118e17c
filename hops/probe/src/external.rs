//! What can be asked from where the command runs: the `NodePort` of every node, whether a node answers at all, and the
//! page.

use std::time::Duration;

mod node_port;
mod node_reach;
mod page;
mod visit;

pub use node_port::{Node, NodePortQuestion, node_port};
pub use node_reach::{NodeReachQuestion, node_reach};
#[cfg(feature = "tls")]
pub use page::page_over_tls;
pub use page::{PageQuestion, page};

/// For one connection to a `NodePort`.
pub const CONNECT_LIMIT: Duration = Duration::from_millis(750);
/// For one try to get the page. Three overlap, and end within a second more.
pub const PAGE_LIMIT: Duration = Duration::from_millis(1500);
/// Of one try that is silent; then the next begins beside it.
const PATIENCE: Duration = Duration::from_millis(350);
/// A page that takes longer is slow.
pub const SLOW_PAGE: Duration = Duration::from_secs(1);
