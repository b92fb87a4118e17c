//! The program under exam, as a process of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use lab_cluster::Lab;
use lab_process_group::ProcessGroup;
use tokio::process::Command;

use crate::error::ExamError;

/// Of a call that hangs nothing is learnt.
const PATIENCE: Duration = Duration::from_secs(90);

/// Stands in for `docker buildx build --push`, since a lab has no builder: the shop's images are built for the nodes
/// already, and so all that is left to do is to push them under the names that are asked for.
const DOCKER: &str = r#"#!/bin/sh
platforms= tags=
while [ $# -gt 0 ]; do
    case $1 in
        --platform) platforms=$2; shift ;;
        --tag) tags="$tags $2"; shift ;;
    esac
    shift
done
case ,$platforms, in
    *,linux/ARCH,*) ;;
    *) echo "it does not build for linux/ARCH" >&2; exit 1 ;;
esac
for tag in $tags; do
    service=${tag##*/}
    NINEHOPS push IMAGES/"${service%%[:@]*}".tar "$tag" || exit 1
done
"#;
/// Of the nodes, as images call it.
const ARCHITECTURE: &str = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };

/// `ninehops`, and where it finds the API server.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
}

/// How a call ended.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    pub(crate) arguments: String,
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Program {
    /// Calls it with a kubeconfig; nothing else of the caller's tells it where it is.
    pub(crate) async fn run(&self, arguments: &[&str], kubeconfig: &Path) -> Result<Ran, ExamError> {
        let mut command = Command::new(&self.path);
        command.args(arguments).arg("--kubeconfig").arg(kubeconfig).env_remove("KUBECONFIG");
        run(command, arguments.join(" ")).await
    }

    /// Runs lines of a shell in which `kubectl` is that of a lab's administrator and `docker` builds for its nodes.
    pub(crate) async fn shell(&self, lab: &Lab, lines: &str) -> Result<Ran, ExamError> {
        let directory = tempfile::tempdir().map_err(failed("make", Path::new("a directory")))?;
        let name = &lab.plan().name;
        let ninehops = format!("'{}' lab --name {name}", self.path.display());
        let kubectl = format!("#!/bin/sh\nexec {ninehops} kubectl \"$@\"\n");
        let images = lab.directory().join("deploy/images");
        let images = format!("'{}'", images.display());
        let docker =
            DOCKER.replace("NINEHOPS", &ninehops).replace("IMAGES", &images).replace("ARCH", ARCHITECTURE);
        for (name, script) in [("kubectl", kubectl), ("docker", docker)] {
            let path = directory.path().join(name);
            write_program(&path, &script).map_err(failed("write", &path))?;
        }
        let inherited = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("/bin/sh");
        command.args(["-ec", lines]).env("PATH", format!("{}:{inherited}", directory.path().display()));
        run(command, lines.to_owned()).await
    }
}

impl Ran {
    /// The call as an error.
    pub(crate) fn failed(&self) -> ExamError {
        let said = self.stderr.trim().lines().last().unwrap_or_default();
        ExamError::Program {
            arguments: self.arguments.clone(),
            how: format!("ended with exit code {}: {said}", self.exit),
        }
    }
}

async fn run(mut command: Command, arguments: String) -> Result<Ran, ExamError> {
    let began = Instant::now();
    let program = PathBuf::from(command.as_std().get_program());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let child = command.spawn().map_err(failed("run", &program))?;
    let group = ProcessGroup::of(&child);
    let Ok(output) = tokio::time::timeout(PATIENCE, child.wait_with_output()).await else {
        let how = format!("did not end in {} s", PATIENCE.as_secs());
        return Err(ExamError::Program { arguments, how });
    };
    let output = output.map_err(failed("run", &program))?;
    group.disband();
    Ok(Ran {
        arguments,
        exit: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        took: began.elapsed(),
    })
}

fn write_program(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o700).open(path)?;
    file.write_all(text.as_bytes())
}

pub(crate) fn failed(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ExamError {
    let path = path.to_owned();
    move |source| ExamError::Io { doing, path, source }
}
