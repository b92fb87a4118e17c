//! A line of a log that should be an agent's, and the targets that should be its own.

#![no_main]

use hops_agent::{HostShare, LARGEST_RECORD_BYTES, Record, Share, Targets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(targets) = Targets::read(bytes) {
        for node in targets.nodes.iter().take(4) {
            let _ = Share::of(&targets, &node.name).questions();
            let _ = HostShare::of(&targets, &node.name);
        }
    }
    let Some(record) = std::str::from_utf8(bytes).ok().and_then(|line| Record::read(line).ok()) else {
        return;
    };
    let line = record.line();
    assert!(line.len() <= LARGEST_RECORD_BYTES, "{} bytes", line.len());
    Record::read(&line).expect("what was written can be read");
});
