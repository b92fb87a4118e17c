//! The end of a lab.

use std::time::Instant;

use crate::boot::all_are_ready;
use crate::traces::Traces;
use crate::wait::until;
use crate::{LAB, SECOND, Story};

pub(crate) fn second_lab(story: &Story) {
    story.needs_lab();
    let up = SECOND.run(&["up", "--workers", "0", "--timings"]);
    println!("{}{}", up.stderr, up.stdout);
    assert_eq!(up.exit, Some(0), "{up:?}");
    assert_eq!(SECOND.get(&["nodes"])["items"].as_array().unwrap().len(), 1);
    assert_ne!(SECOND.status()["nodes"][0]["address"], LAB.status()["nodes"][0]["address"]);
    SECOND.ok(&["down"]);
    assert!(all_are_ready(), "the first lab did not notice");
}

pub(crate) fn no_trace(story: &Story) {
    story.needs_lab();
    let began = Instant::now();
    LAB.ok(&["down"]);
    println!("down: {:.1} s, bar 3 s", began.elapsed().as_secs_f64());
    // A process that dies has left its control group before it is gone.
    let traces = || Traces::now().differences(story.before());
    until("a host without traces", traces, Vec::is_empty);
    LAB.run(&["status"]).is_refused(&["exam"]);
    LAB.ok(&["down"]);
}
