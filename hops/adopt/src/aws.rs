//! What `import` takes for a resource of AWS, as far as the plan tells.
//!
//! Source: the section "Import" of each page of
//! <https://github.com/hashicorp/terraform-provider-aws/tree/main/website/docs/r>.

use hops_plan::{Change, Mode, Plan};

use crate::Unchecked;

/// How a type is identified.
enum Id {
    /// By these attributes, joined so.
    Of(&'static [&'static str], &'static str),
    /// By what AWS gave it.
    Given,
}

struct Row {
    kind: &'static str,
    id: Id,
    /// Finds it: `{}` stands for the value of `by`.
    command: &'static str,
    by: &'static str,
}

const fn named(kind: &'static str, by: &'static str, command: &'static str) -> Row {
    Row { kind, id: Id::Of(NAMES, ""), command, by }
}

const fn given(kind: &'static str, by: &'static str, command: &'static str) -> Row {
    Row { kind, id: Id::Given, command, by }
}

const fn joined(
    kind: &'static str,
    attributes: &'static [&'static str],
    with: &'static str,
    by: &'static str,
    command: &'static str,
) -> Row {
    Row { kind, id: Id::Of(attributes, with), command, by }
}

/// Stands for "the attribute that finds it".
const NAMES: &[&str] = &[];

const ROWS: &[Row] = &[
    named(
        "aws_autoscaling_group",
        "name",
        "aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names {}",
    ),
    named("aws_cloudwatch_log_group", "name", "aws logs describe-log-groups --log-group-name-prefix {}"),
    named("aws_cloudwatch_metric_alarm", "alarm_name", "aws cloudwatch describe-alarms --alarm-names {}"),
    named("aws_dynamodb_table", "name", "aws dynamodb describe-table --table-name {}"),
    named("aws_ecr_lifecycle_policy", "repository", "aws ecr get-lifecycle-policy --repository-name {}"),
    named("aws_ecr_repository", "name", "aws ecr describe-repositories --repository-names {}"),
    named("aws_iam_instance_profile", "name", "aws iam get-instance-profile --instance-profile-name {}"),
    named("aws_iam_role", "name", "aws iam get-role --role-name {}"),
    joined(
        "aws_iam_role_policy",
        &["role", "name"],
        ":",
        "role",
        "aws iam list-role-policies --role-name {}",
    ),
    joined(
        "aws_iam_role_policy_attachment",
        &["role", "policy_arn"],
        "/",
        "role",
        "aws iam list-attached-role-policies --role-name {}",
    ),
    named("aws_key_pair", "key_name", "aws ec2 describe-key-pairs --key-names {}"),
    named("aws_kms_alias", "name", "aws kms describe-key --key-id {}"),
    named("aws_s3_bucket", "bucket", "aws s3api head-bucket --bucket {}"),
    named("aws_s3_bucket_policy", "bucket", "aws s3api get-bucket-policy --bucket {}"),
    named("aws_s3_bucket_public_access_block", "bucket", "aws s3api get-public-access-block --bucket {}"),
    named(
        "aws_s3_bucket_server_side_encryption_configuration",
        "bucket",
        "aws s3api get-bucket-encryption --bucket {}",
    ),
    named("aws_s3_bucket_versioning", "bucket", "aws s3api get-bucket-versioning --bucket {}"),
    named("aws_ssm_parameter", "name", "aws ssm describe-parameters --parameter-filters Key=Name,Values={}"),
    given("aws_iam_openid_connect_provider", "url", "aws iam list-open-id-connect-providers"),
    given(
        "aws_iam_policy",
        "name",
        "aws iam list-policies --scope Local --output text --query \"Policies[?PolicyName=='{}'].Arn\"",
    ),
    given(
        "aws_instance",
        "tags.Name",
        "aws ec2 describe-instances --output text --filters Name=tag:Name,Values={} --query 'Reservations[].Instances[].InstanceId'",
    ),
    given(
        "aws_internet_gateway",
        "tags.Name",
        "aws ec2 describe-internet-gateways --output text --filters Name=tag:Name,Values={} --query 'InternetGateways[].InternetGatewayId'",
    ),
    given(
        "aws_kms_key",
        "description",
        "aws kms list-aliases --output text --query 'Aliases[].[AliasName,TargetKeyId]'",
    ),
    given(
        "aws_launch_template",
        "name",
        "aws ec2 describe-launch-templates --output text --launch-template-names {} --query 'LaunchTemplates[].LaunchTemplateId'",
    ),
    given(
        "aws_lb",
        "name",
        "aws elbv2 describe-load-balancers --output text --names {} --query 'LoadBalancers[].LoadBalancerArn'",
    ),
    given(
        "aws_lb_target_group",
        "name",
        "aws elbv2 describe-target-groups --output text --names {} --query 'TargetGroups[].TargetGroupArn'",
    ),
    given(
        "aws_route_table",
        "tags.Name",
        "aws ec2 describe-route-tables --output text --filters Name=tag:Name,Values={} --query 'RouteTables[].RouteTableId'",
    ),
    given(
        "aws_security_group",
        "name",
        "aws ec2 describe-security-groups --output text --filters Name=group-name,Values={} --query 'SecurityGroups[].GroupId'",
    ),
    given(
        "aws_subnet",
        "cidr_block",
        "aws ec2 describe-subnets --output text --filters Name=cidr-block,Values={} --query 'Subnets[].[SubnetId,VpcId]'",
    ),
    given(
        "aws_vpc",
        "cidr_block",
        "aws ec2 describe-vpcs --output text --filters Name=cidr,Values={} --query 'Vpcs[].VpcId'",
    ),
    given(
        "aws_vpc_security_group_egress_rule",
        "security_group_id",
        "aws ec2 describe-security-group-rules --filters Name=group-id,Values={} --query 'SecurityGroupRules[].SecurityGroupRuleId'",
    ),
    given(
        "aws_vpc_security_group_ingress_rule",
        "security_group_id",
        "aws ec2 describe-security-group-rules --filters Name=group-id,Values={} --query 'SecurityGroupRules[].SecurityGroupRuleId'",
    ),
];

/// Every resource of AWS to be created that could be there under a name that the plan tells.
pub(crate) fn unchecked(plan: &Plan) -> Vec<Unchecked> {
    let created =
        plan.changes.iter().filter(|change| change.creates() && change.address.mode == Mode::Managed);
    created.filter_map(resource).collect()
}

fn resource(change: &Change) -> Option<Unchecked> {
    let row = ROWS.iter().find(|row| row.kind == change.kind())?;
    let text = |attribute: &str| change.text(attribute).value().filter(|text| !text.is_empty());
    let by = text(row.by);
    let id = match row.id {
        Id::Given => None,
        Id::Of([], _) => by.clone(),
        Id::Of(attributes, with) => {
            let parts: Option<Vec<String>> = attributes.iter().map(|attribute| text(attribute)).collect();
            parts.map(|parts| parts.join(with))
        }
    };
    let command = match by {
        Some(value) => Some(row.command.replace("{}", &quoted(&value))),
        None => (!row.command.contains("{}")).then(|| row.command.to_owned()),
    };
    Some(Unchecked { address: change.address.to_string(), id, command })
}

/// For a shell, where it needs to be.
fn quoted(value: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@=+".contains(&byte);
    if value.bytes().all(is_plain) { value.to_owned() } else { format!("'{}'", value.replace('\'', "'\\''")) }
}
