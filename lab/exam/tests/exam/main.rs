//! The proof that a lab is what it claims to be, in one long story: booted, used, broken, mended, deployed to, removed.
//!
//! Needs root, nft, jq, curl, openssl, Terraform, `cargo build -p ninehops` and the shop's images (`ninehops lab images`); `lab up` builds
//! the bundle unless it is there. The parts share a lab and so run one after another:
//! `cargo test -p lab-exam -- --ignored`. A part that needs the lab, or the shop on it, fails at once when that did not
//! come. Those of nodes that make themselves begin with `by_user_data` and need no other. What may be said in the environment:
//!
//! - `LAB_EXAM_KILLS`: how often an `up` is killed, 3 times if nobody says so;
//! - `LAB_EXAM_SOAK_SECONDS`: how long the shop is loaded, a minute if nobody says so;
//! - `TERRAFORM_STAND_INS`: a directory whose `build.sh DIR` makes Terraform providers that only claim to apply, and a
//!   `terraform.rc` for them. Without it that part is left out, and says so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "figures are for who reads the run")]

mod boot;
mod cloud_init;
mod deployed;
mod faults;
mod figures;
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

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::deployed::{
    arrival, power_cut, refusals as refusals_to_deploy, replaced, requests, scaled, soak, started,
};
use crate::figures::Figures;
use crate::ninehops::Ninehops;
use crate::traces::Traces;

/// The lab of the story.
const LAB: Ninehops = Ninehops("exam");
/// One beside it.
const SECOND: Ninehops = Ninehops("exam-two");
/// One that never comes up.
const KILLED: Ninehops = Ninehops("exam-killed");
/// One whose nodes make themselves.
const CLOUD: Ninehops = Ninehops("exam-cloud");

/// What parts of the story leave for later ones.
#[derive(Debug, Default)]
struct Story {
    /// The host before there was a lab.
    before: OnceLock<Traces>,
    /// The lab has come up.
    up: OnceLock<()>,
    /// The shop has been put there by hand and was live.
    shop: OnceLock<()>,
    /// The cluster without a shop.
    without_shop: OnceLock<BTreeMap<String, serde_json::Value>>,
    /// The shop has been put there by `lab deploy` and was live.
    deployed: OnceLock<()>,
    /// The lab whose nodes make themselves has come up.
    cloud: OnceLock<()>,
    /// What was measured.
    figures: Figures,
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
    ("lab_deploy_touches_nothing_that_it_did_not_make", refusals_to_deploy::of_what_is_there_already),
    ("a_provider_that_only_claims_to_apply_is_found_out", refusals_to_deploy::of_claims),
    ("a_missing_namespace_is_named", refusals_to_deploy::of_a_namespace_that_is_missing),
    ("lab_deploy_puts_the_shop_there_and_each_node_port_serves_it_live", arrival::live_on_each_node),
    ("a_second_deployment_changes_nothing", arrival::twice_is_once),
    ("every_recommendations_pod_serves_its_share", requests::are_shared),
    ("hops_names_another_node_than_its_own", requests::cross_nodes),
    ("the_ingress_answers_as_the_node_port_does", requests::pass_the_ingress),
    ("a_pod_asks_for_little", started::on_little),
    ("a_pod_starts_soon", started::soon),
    ("load_scales_the_storefront_out_and_new_pods_serve", scaled::out),
    ("no_request_fails_while_pods_are_replaced_and_a_node_is_drained", replaced::without_a_failure),
    ("a_power_cut_costs_no_page", power_cut::costs_no_page),
    ("what_was_broken_and_mended_needs_no_deployment", arrival::mended_is_as_deployed),
    ("a_field_that_does_not_exist_is_named", refusals_to_deploy::of_a_field_that_does_not_exist),
    (
        "an_image_that_does_not_exist_is_named_and_the_shop_goes_on",
        refusals_to_deploy::of_an_image_that_does_not_exist,
    ),
    ("a_long_load_fails_no_request_and_restarts_no_pod", soak::restarts_nothing),
    ("destroy_removes_exactly_what_deploy_made", arrival::gone_without_a_rest),
    ("two_labs_stand_side_by_side", teardown::second_lab),
    ("down_leaves_no_trace", teardown::no_trace),
    ("by_user_data_nodes_make_themselves", cloud_init::nodes_make_themselves),
    (
        "by_user_data_machines_tell_each_other_what_they_may",
        cloud_init::machines_tell_each_other_what_they_may,
    ),
    (
        "by_user_data_certificates_are_looked_at_secrets_encrypted_and_changes_written_down",
        cloud_init::certificates_are_looked_at_secrets_encrypted_and_changes_written_down,
    ),
    (
        "by_user_data_what_was_deleted_comes_back_from_a_backup",
        cloud_init::what_was_deleted_comes_back_from_a_backup,
    ),
    (
        "by_user_data_a_control_plane_made_anew_takes_the_place_of_the_old_one",
        cloud_init::a_control_plane_made_anew_takes_the_place_of_the_old_one,
    ),
    (
        "by_user_data_a_field_that_kubeadm_does_not_know_is_named",
        cloud_init::a_field_that_kubeadm_does_not_know_is_named,
    ),
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
    story.figures.print();
    if runs {
        for lab in [LAB, SECOND, KILLED, CLOUD] {
            lab.run(&["down"]);
        }
    }
    conclusion.exit_code()
}

fn trial(story: &Arc<Story>, name: &str, part: Part) -> Trial {
    let story = Arc::clone(story);
    let run = move || {
        let began = Instant::now();
        part(&story);
        println!("done in {:.1} s", began.elapsed().as_secs_f64());
        Ok::<(), Failed>(())
    };
    Trial::test(name, run).with_ignored_flag(true)
}

impl Story {
    /// The host before there was a lab: looked at by the first part that asks.
    fn before(&self) -> &Traces {
        self.before.get_or_init(|| {
            for lab in [LAB, SECOND, KILLED, CLOUD] {
                lab.ok(&["down"]);
            }
            Traces::now()
        })
    }

    /// Fails if the lab is not up.
    fn needs_lab(&self) {
        assert!(self.up.get().is_some(), "the lab did not come up");
    }

    /// Fails if the lab whose nodes make themselves is not up.
    fn needs_cloud(&self) {
        assert!(self.cloud.get().is_some(), "the lab from user data did not come up");
    }

    /// The cluster before `lab deploy` was called: looked at by the first part that asks.
    fn without_shop(&self) -> &BTreeMap<String, serde_json::Value> {
        self.without_shop.get_or_init(specification::specification)
    }

    /// Fails if `lab deploy` did not bring the shop.
    fn needs_deployment(&self) {
        assert!(self.deployed.get().is_some(), "the shop was not deployed");
    }

    /// Fails if the shop is not there.
    fn needs_shop(&self) {
        assert!(self.shop.get().is_some(), "the shop was not live");
    }
}
