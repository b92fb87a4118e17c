//! Writes SVG elements with as few bytes as they need.

use std::fmt::{self, Display, Write};

/// Collects the elements of one drawing.
///
/// Writing to a `String` cannot fail, so results of `write!` are dropped here and nowhere else.
#[derive(Debug, Default)]
pub(super) struct Pen {
    svg: String,
}

impl Pen {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { svg: String::with_capacity(bytes) }
    }

    pub(super) fn finish(self) -> String {
        self.svg
    }

    /// Anything that has no method of its own.
    pub(super) fn raw(&mut self, element: fmt::Arguments<'_>) {
        let _ = self.svg.write_fmt(element);
    }

    pub(super) fn rect(&mut self, colour: &str, (x, y): (i32, i32), (width, height): (i32, i32)) {
        self.raw(format_args!(r#"<path fill="{colour}" d="M{x} {y}h{width}v{height}h-{width}z"/>"#));
    }

    pub(super) fn disc(&mut self, colour: &str, (x, y): (i32, i32), radius: i32) {
        self.raw(format_args!(r#"<circle fill="{colour}" cx="{x}" cy="{y}" r="{radius}"/>"#));
    }

    pub(super) fn ring(&mut self, stroke: Stroke<'_>, (x, y): (i32, i32), radius: i32) {
        self.raw(format_args!(r#"<circle {stroke} cx="{x}" cy="{y}" r="{radius}"/>"#));
    }

    pub(super) fn area(&mut self, colour: &str, path: impl Display) {
        self.raw(format_args!(r#"<path fill="{colour}" d="{path}"/>"#));
    }

    pub(super) fn line(&mut self, stroke: Stroke<'_>, path: impl Display) {
        self.raw(format_args!(r#"<path {stroke} d="{path}"/>"#));
    }
}

/// How a line is drawn; `Display` gives its attributes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke<'a> {
    colour: &'a str,
    width: f32,
    dash: &'a str,
    round: bool,
}

impl<'a> Stroke<'a> {
    pub(super) fn new(colour: &'a str, width: f32) -> Self {
        Self { colour, width, dash: "", round: false }
    }

    pub(super) fn dashed(self, dash: &'a str) -> Self {
        Self { dash, ..self }
    }

    pub(super) fn round(self) -> Self {
        Self { round: true, ..self }
    }
}

impl Display for Stroke<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, r#"fill="none" stroke="{}" stroke-width="{}""#, self.colour, self.width)?;
        if !self.dash.is_empty() {
            write!(formatter, r#" stroke-dasharray="{}""#, self.dash)?;
        }
        if self.round {
            formatter.write_str(r#" stroke-linecap="round""#)?;
        }
        Ok(())
    }
}
