//! An `up` that is killed.

use std::time::{Duration, Instant};

use crate::traces::Traces;
use crate::wait::{pause, until};
use crate::{KILLED, Story};

/// About what an `up` takes: on a quiet machine the last moments are of a lab that is there.
const WHOLE: Duration = Duration::from_secs(14);

pub(crate) fn at_any_moment(story: &Story) {
    let before = story.before();
    let times = std::env::var("LAB_EXAM_KILLS").map_or(3, |times| times.parse().expect("a number"));
    for time in 0..times {
        // One in each part of the whole, so that few already see much.
        let part = WHOLE / times;
        let moment = part * time + part.mul_f64(fastrand::f64());
        let mut up = KILLED.start(&["up"]);
        pause(moment);
        up.kill().unwrap();
        up.wait().unwrap();
        let began = Instant::now();
        KILLED.ok(&["down"]);
        let down = began.elapsed().as_secs_f64();
        println!("killed after {:.1} s, down in {down:.1} s", moment.as_secs_f64());
        // A process that dies has left its control group before it is gone.
        until("a host without traces", || Traces::now().differences(before), Vec::is_empty);
    }
}
