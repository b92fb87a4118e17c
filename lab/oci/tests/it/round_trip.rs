use std::io::Read as _;

use lab_oci::{Archive, Entry, Image, Layer, PieceKind, Platform, WriteError, relabel, write};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::image;

#[test]
fn what_was_written_is_read_again() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("a.tar");
    let written =
        write(&path, &["docker.io/library/a:1", "docker.io/library/a:2"], &[image("amd64", b"x")]).unwrap();
    assert_eq!(written.archive_bytes, std::fs::metadata(&path).unwrap().len());
    let archive = Archive::open(&path).unwrap();
    archive.verify().unwrap();
    let [image] = archive.images() else { panic!("one image under two names") };
    assert_eq!(image.names, ["docker.io/library/a:1", "docker.io/library/a:2"]);
    assert_eq!(image.platforms, [Platform::linux("amd64")]);
    assert_eq!(*image.descriptor.digest(), written.digest);
}

#[test]
fn several_platforms_are_one_index() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("a.tar");
    write(&path, &["a:1"], &[image("amd64", b"x"), image("arm64", b"y")]).unwrap();
    let archive = Archive::open(&path).unwrap();
    archive.verify().unwrap();
    let image = &archive.images()[0];
    assert_eq!(image.platforms, [Platform::linux("amd64"), Platform::linux("arm64")]);
    let manifests = image.pieces.iter().filter(|piece| piece.kind == PieceKind::Manifest);
    assert_eq!(manifests.count(), 3);
    assert_eq!(image.pieces.last().unwrap().descriptor.digest(), image.descriptor.digest());
}

#[test]
fn the_documents_are_these() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("a.tar");
    let mut image = image("amd64", b"x");
    image.environment.insert("PORT".to_owned(), "5000".to_owned());
    image.exposed_ports.extend(["9464/tcp".to_owned(), "5000/tcp".to_owned()]);
    write(&path, &["docker.io/library/a:1"], &[image]).unwrap();
    let mut documents = Vec::new();
    for entry in tar::Archive::new(std::fs::File::open(&path).unwrap()).entries().unwrap() {
        let mut entry = entry.unwrap();
        let (name, mut text) = (entry.path().unwrap().display().to_string(), Vec::new());
        entry.read_to_end(&mut text).unwrap();
        if let Ok(value) = serde_json::from_slice::<serde_json::Value>(&text) {
            documents.push(format!("{name}\n{value:#}\n"));
        }
    }
    insta::assert_snapshot!(documents.concat());
}

#[test]
fn two_images_for_one_platform_are_refused_and_leave_nothing() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("a.tar");
    let error = write(&path, &[], &[image("amd64", b"x"), image("amd64", b"y")]).unwrap_err();
    assert!(matches!(error, WriteError::Platform { .. }));
    assert!(matches!(write(&path, &[], &[]), Err(WriteError::Empty(_))));
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_missing_source_leaves_the_old_archive() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("a.tar");
    write(&path, &["a:1"], &[image("amd64", b"x")]).unwrap();
    let before = std::fs::read(&path).unwrap();
    let mut broken = Image::new(Platform::linux("amd64"));
    broken.layers.push(Layer::new().with("/a", Entry::file(0o755, "/nowhere/program")));
    assert!(matches!(write(&path, &["a:1"], &[broken]), Err(WriteError::Layer { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_relabelled_image_runs_on_the_other_platform_only() {
    let directory = TempDir::new().unwrap();
    let (original, copy) = (directory.path().join("a.tar"), directory.path().join("b.tar"));
    write(&original, &["a:1"], &[image("amd64", b"x")]).unwrap();
    let original = Archive::open(&original).unwrap();
    relabel(&original, &copy, &["docker.io/library/a:1"], &Platform::linux("arm64")).unwrap();
    let copy = Archive::open(&copy).unwrap();
    copy.verify().unwrap();
    assert_eq!(copy.images()[0].platforms, [Platform::linux("arm64")]);
    let layers = |archive: &Archive| {
        let pieces = archive.images()[0].pieces.iter();
        let layers = pieces.filter(|piece| piece.descriptor.media_type().to_string().contains("layer"));
        layers.map(|piece| piece.descriptor.digest().clone()).collect::<Vec<_>>()
    };
    assert_eq!(layers(&copy), layers(&original));
}

proptest! {
    #[test]
    fn equal_descriptions_are_equal_bytes(
        files in proptest::collection::btree_map("[a-z]{1,8}(/[a-z]{1,8}){0,2}x", proptest::collection::vec(any::<u8>(), 0..600), 0..8)
    ) {
        let directory = TempDir::new().unwrap();
        let layer = |files: &mut dyn Iterator<Item = (&String, &Vec<u8>)>| {
            files.fold(Layer::new(), |layer, (path, content)| {
                layer.with(path.clone(), Entry::bytes(0o644, content.clone()))
            })
        };
        let mut written = Vec::new();
        for (name, layer) in
            [("a.tar", layer(&mut files.iter())), ("b.tar", layer(&mut files.iter().rev()))]
        {
            let mut image = image("amd64", b"x");
            image.layers.push(layer);
            let path = directory.path().join(name);
            // A name may be a file here and a directory there.
            if write(&path, &["a:1"], &[image]).is_err() {
                return Ok(());
            }
            Archive::open(&path).unwrap().verify().unwrap();
            written.push(std::fs::read(&path).unwrap());
        }
        prop_assert_eq!(&written[0], &written[1]);
    }
}
