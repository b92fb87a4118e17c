//! The real program, as somebody with a shell would call it.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// One lab, by its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ninehops(pub(crate) &'static str);

/// What a call said, and its exit code.
#[derive(Debug)]
pub(crate) struct Ran {
    #[expect(dead_code, reason = "a failed assertion shows it")]
    what: String,
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ninehops {
    /// Calls `ninehops lab`.
    pub(crate) fn run(self, arguments: &[&str]) -> Ran {
        ran(&mut self.command(arguments))
    }

    /// With a variable in its environment.
    pub(crate) fn run_with(self, variable: (&str, &str), arguments: &[&str]) -> Ran {
        ran(self.command(arguments).env(variable.0, variable.1))
    }

    /// As a user without rights.
    pub(crate) fn run_as_nobody(self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).uid(65534).gid(65534))
    }

    /// Calls `ninehops lab`, which must succeed.
    pub(crate) fn ok(self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        ran.stdout
    }

    /// Calls `ninehops lab kubectl`, which must succeed.
    pub(crate) fn kubectl(self, arguments: &[&str]) -> String {
        self.ok(&[&["kubectl"], arguments].concat())
    }

    /// Objects, as JSON.
    pub(crate) fn get(self, arguments: &[&str]) -> Value {
        let text = self.kubectl(&[&["get", "--output=json"], arguments].concat());
        serde_json::from_str(&text).unwrap()
    }

    /// Applies a manifest.
    pub(crate) fn apply(self, manifest: &str) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), manifest).unwrap();
        self.kubectl(&["apply", "--filename", file.path().to_str().unwrap()]);
    }

    /// `status --json`, whatever its exit code.
    pub(crate) fn status(self) -> Value {
        let ran = self.run(&["status", "--json"]);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("no JSON: {ran:?}"))
    }

    /// Starts a call and does not wait for it.
    pub(crate) fn start(self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// A call that is yet to be made.
    pub(crate) fn command(self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(["lab", "--name", self.0]).args(arguments).stdin(Stdio::null()).current_dir(workspace());
        command
    }
}

impl Ran {
    /// Something is wrong with what was asked about: exit code 1 and these words.
    pub(crate) fn is_finding(&self, words: &[&str]) {
        assert_eq!(self.exit, Some(1), "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is missing: {self:?}");
        }
    }

    /// Refused with exit code 2 and one sentence that has these words in it, and a hint if there is one to give.
    pub(crate) fn is_refused(&self, words: &[&str]) {
        assert_eq!(self.exit, Some(2), "{self:?}");
        // Steps that were done until then are indented.
        let mut lines = self.stderr.lines().skip_while(|line| line.starts_with(' '));
        let sentence = lines.next().unwrap_or_default();
        assert!(sentence.starts_with("error: "), "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is missing: {self:?}");
        }
        // The last are clap's, for a value that it refuses itself.
        let is_hint =
            |line: &str| line.starts_with("hint: ") || line.is_empty() || line.contains("try '--help'");
        assert!(lines.all(is_hint), "more than a sentence and a hint: {self:?}");
    }
}

fn ran(command: &mut Command) -> Ran {
    let what = format!("{command:?}");
    let output = command.output().unwrap_or_else(|error| panic!("cannot run {what}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran { what, exit: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Beside the test's own directory, where `cargo build -p ninehops` puts it.
pub(crate) fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("ninehops");
    assert!(program.try_exists().unwrap(), "`{}` is missing: cargo build -p ninehops", program.display());
    program
}

/// The repository.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}
