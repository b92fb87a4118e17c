//! The shop's own address, for the two files that must spell it out.

use http::{HeaderMap, header, uri::Authority};

use crate::app::App;

/// Scheme and authority without a slash at the end: as configured, else as the client wrote it in `Host`.
/// `None` when neither is usable.
pub fn origin(app: &App, headers: &HeaderMap) -> Option<String> {
    if let Some(url) = &app.config.public_url {
        return Some(url.clone());
    }
    let host: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
    let is_plain = host.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    let forwarded = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let scheme = if app.config.trust_proxy && forwarded { "https" } else { "http" };
    is_plain.then(|| format!("{scheme}://{host}"))
}
