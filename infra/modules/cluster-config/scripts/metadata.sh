# shellcheck shell=bash
# What only this machine knows, from EC2's metadata service (IMDSv2, which answers a session token alone). To be sourced.

metadata() {
    local session
    session=$(curl -sSf --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' \
        http://169.254.169.254/latest/api/token)
    # By a pipe: arguments are everybody's to read.
    printf 'X-aws-ec2-metadata-token: %s\n' "$session" |
        curl -sSf --max-time 5 -H @- "http://169.254.169.254/latest/meta-data/$1"
}

# `aws` asks in the region that this machine is in.
use_region() {
    AWS_REGION=$(metadata placement/region)
    export AWS_REGION
}
