//! A directory for bundles beside scripts that pose as compilers.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use super::*;

/// Writes each package's import path into the program that is asked for, gives a module with manifests, and notes the
/// call. A file `fail` makes it
/// refuse the package in its first line with the words of its second; a file `hang` makes it wait for a child.
const GO: &str = r#"
if [ "$1" = env ]; then
    echo "{\"GOVERSION\":\"go1.26.8\",\"GOCACHE\":\"$HERE/build\",\"GOMODCACHE\":\"$HERE/mod\"}"
    exit
fi
if [ "$1" = mod ]; then
    echo "GOFLAGS=$GOFLAGS GOWORK=$GOWORK GOTOOLCHAIN=$GOTOOLCHAIN $*" >> "$HERE/downloads"
    definitions=$HERE/mod/$3/config/crd/standard
    mkdir -p "$definitions"
    for kind in gatewayclasses gateways httproutes grpcroutes referencegrants; do
        file=$definitions/gateway.networking.k8s.io_$kind.yaml
        [ -e "$file" ] || echo "kind: $kind" > "$file"
        chmod 444 "$file"
    done
    exit
fi
echo "GOFLAGS=$GOFLAGS GOWORK=$GOWORK GOTOOLCHAIN=$GOTOOLCHAIN $*" >> "$HERE/calls"
if [ -e "$HERE/hang" ]; then
    sleep 3600 &
    echo $! > "$HERE/child.part"
    mv "$HERE/child.part" "$HERE/child"
    wait
fi
if [ -e "$HERE/fail" ]; then
    { read -r package; read -r words; } < "$HERE/fail"
    case "$*" in *"$package"*) echo "$words" >&2; exit 1;; esac
fi
while [ "$1" != -o ]; do shift; done
output=$2
shift 2
for package; do
    directory=$package
    case $package in */v[0-9]) directory=${package%/*};; esac
    echo "$package" > "$output/${directory##*/}"
done
"#;

/// Its output is its last argument but one.
const CC: &str = r#"
while [ "$1" != -o ]; do shift; done
echo pause > "$2"
"#;

pub(super) struct Workplace {
    here: tempfile::TempDir,
    pub(super) host: Host,
    pub(super) cancelled: CancellationToken,
}

impl Workplace {
    pub(super) fn new() -> Self {
        let here = tempfile::tempdir().unwrap();
        let tools = here.path().join("tools");
        fs::create_dir(&tools).unwrap();
        let host = Host { search_path: vec![tools], os_release: "ID=debian\n".to_owned(), needed_mib: 0 };
        let workplace = Self { here, host, cancelled: CancellationToken::new() };
        for (name, script) in [("go", GO), ("cc", CC), ("pkg-config", "exit 0"), ("nft", "exit 0")] {
            workplace.tool(name, script);
        }
        workplace
    }

    /// The cluster's.
    pub(super) async fn ensure(&self) -> (Result<Bundle, BundleError>, Vec<Event>) {
        self.ensure_set(Set::Cluster).await
    }

    pub(super) async fn ensure_set(&self, set: Set) -> (Result<Bundle, BundleError>, Vec<Event>) {
        let events = Mutex::new(Vec::new());
        let note = |event| events.lock().unwrap().push(event);
        let bundles = self.here.path().join("bundles");
        let result = ensure(&bundles, set, &self.host, &note, &self.cancelled).await;
        (result, events.into_inner().unwrap())
    }

    pub(super) fn tool(&self, name: &str, script: &str) {
        let path = self.host.search_path[0].join(name);
        let here = self.here.path().display();
        // Renamed into place: a file that is open for writing, here or in a child that was just forked, does not run.
        let unfinished = path.with_extension("part");
        fs::write(&unfinished, format!("#!/bin/sh\nHERE='{here}'\n{script}\n")).unwrap();
        fs::set_permissions(&unfinished, fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(unfinished, path).unwrap();
    }

    pub(super) fn remove_tool(&self, name: &str) {
        fs::remove_file(self.host.search_path[0].join(name)).unwrap();
    }

    /// Every `go build` so far.
    pub(super) fn calls(&self) -> Vec<String> {
        self.lines("calls")
    }

    /// Every `go mod download` so far.
    pub(super) fn downloads(&self) -> Vec<String> {
        self.lines("downloads")
    }

    fn lines(&self, file: &str) -> Vec<String> {
        let text = fs::read_to_string(self.here.path().join(file)).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    pub(super) fn fail(&self, package: &str, words: &str) {
        fs::write(self.here.path().join("fail"), format!("{package}\n{words}\n")).unwrap();
    }

    pub(super) fn recover(&self) {
        fs::remove_file(self.here.path().join("fail")).unwrap();
    }

    pub(super) fn hang(&self) {
        fs::write(self.here.path().join("hang"), "").unwrap();
    }

    /// The number of a process that a hanging compiler waits for.
    pub(super) async fn process_of_hanging_compiler(&self) -> String {
        let path = self.here.path().join("child");
        wait_until(|| path.try_exists().unwrap()).await;
        fs::read_to_string(path).unwrap().trim().to_owned()
    }
}

/// A process that has ended may still be listed until somebody asks how.
pub(super) fn is_running(process: &str) -> bool {
    let status = fs::read_to_string(PathBuf::from("/proc").join(process).join("stat"));
    status.is_ok_and(|text| !text.contains(") Z "))
}

pub(super) async fn wait_until(condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait).await.unwrap();
}

/// An error as a person reads it.
pub(super) fn said(error: &BundleError) -> String {
    format!("{error}\nhint: {}", error.hint().unwrap())
}
