//! A place for machines, and a look at whether the host is as it was.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use lab_machine::{BootError, ControlGroups, Machine, MachineSpec, Service, boot, init, teardown};

pub(crate) type Test = fn() -> Pin<Box<dyn Future<Output = Result<(), Failure>>>>;
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// The first argument that makes this program boot the machine of its second.
pub(crate) const BOOT: &str = "boot";

/// The first argument that makes this program ask its machine's process 1 for its second.
pub(crate) const ASK: &str = "ask";

/// Asks process 1.
pub(crate) fn ask(wish: &str) -> io::Result<()> {
    match wish.split_once(' ') {
        Some(("start", name)) => init::ask::start(name),
        Some((_, name)) => init::ask::stop(name),
        None => init::ask::power_off(),
    }
}

/// Runs a test to its end.
pub(crate) fn run(test: Test) -> Result<(), libtest_mimic::Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(test()).map_err(|error| error.to_string().into())
}

/// Boots a machine given as JSON.
pub(crate) fn boot_here(spec: &str) -> Result<(), Failure> {
    let spec: MachineSpec = serde_json::from_str(spec)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(boot(&std::env::current_exe()?, &spec))?;
    Ok(())
}

/// A directory and a control group for one machine.
pub(crate) struct Place {
    name: &'static str,
    cgroup: Group,
    directory: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new(name: &'static str) -> Result<Self, Failure> {
        // What divides the options of a mount must do no harm.
        let directory = tempfile::Builder::new().prefix("machine, of:").tempdir()?;
        Ok(Self { name, cgroup: Group(format!("/machine-test-{}-{name}", std::process::id())), directory })
    }

    pub(crate) fn cgroup(&self) -> &str {
        &self.cgroup.0
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn spec(&self) -> MachineSpec {
        MachineSpec {
            name: self.name.into(),
            directory: self.directory().join("machine"),
            cgroup: self.cgroup.0.clone(),
            limits: None,
            binds: Vec::new(),
            files: Vec::new(),
            empty: Vec::new(),
            services: Vec::new(),
            jobs: Vec::new(),
            path: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into(),
        }
    }

    pub(crate) async fn boot(&self, spec: &MachineSpec) -> Result<Machine, BootError> {
        boot(&std::env::current_exe().expect("it runs"), spec).await
    }

    pub(crate) fn boot_elsewhere(&self) -> io::Result<Child> {
        Command::new(std::env::current_exe()?).arg(BOOT).arg(serde_json::to_string(&self.spec())?).spawn()
    }

    /// What a script writes, to either output.
    pub(crate) async fn shell(&self, machine: &Machine, script: &str) -> Result<String, Failure> {
        let mut command = machine.command("sh");
        command.args(["-c", &format!("exec 2>&1; {script}")]);
        Ok(String::from_utf8(machine.output(command).await?.stdout)?)
    }

    /// By the name of the group alone.
    pub(crate) async fn end(self) -> Result<(), Failure> {
        teardown(&self.cgroup.0).await?;
        self.host_is_as_before()?;
        let directory = self.directory.path().to_owned();
        self.directory.close()?;
        if directory.try_exists()? { Err("the directory is still there".into()) } else { Ok(()) }
    }

    /// No process, control group, mount of this place.
    pub(crate) fn host_is_as_before(&self) -> Result<(), Failure> {
        let group = self.cgroup.0.trim_start_matches('/');
        if let Some(path) = directories_named(Path::new("/sys/fs/cgroup"), group)?.first() {
            return Err(format!("there is still `{}`", path.display()).into());
        }
        assert_eq!(ControlGroups::mounted()?.processes(&self.cgroup.0)?.len(), 0);
        let directory = self.directory().file_name().expect("it has a name").to_string_lossy().into_owned();
        let directory = directory.replace(' ', r"\040");
        let mounted = |text: &str| text.contains(&directory);
        for process in fs::read_dir("/proc")?.filter_map(Result::ok) {
            // Most are none or have ended.
            let mounts = fs::read_to_string(process.path().join("mountinfo")).unwrap_or_default();
            if mounted(&mounts) {
                return Err(format!("{} still sees mounts", process.path().display()).into());
            }
        }
        Ok(())
    }
}

/// A test that fails leaves no machine behind either.
struct Group(String);

impl Drop for Group {
    fn drop(&mut self) {
        let end = || -> Result<(), Failure> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
            Ok(runtime.block_on(teardown(&self.0))?)
        };
        // In a thread, since a runtime cannot be started inside another.
        let ended = std::thread::scope(|scope| scope.spawn(end).join());
        assert!(std::thread::panicking() || matches!(ended, Ok(Ok(()))), "{ended:?}");
    }
}

fn directories_named(tree: &Path, name: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(tree)?.chain(subtrees(tree)?) {
        let entry = entry?;
        if entry.file_name() == name {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn subtrees(tree: &Path) -> io::Result<Vec<io::Result<fs::DirEntry>>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(tree)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            entries.extend(fs::read_dir(entry.path())?);
        }
    }
    Ok(entries)
}

/// A service that starts at once.
pub(crate) fn service(name: &str, program: &str, arguments: &[&str]) -> Service {
    Service {
        name: name.into(),
        program: program.into(),
        arguments: arguments.iter().map(ToString::to_string).collect(),
        environment: BTreeMap::new(),
        start_when: Vec::new(),
        arguments_from: None,
    }
}

/// Waits for a condition.
pub(crate) async fn eventually(what: &str, holds: impl Fn() -> io::Result<bool>) -> Result<(), Failure> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds()? {
        if Instant::now() > deadline {
            return Err(format!("it is still not so that {what}").into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
