use std::collections::{HashMap, HashSet};
use std::ffi::OsString;

use super::environment::is_made_by_kubernetes;
use super::values::{Given, Source};
use super::{Environment, Invocation, Problem, Setting, Settings, Values};

/// What else the command line may ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Run,
    CheckConfig,
    PrintConfig,
    Help,
    Version,
}

const MODES: [(&str, Mode); 4] = [
    ("check-config", Mode::CheckConfig),
    ("print-config", Mode::PrintConfig),
    ("help", Mode::Help),
    ("version", Mode::Version),
];

pub(super) fn read(
    settings: Settings,
    args: impl IntoIterator<Item = OsString>,
    environment: &Environment,
) -> Invocation {
    debug_assert_eq!(contradiction(settings), None, "the table of settings contradicts itself");
    let mut reader = Reader { settings, mode: Mode::Run, given: HashMap::new(), problems: Vec::new() };
    reader.read_environment(environment);
    reader.read_arguments(args);
    match reader.mode {
        Mode::Help => Invocation::Help(settings.help()),
        Mode::Version => Invocation::Version(format!("{} {}\n", settings.program, settings.version)),
        Mode::Run => Invocation::Run(reader.into_values()),
        Mode::CheckConfig => Invocation::CheckConfig(reader.into_values()),
        Mode::PrintConfig => Invocation::PrintConfig(reader.into_values()),
    }
}

/// A row whose flag or variable is taken already, or whose variable would be taken for one of Kubernetes'.
fn contradiction(settings: Settings) -> Option<&'static str> {
    let mut seen = HashSet::new();
    let modes = MODES.iter().map(|(mode_name, _)| *mode_name);
    let names = modes.chain(settings.rows().flat_map(|row| [row.flag, row.env]));
    names.into_iter().find(|name| !seen.insert(*name) || is_made_by_kubernetes(name, "tcp://"))
}

struct Reader {
    settings: Settings,
    mode: Mode,
    given: HashMap<&'static str, Given>,
    problems: Vec<Problem>,
}

impl Reader {
    fn read_environment(&mut self, environment: &Environment) {
        for row in self.settings.rows() {
            let Some(value) = environment.get(row.env) else { continue };
            match value.to_str() {
                Some(text) => self.give(row, text.to_owned(), Source::Environment),
                None => self.problem(row.env, "the value is not UTF-8"),
            }
        }
        for (name, value) in environment.iter() {
            if self.is_unknown(&name) && !is_made_by_kubernetes(&name, &value) {
                let known = self.settings.rows().map(|row| row.env);
                let message = format!("unknown variable{}", did_you_mean(&name, known, ""));
                self.problem(&name, message);
            }
        }
    }

    fn is_unknown(&self, name: &str) -> bool {
        self.settings.env_prefixes.iter().any(|prefix| name.starts_with(prefix))
            && !self.settings.foreign_env.contains(&name)
            && self.settings.rows().all(|row| row.env != name)
    }

    fn read_arguments(&mut self, args: impl IntoIterator<Item = OsString>) {
        let mut args = args.into_iter().peekable();
        while let Some(argument) = args.next() {
            let argument = argument.to_string_lossy().into_owned();
            let Some(flag) = long_flag(&argument) else {
                self.problem(&argument, "unexpected argument; settings are given as `--flag value`");
                continue;
            };
            let (name, inline) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag, None),
            };
            if let Some((_, mode)) = MODES.iter().find(|(mode_name, _)| *mode_name == name) {
                self.mode = *mode;
                continue;
            }
            let Some(row) = self.settings.rows().find(|row| row.flag == name) else {
                self.unknown_flag(name);
                if inline.is_none() {
                    // What follows is most likely its value, and no second mistake.
                    args.next_if(|next| long_flag(&next.to_string_lossy()).is_none());
                }
                continue;
            };
            match inline {
                Some(text) => self.give(row, text, Source::Flag),
                None if row.value_name.is_empty() => self.give(row, "true".to_owned(), Source::Flag),
                None => self.give_next(row, args.next()),
            }
        }
    }

    fn unknown_flag(&mut self, name: &str) {
        let modes = MODES.iter().map(|(mode_name, _)| *mode_name);
        let known = self.settings.rows().map(|row| row.flag).chain(modes);
        let message = format!("unknown flag{}", did_you_mean(name, known, "--"));
        self.problem(&format!("--{name}"), message);
    }

    fn give_next(&mut self, row: &'static Setting, argument: Option<OsString>) {
        match argument.map(OsString::into_string) {
            Some(Ok(text)) => self.give(row, text, Source::Flag),
            Some(Err(_)) => self.problem(&row.subject(), "the value is not UTF-8"),
            None => {
                let message = format!("`--{} {}` lacks its value", row.flag, row.value_name);
                self.problem(&row.subject(), message);
            }
        }
    }

    fn give(&mut self, row: &'static Setting, text: String, source: Source) {
        self.given.insert(row.flag, Given { text, source });
    }

    fn problem(&mut self, subject: &str, message: impl Into<String>) {
        self.problems.push(Problem { subject: subject.to_owned(), message: message.into() });
    }

    fn into_values(self) -> Values {
        Values::new(self.settings, self.given, self.problems)
    }
}

impl Setting {
    /// How errors name this row.
    pub(super) fn subject(&self) -> String {
        format!("--{} ({})", self.flag, self.env)
    }
}

fn long_flag(argument: &str) -> Option<&str> {
    match argument {
        "-h" => Some("help"),
        "-V" => Some("version"),
        _ => argument.strip_prefix("--").filter(|flag| !flag.is_empty()),
    }
}

/// The known name nearest to `name`, as the end of a sentence; empty when none is near.
fn did_you_mean<'a>(name: &str, known: impl Iterator<Item = &'a str>, dashes: &str) -> String {
    // A letter in four may be wrong: enough for slips, too little to guess at another word.
    let tolerance = name.len() / 4;
    known
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance <= tolerance.max(1))
        .map(|(_, candidate)| format!("; did you mean `{dashes}{candidate}`?"))
        .unwrap_or_default()
}
