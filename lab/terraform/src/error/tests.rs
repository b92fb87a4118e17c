use super::*;
use crate::message::errors_in_text;

fn error(verb: &'static str, text: &str) -> TerraformError {
    TerraformError::of(verb, Path::new("deploy/live/apps"), Ended::with_mistakes(errors_in_text(text)))
}

const NO_NETWORK: &str = "\
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
hashicorp/kubernetes: could not connect to registry.terraform.io: no such host

To see which modules are currently depending on hashicorp/kubernetes, run terraform providers
";
const NOT_IN_MIRROR: &str = "\
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
hashicorp/kubernetes: provider registry.terraform.io/hashicorp/kubernetes was
not found in any of the search locations

- /srv/mirror
";
const NO_DOWNLOAD: &str = "\
Error: Failed to install provider

Error while installing hashicorp/kubernetes v3.2.1: 503 Service Unavailable
";
const TAMPERED: &str = "\
Error: Failed to install provider

Error while installing hashicorp/kubernetes v3.2.1: the local package doesn't match any of the checksums
previously recorded in the dependency lock file
";
const TWO_MISTAKES: &str = "Error: Unsupported argument\n\nNo such argument.\n\nError: Missing name\n";

#[test]
fn a_provider_that_cannot_be_had_is_told_from_every_other_failure() {
    for (text, unavailable) in [
        (NO_NETWORK, true),
        (NOT_IN_MIRROR, true),
        (NO_DOWNLOAD, true),
        (TAMPERED, false),
        (TWO_MISTAKES, false),
    ] {
        match error("init", text) {
            TerraformError::ProviderUnavailable { provider, .. } => {
                assert!(unavailable, "{text}");
                assert_eq!(provider, "hashicorp/kubernetes");
            }
            error => assert!(!unavailable, "{error}"),
        }
    }
    let beside = format!("{NO_NETWORK}\n{TWO_MISTAKES}");
    assert!(matches!(error("init", &beside), TerraformError::Failed { .. }), "there is more to mend");
    assert!(matches!(error("apply", NO_NETWORK), TerraformError::Failed { .. }));
}

#[test]
fn a_failure_is_one_sentence() {
    let all = [
        error("init", NO_DOWNLOAD),
        error("apply", TWO_MISTAKES),
        error("apply", ""),
        TerraformError::TooOld { found: "1.5.7".to_owned() },
    ];
    insta::assert_snapshot!(all.map(|error| error.to_string()).join("\n"), @r"
    the provider hashicorp/kubernetes cannot be installed: Error while installing hashicorp/kubernetes v3.2.1: 503 Service Unavailable
    `terraform apply` failed in `deploy/live/apps`: Unsupported argument: No such argument, and 1 more
    `terraform apply` failed in `deploy/live/apps`: it gave no reason
    terraform is 1.5.7, and 1.11 or later is needed
    ");
}
