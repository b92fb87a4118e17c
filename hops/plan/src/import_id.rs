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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_the_form_of_identifier_that_its_page_says() {
        for (resource, namespace, expected) in [
            ("kubernetes_namespace_v1", None, "x"),
            ("kubernetes_cluster_role_binding", None, "x"),
            ("kubernetes_storage_class_v1", None, "x"),
            ("kubernetes_service", Some("shop"), "shop/x"),
            ("kubernetes_deployment_v1", Some("shop"), "shop/x"),
            ("kubernetes_manifest", Some("shop"), "apiVersion=v1,kind=K,namespace=shop,name=x"),
            ("kubernetes_manifest", None, "apiVersion=v1,kind=K,name=x"),
        ] {
            assert_eq!(
                import_id(resource, "v1", "K", namespace, "x").as_deref(),
                Some(expected),
                "{resource}"
            );
        }
        assert_eq!(import_id("kubernetes_endpoint_slice_v1", "v1", "K", Some("shop"), "x"), None);
    }
}
