//! The shop as a visitor meets it: one `ninehops up` process.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, bail};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::process::{Listening, wait_for_line};

/// Services on ports that the system chose, for the ones that nobody looks at.
const ANY_PORT: [&str; 3] =
    ["RECOMMENDATIONS_LISTEN", "RECOMMENDATIONS_OPS_LISTEN", "MARKETPLACE_OPS_LISTEN"];
/// The discard port, on which nothing listens.
const NOBODY: &str = "127.0.0.1:9";

/// An open shop; it closes, and its data goes, with this value.
#[derive(Debug)]
pub struct Shop {
    url: String,
    _process: Child,
    _listening: Listening,
    _data: Option<TempDir>,
}

impl Shop {
    /// Starts `ninehops up` and waits until it says where it is.
    ///
    /// # Errors
    /// When the binary is not built, or does not open the shop.
    pub async fn open() -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let folder = data.path().to_owned();
        let adjust = |command: &mut Command| {
            command.arg("--data").arg(folder);
        };
        Ok(Self { _data: Some(data), ..Self::start(adjust).await? })
    }

    /// Opens a shop whose recommendations refuse every connection.
    ///
    /// # Errors
    /// As [`Shop::open`].
    pub async fn open_without_recommendations() -> anyhow::Result<Self> {
        Self::start(|command| {
            command.arg("--marketplace-only").env("RECOMMENDATIONS_HOST", NOBODY);
        })
        .await
    }

    async fn start(adjust: impl FnOnce(&mut Command)) -> anyhow::Result<Self> {
        let mut command = Command::new(binary()?);
        command.arg("up").args(["--listen", "127.0.0.1:0"]);
        for variable in ANY_PORT {
            command.env(variable, "127.0.0.1:0");
        }
        adjust(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn()?;
        let stderr = process.stderr.take().context("its standard error is piped")?;
        let (url, listening) = wait_for_line("ninehops up", stderr, url_in).await?;
        Ok(Self { url, _process: process, _listening: listening, _data: None })
    }

    /// The absolute URL of `path`, which begins with `/`.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

/// The last word of the line that ends in a URL, without its final slash.
fn url_in(line: &str) -> Option<String> {
    let word = line.split_whitespace().last()?;
    word.starts_with("http://").then(|| word.trim_end_matches('/').to_owned())
}

/// `NINEHOPS`, or the binary of the same build as this test: `target/<profile>/deps/<test>` is two floors above.
fn binary() -> anyhow::Result<PathBuf> {
    if let Some(path) = std::env::var_os("NINEHOPS") {
        return Ok(path.into());
    }
    let test = std::env::current_exe()?;
    let profile = test.ancestors().nth(2).context("the test lies in a target directory")?;
    let binary = profile.join("ninehops");
    if !binary.try_exists()? {
        bail!("`{}` is not built\nhint: cargo build -p ninehops", binary.display());
    }
    Ok(binary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_is_the_last_word_of_its_line() {
        assert_eq!(url_in("  open http://localhost:5000/"), Some("http://localhost:5000".to_owned()));
        assert_eq!(url_in("http://127.0.0.1:41234"), Some("http://127.0.0.1:41234".to_owned()));
        assert_eq!(url_in("see http://localhost for more"), None);
        assert_eq!(url_in(""), None);
    }
}
