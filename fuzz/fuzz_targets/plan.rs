//! A file that somebody says is a Terraform plan: read, judged, and asked for its objects and images.

#![no_main]

use std::path::Path;

use hops_plan::{Plan, Setup, images, observe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(plan) = Plan::parse(bytes, Path::new("plan.json")) else { return };
    let _ = (plan.created().count(), plan.objects().count(), images(&plan).len());
    let plans = [plan];
    let _ = observe(&plans, &Setup::of(&plans));
});
