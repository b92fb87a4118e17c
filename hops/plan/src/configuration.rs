//! The configuration behind a plan: who refers to whom, where values are not known yet.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The root module.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Configuration {
    /// The root module.
    #[serde(default)]
    pub root_module: ModuleConfiguration,
}

/// One module.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ModuleConfiguration {
    /// Its resources and data sources, by their addresses within it.
    #[serde(default, deserialize_with = "by_address")]
    pub resources: HashMap<String, ResourceConfiguration>,
    /// The modules that it calls.
    #[serde(default)]
    pub module_calls: BTreeMap<String, ModuleCall>,
    /// Its variables: `{"sensitive": true}`, where nobody is to see the value.
    #[serde(default)]
    pub variables: BTreeMap<String, Value>,
    /// Its outputs: `{"expression": {"references": […]}}`.
    #[serde(default)]
    pub outputs: BTreeMap<String, Value>,
}

/// A `resource` or `data` block.
#[derive(Clone, Debug, Deserialize)]
pub struct ResourceConfiguration {
    /// `TYPE.NAME` or `data.TYPE.NAME`.
    #[serde(default)]
    pub address: String,
    /// Arguments and blocks.
    #[serde(default)]
    pub expressions: Value,
    /// What `for_each` is.
    #[serde(default)]
    pub for_each_expression: Option<Value>,
    /// What `count` is.
    #[serde(default)]
    pub count_expression: Option<Value>,
}

/// A `module` block.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ModuleCall {
    /// Its arguments.
    #[serde(default)]
    pub expressions: Value,
    /// The module that is called.
    #[serde(default)]
    pub module: ModuleConfiguration,
    /// What `for_each` is.
    #[serde(default)]
    pub for_each_expression: Option<Value>,
    /// What `count` is.
    #[serde(default)]
    pub count_expression: Option<Value>,
}

impl Configuration {
    /// The module that a chain of calls leads to.
    pub fn module(&self, names: &[&str]) -> Option<&ModuleConfiguration> {
        names.iter().try_fold(&self.root_module, |module, name| {
            module.module_calls.get(*name).map(|call| &call.module)
        })
    }
}

impl ModuleConfiguration {
    /// The block of a resource, by `TYPE.NAME`.
    pub fn resource(&self, reference: &str) -> Option<&ResourceConfiguration> {
        self.resources.get(reference)
    }
}

/// In the file they are a list.
fn by_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<HashMap<String, ResourceConfiguration>, D::Error> {
    let resources = Vec::<ResourceConfiguration>::deserialize(deserializer)?;
    Ok(resources.into_iter().map(|resource| (resource.address.clone(), resource)).collect())
}
