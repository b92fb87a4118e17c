//! What a build tells while it runs.

use std::path::PathBuf;
use std::time::Duration;

/// Receives what happens, in order; called from several threads.
pub type Events<'a> = dyn Fn(Event) + Send + Sync + 'a;

/// One thing that happened while a bundle was made ready.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// Another process builds the same bundle; this one waits for it.
    Waiting {
        /// The directory that both want.
        directory: PathBuf,
    },
    /// A part is not what it was when it was recorded, and will be built again.
    Damaged {
        /// The program, image or manifest, such as `kubelet`.
        name: String,
        /// Its file.
        path: PathBuf,
    },
    /// An image carries another `nft` than this machine's and cannot be made again: it is used as it is.
    Kept {
        /// The image, such as `kube-proxy`.
        name: String,
        /// Its file.
        path: PathBuf,
        /// Why it cannot be made again, as one sentence.
        reason: String,
    },
    /// A part is there from before and is what was recorded.
    Cached {
        /// The part, such as `kubernetes`.
        part: &'static str,
    },
    /// A part is being built.
    Started {
        /// The part.
        part: &'static str,
        /// The programs, images and manifests that are missing.
        outputs: Vec<&'static str>,
    },
    /// A part was built and recorded.
    Built {
        /// The part.
        part: &'static str,
        /// From [`Event::Started`] on.
        took: Duration,
    },
}
