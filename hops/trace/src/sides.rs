//! Who is asked once, beside the walk: registries and plans.

use futures_util::future::LocalBoxFuture;

use crate::Options;
use crate::external::Answers;
use crate::source::Source;
use crate::walk::Begun;

/// What these options want to be asked.
pub(crate) fn questions<'a>(
    _options: &'a Options,
    _begun: &'a Begun,
) -> Vec<(Source, LocalBoxFuture<'a, Answers>)> {
    Vec::new()
}
