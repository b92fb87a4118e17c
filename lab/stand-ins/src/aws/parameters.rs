//! Parameters of Systems Manager.

use std::fs;

use super::arguments::Arguments;
use super::{service_error, usage};
use crate::account::{Account, Parameter};
use crate::{Instance, Refusal};

/// Bytes of a value, in the tier that costs nothing.
const LONGEST: usize = 4096;
const STRING: &str = "String";
const SECURE_STRING: &str = "SecureString";

pub(super) fn get(asked: &Arguments<'_>, instance: &Instance, account: &Account) -> Result<String, Refusal> {
    const OPERATION: &str = "GetParameter";
    asked.only(&["--name", "--with-decryption", "--query", "--output"])?;
    if (asked.needed("--query")?, asked.needed("--output")?) != ("Parameter.Value", "text") {
        return Err(usage("the lab's AWS CLI knows only `--query Parameter.Value --output text`"));
    }
    let name = asked.needed("--name")?;
    allowed(&instance.reads, name, OPERATION, instance)?;
    let found = account.read(name).map_err(|error| usage(error.to_string()))?;
    let parameter = found.ok_or_else(|| service_error("ParameterNotFound", OPERATION, ""))?;
    if parameter.kind == SECURE_STRING && !asked.is_set("--with-decryption") {
        return Ok("what KMS made of it\n".to_owned());
    }
    Ok(format!("{}\n", parameter.value))
}

pub(super) fn put(asked: &Arguments<'_>, instance: &Instance, account: &Account) -> Result<String, Refusal> {
    const OPERATION: &str = "PutParameter";
    asked.only(&["--name", "--type", "--key-id", "--overwrite", "--value"])?;
    let (name, kind) = (asked.needed("--name")?, asked.needed("--type")?);
    match (kind, asked.option("--key-id")) {
        (STRING, None) => {}
        (SECURE_STRING, Some(key)) if key == instance.key => {}
        (SECURE_STRING, _) => {
            let words = format!("the only key of `{}` is `{}`", instance.name, instance.key);
            return Err(service_error("AccessDeniedException", OPERATION, &words));
        }
        _ => return Err(service_error("ValidationException", OPERATION, "the type or its key")),
    }
    let value = value(asked.needed("--value")?, kind)?;
    if value.is_empty() || value.len() > LONGEST {
        let words =
            format!("Standard tier parameters support a maximum parameter value of {LONGEST} characters.");
        return Err(service_error("ValidationException", OPERATION, &words));
    }
    allowed(&instance.writes, name, OPERATION, instance)?;
    let before = account.read(name).map_err(|error| usage(error.to_string()))?;
    if before.is_some() && !asked.is_set("--overwrite") {
        return Err(service_error("ParameterAlreadyExists", OPERATION, "The parameter already exists."));
    }
    let version = before.map_or(1, |before| before.version + 1);
    let parameter = Parameter { kind: kind.to_owned(), value, version };
    account.write(name, &parameter).map_err(|error| usage(error.to_string()))?;
    Ok(format!("{{\n    \"Version\": {version},\n    \"Tier\": \"Standard\"\n}}\n"))
}

pub(super) fn delete(
    asked: &Arguments<'_>,
    instance: &Instance,
    account: &Account,
) -> Result<String, Refusal> {
    const OPERATION: &str = "DeleteParameter";
    asked.only(&["--name"])?;
    let name = asked.needed("--name")?;
    allowed(&instance.writes, name, OPERATION, instance)?;
    if account.delete(name).map_err(|error| usage(error.to_string()))? {
        Ok(String::new())
    } else {
        Err(service_error("ParameterNotFound", OPERATION, ""))
    }
}

fn value(given: &str, kind: &str) -> Result<String, Refusal> {
    match given.strip_prefix("file://") {
        Some(path) => fs::read_to_string(path)
            .map_err(|error| usage(format!("Unable to load paramfile {given}: {error}"))),
        // AWS would take it, and everybody on the machine could have read it.
        None if kind == SECURE_STRING => {
            Err(usage("the lab takes no secret from a command line: file://PATH"))
        }
        None => Ok(given.to_owned()),
    }
}

fn allowed(paths: &[String], name: &str, operation: &str, instance: &Instance) -> Result<(), Refusal> {
    if paths.iter().any(|path| path == name) {
        return Ok(());
    }
    let words = format!("`{}` is not authorized to perform ssm:{operation} on `{name}`", instance.name);
    Err(service_error("AccessDeniedException", operation, &words))
}
