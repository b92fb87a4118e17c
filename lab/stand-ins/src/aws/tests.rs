use std::fs;

use super::*;
use crate::instance::tests::instance;

struct Aws {
    directory: tempfile::TempDir,
    account: Account,
    instance: Instance,
}

impl Aws {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let account = Account::at(directory.path().join("account"));
        account.make(&["/lab/1/join".to_owned()], "backups").unwrap();
        Self { directory, account, instance: instance() }
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.directory.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn says(&self, line: &str) -> String {
        let words: Vec<&str> = line.split(' ').collect();
        call(&words, &self.instance, &self.account).unwrap_or_else(|refusal| refusal.words)
    }
}

#[test]
fn a_parameter_is_what_was_put_there_last() {
    let aws = Aws::new();
    let get = "ssm get-parameter --name /lab/1/join --with-decryption --query Parameter.Value --output text";
    assert!(aws.says(get).contains("(ParameterNotFound)"));
    for (value, version) in [("one", 1), ("two", 2)] {
        let file = aws.file("value", value);
        let said = aws.says(&format!(
            "ssm put-parameter --name /lab/1/join --type SecureString --key-id alias/lab --overwrite --value file://{file}"
        ));
        assert!(said.contains(&format!("\"Version\": {version}")), "{said}");
        assert_eq!(aws.says(get), format!("{value}\n"));
    }
    let encrypted = aws.says("ssm get-parameter --name /lab/1/join --query Parameter.Value --output text");
    assert_eq!(encrypted, "what KMS made of it\n");
    assert_eq!(aws.says("ssm delete-parameter --name /lab/1/join"), "");
    assert!(aws.says("ssm delete-parameter --name /lab/1/join").contains("(ParameterNotFound)"));
}

#[test]
fn what_aws_would_refuse_is_refused() {
    let aws = Aws::new();
    let put = |rest: &str| aws.says(&format!("ssm put-parameter --overwrite {rest}"));
    assert!(
        put("--name /lab/1/join --type SecureString --key-id alias/lab --value secret")
            .contains("no secret from a command line")
    );
    let file = aws.file("value", "secret");
    assert!(
        put(&format!("--name /lab/1/join --type SecureString --value file://{file}"))
            .contains("(AccessDeniedException)")
    );
    assert!(
        put(&format!("--name /lab/1/join --type SecureString --key-id alias/aws/ssm --value file://{file}"))
            .contains("(AccessDeniedException)")
    );
    assert!(put("--name /lab/1/restore --type String --value none").contains("(AccessDeniedException)"));
    let long = aws.file("long", &"x".repeat(4097));
    assert!(
        put(&format!("--name /lab/1/status --type String --value file://{long}"))
            .contains("(ValidationException)")
    );
    assert!(put("--name /lab/1/status --type String --value fine").contains("Version"));
    let again = aws.says("ssm put-parameter --name /lab/1/status --type String --value again");
    assert!(again.contains("(ParameterAlreadyExists)"), "{again}");
    let get = "ssm get-parameter --name /lab/1/status --query Parameter.Value --output text";
    assert!(aws.says(get).contains("not authorized to perform ssm:GetParameter"));
}

#[test]
fn an_object_comes_back_as_it_went() {
    let mut aws = Aws::new();
    let (from, to) = (aws.file("backup", "data"), aws.directory.path().join("restored"));
    let sse = "--sse aws:kms --sse-kms-key-id alias/lab";
    assert_eq!(aws.says(&format!("s3 cp --only-show-errors {sse} {from} s3://backups/etcd/1/a.tar.gz")), "");
    assert_eq!(
        aws.says(&format!("s3 cp --only-show-errors s3://backups/etcd/1/a.tar.gz {}", to.display())),
        ""
    );
    assert_eq!(fs::read_to_string(to).unwrap(), "data");
    assert!(aws.says(&format!("s3 cp {from} s3://backups/etcd/1/b")).contains("(AccessDenied)"));
    assert!(aws.says(&format!("s3 cp {sse} {from} s3://nobodys/etcd/1/b")).contains("(NoSuchBucket)"));
    assert!(aws.says(&format!("s3 cp {sse} {from} s3://backups/../1/b")).contains("names no object"));
    assert!(aws.says("s3 cp s3://backups/etcd/no /tmp/x").contains("(404)"));
    aws.instance.keeps_backups = false;
    assert!(aws.says("s3 cp s3://backups/etcd/1/a.tar.gz /tmp/x").contains("(AccessDenied)"));
}

#[test]
fn a_call_that_no_script_makes_is_refused_by_name() {
    let aws = Aws::new();
    assert_eq!(aws.says("autoscaling describe-auto-scaling-instances --output json --query x"), "[]\n");
    assert_eq!(
        aws.says("ec2 describe-instances"),
        "the lab's AWS CLI does not know `aws ec2 describe-instances`"
    );
    assert_eq!(
        aws.says("ssm delete-parameter --name /x --recursive yes"),
        "the lab's AWS CLI does not know `--recursive` here"
    );
    assert_eq!(aws.says("ssm get-parameter --name"), "`--name` wants a value");
    assert_eq!(aws.says("ssm delete-parameter"), "the following arguments are required: --name");
}
