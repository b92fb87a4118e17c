//! What `import` takes for an object of Kubernetes.
//!
//! Source: the section "Import" of each page of
//! <https://github.com/hashicorp/terraform-provider-kubernetes/tree/main/docs/resources>.

/// Types that the provider creates and does not import.
const NEVER: &[&str] = &[
    "kubernetes_certificate_signing_request",
    "kubernetes_certificate_signing_request_v1",
    "kubernetes_endpoint_slice_v1",
];

/// The identifier of an object under a resource type; `None` where the provider cannot import that type.
pub fn import_id(
    resource: &str,
    api_version: &str,
    kind: &str,
    namespace: Option<&str>,
    name: &str,
) -> Option<String> {
    if NEVER.contains(&resource) {
        return None;
    }
    Some(match (resource, namespace) {
        ("kubernetes_manifest", Some(namespace)) => {
            format!("apiVersion={api_version},kind={kind},namespace={namespace},name={name}")
        }
        ("kubernetes_manifest", None) => format!("apiVersion={api_version},kind={kind},name={name}"),
        (_, Some(namespace)) => format!("{namespace}/{name}"),
        (_, None) => name.to_owned(),
    })
}
