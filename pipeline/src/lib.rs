//! What the pipeline decides.
//!
//! Workflows carry things from step to step; what they mean is said here, where it can be tested: what a plan is going
//! to do ([`comment`]), whether it is the one that was approved ([`Record`]), which digests run and which ran before
//! ([`Images`]), and what a change touches ([`Touched`]). No IO and no clock: bytes in, values out.

mod changed;
mod commit;
mod deed;
mod digest;
mod images;
mod record;
mod state;
mod summary;

pub use changed::{Component, Packages, PackagesError, Touched, touched};
pub use commit::{Commit, CommitError};
pub use deed::{Counts, Deed};
pub use digest::{Digest, DigestError};
pub use images::{Image, Images, ImagesError, Replaced, Return, StayError, go_back};
pub use record::{Difference, Offered, Record, RecordError, seal};
pub use state::{State, StateError};
pub use summary::{
    Comment, CommentError, FEWEST_CHARACTERS, Limit, MOST_CHARACTERS, RunUrl, comment, marker,
};
