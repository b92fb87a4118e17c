use std::path::Path;

use super::*;

fn images_of_plan(name: &str) -> Vec<(String, String, Option<&'static str>)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).join("plan.json");
    let images = images(&Plan::read(&file).unwrap()).into_iter();
    let line = |image: Image| {
        (image.reference.to_string(), image.container, image.architecture.map(Architecture::as_str))
    };
    images.map(line).collect()
}

#[test]
fn images_of_manifests_and_of_typed_resources_are_found() {
    let digest = format!("docker.io/example/recommendations@sha256:{}", "1".repeat(64));
    assert_eq!(
        images_of_plan("arm64-images"),
        [
            ("docker.io/library/busybox:1.37".to_owned(), "wait".to_owned(), None),
            ("docker.io/example/marketplace:1.0".to_owned(), "marketplace".to_owned(), None),
            (digest, "recommendations".to_owned(), Some("amd64")),
        ]
    );
}

#[test]
fn a_cron_job_runs_an_image_too() {
    let images = images_of_plan("kubernetes");
    assert_eq!(images, [("docker.io/example/sweep:2".to_owned(), "sweep".to_owned(), None)]);
}
