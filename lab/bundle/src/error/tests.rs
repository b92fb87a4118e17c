use super::*;

#[test]
fn every_sentence_names_its_thing_and_most_have_a_way_out() {
    let path = || PathBuf::from("/var/cache/ninehops/bundle");
    let refused = || io::ErrorKind::PermissionDenied.into();
    let errors = [
        BundleError::NoCacheDirectory,
        BundleError::Directory { path: path(), source: refused() },
        BundleError::File { path: path().join("bundle.json"), source: refused() },
        BundleError::DiskFull { path: path(), free_mib: 812, needed_mib: 4096 },
        BundleError::Missing { needs: vec![Need::Go, Need::Nft], install: None },
        BundleError::GoTooOld { program: "/usr/bin/go".into(), found: "1.19.8".to_owned() },
        BundleError::Build {
            part: "runc",
            reason: "undefined: x".to_owned(),
            log: path().join("log/runc.log"),
        },
        BundleError::Run { program: "/usr/bin/go".into(), source: refused() },
        BundleError::Libraries {
            program: "/usr/sbin/nft".into(),
            reason: "libmnl.so.0 => not found".to_owned(),
        },
        BundleError::Cancelled,
    ];
    let said: Vec<String> = errors
        .iter()
        .map(|error| format!("{error}\n  {}", error.hint().unwrap_or_else(|| "-".to_owned())))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}
