use super::*;

const METADATA: &str = r#"{
  "workspace_root": "/work",
  "packages": [
    { "name": "marketplace", "manifest_path": "/work/shop/marketplace/Cargo.toml", "dependencies": [
      { "name": "shop-rpc", "kind": null, "path": "/work/shop/rpc" },
      { "name": "shop-testkit", "kind": "dev", "path": "/work/shop/testkit" },
      { "name": "serde", "kind": null, "path": null } ] },
    { "name": "recommendations", "manifest_path": "/work/shop/recommendations/Cargo.toml", "dependencies": [
      { "name": "shop-api", "kind": null, "path": "/work/shop/api" } ] },
    { "name": "hops-agent", "manifest_path": "/work/hops/agent/Cargo.toml", "dependencies": [] },
    { "name": "shop-rpc", "manifest_path": "/work/shop/rpc/Cargo.toml", "dependencies": [
      { "name": "shop-api", "kind": "build", "path": "/work/shop/api" } ] },
    { "name": "shop-api", "manifest_path": "/work/shop/api/Cargo.toml", "dependencies": [] },
    { "name": "shop-testkit", "manifest_path": "/work/shop/testkit/Cargo.toml", "dependencies": [
      { "name": "shop-rpc", "kind": null, "path": "/work/shop/rpc" } ] }
  ]
}"#;

fn changed(paths: &[&str]) -> Touched {
    let packages = Packages::parse(METADATA.as_bytes()).unwrap();
    touched(paths.iter().copied(), &packages).unwrap()
}

fn names(paths: &[&str]) -> Vec<String> {
    let touched = changed(paths);
    let touched = Component::ALL.into_iter().filter(|component| touched.is(*component));
    touched.map(|component| component.to_string()).collect()
}

#[test]
fn an_image_is_touched_by_what_it_is_built_of() {
    assert_eq!(names(&["shop/rpc/src/lib.rs"]), ["marketplace", "rust"]);
    assert_eq!(names(&["shop/api/build.rs"]), ["marketplace", "recommendations", "rust"]);
    assert_eq!(names(&["hops/agent/src/main.rs"]), ["agent", "rust"]);
}

#[test]
fn what_only_tests_need_touches_no_image() {
    assert_eq!(names(&["shop/testkit/src/lib.rs"]), ["rust"]);
}

#[test]
fn places_outside_of_packages_are_known() {
    assert_eq!(names(&["docs/aws.md", "README.md"]), ["docs"]);
    assert_eq!(names(&["infra/live/platform/main.tf"]), ["rust", "infra"]);
    assert_eq!(names(&["deploy/live/apps/main.tf"]), ["rust", "deploy"]);
    assert_eq!(names(&["Cargo.lock"]), ["marketplace", "recommendations", "agent", "rust"]);
    assert_eq!(names(&["images/Dockerfile"]), ["marketplace", "recommendations", "agent", "rust"]);
}

#[test]
fn nothing_touches_nothing() {
    assert_eq!(names(&[]), Vec::<String>::new());
}

#[test]
fn what_is_not_known_touches_everything() {
    for path in [
        ".github/workflows/images.yml",
        ".ci/run",
        "shop/gone/src/lib.rs",
        "shop/rpc",
        "docs",
        "README.md.orig",
        "docs/../shop/api/x",
        "/docs/a.md",
        "./docs/a.md",
        "",
    ] {
        assert_eq!(names(&["docs/aws.md", path]).len(), Component::ALL.len(), "{path}");
        assert_eq!(changed(&[path]).everything.as_deref(), Some(path));
    }
}

#[test]
fn outputs_have_no_text_of_a_path() {
    let hostile = "docs/a\nimages=[\"evil\"]";
    let outputs = changed(&[hostile, "shop/rpc/a"]).to_outputs();
    insta::assert_snapshot!(outputs);
    assert!(!outputs.contains("evil"));
}

#[test]
fn programs_are_told_which_path_it_was() {
    insta::assert_snapshot!(changed(&["shop/rpc/a", "docs/b", ".ci/run"]).to_json());
}

#[test]
fn a_workspace_without_the_shop_is_refused() {
    let packages = Packages::parse(br#"{"workspace_root":"/w","packages":[]}"#).unwrap();
    assert_eq!(touched([], &packages), Err(PackagesError::Missing("marketplace".to_owned())));
    assert!(Packages::parse(b"<html>").is_err());
    assert!(Packages::parse(b"{}").is_err());
}
