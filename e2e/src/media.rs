//! What the page is shown on, and what the visitor has asked of it.

use serde_json::json;
use thirtyfour::common::print::PrintParameters;

use crate::Browser;

/// The colours that the visitor prefers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How much movement the visitor bears.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Motion {
    /// Any.
    Any,
    /// As little as possible.
    Reduced,
}

impl Browser {
    /// Shows pages on a screen, in these colours, from now on.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn prefer(&self, scheme: Scheme) -> anyhow::Result<()> {
        self.emulate("screen", "prefers-color-scheme", scheme.name()).await
    }

    /// Shows pages on a screen, with this much movement, from now on.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn prefer_motion(&self, motion: Motion) -> anyhow::Result<()> {
        let value = match motion {
            Motion::Any => "no-preference",
            Motion::Reduced => "reduce",
        };
        self.emulate("screen", "prefers-reduced-motion", value).await
    }

    /// Shows pages as on paper, from now on, to a visitor who likes this scheme on the screen.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn show_as_print(&self, scheme: Scheme) -> anyhow::Result<()> {
        self.emulate("print", "prefers-color-scheme", scheme.name()).await
    }

    /// The page as the browser would print it, as a PDF file.
    ///
    /// # Errors
    /// When the session has gone.
    pub async fn pdf(&self) -> anyhow::Result<Vec<u8>> {
        Ok(self.driver().print_page(PrintParameters::default()).await?)
    }

    async fn emulate(&self, media: &str, feature: &str, value: &str) -> anyhow::Result<()> {
        let features = json!([{ "name": feature, "value": value }]);
        let parameters = json!({ "media": media, "features": features });
        self.driver().cdp().send_raw("Emulation.setEmulatedMedia", parameters).await?;
        Ok(())
    }
}

impl Scheme {
    /// As CSS spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
