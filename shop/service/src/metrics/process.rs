//! CPU time and memory of this process, read from `/proc/self` when scraped.

use std::fs;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;

#[derive(Debug)]
pub(super) struct ProcessCollector;

/// What `/proc/self` says; absent where there is no such file.
#[derive(Debug, Default, PartialEq)]
struct Usage {
    user_seconds: f64,
    system_seconds: f64,
    resident_bytes: u64,
}

impl Collector for ProcessCollector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let Some(usage) = Usage::read() else { return Ok(()) };
        let mut cpu_time = encoder.encode_descriptor(
            "process_cpu_time",
            "CPU seconds used, by mode",
            Some(&Unit::Seconds),
            MetricType::Counter,
        )?;
        for (mode, seconds) in [("user", usage.user_seconds), ("system", usage.system_seconds)] {
            let labels = [("cpu_mode", mode)];
            ConstCounter::new(seconds).encode(cpu_time.encode_family(&labels)?)?;
        }
        let memory = encoder.encode_descriptor(
            "process_memory_usage",
            "Resident memory",
            Some(&Unit::Bytes),
            MetricType::Gauge,
        )?;
        ConstGauge::new(usage.resident_bytes).encode(memory)
    }
}

impl Usage {
    fn read() -> Option<Self> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let statm = fs::read_to_string("/proc/self/statm").ok()?;
        let page_size = u64::try_from(rustix::param::page_size()).ok()?;
        Self::parse(&stat, &statm, rustix::param::clock_ticks_per_second(), page_size)
    }

    /// See `proc_pid_stat(5)` and `proc_pid_statm(5)`.
    fn parse(stat: &str, statm: &str, ticks_per_second: u64, page_size: u64) -> Option<Self> {
        // The second field is the program's name in brackets and may itself contain spaces and brackets.
        let (_, after_name) = stat.rsplit_once(')')?;
        let mut fields = after_name.split_ascii_whitespace().skip(11);
        let user_ticks: u64 = fields.next()?.parse().ok()?;
        let system_ticks: u64 = fields.next()?.parse().ok()?;
        let resident_pages: u64 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
        let seconds = |ticks: u64| ticks as f64 / ticks_per_second as f64;
        Some(Self {
            user_seconds: seconds(user_ticks),
            system_seconds: seconds(system_ticks),
            resident_bytes: resident_pages * page_size,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_name_with_brackets_does_not_shift_the_fields() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194304 9 0 0 0 250 125 0 0 20 0 3 0 7 1 2 3";
        let usage = Usage::parse(stat, "1000 500 300 1 0 200 0", 100, 4096).unwrap();
        let expected = Usage { user_seconds: 2.5, system_seconds: 1.25, resident_bytes: 500 * 4096 };
        assert_eq!(usage, expected);
    }
}
