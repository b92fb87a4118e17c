"""The bucket that run.sh tests with: `make`, `keys`, or `versions KEY` (of an object, the oldest first, one JSON text a line)."""

import json
import os
import sys

import boto3

BUCKET = os.environ["BUCKET"]
s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"], region_name=os.environ["REGION"])


def make():
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": os.environ["REGION"]})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})


def keys():
    for found in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        print(found["Key"])


def versions(key):
    found = s3.list_object_versions(Bucket=BUCKET, Prefix=key).get("Versions", [])
    # S3 lists the newest first.
    for version in reversed([one for one in found if one["Key"] == key]):
        kept = s3.get_object(Bucket=BUCKET, Key=key, VersionId=version["VersionId"])
        print(json.dumps({"encryption": kept["ServerSideEncryption"], "key": kept["SSEKMSKeyId"], "text": kept["Body"].read().decode()}))


{"make": make, "keys": keys, "versions": versions}[sys.argv[1]](*sys.argv[2:])
