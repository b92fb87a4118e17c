//! Machines that really boot. The tests re-execute this program as their init process, so it has a `main` of its own.

mod support;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use lab_machine::control_group::Version;
use lab_machine::{
    Access, Bind, BootError, Condition, ControlGroups, EnvironmentFile, File, Job, Limits, RuntimeDirectory,
    Service, boot, init, teardown,
};
use libtest_mimic::{Arguments, Trial};

use support::{Failure, Place, eventually, service};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let first = arguments.next().unwrap_or_default();
    if first == init::COMMAND {
        return init::main(arguments);
    }
    if first == support::ASK {
        let wish = arguments.next().unwrap_or_default();
        return support::ask(&wish.to_string_lossy()).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    if first == support::BOOT {
        let spec = arguments.next().unwrap_or_default();
        return support::boot_here(&spec.to_string_lossy()).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let trials = TESTS
        .iter()
        .map(|(name, test)| Trial::test(*name, move || support::run(*test)).with_ignored_flag(true));
    let mut arguments = Arguments::from_args();
    // They compare what the host has before and after.
    arguments.test_threads = Some(1);
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// All need root.
const TESTS: [(&str, support::Test); 13] = [
    ("the_root_is_the_machines_own_and_the_hosts_programs_run_in_it", || Box::pin(root_is_its_own())),
    ("what_is_written_stays_over_a_power_cut_and_never_reaches_the_host", || Box::pin(writes_stay())),
    ("files_and_binds_are_where_the_spec_says", || Box::pin(files_and_binds())),
    ("host_name_loopback_and_processes_are_its_own", || Box::pin(namespaces_are_its_own())),
    ("a_service_starts_when_its_files_are_there_and_starts_again_when_it_ends", || Box::pin(services())),
    ("jobs_run_in_their_order_are_tried_again_and_can_be_asked_for", || Box::pin(jobs())),
    ("commands_are_in_the_control_group_and_exit_like_in_a_shell", || Box::pin(commands())),
    ("orphans_are_reaped", || Box::pin(orphans())),
    ("limits_hold", || Box::pin(limits())),
    ("groups_beside_the_machines_processes_have_controllers_and_end_with_it", || Box::pin(groups_beside())),
    ("a_machine_that_cannot_boot_says_why_and_leaves_nothing", || Box::pin(failures())),
    ("process_1_is_small", || Box::pin(small())),
    ("whoever_boots_may_die_at_any_moment", || Box::pin(killed_while_booting())),
];

async fn root_is_its_own() -> Result<(), Failure> {
    let place = Place::new("root")?;
    let machine = place.boot(&place.spec()).await?;
    assert!(place.shell(&machine, "ls / | tr '\\n' ' '").await?.starts_with("bin dev etc home "));
    let mounts = place.shell(&machine, "cat /proc/self/mountinfo").await?;
    assert!(
        mounts
            .lines()
            .any(|mount| mount.contains(" / rw") && mount.contains("shared:") && mount.contains("tmpfs"))
    );
    // Of the disk that the machine is on there are its own two directories, and not what the host mounts of it.
    let type_of =
        |mount: &str| mount.split_once(" - ").and_then(|(_, rest)| rest.split(' ').next()).map(str::to_owned);
    let var = mounts.lines().find(|mount| mount.contains(" /var rw")).expect("it has a /var");
    let of_the_disk = mounts.lines().filter(|mount| type_of(mount) == type_of(var)).count();
    assert_eq!(
        of_the_disk,
        if type_of(var).as_deref() == Some("tmpfs") { of_the_disk } else { 2 },
        "{mounts}"
    );
    place.end().await
}

async fn writes_stay() -> Result<(), Failure> {
    let place = Place::new("writes")?;
    let mut spec = place.spec();
    spec.empty = vec!["/etc/init.d".into()];
    let machine = place.boot(&spec).await?;
    let files = "/etc/nh-test /opt/nh-test /usr/nh-test /var/nh-test";
    assert_eq!(place.shell(&machine, "ls -A /etc/init.d").await?, "");
    place
        .shell(
            &machine,
            &format!("for f in {files} /etc/init.d/nh-test; do echo kept > $f; done; rm /etc/passwd"),
        )
        .await?;
    machine.power_cut().await?;
    assert!(!machine.is_running()?);
    let machine = place.boot(&spec).await?;
    assert_eq!(
        place.shell(&machine, &format!("cat {files} | sort -u; ls -A /etc/init.d")).await?,
        "kept\nnh-test\n"
    );
    assert_eq!(place.shell(&machine, "ls /etc/passwd 2>&1 | grep -c 'No such file'").await?, "1\n");
    for file in files.split(' ').chain(["/etc/init.d/nh-test"]) {
        assert!(!Path::new(file).try_exists()?, "{file}");
    }
    assert!(Path::new("/etc/passwd").try_exists()?);
    place.end().await
}

async fn files_and_binds() -> Result<(), Failure> {
    let place = Place::new("files")?;
    let source = place.directory().join("source");
    std::fs::create_dir_all(&source)?;
    std::fs::write(source.join("one"), "1")?;
    let mut spec = place.spec();
    let bind =
        |source: &Path, target: &str, access| Bind { source: source.into(), target: target.into(), access };
    spec.binds = vec![
        bind(&source, "/opt/nh/bin", Access::ReadOnly),
        bind(&source.join("one"), "/etc/nh-one", Access::ReadWrite),
    ];
    let file =
        |target: &str, contents: &str| File { target: target.into(), contents: contents.into(), mode: 0o640 };
    spec.files = vec![
        file("/etc/resolv.conf", "nameserver 10.96.0.10\n"),
        file("/etc/new/place", "new"),
        file("/proc/sys/vm/overcommit_memory", "7\n"),
        file("/proc/sys/vm/not_in_this_kernel", "7\n"),
    ];
    let before = std::fs::read_to_string("/proc/sys/vm/overcommit_memory")?;
    let machine = place.boot(&spec).await?;
    let script = "cat /opt/nh/bin/one /etc/new/place /etc/resolv.conf /proc/sys/vm/overcommit_memory
        (echo 2 > /opt/nh/bin/two) 2> /dev/null || echo refused; stat -c %a /etc/new/place; echo 2 > /etc/nh-one; echo 8 > /proc/sys/vm/overcommit_memory";
    assert_eq!(place.shell(&machine, script).await?, "1newnameserver 10.96.0.10\n7\nrefused\n640\n");
    assert_eq!(std::fs::read_to_string(source.join("one"))?, "2\n");
    assert_eq!(std::fs::read_to_string("/proc/sys/vm/overcommit_memory")?, before);
    place.end().await
}

async fn namespaces_are_its_own() -> Result<(), Failure> {
    let place = Place::new("spaces")?;
    let machine = place.boot(&place.spec()).await?;
    assert_eq!(place.shell(&machine, "cat /proc/sys/kernel/hostname").await?, "spaces\n");
    assert_eq!(place.shell(&machine, "cat /sys/class/net/lo/carrier; ls /sys/class/net").await?, "1\nlo\n");
    assert!(place.shell(&machine, "tr '\\0' ' ' < /proc/1/cmdline").await?.ends_with("lab-init inner "));
    let namespaces = machine.namespaces()?;
    let inside = namespaces.run(|| std::fs::read_to_string("/proc/sys/kernel/hostname")).await??;
    assert_eq!(inside, "spaces\n");
    let name = async |handle: rtnetlink::Handle| {
        use futures_util::TryStreamExt as _;
        handle.link().get().execute().try_collect::<Vec<_>>().await.map(|links| links.len())
    };
    assert_eq!(namespaces.netlink(name).await??, 1);
    machine.power_cut().await?;
    assert!(namespaces.run(|| ()).await.is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound));
    place.end().await
}

async fn services() -> Result<(), Failure> {
    let place = Place::new("services")?;
    let mut spec = place.spec();
    spec.services = vec![Service {
        start_when: vec!["/run/go".into()],
        arguments_from: Some(EnvironmentFile { path: "/run/go".into(), variable: "ARGUMENTS".into() }),
        ..service("echo", "echo", &["hello"])
    }];
    let machine = place.boot(&spec).await?;
    assert!(!machine.log("echo").try_exists()?);
    place.shell(&machine, "echo 'ARGUMENTS=\"a b\"' > /run/go").await?;
    eventually("it ran twice", || {
        Ok(std::fs::read_to_string(machine.log("echo")).unwrap_or_default() == "hello a b\nhello a b\n")
    })
    .await?;
    let log = std::fs::read_to_string(machine.log("init"))?;
    assert!(log.starts_with("echo ended with exit code 0, starts again\n"), "{log}");
    place.end().await
}

async fn jobs() -> Result<(), Failure> {
    let place = Place::new("jobs")?;
    let mut spec = place.spec();
    let file =
        |target: &str, contents: &str| File { target: target.into(), contents: contents.into(), mode: 0o700 };
    spec.files = vec![
        file("/etc/nh-env", "SAID=by-file\n"),
        file(
            "/opt/first",
            "#!/bin/sh\nif [ ! -e /run/go ]; then exit 3; fi; echo $SAID ${HOME:-homeless}; stat -c %a /run/nh\n",
        ),
        file("/opt/second", "#!/bin/sh\necho second; ls -d /run/nh; exit 0\n"),
        file("/opt/long", "#!/bin/sh\nsleep 500\n"),
        file("/opt/no", "#!/bin/sh\nexit 1\n"),
    ];
    let job = |name: &str, command: &str| Job {
        name: name.into(),
        command: vec![command.into()],
        at_boot: true,
        again_after: Some(Duration::from_millis(100)),
        ..Job::default()
    };
    spec.jobs = vec![
        Job { after: vec!["first".into()], ..job("second", "/opt/second") },
        Job {
            environment_file: Some("/etc/nh-env".into()),
            directory: Some(RuntimeDirectory { name: "nh".into(), mode: 0o700, preserved: false }),
            run_first: vec![vec!["/usr/bin/test".into(), "-d".into(), "/run/nh".into()]],
            ..job("first", "/opt/first")
        },
        Job {
            conditions: vec![Condition { path: "/etc".into(), exists: false }],
            ..job("skipped", "/bin/false")
        },
        Job { asked_first: vec![vec!["/opt/no".into()]], ..job("declined", "/bin/false") },
        Job { at_most: Some(Duration::from_millis(100)), ..job("late", "/opt/long") },
        Job { at_boot: false, ..job("asked", "/opt/second") },
        Job { at_boot: false, every: Some(Duration::from_millis(50)), ..job("timed", "/opt/second") },
    ];
    spec.services = vec![service("sleeper", "sleep", &["600"])];
    let machine = place.boot(&spec).await?;
    let log = |name: &str| std::fs::read_to_string(machine.log(name)).unwrap_or_default();
    eventually("it failed twice", || Ok(machine.failed_attempts("first") >= 2)).await?;
    place.shell(&machine, "touch /run/go").await?;
    eventually("it succeeded", || Ok(log("first").ends_with("by-file homeless\n700\n"))).await?;
    let failed = machine.failed_attempts("first");
    eventually("it was ended and begun again", || Ok(machine.failed_attempts("late") >= 2)).await?;
    assert!(log("init").contains("late was ended by signal 9: begins again in"), "{}", log("init"));
    eventually("the timer came round", || Ok(log("timed").matches("second").count() > 2)).await?;
    assert_eq!(log("second").matches("second\n").count(), 1, "after the first attempt, once");
    assert!(log("second").contains("/run/nh'"), "it is removed with its job: {}", log("second"));
    assert!(log("skipped").contains("nothing to do: `/etc` is there"), "{}", log("skipped"));
    assert!(log("declined").contains("nothing to do"), "{}", log("declined"));
    assert_eq!(log("asked"), "");
    let ask = |what: &str| {
        let mut command = machine.command("/proc/1/exe");
        command.args([support::ASK, what]);
        command
    };
    assert!(machine.output(ask("start asked")).await?.status.success());
    eventually("it was begun", || Ok(log("asked").contains("second"))).await?;
    assert_eq!(machine.failed_attempts("first"), failed);
    assert_eq!(place.shell(&machine, "pgrep -c -x -f 'sleep 600'").await?, "1\n");
    assert!(machine.output(ask("stop sleeper")).await?.status.success());
    eventually("it was ended", || Ok(log("init").contains("sleeper was ended by signal 15"))).await?;
    assert!(machine.output(ask("start sleeper")).await?.status.success());
    machine.output(ask("power-off")).await?;
    eventually("it is off", || machine.is_running().map(|runs| !runs)).await?;
    place.end().await
}

async fn commands() -> Result<(), Failure> {
    let place = Place::new("commands")?;
    let machine = place.boot(&place.spec()).await?;
    let groups = place.shell(&machine, "cut -d: -f3 /proc/self/cgroup | sort -u").await?;
    assert_eq!(groups.trim(), format!("{}/system", place.cgroup()));
    for (command, code) in [("true", 0), ("false", 1), ("no-such-program", 127), ("/etc/passwd", 126)] {
        assert_eq!(machine.output(machine.command(command)).await?.status.code(), Some(code), "{command}");
    }
    let mut environment = machine.command("env");
    environment.env("TERM", "dumb");
    let output = String::from_utf8(machine.output(environment).await?.stdout)?;
    assert!(
        output.contains("PATH=/usr/local/sbin:")
            && output.contains("TERM=dumb")
            && output.contains("HOME=/root")
    );
    assert_eq!(output.lines().count(), 3, "{output}");
    place.end().await
}

async fn orphans() -> Result<(), Failure> {
    let place = Place::new("orphans")?;
    let machine = place.boot(&place.spec()).await?;
    place.shell(&machine, "for i in 1 2 3 4 5 6 7 8 9; do (sh -c true &); done").await?;
    let init = machine.init().pid();
    eventually("no child of process 1 is a zombie", || {
        let children = std::fs::read_to_string(format!("/proc/{init}/task/{init}/children"))?;
        let is_zombie = |pid| {
            std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z "))
        };
        Ok(!children.split_whitespace().any(is_zombie))
    })
    .await?;
    place.end().await
}

async fn limits() -> Result<(), Failure> {
    let place = Place::new("limits")?;
    let mut spec = place.spec();
    spec.limits = Some(Limits { memory_bytes: Some(64 << 20), millicpu: Some(500) });
    let machine = place.boot(&spec).await?;
    // tail(1) keeps all of it in memory and is killed.
    let log = machine.output({
        let mut command = machine.command("sh");
        command.args(["-c", "head -c 200000000 /dev/zero | tail -c 200000000 | wc -c"]);
        command
    });
    assert_eq!(String::from_utf8(log.await?.stdout)?, "0\n");
    assert!(machine.memory_bytes()? < 64 << 20);
    place.end().await
}

/// A kubelet makes the groups of its pods there, and each has limits of its own.
async fn groups_beside() -> Result<(), Failure> {
    let place = Place::new("beside")?;
    let machine = place.boot(&place.spec()).await?;
    let (pids, memory, limit) = match ControlGroups::detect()?.version() {
        Version::One => ("/sys/fs/cgroup/pids", "/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
        Version::Two => ("/sys/fs/cgroup", "/sys/fs/cgroup", "memory.max"),
    };
    let (pids, memory) =
        (format!("{pids}{}/pods", place.cgroup()), format!("{memory}{}/pods", place.cgroup()));
    let script = format!(
        "set -e; mkdir -p {pids} {memory}; echo 50 > {pids}/pids.max; echo 33554432 > {memory}/{limit}
        sleep 600 > /dev/null 2>&1 & echo $! > {pids}/cgroup.procs; echo $! > {memory}/cgroup.procs
        cat {pids}/pids.max {memory}/{limit} {pids}/pids.current"
    );
    assert_eq!(place.shell(&machine, &script).await?, "50\n33554432\n1\n");
    place.end().await
}

async fn failures() -> Result<(), Failure> {
    let place = Place::new("failures")?;
    let mut spec = place.spec();
    spec.binds = vec![Bind { source: "/no/such".into(), target: "/mnt".into(), access: Access::ReadOnly }];
    let error = place.boot(&spec).await.expect_err("there is nothing to bind").to_string();
    assert!(error.ends_with("cannot bind `/no/such`: No such file or directory (os error 2)"), "{error}");
    let error = boot(Path::new("/bin/true"), &place.spec()).await.expect_err("it is no init process");
    assert!(matches!(error, BootError::Silent { .. }), "{error}");
    place.host_is_as_before()?;
    let machine = place.boot(&place.spec()).await?;
    let error = place.boot(&place.spec()).await.expect_err("it runs");
    assert!(matches!(error, BootError::Running { .. }), "{error}");
    assert!(machine.is_running()?, "the refusal did not disturb it");
    place.end().await
}

async fn small() -> Result<(), Failure> {
    let place = Place::new("small")?;
    let machine = place.boot(&place.spec()).await?;
    let status = std::fs::read_to_string(format!("/proc/{}/status", machine.init()))?;
    let field = |name: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("it is in every status");
        line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
    };
    assert_eq!(field("Threads:"), 1);
    assert!(field("RssAnon:") < 2048, "{status}");
    place.end().await
}

async fn killed_while_booting() -> Result<(), Failure> {
    for milliseconds in (0..60).step_by(3) {
        let place = Place::new("killed")?;
        let mut booting = place.boot_elsewhere()?;
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        booting.kill()?;
        booting.wait()?;
        let start = Instant::now();
        teardown(place.cgroup()).await?;
        assert!(start.elapsed() < Duration::from_secs(3));
        place.end().await?;
    }
    Ok(())
}
