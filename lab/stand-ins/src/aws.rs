//! The AWS CLI, version 2: the calls that this repository's scripts make.

mod arguments;
mod objects;
mod parameters;

use crate::{Account, Instance, Refusal};

use self::arguments::Arguments;

/// The CLI's exit codes: what the service refuses, and what the CLI does.
const SERVICE_ERROR: u8 = 254;
const USAGE_ERROR: u8 = 252;
const NO_REGION: u8 = 253;

pub(crate) fn run(asked: &[&str]) -> Result<String, Refusal> {
    let instance = Instance::here()?;
    let region = std::env::var("AWS_REGION").unwrap_or_default();
    if asked.first() == Some(&"--version") {
        return Ok("aws-cli/0 a stand-in of the lab\n".to_owned());
    }
    if region != instance.region {
        let words =
            "You must specify a region. You can also configure your region by running \"aws configure\".";
        return Err(Refusal::new(words).with_code(NO_REGION));
    }
    call(asked, &instance, &Account::in_machine())
}

fn call(asked: &[&str], instance: &Instance, account: &Account) -> Result<String, Refusal> {
    match asked {
        ["ssm", "get-parameter", rest @ ..] => parameters::get(&Arguments::read(rest)?, instance, account),
        ["ssm", "put-parameter", rest @ ..] => parameters::put(&Arguments::read(rest)?, instance, account),
        ["ssm", "delete-parameter", rest @ ..] => {
            parameters::delete(&Arguments::read(rest)?, instance, account)
        }
        ["s3", "cp", rest @ ..] => objects::copy(&Arguments::read(rest)?, instance, account),
        // The lab has no groups of machines, so none waits to be terminated.
        ["autoscaling", "describe-auto-scaling-instances", rest @ ..] => {
            match Arguments::read(rest)?.option("--output") {
                Some("text") => Ok(String::new()),
                _ => Ok("[]\n".to_owned()),
            }
        }
        _ => Err(usage(format!("the lab's AWS CLI does not know `aws {}`", asked.join(" ")))),
    }
}

fn usage(words: impl Into<String>) -> Refusal {
    Refusal::new(words).with_code(USAGE_ERROR)
}

/// In the CLI's own words, for scripts look for the name of the error.
fn service_error(name: &str, operation: &str, words: &str) -> Refusal {
    let words = format!("\nAn error occurred ({name}) when calling the {operation} operation: {words}");
    Refusal::new(words).with_code(SERVICE_ERROR)
}

#[cfg(test)]
mod tests;
