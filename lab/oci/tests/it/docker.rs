use lab_oci::{Archive, Platform};
use tempfile::TempDir;

use crate::{message, tar_of};

const CONFIGURATION: &[u8] = br#"{"architecture":"arm64","os":"linux","variant":"v8","rootfs":{"type":"layers","diff_ids":["sha256:0000000000000000000000000000000000000000000000000000000000000000"]}}"#;

#[test]
fn an_archive_of_docker_save_is_an_image_with_its_tags() {
    let directory = TempDir::new().unwrap();
    let manifest = br#"[{"Config":"c.json","RepoTags":["redis:7"],"Layers":["l/layer.tar"]}]"#;
    let files: &[(&str, &[u8])] =
        &[("c.json", CONFIGURATION), ("l/layer.tar", b"layer"), ("manifest.json", manifest)];
    let archive = Archive::open(&tar_of(&directory, files)).unwrap();
    archive.verify().unwrap();
    let image = &archive.images()[0];
    assert_eq!(image.names, ["redis:7"]);
    assert_eq!(image.platforms, [Platform { variant: Some("v8".to_owned()), ..Platform::linux("arm64") }]);
    assert_eq!(image.pieces.len(), 3);
}

#[test]
fn a_layer_that_docker_save_lost_is_named() {
    let directory = TempDir::new().unwrap();
    let manifest = br#"[{"Config":"c.json","RepoTags":null,"Layers":["l/layer.tar"]}]"#;
    let path = tar_of(&directory, &[("c.json", CONFIGURATION), ("manifest.json", manifest)]);
    let error = Archive::open(&path).unwrap_err();
    assert_eq!(message(&error, &path), "cannot use the archive `ARCHIVE`: `l/layer.tar` is missing");
}
