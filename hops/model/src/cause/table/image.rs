//! Pods that do not run.

use super::consequences::{FEWER_PODS, PAGE};
use crate::Outcome::{
    Crashing, ImageDenied, ImageMissing, NoPlatform, NotReady, NotStarted, OutOfMemory, RateLimited,
    RegistryUnreachable, Unschedulable, WrongPlatform,
};
use crate::{Cause, CauseId, Expectations, Expected, Family, FixKind, FixTemplate, Hop};

const CONSEQUENCES: &[Expectations] = &[FEWER_PODS, PAGE];

pub(super) const PLATFORM_MISSING: Cause = Cause {
    id: CauseId::ImagePlatformMissing,
    code: "R01",
    title: "the image has no manifest for the node's processor",
    hop: Hop::FrontPod,
    prior: 90,
    evidence: "containerd found the image's index and in it no manifest for the processor of the node",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# {image} lacks {architecture}\n\
               docker buildx build --platform {architecture|platforms} --tag {image|tag} --push .\n\
               # Or keep the pods off such nodes, in the pod template of {workload}:\n\
               #   nodeSelector: { kubernetes.io/arch: {platforms|architecture} }",
        summary: "build {image} for the processors of all nodes and push it as one index",
        each: Some(Family::PodState),
    },
    sources: &[
        "codefactoryhu/manifest#11",
        "FoundationDB/fdb-kubernetes-operator#2294",
        "https://docs.docker.com/build/building/multi-platform/",
    ],
    expects: &[
        (Family::PodState, Expected::shows(&[NoPlatform]).and_suffers(&[NotReady])),
        (Family::ImagePlatforms, Expected::may_show(&[NoPlatform])),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const WRONG_ARCHITECTURE: Cause = Cause {
    id: CauseId::ImageWrongArchitecture,
    code: "R02",
    title: "the image is for one processor, and not for the node's",
    hop: Hop::FrontPod,
    prior: 30,
    evidence: "an image without an index is pulled whatever it is for; its program cannot be executed on the node",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# {image} is not for {architecture}. Nodes that have pulled it keep it, so the next one needs another name\n\
               docker buildx build --platform {architecture|platforms} --tag {image|renamed} --push .\n\
               kubectl --namespace {namespace} set image {workload|object} {container}={image|renamed}\n\
               # Or keep the pods off such nodes, in the pod template of {workload}:\n\
               #   nodeSelector: { kubernetes.io/arch: {platforms|architecture} }",
        summary: "build {image} for the processors of all nodes, push it as one index and use that",
        each: Some(Family::PodState),
    },
    sources: &[
        "https://github.com/opencontainers/image-spec/blob/main/config.md",
        "google/go-containerregistry pkg/v1/remote/index.go",
    ],
    expects: &[
        (Family::PodState, Expected::shows(&[WrongPlatform]).and_suffers(&[Crashing, NotReady])),
        (Family::ImagePlatforms, Expected::may_show(&[WrongPlatform])),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const UNAVAILABLE: Cause = Cause {
    id: CauseId::ImageUnavailable,
    code: "R03",
    title: "there is no such image, or not for this identity",
    hop: Hop::FrontPod,
    prior: 60,
    evidence: "the registry answers, and says that it has no such image or does not give it to whoever asks",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# A name that exists:\n\
               kubectl --namespace {namespace} set image {workload|object} {container}=REPOSITORY:TAG\n\
               # Or, if {image} is private, an identity that may pull it:\n\
               kubectl --namespace {namespace} create secret docker-registry pull --docker-server=REGISTRY --docker-username=NAME\n\
               kubectl --namespace {namespace} patch serviceaccount default --patch '{\"imagePullSecrets\":[{\"name\":\"pull\"}]}'",
        summary: "name an image that exists, or give the pods an identity that may pull {image}",
        each: Some(Family::PodState),
    },
    sources: &["https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/"],
    expects: &[
        (Family::PodState, Expected::shows(&[ImageMissing, ImageDenied]).and_suffers(&[NotReady])),
        (Family::ImagePlatforms, Expected::may_show(&[ImageMissing, ImageDenied])),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const RATE_LIMIT: Cause = Cause {
    id: CauseId::ImageRateLimit,
    code: "R04",
    title: "the registry counts too many pulls",
    hop: Hop::FrontPod,
    prior: 25,
    evidence: "the registry answers 429; it counts by address, so all nodes behind one NAT share the limit",
    fix: FixTemplate {
        kind: FixKind::Hcl,
        text: "resource \"aws_ecr_pull_through_cache_rule\" \"docker_hub\" { # instead of {image}: ACCOUNT.dkr.ecr.REGION.amazonaws.com/docker-hub/…\n  \
               ecr_repository_prefix = \"docker-hub\"\n  \
               upstream_registry_url = \"registry-1.docker.io\"\n  \
               credential_arn        = aws_secretsmanager_secret.docker_hub.arn\n}",
        summary: "pull {image} with an identity of your own, or through a cache of your own",
        each: None,
    },
    sources: &[
        "https://docs.docker.com/docker-hub/usage/",
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
    ],
    expects: &[
        (Family::PodState, Expected::shows(&[RateLimited]).and_suffers(&[NotReady])),
        (Family::ImagePlatforms, Expected::may_show(&[RateLimited])),
    ],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const CRASHES: Cause = Cause {
    id: CauseId::ProcessCrashes,
    code: "R53",
    title: "a process ends again and again",
    hop: Hop::FrontPod,
    prior: 55,
    evidence: "its image is pulled and is for the node's processor, it has the memory that it asks for, and it ends by itself",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} logs {workload|object} --container {container} --previous\n\
               # If a change made it so, take the change back:\n\
               kubectl --namespace {namespace} rollout undo {workload|object}",
        summary: "read why it ended; if a change made it so, take the change back",
        each: Some(Family::PodState),
    },
    sources: &["https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/"],
    expects: &[(Family::PodState, Expected::shows(&[Crashing]).and_suffers(&[NotReady]))],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const OUT_OF_MEMORY: Cause = Cause {
    id: CauseId::OutOfMemory,
    code: "R54",
    title: "a process is killed for want of memory",
    hop: Hop::FrontPod,
    prior: 35,
    evidence: "the kernel killed it at its limit of memory",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} set resources {workload|object} --containers={container} --limits=memory=MORE",
        summary: "raise the limit of memory of {workload}, or find what it keeps",
        each: Some(Family::PodState),
    },
    sources: &["https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/"],
    expects: &[(Family::PodState, Expected::shows(&[OutOfMemory]).and_suffers(&[Crashing, NotReady]))],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const UNSCHEDULABLE: Cause = Cause {
    id: CauseId::Unschedulable,
    code: "R55",
    title: "no node takes the pod",
    hop: Hop::FrontPod,
    prior: 35,
    evidence: "the scheduler found no node with room, or none that the pod's selectors and tolerations allow",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} get events --field-selector reason=FailedScheduling\n\
               # Then ask for less, take back a selector, or add a node.\n\
               kubectl --namespace {namespace} set resources {workload|object} --requests=cpu=LESS,memory=LESS",
        summary: "let the pods of {workload} ask for less, or give the cluster one more node",
        each: None,
    },
    sources: &["https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/"],
    expects: &[(Family::PodState, Expected::shows(&[Unschedulable]).and_suffers(&[NotReady]))],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const REGISTRY_UNREACHABLE: Cause = Cause {
    id: CauseId::RegistryUnreachable,
    code: "R56",
    title: "nodes cannot reach the registry",
    hop: Hop::FrontPod,
    prior: 30,
    evidence: "containerd gets no answer from the registry, so whether it has the image is not known",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "# On {node}: does its name resolve, and does it answer?\n\
               crictl pull {image}\n\
               # Nodes in a private subnet need a NAT gateway, or endpoints of the VPC for ecr.api, ecr.dkr and s3.",
        summary: "give {node} a way to the registry of {image}",
        each: Some(Family::PodState),
    },
    sources: &["https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"],
    expects: &[(Family::PodState, Expected::shows(&[RegistryUnreachable]).and_suffers(&[NotReady]))],
    consequences: CONSEQUENCES,
    beside: false,
};

pub(super) const NOT_STARTED: Cause = Cause {
    id: CauseId::ContainerNotStarted,
    code: "R57",
    title: "a container cannot be made or started",
    hop: Hop::FrontPod,
    prior: 35,
    evidence: "its image is there, and kubelet lacks something else: a Secret, a ConfigMap, a volume, the pod's network or room in a quota",
    fix: FixTemplate {
        kind: FixKind::Command,
        text: "kubectl --namespace {namespace} describe {workload|object}\n\
               kubectl --namespace {namespace} get events --field-selector type=Warning\n\
               # If a change made it so, take the change back:\n\
               kubectl --namespace {namespace} rollout undo {workload|object}",
        summary: "give {workload} what it lacks ({reason}), or take back the change that asks for it",
        each: Some(Family::PodState),
    },
    sources: &["https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/"],
    expects: &[(Family::PodState, Expected::shows(&[NotStarted]).and_suffers(&[NotReady]))],
    consequences: CONSEQUENCES,
    beside: false,
};
