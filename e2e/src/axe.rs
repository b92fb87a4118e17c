//! axe-core, the accessibility rules, run inside the page.
//!
//! It is not part of this repository: the variable `AXE` names its `axe.min.js`.

use anyhow::Context as _;
use serde_json::Value;

use crate::Browser;

/// The script, read once.
#[derive(Debug)]
pub struct Axe {
    source: String,
}

/// Ends with a call back, as the driver's asynchronous scripts do. `target-size` (SC 2.5.8, 24 pixels) is the one
/// rule of WCAG 2.2 AA that axe leaves off unless asked; naming it leaves all others as they are.
const RUN: &str = r"
const done = arguments[arguments.length - 1];
const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
axe.run(document, options).then(
    results => done(results.violations.map(violation =>
        `${violation.id}: ${violation.help}: ` + violation.nodes.map(node => node.html.slice(0, 160)).join(' | '))),
    error => done([`axe failed: ${error}`]));
";

impl Axe {
    /// Reads the file that `AXE` names.
    ///
    /// # Errors
    /// When the variable is not set or the file cannot be read.
    pub fn load() -> anyhow::Result<Self> {
        let path = std::env::var("AXE")
            .context("`AXE` does not name axe.min.js\nhint: `.ci/run` fetches it and sets the variable")?;
        let source = std::fs::read_to_string(&path).with_context(|| format!("reading `{path}`"))?;
        Ok(Self { source })
    }

    /// The violations of axe's rules, those of WCAG 2.2 AA and its own advice, on the page as it is, one line each.
    ///
    /// # Errors
    /// When the script does not run.
    pub async fn violations(&self, browser: &Browser) -> anyhow::Result<Vec<String>> {
        let script = format!("{}\n{RUN}", self.source);
        let lines = browser.driver().execute_async(script, Vec::new()).await?;
        let lines = lines.json().as_array().context("a list of violations")?;
        Ok(lines.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}
