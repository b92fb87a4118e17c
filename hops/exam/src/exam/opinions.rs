//! What `adopt` and `preflight` say of the plan that `trace` was given: the same.

use std::path::Path;

use serde_json::Value;

use super::sitting::write_plan;
use crate::cure::imports;
use crate::error::ExamError;
use crate::program::Program;

/// The exit code of a command that found something.
const FINDINGS: i32 = 1;

/// What is wrong with what they say of a plan whose objects are there; `None` if nothing is.
pub(super) async fn of_existing(
    program: &Program,
    kubeconfig: &Path,
    plan: &Value,
    fix: &str,
) -> Result<Option<String>, ExamError> {
    let file = write_plan(plan)?;
    let path = file.path().display().to_string();
    let adopt = program.run(&["adopt", &path], kubeconfig).await?;
    if adopt.exit != FINDINGS {
        return Ok(Some(format!("`adopt` ended with exit code {}", adopt.exit)));
    }
    let (mut adopted, mut traced) = (imports(&adopt.stdout)?, imports(fix)?);
    adopted.sort();
    traced.sort();
    if adopted != traced {
        return Ok(Some(format!("`adopt` prints other blocks: {adopted:?}")));
    }
    let preflight = program.run(&["preflight", "--offline", &path], kubeconfig).await?;
    let is_silent = preflight.exit != FINDINGS;
    Ok(is_silent.then(|| format!("`preflight` ended with exit code {}", preflight.exit)))
}

/// As [`of_existing`], once the blocks are in the configuration: nothing stands against the plan.
pub(super) async fn of_imported(
    program: &Program,
    kubeconfig: &Path,
    plan: &Value,
) -> Result<Option<String>, ExamError> {
    let file = write_plan(plan)?;
    let path = file.path().display().to_string();
    let preflight = program.run(&["preflight", "--offline", &path], kubeconfig).await?;
    let finds = preflight.exit == FINDINGS;
    Ok(finds.then(|| format!("after the fix `preflight` finds: {}", preflight.stdout.trim())))
}
