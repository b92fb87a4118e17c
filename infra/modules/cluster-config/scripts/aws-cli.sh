# shellcheck shell=bash
# The AWS CLI. To be sourced.

# By its checksum where one is given; else as the snap that AWS signs and renews, of which no exact version can be had.
install_aws_cli() {
    # Not under /run, from which nothing may be executed.
    local directory=/var/lib/ninehops/aws-cli
    if command -v aws >/dev/null; then return 0; fi
    if [[ ! $AWS_CLI_ARCHIVE ]]; then
        # On a new machine snapd has its own to install first, and refuses until then.
        snap wait system seed.loaded
        snap install aws-cli --classic
        return
    fi
    install -d -m 0700 "$directory"
    curl -sSfL --retry 5 --max-time 300 -o "$directory/aws-cli.zip" "$AWS_CLI_ARCHIVE"
    echo "$AWS_CLI_SHA256  $directory/aws-cli.zip" | sha256sum --check --quiet
    # Others run it, too, whatever of its own the caller keeps from them.
    (
        umask 022
        unzip -q -o "$directory/aws-cli.zip" -d "$directory"
        "$directory/aws/install" --update
    )
    rm -rf "$directory"
}
