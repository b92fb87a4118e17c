use lab_oci::{Entry, Image, Layer, Platform};

use super::*;

fn archive(directory: &Path, file: &str, names: &[&str]) -> PathBuf {
    let mut image = Image::new(Platform::linux("amd64"));
    image.layers.push(Layer::new().with("/content", Entry::bytes(0o644, file)));
    let path = directory.join(file);
    lab_oci::write(&path, names, &[image]).unwrap();
    path
}

#[tokio::test]
async fn every_archive_of_a_directory_is_listed_with_its_names() {
    let here = tempfile::tempdir().unwrap();
    archive(here.path(), "b.tar", &["docker.io/calico/node:v3.32.1"]);
    archive(here.path(), "a.tar", &["docker.io/library/one:1", "docker.io/library/one:latest"]);
    fs::write(here.path().join("README"), "no archive").unwrap();
    let archives = extra_archives(here.path()).await.unwrap();
    let names: Vec<_> = archives.iter().map(|archive| archive.references.join(" ")).collect();
    assert_eq!(
        names,
        ["docker.io/library/one:1 docker.io/library/one:latest", "docker.io/calico/node:v3.32.1"]
    );
    assert_eq!(archives[0].sha256.len(), 64);
}

#[tokio::test]
async fn an_archive_cut_short_is_named() {
    let here = tempfile::tempdir().unwrap();
    let path = archive(here.path(), "cut.tar", &["docker.io/library/cut:1"]);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let error = extra_archives(here.path()).await.unwrap_err();
    assert_eq!(error.to_string(), format!("`{}` is no archive of images", path.display()));
}

#[tokio::test]
async fn an_archive_with_another_byte_in_a_layer_is_refused() {
    let here = tempfile::tempdir().unwrap();
    let path = archive(here.path(), "bit.tar", &["docker.io/library/bit:1"]);
    let mut bytes = fs::read(&path).unwrap();
    let content = bytes.windows(7).position(|window| window == b"bit.tar").unwrap();
    bytes[content] ^= 1;
    fs::write(&path, bytes).unwrap();
    let error = extra_archives(here.path()).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Corrupt { .. }), "{error}");
}

#[tokio::test]
async fn a_directory_without_archives_is_a_mistake() {
    let here = tempfile::tempdir().unwrap();
    let error = extra_archives(here.path()).await.unwrap_err();
    assert!(matches!(error, ArchiveError::NoArchive { .. }), "{error}");
    let error = extra_archives(&here.path().join("nowhere")).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Unreadable { .. }), "{error}");
}

#[test]
fn the_key_of_archives_knows_contents_and_neither_order_nor_place() {
    let with = |path: &str, digit: &str| ImageArchive {
        references: Vec::new(),
        path: PathBuf::from(path),
        sha256: digit.repeat(64),
    };
    let key = images_key(&[with("/a", "1"), with("/b", "2")]);
    assert_eq!(key, images_key(&[with("/c", "2"), with("/d", "1"), with("/e", "1")]));
    assert_ne!(key, images_key(&[with("/a", "1"), with("/b", "3")]));
}
