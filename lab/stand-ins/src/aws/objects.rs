//! Objects of S3.

use std::fs;
use std::path::{Path, PathBuf};

use super::arguments::Arguments;
use super::{service_error, usage};
use crate::account::{Account, make_directory};
use crate::{Instance, Refusal};

const UPLOAD: &str = "PutObject";
const DOWNLOAD: &str = "GetObject";

/// `s3 cp FROM TO`, one of which is `s3://BUCKET/KEY`.
pub(super) fn copy(asked: &Arguments<'_>, instance: &Instance, account: &Account) -> Result<String, Refusal> {
    asked.only(&["--only-show-errors", "--sse", "--sse-kms-key-id"])?;
    let [from, to] = asked.operands.as_slice() else { return Err(usage("`s3 cp` wants two places")) };
    match (from.strip_prefix("s3://"), to.strip_prefix("s3://")) {
        (None, Some(object)) => {
            let encryption = (asked.option("--sse"), asked.option("--sse-kms-key-id"));
            if encryption != (Some("aws:kms"), Some(instance.key.as_str())) {
                let words = format!("objects are encrypted with `{}`, and with no other key", instance.key);
                return Err(service_error("AccessDenied", UPLOAD, &words));
            }
            let target = place(object, UPLOAD, instance, account)?;
            let upload = || {
                target.parent().map_or(Ok(()), make_directory)?;
                fs::copy(from, &target)
            };
            upload().map_err(|error| usage(format!("upload failed: {from} to s3://{object}: {error}")))?;
        }
        (Some(object), None) => {
            let source = place(object, DOWNLOAD, instance, account)?;
            if !source.is_file() {
                return Err(service_error("404", "HeadObject", "Not Found"));
            }
            fs::copy(&source, Path::new(to))
                .map_err(|error| usage(format!("download failed: s3://{object} to {to}: {error}")))?;
        }
        _ => return Err(usage("the lab's AWS CLI copies a file to an object, or an object to a file")),
    }
    Ok(String::new())
}

/// Where an object is kept.
fn place(object: &str, operation: &str, instance: &Instance, account: &Account) -> Result<PathBuf, Refusal> {
    if !instance.keeps_backups {
        let words = format!("`{}` has no right to the bucket", instance.name);
        return Err(service_error("AccessDenied", operation, &words));
    }
    let (bucket, key) = object.split_once('/').unwrap_or((object, ""));
    if key.is_empty() || key.split('/').chain([bucket]).any(|part| matches!(part, "" | "." | "..")) {
        return Err(usage(format!("`s3://{object}` names no object")));
    }
    let directory = account.bucket(bucket);
    if directory.is_dir() {
        Ok(directory.join(key))
    } else {
        Err(service_error("NoSuchBucket", operation, "The specified bucket does not exist"))
    }
}
