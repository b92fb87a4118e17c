//! The settings of both services, from flags, the services' own variables and the defaults of `up`.

use std::ffi::OsString;
use std::path::PathBuf;

use shop_service::settings::{Environment, Settings, SettingsError, Start, Values};
use shop_service::telemetry::{LogOutput, TelemetryConfig};

use crate::arguments::UpArguments;
use crate::failure::Failure;

/// Set by `up` unless the environment says otherwise: nothing is open to others, no port is used twice, a person
/// reads the log and nobody waits for a cluster to notice a shutdown.
const DEFAULTS: [(&str, &str); 8] = [
    ("MARKETPLACE_LISTEN", "127.0.0.1:5000"),
    ("MARKETPLACE_LOG_FORMAT", "text"),
    ("MARKETPLACE_OPS_LISTEN", "127.0.0.1:9464"),
    ("MARKETPLACE_SHUTDOWN_UNREADY", "0"),
    ("RECOMMENDATIONS_LISTEN", "127.0.0.1:50051"),
    ("RECOMMENDATIONS_OPS_LISTEN", "127.0.0.1:9465"),
    ("RECOMMENDATIONS_SHUTDOWN_UNREADY", "0"),
    ("RUST_LOG", "warn"),
];
/// When somebody names it, the storefront asks there and not in this process.
const HOST: &str = "RECOMMENDATIONS_HOST";
const DATA: &str = "RECOMMENDATIONS_DATA";

/// What both services are told.
pub(super) struct Configs {
    pub(super) recommendations: Option<recommendations::Config>,
    pub(super) marketplace: marketplace::Config,
    /// The storefront asks the recommendations of this process.
    pub(super) asks_its_own: bool,
}

impl Configs {
    /// Logs of both, to stderr: stdout belongs to answers.
    pub(super) fn telemetry(&self, version: &'static str) -> TelemetryConfig {
        let telemetry = self.marketplace.standard.telemetry("ninehops", version);
        TelemetryConfig { log_output: LogOutput::Stderr, ..telemetry }
    }
}

/// Reads everything.
///
/// # Errors
/// All mistakes of one service, or no place for the data.
pub(super) fn read(arguments: &UpArguments) -> Result<Configs, Failure> {
    let mut variables = Variables::of_process();
    for (name, value) in DEFAULTS {
        variables.set_default(name, value);
    }
    if !arguments.marketplace_only && arguments.data.is_none() && !variables.has(DATA) {
        variables.set_default(DATA, state_directory(&variables)?);
    }
    let asks_its_own = !variables.has(HOST) && !arguments.marketplace_only;
    let environment = variables.0.into_iter().collect();

    let catalog = flag("--catalog", arguments.catalog.as_ref());
    let listen = arguments.listen.map(|address| address.to_string());
    let recommendations = if arguments.marketplace_only {
        None
    } else {
        let flags = [flag("--data", arguments.data.as_ref()), catalog.clone()].concat();
        let settings = &recommendations::SETTINGS;
        Some(configure(settings, flags, &environment, recommendations::Config::from_values)?)
    };
    let flags = [flag("--listen", listen.as_ref()), catalog].concat();
    let configure_marketplace = marketplace::Config::from_values;
    let marketplace = configure(&marketplace::SETTINGS, flags, &environment, configure_marketplace)?;
    Ok(Configs { recommendations, marketplace, asks_its_own })
}

fn configure<C>(
    settings: &Settings,
    flags: Vec<OsString>,
    environment: &Environment,
    from_values: fn(&mut Values) -> C,
) -> Result<C, Failure> {
    match settings.start(flags, environment, from_values) {
        Ok(Start::Run(config)) => Ok(config),
        Ok(Start::Print(text)) => Err(Failure::new(text)),
        Err(error) => Err(failure(&error)),
    }
}

/// The error carries its hint as its last line.
fn failure(error: &SettingsError) -> Failure {
    let text = error.to_string();
    match text.rsplit_once('\n') {
        Some((sentence, hint)) => Failure::new(sentence).with_hint(hint),
        None => Failure::new(text),
    }
}

fn flag<V: Clone + Into<OsString>>(name: &str, value: Option<&V>) -> Vec<OsString> {
    value.map_or_else(Vec::new, |value| vec![name.into(), value.clone().into()])
}

/// By the XDG base directory specification, which has relative paths ignored.
fn state_directory(variables: &Variables) -> Result<PathBuf, Failure> {
    let absolute = |name| variables.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")));
    state.map(|state| state.join("ninehops")).ok_or_else(|| {
        Failure::new("neither `XDG_STATE_HOME` nor `HOME` names a directory for the data")
            .with_hint("name one with --data")
    })
}

/// Names and values; an empty value counts as none.
struct Variables(Vec<(OsString, OsString)>);

impl Variables {
    fn of_process() -> Self {
        Self(std::env::vars_os().filter(|(_, value)| !value.is_empty()).collect())
    }

    fn get(&self, name: &str) -> Option<&OsString> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn set_default(&mut self, name: &str, value: impl Into<OsString>) {
        if !self.has(name) {
            self.0.push((name.into(), value.into()));
        }
    }
}
