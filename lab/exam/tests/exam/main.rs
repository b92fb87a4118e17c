//! The proof that a lab is what it claims to be, in one long story: booted, used, broken, mended, removed.
//!
//! Needs root, nft, `cargo build -p ninehops` and the shop's images (`ninehops lab images`); `lab up` builds the bundle
//! unless it is there. The parts share a lab and so run one after another: `cargo test -p lab-exam -- --ignored`. A
//! part that needs the lab fails at once when the lab did not come up. `LAB_EXAM_KILLS` says how often an `up` is killed, 3 times if it says nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "figures are for who reads the run")]

mod boot;
mod faults;
mod killed;
mod ninehops;
mod nodes;
mod probe;
mod refusals;
mod shop;
mod specification;
mod teardown;
mod traces;
mod visitor;
mod wait;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Failed, Trial};

use crate::ninehops::Ninehops;
use crate::traces::Traces;

/// The lab of the story.
const LAB: Ninehops = Ninehops("exam");
/// One beside it.
const SECOND: Ninehops = Ninehops("exam-two");
/// One that never comes up.
const KILLED: Ninehops = Ninehops("exam-killed");

/// What parts of the story leave for later ones.
#[derive(Debug, Default)]
struct Story {
    /// The host before there was a lab.
    before: OnceLock<Traces>,
    /// The lab has come up.
    up: OnceLock<()>,
    /// The shop has been deployed and was live.
    shop: OnceLock<()>,
}

type Part = fn(&Story);

const PARTS: &[(&str, Part)] = &[
    ("bad_input_is_refused_in_a_sentence_and_leaves_nothing", refusals::without_a_lab),
    ("a_lab_comes_up_with_the_versions_asked_for", boot::comes_up),
    ("a_second_up_is_refused", refusals::with_a_lab),
    ("logs_exec_and_status_show_what_is_inside", nodes::inside),
    ("an_image_is_pushed_and_pulled_under_its_public_name", probe::is_pulled),
    ("dns_answers_in_a_pod_on_each_worker", probe::dns_answers),
    ("foreign_object", faults::foreign_object),
    ("the_shop_is_live_over_two_nodes_and_each_node_port_serves", shop::is_live),
    ("sg_self", faults::sg_self),
    ("sg_vxlan", faults::sg_vxlan),
    ("sg_nodeport", faults::sg_nodeport),
    ("arm_only", faults::arm_only),
    ("dns_name", faults::dns_name),
    ("kube_proxy_down", faults::kube_proxy_down),
    ("src_dst_check", faults::src_dst_check),
    ("mtu", faults::mtu),
    ("packet_loss", faults::packet_loss),
    // From here on CoreDNS has pods on the workers, which answer their neighbours whatever happens between nodes.
    ("coredns_down", faults::coredns_down),
    ("node_down", faults::node_down),
    ("several_faults_compose_and_are_mended_at_once", faults::several),
    ("a_node_without_power_comes_back", nodes::power),
    ("two_labs_stand_side_by_side", teardown::second_lab),
    ("down_leaves_no_trace", teardown::no_trace),
    ("whenever_up_is_killed_down_leaves_no_trace", killed::at_any_moment),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // One lab, one story.
    arguments.test_threads = Some(1);
    let story = Arc::new(Story::default());
    let trials = PARTS.iter().map(|(name, part)| trial(&story, name, *part)).collect();
    let runs = (arguments.ignored || arguments.include_ignored) && !arguments.list;
    if !runs && !arguments.list {
        println!(
            "ignored: the lab's proof needs root; `.ci/run` runs it, and so does `cargo test -p lab-exam -- --ignored`"
        );
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if runs {
        for lab in [LAB, SECOND, KILLED] {
            lab.run(&["down"]);
        }
    }
    conclusion.exit_code()
}

fn trial(story: &Arc<Story>, name: &str, part: Part) -> Trial {
    let story = Arc::clone(story);
    let run = move || {
        part(&story);
        Ok::<(), Failed>(())
    };
    Trial::test(name, run).with_ignored_flag(true)
}

impl Story {
    /// The host before there was a lab: looked at by the first part that asks.
    fn before(&self) -> &Traces {
        self.before.get_or_init(|| {
            for lab in [LAB, SECOND, KILLED] {
                lab.ok(&["down"]);
            }
            Traces::now()
        })
    }

    /// Fails if the lab is not up.
    fn needs_lab(&self) {
        assert!(self.up.get().is_some(), "the lab did not come up");
    }

    /// Fails if the shop is not there.
    fn needs_shop(&self) {
        assert!(self.shop.get().is_some(), "the shop was not live");
    }
}
