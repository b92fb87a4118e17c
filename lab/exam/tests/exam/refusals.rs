//! What cannot be done is said in a sentence.

use crate::traces::Traces;
use crate::{LAB, Story};

pub(crate) fn without_a_lab(story: &Story) {
    let before = story.before();
    for arguments in
        [&["status"][..], &["exec", "w1", "--", "true"], &["kubectl", "get", "nodes"], &["break", "mtu"]]
    {
        LAB.run(arguments).is_refused(&["exam", "hint: "]);
    }
    LAB.run(&["break", "sg-slef"]).is_refused(&["sg-slef"]);
    LAB.run(&["up", "--workers", "21"]).is_refused(&["21"]);
    LAB.run(&["up", "--subnets", "3"]).is_refused(&["3"]);
    LAB.run(&["up", "--vpc", "10.96.0.0/16"]).is_refused(&["10.96.0.0/16"]);
    LAB.run(&["up", "--security-groups", "/dev/null"]).is_refused(&["/dev/null"]);
    LAB.run(&["up", "--from-cloud-init", "--cni", "calico"]).is_refused(&["--cni calico", "hint: "]);
    LAB.run(&["up", "--images", "/nowhere"]).is_refused(&["/nowhere"]);
    LAB.run_as_nobody(&["up"]).is_refused(&["root"]);
    Traces::now().are_as(before);
}

pub(crate) fn with_a_lab(story: &Story) {
    story.needs_lab();
    LAB.run(&["up"]).is_refused(&["exam", "hint: "]);
    LAB.run(&["exec", "w9", "--", "true"]).is_refused(&["w9"]);
    LAB.run(&["start", "w1"]).is_refused(&["w1"]);
    LAB.run(&["push", "/dev/null", "marketplace:1"]).is_refused(&["/dev/null"]);
    for (arguments, words) in [
        (&["sg-slef"][..], &["sg-slef", "hint: "][..]),
        (&["node-down"], &["node-down", "hint: "]),
        (&["node-down", "cp"], &["control plane", "`w1`"]),
        (&["node-down", "w9"], &["w9", "`w1`"]),
        (&["mtu", "w1"], &["whole lab"]),
        (&["arm-only"], &["shop"]),
        (&["dns-name"], &["shop"]),
    ] {
        LAB.run(&[&["break"], arguments].concat()).is_refused(words);
    }
    LAB.ok(&["fix"]);
    LAB.ok(&["fix", "mtu"]);
}
