//! `ninehops lab` when it cannot: one sentence, a hint, exit code 2. The lab itself is tested in its rooms.

use std::fs::{File, Permissions};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::process::geteuid;

use crate::process::{ninehops, run};

/// Of the user `nobody`, by custom.
const NOBODY: u32 = 65_534;

/// The binary, run by somebody who may nothing. By its descriptor: the path to it may be closed to them.
fn by_nobody(arguments: &[&str]) -> String {
    by_nobody_with_labs_in(Path::new("/nonexistent"), arguments)
}

fn by_nobody_with_labs_in(directory: &Path, arguments: &[&str]) -> String {
    let binary = File::open(env!("CARGO_BIN_EXE_ninehops")).unwrap();
    fcntl_setfd(&binary, FdFlags::empty()).unwrap();
    let mut command = Command::new(format!("/proc/self/fd/{}", binary.as_raw_fd()));
    command
        .arg0("ninehops")
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .env("NINEHOPS_STATE_DIR", directory);
    if geteuid().is_root() {
        command.current_dir("/").gid(NOBODY).uid(NOBODY);
    }
    run(&mut command)
}

#[test]
fn without_root_the_command_is_said_again_with_sudo() {
    insta::assert_snapshot!(by_nobody(&["lab", "--name", "second", "up", "--workers", "1"]));
}

#[test]
fn faults_are_listed_for_everybody() {
    insta::assert_snapshot!(by_nobody(&["lab", "faults"]));
}

#[test]
fn who_may_not_see_what_is_broken_is_told_how_to() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), Permissions::from_mode(0o000)).unwrap();
    let said = by_nobody_with_labs_in(directory.path(), &["lab", "--name", "second", "faults"]);
    let hint = "what is broken now is not known: ask with `sudo ninehops lab --name second faults`\n";
    assert!(said.starts_with("exit 0\n") && said.ends_with(hint), "{said}");
}

#[test]
fn a_fault_that_does_not_exist_is_taken_for_the_nearest() {
    insta::assert_snapshot!("unknown-fault-near", by_nobody(&["lab", "break", "sg-slef"]));
    insta::assert_snapshot!("unknown-fault-far", by_nobody(&["lab", "fix", "everything"]));
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let refused = |arguments: &[&str]| run(ninehops().arg("lab").args(arguments));
    insta::assert_snapshot!("bad-name", refused(&["up", "--name", "My_Lab"]));
    insta::assert_snapshot!("bad-time", refused(&["up", "--tcp-established-timeout", "10s"]));
    insta::assert_snapshot!("bad-vpc", refused(&["up", "--vpc", "10.0.0.1/33"]));
    insta::assert_snapshot!("bad-workers", refused(&["up", "--workers", "21"]));
    insta::assert_snapshot!("bad-subnets", refused(&["up", "--subnets", "0"]));
    insta::assert_snapshot!("bad-deploy", refused(&["deploy", "--plan", "--destroy"]));
    insta::assert_snapshot!("bad-cpus", refused(&["up", "--cpus", "0"]));
    insta::assert_snapshot!("bad-image-name", by_nobody(&["lab", "push", "a.tar", "Shop:1"]));
}

#[test]
fn what_follows_kubectl_and_exec_is_not_ours() {
    // Read by our parser, each of these would print our help or complain, before it asks for root.
    let lines: [&[&str]; 3] = [
        &["lab", "kubectl", "--help"],
        &["lab", "kubectl", "get", "pods", "--name", "No_Name", "-o", "wide"],
        &["lab", "exec", "w1", "ls", "--help"],
    ];
    for line in lines {
        let said = by_nobody(line);
        let hint = format!("hint: sudo ninehops {}\n", line.join(" "));
        assert!(said.starts_with("exit 2\n") && said.ends_with(&hint), "{said}");
    }
}
