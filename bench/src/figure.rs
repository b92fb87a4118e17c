//! One measured figure, the bar that it must reach and the one that it aims at.

use std::fmt;

use serde::{Serialize, Serializer};

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: Unit,
    #[serde(flatten)]
    pub(crate) bar: Bar,
}

/// What a figure is held against.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Bar {
    better: Better,
    must: Option<f64>,
    aim: Option<f64>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Better {
    Lower,
    Higher,
}

/// What the number counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unit {
    Milliseconds,
    Microseconds,
    PerSecond,
    Mebibytes,
    /// Thousands of bytes.
    Kilobytes,
    Count,
}

/// How a figure stands to its bar.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// No bar.
    Noted,
    Aim,
    Must,
    Short,
}

impl Bar {
    pub(crate) const NONE: Self = Self { better: Better::Lower, must: None, aim: None };

    pub(crate) const fn at_most(must: f64, aim: f64) -> Self {
        Self { better: Better::Lower, must: Some(must), aim: Some(aim) }
    }

    pub(crate) const fn at_least(must: f64, aim: f64) -> Self {
        Self { better: Better::Higher, must: Some(must), aim: Some(aim) }
    }

    /// A must without anything to aim at beyond it.
    pub(crate) const fn only_at_most(must: f64) -> Self {
        Self { better: Better::Lower, must: Some(must), aim: None }
    }

    fn reaches(self, value: f64, bar: f64) -> bool {
        match self.better {
            Better::Lower => value <= bar,
            Better::Higher => value >= bar,
        }
    }

    pub(crate) fn must_text(self) -> String {
        self.text(self.must)
    }

    pub(crate) fn aim_text(self) -> String {
        self.text(self.aim)
    }

    fn text(self, bar: Option<f64>) -> String {
        let sign = match self.better {
            Better::Lower => '≤',
            Better::Higher => '≥',
        };
        bar.map_or_else(String::new, |bar| format!("{sign} {bar}"))
    }
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: Unit, bar: Bar) -> Self {
        Self { name: name.into(), value, unit, bar }
    }

    pub(crate) fn verdict(&self) -> Verdict {
        let reaches = |bar: Option<f64>| bar.map(|bar| self.bar.reaches(self.value, bar));
        match (reaches(self.bar.must), reaches(self.bar.aim)) {
            (None, _) => Verdict::Noted,
            (Some(false), _) => Verdict::Short,
            (Some(true), Some(true)) => Verdict::Aim,
            (Some(true), Some(false) | None) => Verdict::Must,
        }
    }

    /// With as many digits as the measurement deserves.
    pub(crate) fn value_text(&self) -> String {
        let digits = match self.value {
            value if value >= 100.0 || self.unit == Unit::Count => 0,
            value if value >= 10.0 => 1,
            _ => 2,
        };
        format!("{:.digits$} {}", self.value, self.unit).trim_end().to_owned()
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Milliseconds => "ms",
            Self::Microseconds => "µs",
            Self::PerSecond => "/s",
            Self::Mebibytes => "MiB",
            Self::Kilobytes => "kB",
            Self::Count => "",
        })
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Noted => "",
            Self::Aim => "meets the aim",
            Self::Must => "meets the bar",
            Self::Short => "**falls short**",
        })
    }
}
