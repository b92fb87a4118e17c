use super::*;

#[test]
fn every_refusal_is_a_sentence_with_a_way_out() {
    let name = LabName::default();
    let errors = [
        UpError::NotRoot,
        UpError::NoNft,
        UpError::Disk {
            path: "/var/lib/ninehops/labs/lab".into(),
            free_bytes: 1 << 30,
            needed_bytes: 4 << 30,
        },
        UpError::Inotify { setting: "fs.inotify.max_user_instances".to_owned(), limit: 10, needed: 72 },
        UpError::Running(name.clone()),
        UpError::Busy { name: name.clone(), process: Some(4242) },
        UpError::Image { image: "quay.io/calico/node:v3.32.1".to_owned(), said: "no such host".to_owned() },
        UpError::NotReady {
            patience: Duration::from_secs(240),
            reasons: vec![
                "w1: KubeletNotReady (cni plugin not initialized)".to_owned(),
                "pod x: y".to_owned(),
            ],
            lines: Vec::new(),
        },
        UpError::Lab(LabError::NoSuchLab(name)),
    ];
    let text: Vec<String> =
        errors.iter().map(|error| format!("{error}\n  hint: {}", error.hint().unwrap_or_default())).collect();
    insta::assert_snapshot!(text.join("\n"), @"");
}
