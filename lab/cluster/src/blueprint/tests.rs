use std::fs;

use lab_bundle::VERSIONS;

use super::*;

/// This checkout.
fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

async fn find(source: &Path) -> Result<Blueprint, BlueprintError> {
    Blueprint::find(Some(source), &CancellationToken::new()).await
}

#[test]
fn the_copy_asks_for_the_kubernetes_that_this_program_builds() {
    assert_eq!(ClusterConfig::copy().kubernetes_version, VERSIONS.kubernetes);
}

#[test]
fn a_copy_reads_as_it_was_written() {
    assert_eq!(Blueprint::copy("").to_json(), ClusterConfig::copy_as_json());
}

#[test]
fn a_checkout_is_found_from_below() {
    let below = checkout().join("lab/plan/src");
    assert_eq!(root_for(Some(&below)).unwrap(), Some(checkout().join(ROOT)));
    let elsewhere = tempfile::tempdir().unwrap();
    let error = root_for(Some(elsewhere.path())).unwrap_err();
    assert!(error.to_string().ends_with("has `infra/live/lab`"), "{error}");
}

#[test]
fn who_said_so_is_a_few_words() {
    let terraform = Origin::Terraform { root: ROOT.into(), version: "1.11.4".to_owned() };
    assert_eq!(terraform.to_string(), "infra/live/lab by Terraform 1.11.4");
    let copy = Blueprint::copy("`terraform` is missing").origin;
    assert_eq!(copy.to_string(), "the copy in this program: `terraform` is missing");
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn the_copy_is_what_terraform_puts_out() {
    let blueprint = find(&checkout()).await.unwrap();
    assert_eq!(
        blueprint.to_json(),
        ClusterConfig::copy_as_json(),
        "write it anew: `ninehops lab cluster > infra/live/lab/cluster.json`"
    );
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn a_mistake_in_terraform_is_an_error_and_no_reason_for_the_copy() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join(ROOT);
    fs::create_dir_all(&root).unwrap();
    for (configuration, said) in [
        ("output \"cluster\" { value = local.nothing }", "main.tf line 1"),
        (
            "output \"cluster\" { value = { nodes = [] } }",
            "the cluster's configuration has no `cluster_name`",
        ),
        ("output \"other\" { value = 1 }", "Output \"cluster\" not found"),
    ] {
        fs::write(root.join("main.tf"), configuration).unwrap();
        let error = find(directory.path()).await.unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    let left: Vec<_> = fs::read_dir(&root).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["main.tf"]);
}
