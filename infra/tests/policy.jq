# What must hold of a plan, whichever root it is of: one line for each resource in which it does not.
#
#   terraform show -json tfplan | jq -rf policy.jq --argjson tags '["Project", "Environment"]'
#
# A line is `RULE: ADDRESS: what is wrong`. `tags` are those that every resource must have. Values that are known only after apply
# are not judged, but for those that a plan always knows.

def resources: .resource_changes[] | select(.mode == "managed" and .change.after != null);
def of($types): select(.type as $type | $types | index($type));
def finding($rule; $words): "\($rule): \(.address): \($words)";

# Ranges of ports are whole where they are absent.
def admits($port): (.from_port // 0) <= $port and $port <= (.to_port // 65535);
def from_everywhere: .cidr_ipv4 == "0.0.0.0/0" or .cidr_ipv6 == "::/0";

def missing($has): $tags - [$has | to_entries[] | select(.value != null and .value != "") | .key];
def untagged($has): missing($has) | select(length > 0) | join(", ");

def tags:
  resources
  | select(.change.after | has("tags_all"))
  | (untagged(.change.after.tags_all // {}) as $missing | finding("tags"; "has no tag \($missing)")),
    # What EC2 makes by a template later has the template's own tags alone.
    (of(["aws_launch_template"])
      | (["instance", "volume", "network-interface"][] as $kind
        | [.change.after.tag_specifications[]? | select(.resource_type == $kind) | .tags // {}] as $given
        | untagged($given | add // {}) as $missing
        | finding("tags"; "\($kind)s that it makes have no tag \($missing)")));

def scaling_tags:
  resources
  | of(["aws_autoscaling_group"])
  | untagged([.change.after.tag[]? | {(.key): .value}] | add // {}) as $missing
  | finding("tags"; "has no tag \($missing)");

# By name: what a rule belongs to is not known when it is planned for the first time, but its key says it.
def ingress:
  resources
  | of(["aws_vpc_security_group_ingress_rule"])
  | .change.after as $rule
  | (select($rule | from_everywhere)
      | select(((.index // "" | tostring | test("^load-balancer/(http|https)$")) and ($rule | .ip_protocol == "tcp" and .from_port == .to_port and (.from_port == 80 or .from_port == 443))) | not)
      | finding("open-ingress"; "admits everybody to \($rule.ip_protocol) \($rule.from_port) to \($rule.to_port)")),
    (select($rule.ip_protocol == "-1") | finding("open-ingress"; "admits every protocol")),
    (select($rule.ip_protocol == "tcp" and ($rule | admits(22))) | finding("ssh"; "admits port 22"));

def other_ingress:
  resources
  | (of(["aws_security_group_rule"]) | finding("open-ingress"; "is a rule of the old kind, which is not looked at")),
    (of(["aws_security_group", "aws_default_security_group"])
      | select([.change.after.ingress[]?, .change.after.egress[]?] | length > 0)
      | finding("open-ingress"; "has rules of its own, which are not looked at"));

def keys_of_machines:
  resources
  | of(["aws_instance", "aws_launch_template", "aws_key_pair"])
  | select(.type == "aws_key_pair" or (.change.after.key_name // "") != "")
  | finding("ssh"; "has a key pair");

def metadata:
  resources
  | of(["aws_instance", "aws_launch_template"])
  # An instance may have them from its template.
  | select(.type == "aws_launch_template" or (.change.after.launch_template // [] | length) == 0)
  | (.change.after.metadata_options[0] // {}) as $options
  | (select($options.http_put_response_hop_limit != 1)
      | finding("hop-limit"; "lets answers of the metadata service travel \($options.http_put_response_hop_limit // "an unknown number of") hops, not 1")),
    (select($options.http_tokens != "required") | finding("metadata-tokens"; "answers questions about metadata without a token"));

def disks:
  resources
  | (of(["aws_ebs_volume"]) | select(.change.after.encrypted != true) | finding("encryption"; "is a disk that is not encrypted")),
    (of(["aws_launch_template"])
      | select([.change.after.block_device_mappings[]?.ebs[]?.encrypted | tostring == "true"] | length > 0 and all | not)
      | finding("encryption"; "makes disks that are not encrypted")),
    (of(["aws_instance"])
      | select((.change.after.launch_template // [] | length) == 0)
      | select([(.change.after.root_block_device // [])[], (.change.after.ebs_block_device // [])[] | .encrypted == true] | length > 0 and all | not)
      | finding("encryption"; "has disks that are not encrypted"));

def shut: [.block_public_acls, .block_public_policy, .ignore_public_acls, .restrict_public_buckets] | all(. == true);

# The bucket's name may not be known: there must be as many blocks as buckets, each of them whole.
def buckets:
  [resources | of(["aws_s3_bucket_public_access_block"])] as $blocks
  | ($blocks[] | select(.change.after | shut | not) | finding("public-bucket"; "leaves a bucket open to the public")),
    ([resources | of(["aws_s3_bucket"])]
      | select(length > ($blocks | length))
      | "public-bucket: \(map(.address) | join(", ")): of \(length) buckets \($blocks | length) are shut to the public");

tags, scaling_tags, ingress, other_ingress, keys_of_machines, metadata, disks, buckets
