//! Chromium under its own chromedriver, alone in a fresh profile.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::cdp::domains::emulation::SetDeviceMetricsOverride;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities as _;
use thirtyfour::prelude::*;
use thirtyfour::{BrowserLogEntry, ChromeCapabilities, LoggingPrefsLogLevel};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::process::{Listening, wait_for_line};

/// Whether pages may run scripts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scripts {
    /// As every browser does.
    Allowed,
    /// As a careful visitor does.
    Blocked,
}

/// How long a page may take to go, and how often to look.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// One browser session.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
}

// Bars would take their width from the page, and hide an overflow of the same width.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
];
/// Taller pictures than this show nothing new and fill the disk.
const TALLEST_PICTURE: u32 = 6000;

impl Browser {
    /// Runs `body` in a fresh browser, which is gone afterwards whatever `body` does.
    ///
    /// # Errors
    /// When the browser does not start, or those of `body`.
    pub async fn with<T>(
        scripts: Scripts,
        body: impl AsyncFnOnce(&Browser) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let profile = tempfile::tempdir()?;
        let chromedriver = Chromedriver::start().await?;
        let driver = WebDriver::new(&chromedriver.url, capabilities(scripts, &profile)?).await?;
        driver.set_script_timeout(Duration::from_mins(1)).await?;
        let result = driver.run_and_quit(async |driver| body(&Browser { driver }).await).await;
        Ok(result?)
    }

    /// The session itself.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Follows `url` and waits until the page is loaded.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn goto(&self, url: &str) -> anyhow::Result<()> {
        self.driver.goto(url).await.with_context(|| format!("opening `{url}`"))
    }

    /// The first element that `selector` matches.
    ///
    /// # Errors
    /// When there is none; the message names selector and page.
    pub async fn find(&self, selector: &str) -> anyhow::Result<WebElement> {
        let page = self.path().await?;
        self.driver.find(By::Css(selector)).await.with_context(|| format!("`{selector}` on `{page}`"))
    }

    /// Path and query of the page.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn path(&self) -> anyhow::Result<String> {
        let url = self.driver.current_url().await?;
        Ok(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
    }

    /// Presses `key` wherever the focus is.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn press(&self, key: Key) -> anyhow::Result<()> {
        Ok(self.driver.action_chain().send_keys(key).perform().await?)
    }

    /// Clicks what `selector` matches and waits until the page has gone for another.
    ///
    /// # Errors
    /// When there is no such element, or the page stays.
    pub async fn leave_by(&self, selector: &str) -> anyhow::Result<()> {
        let page = self.find("html").await?;
        self.find(selector).await?.click().await?;
        gone(page).await.with_context(|| format!("clicking `{selector}` led nowhere"))
    }

    /// Presses Enter wherever the focus is and waits until the page has gone for another.
    ///
    /// # Errors
    /// When the page stays.
    pub async fn leave_by_enter(&self) -> anyhow::Result<()> {
        let page = self.find("html").await?;
        self.press(Key::Enter).await?;
        gone(page).await.context("pressing Enter led nowhere")
    }

    /// Types `text` wherever the focus is.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn type_text(&self, text: &str) -> anyhow::Result<()> {
        Ok(self.driver.action_chain().send_keys(text).perform().await?)
    }

    /// What the body of a function returns when the page runs it.
    ///
    /// # Errors
    /// When it throws.
    pub async fn evaluate(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Gives the page this many CSS pixels. Windows cannot be narrower than 500, screens can.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn resize(&self, width: u32, height: u32) -> anyhow::Result<()> {
        let metrics = SetDeviceMetricsOverride {
            width,
            height,
            device_scale_factor: 1.0,
            mobile: false,
            scale: None,
            screen_orientation: None,
        };
        self.driver.cdp().send(metrics).await?;
        Ok(())
    }

    /// Keeps pages as the server sent them from now on, for [`Browser::served_html`].
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn keep_responses(&self) -> anyhow::Result<()> {
        self.driver.cdp().send_raw("Network.enable", json!({})).await?;
        Ok(())
    }

    /// The page as the server sent it, before the browser repaired it.
    ///
    /// # Errors
    /// When the session has gone or responses were not kept.
    pub async fn served_html(&self) -> anyhow::Result<String> {
        let cdp = self.driver.cdp();
        let tree = cdp.send_raw("Page.getFrameTree", json!({})).await?;
        // A page's loader and the request that brought the page share one id.
        let wanted = json!({ "requestId": tree["frameTree"]["frame"]["loaderId"] });
        let response = cdp.send_raw("Network.getResponseBody", wanted).await?;
        Ok(response["body"].as_str().context("a page is text")?.to_owned())
    }

    /// Writes a picture of the whole page, not only of what fits the screen.
    ///
    /// # Errors
    /// When the picture cannot be taken or written.
    pub async fn picture(&self, width: u32, file: &Path) -> anyhow::Result<()> {
        let height = self.evaluate("return document.documentElement.scrollHeight").await?;
        let height = u32::try_from(height.as_u64().context("a height is a number")?)?;
        self.resize(width, height.clamp(600, TALLEST_PICTURE)).await?;
        Ok(self.driver.screenshot(file).await?)
    }

    /// What the console has shown as an error since the last call.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn console_errors(&self) -> anyhow::Result<Vec<BrowserLogEntry>> {
        Ok(self.driver.browser_log().await?)
    }
}

/// Waits until the document with this root is no longer the one shown. A driver that is asked too soon after a click
/// may not know yet that a navigation has begun, and answers from the old page.
async fn gone(root: WebElement) -> anyhow::Result<()> {
    let leaving = async {
        while root.tag_name().await.is_ok() {
            sleep(LOOK_EVERY).await;
        }
    };
    Ok(timeout(PATIENCE, leaving).await?)
}

fn capabilities(scripts: Scripts, profile: &TempDir) -> anyhow::Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::Severe)?;
    if let Ok(binary) = std::env::var("CHROMIUM") {
        capabilities.set_binary(&binary)?;
    }
    if scripts == Scripts::Blocked {
        let blocked = json!({ "profile.managed_default_content_settings.javascript": 2 });
        capabilities.add_experimental_option("prefs", blocked)?;
    }
    Ok(capabilities)
}

struct Chromedriver {
    url: String,
    _process: Child,
    _listening: Listening,
}

impl Chromedriver {
    async fn start() -> anyhow::Result<Self> {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command
            .kill_on_drop(true)
            .spawn()
            .context("cannot start `chromedriver`\nhint: apt-get install chromium chromium-driver")?;
        let stdout = process.stdout.take().context("its standard output is piped")?;
        let (port, listening) = wait_for_line("chromedriver", stdout, port_in).await?;
        Ok(Self { url: format!("http://127.0.0.1:{port}"), _process: process, _listening: listening })
    }
}

/// From `ChromeDriver was started successfully on port 34567.`
fn port_in(line: &str) -> Option<u16> {
    line.strip_suffix('.')?.split_once("started successfully on port ")?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chromedriver_says_its_port() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 34567."), Some(34567));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}
