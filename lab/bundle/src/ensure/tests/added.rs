//! The sets that may be added to a cluster.

use super::*;

#[tokio::test]
async fn each_set_is_built_alone_in_a_directory_of_its_own() {
    let workplace = Workplace::new();
    let metrics_server = workplace.ensure_set(Set::MetricsServer).await.0.unwrap();
    let (ingress, events) = workplace.ensure_set(Set::Ingress).await;
    let ingress = ingress.unwrap();
    assert_ne!(metrics_server.directory(), ingress.directory());
    let parts: Vec<_> = started(&events).into_iter().map(|(part, _)| part).collect();
    assert_eq!(parts, ["traefik", "gateway-api"]);
    for bundle in [&metrics_server, &ingress] {
        let [image] = bundle.images() else { panic!("{:?}", bundle.images()) };
        lab_oci::Archive::open(&image.path).unwrap().verify().unwrap();
        let (again, events) = workplace.ensure_set(bundle.set()).await;
        assert_eq!(again.unwrap().images(), bundle.images());
        assert_eq!((started(&events).len(), cached(&events)), (0, bundle.set().parts().len()));
    }
}

#[tokio::test]
async fn only_go_is_needed() {
    let workplace = Workplace::new();
    for tool in ["cc", "pkg-config", "nft"] {
        workplace.remove_tool(tool);
    }
    workplace.ensure_set(Set::Ingress).await.0.unwrap();
    workplace.remove_tool("go");
    let error = workplace.ensure_set(Set::MetricsServer).await.0.unwrap_err();
    insta::assert_snapshot!(workplace::said(&error), @r"
    missing for the build of the bundle: `go`
    hint: `apt install golang-go`
    ");
}

#[tokio::test]
async fn definitions_come_from_the_module_that_the_checksums_name() {
    let workplace = Workplace::new();
    let ingress = workplace.ensure_set(Set::Ingress).await.0.unwrap();
    let downloads = workplace.downloads();
    let expected =
        "GOFLAGS=-mod=readonly GOWORK=off GOTOOLCHAIN=go1.26.8 mod download sigs.k8s.io/gateway-api@v1.3.0";
    assert_eq!(downloads, [expected]);
    let mut files: Vec<String> = fs::read_dir(ingress.definitions_directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let expected = [
        "gatewayclasses.yaml",
        "gateways.yaml",
        "grpcroutes.yaml",
        "httproutes.yaml",
        "referencegrants.yaml",
    ];
    assert_eq!(files, expected);
}

#[tokio::test]
async fn a_damaged_definition_is_copied_again_and_nothing_is_compiled() {
    let workplace = Workplace::new();
    let ingress = workplace.ensure_set(Set::Ingress).await.0.unwrap();
    let gateways = ingress.definitions_directory().join("gateways.yaml");
    fs::write(&gateways, "kind: Gateways\n").unwrap();
    let (result, events) = workplace.ensure_set(Set::Ingress).await;
    result.unwrap();
    assert!(events.contains(&Event::Damaged { name: "gateways".to_owned(), path: gateways.clone() }));
    assert_eq!(started(&events), [("gateway-api", vec!["gateways"])]);
    assert_eq!(fs::read_to_string(gateways).unwrap(), "kind: gateways\n");
    assert_eq!(workplace.calls().len(), 1);
}

#[tokio::test]
async fn a_failed_build_keeps_what_is_finished() {
    let workplace = Workplace::new();
    workplace.fail("cmd/traefik", "traefik.go:7:2: undefined: proxy");
    let error = workplace.ensure_set(Set::Ingress).await.0.unwrap_err();
    assert_eq!(error.to_string(), "cannot build the bundle's traefik: traefik.go:7:2: undefined: proxy");
    workplace.recover();
    workplace.ensure_set(Set::Ingress).await.0.unwrap();
}

#[tokio::test]
async fn a_set_of_another_kind_is_not_superseded() {
    let workplace = Workplace::new();
    let cluster = workplace.ensure().await.0.unwrap();
    let ingress = workplace.ensure_set(Set::Ingress).await.0.unwrap();
    workplace.ensure_set(Set::MetricsServer).await.0.unwrap();
    assert_eq!(cluster.superseded().await, []);
    assert_eq!(ingress.superseded().await, []);
    let old = ingress.directory().with_file_name("ingress-3.5.2-0123456789ab");
    fs::create_dir(&old).unwrap();
    fs::write(old.join("bundle.json"), "{}").unwrap();
    assert_eq!(cluster.superseded().await, []);
    assert_eq!(ingress.superseded().await, [crate::Superseded { directory: old, bytes: 2 }]);
}
