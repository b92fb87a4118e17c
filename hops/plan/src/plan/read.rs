//! From bytes to a plan.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use crate::{Action, Address, Change, Configuration, Known, MOST_BYTES, OutputChange, Past, Plan, PlanError};

const SHOW: &str = "terraform show -json tfplan > plan.json";

pub(super) fn file(path: &Path) -> Result<Plan, PlanError> {
    let failed = |source| PlanError::Read { file: path.to_owned(), source };
    let mut bytes = Vec::new();
    let opened = File::open(path).map_err(failed)?;
    opened.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    self::bytes(&bytes, path)
}

pub(super) fn bytes(bytes: &[u8], file: &Path) -> Result<Plan, PlanError> {
    if bytes.len() as u64 > MOST_BYTES {
        let limit_mebibytes = MOST_BYTES / (1024 * 1024);
        return Err(PlanError::TooLong { file: file.to_owned(), limit_mebibytes });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    refuse_other_files(bytes, file)?;
    let head: Head = serde_json::from_slice(bytes).map_err(|error| malformed(&error, file))?;
    head.check(file)?;
    let document: Document = serde_json::from_slice(bytes).map_err(|error| malformed(&error, file))?;
    Ok(document.plan(file))
}

/// Files that people give by mistake, each with what to do.
fn refuse_other_files(bytes: &[u8], file: &Path) -> Result<(), PlanError> {
    let text = bytes.trim_ascii_start();
    let (found, hint) = match text {
        [] => ("is empty", SHOW),
        [b'P', b'K', 3, 4, ..] => ("is the plan file itself", SHOW),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            ("is UTF-16", "write it as UTF-8; in PowerShell: … | Out-File -Encoding utf8 plan.json")
        }
        [b'<', ..] => {
            ("is HTML or XML", "was it downloaded? The file wanted comes from: terraform show -json tfplan")
        }
        [b'{', ..] => return Ok(()),
        _ => ("does not begin with `{`", SHOW),
    };
    Err(PlanError::NotJson { file: file.to_owned(), found, hint })
}

fn malformed(error: &serde_json::Error, file: &Path) -> PlanError {
    let (file, line, column) = (file.to_owned(), error.line(), error.column());
    if error.is_eof() {
        return PlanError::Truncated { file, line, column };
    }
    // The position is said once, by us.
    let problem = error.to_string();
    let problem = problem.split(" at line ").next().unwrap_or_default().to_owned();
    PlanError::Malformed { file, line, column, problem }
}

/// What tells a plan from other JSON, before its shape matters.
#[derive(Deserialize)]
struct Head {
    format_version: Option<Value>,
    values: Option<IgnoredAny>,
    planned_values: Option<IgnoredAny>,
    resource_changes: Option<IgnoredAny>,
    #[serde(rename = "@level")]
    log_level: Option<IgnoredAny>,
    serial: Option<IgnoredAny>,
}

impl Head {
    fn check(&self, file: &Path) -> Result<(), PlanError> {
        let file = file.to_owned();
        let plan = self.planned_values.is_some() || self.resource_changes.is_some();
        let found = match &self.format_version {
            _ if self.log_level.is_some() => "is what `terraform plan -json` logs",
            None if self.serial.is_some() => "is a state file",
            None => "has no `format_version`",
            Some(version) => {
                let version = version.as_str().map_or_else(|| version.to_string(), str::to_owned);
                if version != "1" && !version.starts_with("1.") {
                    let version = version.chars().take(40).collect();
                    return Err(PlanError::Version { file, version });
                }
                if plan {
                    return Ok(());
                }
                if self.values.is_some() { "is a state" } else { "plans nothing" }
            }
        };
        Err(PlanError::NotAPlan { file, found })
    }
}

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    terraform_version: String,
    #[serde(default)]
    variables: Option<BTreeMap<String, Variable>>,
    #[serde(default)]
    resource_changes: Option<Vec<ResourceChange>>,
    #[serde(default)]
    planned_values: Option<PlannedValues>,
    #[serde(default)]
    resource_drift: Option<Vec<ResourceChange>>,
    #[serde(default)]
    output_changes: Option<BTreeMap<String, Changed>>,
    #[serde(default)]
    prior_state: Option<PriorState>,
    #[serde(default)]
    configuration: Option<Configuration>,
    #[serde(default)]
    deferred_changes: Option<Vec<IgnoredAny>>,
    #[serde(default)]
    complete: Option<bool>,
    #[serde(default)]
    applyable: Option<bool>,
    #[serde(default)]
    errored: Option<bool>,
}

