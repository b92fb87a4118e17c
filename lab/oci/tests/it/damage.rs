use std::path::{Path, PathBuf};

use lab_oci::{Archive, ReadError, write};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::{image, message, tar_of};

fn archive(directory: &TempDir) -> PathBuf {
    let path = directory.path().join("a.tar");
    write(&path, &["a:1"], &[image("amd64", &[7; 3000]), image("arm64", b"y")]).unwrap();
    path
}

fn check(path: &Path) -> Result<(), ReadError> {
    Archive::open(path)?.verify()
}

fn refusal(path: &Path) -> String {
    message(&check(path).unwrap_err(), path)
}

#[test]
fn a_damaged_layer_is_named() {
    let directory = TempDir::new().unwrap();
    let path = archive(&directory);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(100).position(|window| window == [7; 100]).unwrap();
    bytes[at] = 8;
    std::fs::write(&path, bytes).unwrap();
    let message = refusal(&path);
    assert!(message.starts_with("cannot use the archive `ARCHIVE`: `sha256:"), "{message}");
    assert!(message.contains("is damaged: its digest is `sha256:"), "{message}");
}

#[test]
fn a_size_without_end_is_cut_short() {
    let directory = TempDir::new().unwrap();
    let path = archive(&directory);
    let mut bytes = std::fs::read(&path).unwrap();
    let mut header = tar::Header::from_byte_slice(&bytes[..512]).clone();
    header.set_size(u64::MAX / 2);
    header.set_cksum();
    bytes[..512].copy_from_slice(header.as_bytes());
    std::fs::write(&path, &bytes).unwrap();
    let message = refusal(&path);
    assert!(
        message.contains("it is cut short: `oci-layout` should have 9223372036854775807 bytes"),
        "{message}"
    );
}

#[test]
fn what_is_no_archive_of_images_is_said_to_be_none() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("a.tar");
    let mut messages = Vec::new();
    for content in [&b"\x1f\x8b\x08\x00zip"[..], b"no tar at all", &[b'x'; 2048], b""] {
        std::fs::write(&file, content).unwrap();
        messages.push(refusal(&file));
    }
    let layout = br#"{"imageLayoutVersion":"1.0.0"}"#;
    let index = br#"{"schemaVersion":2,"manifests":[]}"#;
    let endless = vec![b' '; (4 << 20) + 1];
    for files in [
        &[("../oci-layout", &layout[..])][..],
        &[("oci-layout", layout), ("oci-layout", layout)],
        &[("oci-layout", br#"{"imageLayoutVersion":"2.0.0"}"#), ("index.json", index)],
        &[("oci-layout", layout), ("index.json", index)],
        &[("oci-layout", layout), ("index.json", b"{")],
        &[("oci-layout", layout), ("index.json", &endless)],
    ] {
        let path = by_hand(&directory, files);
        messages.push(refusal(&path));
    }
    messages.push(
        refusal(&directory.path().join("absent.tar")).replace(&directory.path().display().to_string(), ""),
    );
    insta::assert_snapshot!(messages.join("\n"));
}

/// As [`tar_of`], with names that a careful writer refuses.
fn by_hand(directory: &TempDir, files: &[(&str, &[u8])]) -> PathBuf {
    let renamed: Vec<_> =
        files.iter().map(|(name, content)| (name.trim_start_matches("../"), *content)).collect();
    let path = tar_of(directory, &renamed);
    if files[0].0.starts_with("../") {
        let mut bytes = std::fs::read(&path).unwrap();
        let mut header = tar::Header::from_byte_slice(&bytes[..512]).clone();
        header.as_mut_bytes()[..13].copy_from_slice(b"../oci-layout");
        header.set_cksum();
        bytes[..512].copy_from_slice(header.as_bytes());
        std::fs::write(&path, bytes).unwrap();
    }
    path
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// An index may name manifests that the archive lacks, but then they are listed.
    #[test]
    fn an_archive_cut_within_its_content_is_refused(share in 0.0_f64..0.9) {
        let directory = TempDir::new().unwrap();
        let path = archive(&directory);
        let bytes = std::fs::read(&path).unwrap();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small length")]
        let length = (bytes.len() as f64 * share) as usize;
        std::fs::write(&path, &bytes[..length]).unwrap();
        if let Ok(archive) = Archive::open(&path) {
            prop_assert!(archive.verify().is_err() || !archive.images()[0].missing.is_empty());
        }
    }

    #[test]
    fn a_flipped_bit_never_changes_an_image_unnoticed(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let directory = TempDir::new().unwrap();
        let path = archive(&directory);
        let whole = Archive::open(&path).unwrap().images().to_vec();
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        std::fs::write(&path, bytes).unwrap();
        // Times, owners and padding of the outer tar file mean nothing, and `index.json` has no digest: a bit of
        // it may rename an image or lose it, and never gives other content for a digest.
        if let Ok(archive) = Archive::open(&path)
            && archive.verify().is_ok()
        {
            for image in archive.images() {
                let same = |known: &lab_oci::ArchivedImage| known.descriptor.digest() == image.descriptor.digest();
                prop_assert!(whole.iter().any(same));
            }
        }
    }

    #[test]
    fn arbitrary_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("a.tar");
        std::fs::write(&path, bytes).unwrap();
        prop_assert!(check(&path).is_err());
    }
}
