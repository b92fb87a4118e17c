//! What the figures were measured on: without it they mean nothing.

use std::fmt;
use std::fs;

use serde::Serialize;

/// This machine in one line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) cores: usize,
    pub(crate) processor: String,
    pub(crate) memory_gib: u64,
    pub(crate) kernel: String,
}

impl Machine {
    /// Asks the system.
    pub(crate) fn this() -> anyhow::Result<Self> {
        let cores = std::thread::available_parallelism()?.get();
        let processors = fs::read_to_string("/proc/cpuinfo")?;
        let processor = field(&processors, "model name").unwrap_or(std::env::consts::ARCH).to_owned();
        let memory = fs::read_to_string("/proc/meminfo")?;
        let kilobytes =
            field(&memory, "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
        Ok(Self {
            cores,
            processor,
            memory_gib: kilobytes.unwrap_or_default().div_ceil(1 << 20),
            kernel: format!("Linux {}", kernel.trim()),
        })
    }
}

/// The value of the first line `name : value`.
pub(crate) fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim())
    })
}

impl fmt::Display for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cores, processor, memory_gib, kernel } = self;
        write!(formatter, "{cores} × {processor}, {memory_gib} GiB, {kernel}; load from the same machine")
    }
}