#[derive(Deserialize)]
struct ResourceChange {
    #[serde(deserialize_with = "address")]
    address: Address,
    #[serde(default)]
    previous_address: Option<String>,
    #[serde(default)]
    deposed: Option<String>,
    #[serde(default)]
    action_reason: Option<String>,
    change: Changed,
}

#[derive(Deserialize)]
struct Changed {
    #[serde(default)]
    actions: Vec<Action>,
    #[serde(default)]
    before: Value,
    #[serde(default)]
    after: Value,
    #[serde(default)]
    after_unknown: Value,
    #[serde(default)]
    before_sensitive: Value,
    #[serde(default)]
    after_sensitive: Value,
    #[serde(default)]
    replace_paths: Option<Vec<Vec<Value>>>,
    #[serde(default)]
    importing: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct PlannedValues {
    #[serde(default)]
    outputs: Option<BTreeMap<String, Output>>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct Variable {
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct PriorState {
    #[serde(default)]
    values: Option<StateValues>,
}

#[derive(Deserialize)]
struct StateValues {
    #[serde(default)]
    root_module: StateModule,
}

#[derive(Default, Deserialize)]
struct StateModule {
    #[serde(default)]
    resources: Vec<StateResource>,
    #[serde(default)]
    child_modules: Vec<StateModule>,
}

#[derive(Deserialize)]
struct StateResource {
    #[serde(deserialize_with = "address")]
    address: Address,
    #[serde(default)]
    mode: String,
    #[serde(default)]
    values: Value,
}

fn address<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

impl Document {
    fn plan(self, file: &Path) -> Plan {
        let outputs = self.outputs();
        let deferred = self.deferred_changes.is_some_and(|changes| !changes.is_empty());
        let complete = self.complete.unwrap_or(true) && !self.errored.unwrap_or(false) && !deferred;
        let mut data = Vec::new();
        if let Some(values) = self.prior_state.and_then(|state| state.values) {
            values.root_module.collect(&mut data);
        }
        let variables = self.variables.unwrap_or_default().into_iter();
        let changes = self.resource_changes.unwrap_or_default().into_iter().map(Change::from);
        let drift = self.resource_drift.unwrap_or_default().into_iter().map(Change::from);
        let output_changes = self.output_changes.unwrap_or_default().into_iter();
        Plan {
            file: file.to_owned(),
            terraform_version: self.terraform_version,
            changes: changes.collect(),
            data,
            variables: variables.map(|(name, variable)| (name, variable.value)).collect(),
            outputs,
            output_changes: output_changes.map(|(name, change)| (name, change.into())).collect(),
            drift: drift.collect(),
            configuration: self.configuration.unwrap_or_default(),
            complete,
            applyable: self.applyable,
        }
    }

    fn outputs(&self) -> BTreeMap<String, Known<Value>> {
        let mut outputs = BTreeMap::new();
        let planned = self.planned_values.as_ref().and_then(|values| values.outputs.as_ref());
        for (name, output) in planned.into_iter().flatten() {
            outputs.insert(name.clone(), Known::Value(output.value.clone()));
        }
        for (name, output) in self.output_changes.iter().flatten() {
            if output.after_unknown == Value::Bool(true) {
                outputs.insert(name.clone(), Known::Unknown);
            } else if !output.after.is_null() {
                outputs.insert(name.clone(), Known::Value(output.after.clone()));
            }
        }
        outputs
    }
}

impl From<ResourceChange> for Change {
    fn from(resource: ResourceChange) -> Self {
        let change = resource.change;
        let past = Past {
            before: change.before,
            before_sensitive: change.before_sensitive,
            after_sensitive: change.after_sensitive,
            replace_paths: change.replace_paths.unwrap_or_default(),
            address: resource.previous_address.and_then(|address| address.parse().ok()),
            deposed: resource.deposed,
            reason: resource.action_reason,
        };
        Self {
            address: resource.address,
            actions: change.actions,
            after: change.after,
            after_unknown: change.after_unknown,
            importing: change.importing.is_some(),
            past,
        }
    }
}

impl From<Changed> for OutputChange {
    fn from(change: Changed) -> Self {
        Self {
            actions: change.actions,
            before: change.before,
            after: change.after,
            after_unknown: change.after_unknown,
            before_sensitive: change.before_sensitive,
            after_sensitive: change.after_sensitive,
        }
    }
}

impl StateModule {
    fn collect(self, data: &mut Vec<Change>) {
        let read = self.resources.into_iter().filter(|resource| resource.mode == "data");
        data.extend(read.map(|resource| Change {
            address: resource.address,
            actions: vec![Action::Read],
            after: resource.values,
            after_unknown: Value::Null,
            importing: false,
            past: Past::default(),
        }));
        for module in self.child_modules {
            module.collect(data);
        }
    }
}
