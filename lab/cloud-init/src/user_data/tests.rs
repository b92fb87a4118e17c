use proptest::prelude::*;

use super::*;

const SOUND: &str = r##"#cloud-config
"runcmd":
- - "systemctl"
  - "daemon-reload"
- - "systemctl"
  - "enable"
  - "--now"
  - "--no-block"
  - "first.service"
  - "again.timer"
"write_files":
- "content": |
    A=1
  "path": "/etc/ninehops/machine.env"
  "permissions": "0600"
- "content": "#!/bin/sh\n"
  "path": "/usr/local/lib/ninehops/first.sh"
  "permissions": "0700"
- "content": "[Service]\nType=oneshot\nExecStart=/usr/local/lib/ninehops/first.sh\n"
  "path": "/etc/systemd/system/first.service"
  "permissions": "0644"
- "content": "[Service]\nType=oneshot\nExecStart=/usr/bin/true\n"
  "path": "/etc/systemd/system/again.service"
  "permissions": "0644"
- "content": "[Timer]\nOnCalendar=*:0/20\n"
  "path": "/etc/systemd/system/again.timer"
  "permissions": "0644"
- "content": "[Service]\nExecStartPre=/usr/bin/true\n"
  "path": "/etc/systemd/system/kubelet.service.d/20-disk.conf"
  "permissions": "0644"
"##;

#[test]
fn files_and_services_and_what_starts_them_are_told_apart() {
    let data = UserData::read(SOUND).unwrap();
    let files: Vec<_> = data.files.iter().map(|file| (file.path.to_str().unwrap(), file.mode)).collect();
    assert_eq!(files, [("/etc/ninehops/machine.env", 0o600), ("/usr/local/lib/ninehops/first.sh", 0o700)]);
    assert_eq!(data.files[0].content, "A=1\n");
    assert!(data.services["first"].at_boot);
    assert_eq!(data.services["first"].every, None);
    assert!(!data.services["again"].at_boot);
    assert_eq!(data.services["again"].every, Some(Duration::from_mins(20)));
    assert_eq!(data.drop_ins[0].service, "kubelet");
}

#[test]
fn whatever_the_lab_would_not_do_is_named() {
    let said = [
        ("#cloud-config\n", "#!/bin/sh\n"),
        ("\"runcmd\":", "\"bootcmd\": []\n\"runcmd\":"),
        ("\"permissions\": \"0600\"", "\"permissions\": \"rw\""),
        ("\"permissions\": \"0700\"", "\"permissions\": \"0600\""),
        ("/etc/ninehops/machine.env", "/etc/../ninehops/machine.env"),
        ("\"daemon-reload\"", "\"reboot\""),
        ("- \"--now\"\n", "- \"--user\"\n"),
        ("\"first.service\"", "\"frist.service\""),
        ("\"again.timer\"", "\"first.timer\""),
        ("/etc/systemd/system/again.timer", "/etc/systemd/system/gain.timer"),
        ("/etc/systemd/system/again.timer", "/etc/systemd/system/again.socket"),
        ("OnCalendar=*:0/20", "OnBootSec=5"),
        (
            "\"path\": \"/etc/ninehops/machine.env\"",
            "\"path\": \"/etc/ninehops/machine.env\"\n  \"owner\": \"x\"",
        ),
    ]
    .map(|(old, new)| {
        assert!(SOUND.contains(old), "{old}");
        UserData::read(&SOUND.replacen(old, new, 1)).unwrap_err().to_string()
    });
    insta::assert_snapshot!(said.join("\n"));
    assert_eq!(UserData::read(&" ".repeat(LONGEST + 1)), Err(UserDataError::TooLong(LONGEST + 1)));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".*", cut in 0..SOUND.len()) {
        let _ = UserData::read(&format!("#cloud-config\n{text}"));
        let _ = UserData::read(&SOUND[..cut]);
        let _ = Service::read("x", &text);
        let _ = unit::timer(&text);
        let _ = unit::drop_in(&text);
    }
}
