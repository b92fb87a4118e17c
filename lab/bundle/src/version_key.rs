//! What a bundle is built from, as one short name.

use lab_oci::Platform;
use sha2::{Digest as _, Sha256};

use crate::checksum::hexadecimal;
use crate::parts::{Module, Part, Place, Product, Source, TOOLCHAIN};
use crate::set::Set;

/// To be raised when the same inputs are to give other files.
const FORMAT: u32 = 1;

/// The set and its version, and 12 hexadecimal digits that change with anything that goes into the build.
pub(crate) fn version_key(set: Set) -> String {
    let digest = hexadecimal(&Sha256::digest(inputs(set.parts())));
    format!("{}{}-{}", set.prefix(), set.version(), &digest[..12])
}

fn inputs(parts: &[Part]) -> String {
    let platform = Platform::of_this_program();
    let parts: String = parts.iter().map(inputs_of_part).collect();
    format!("format {FORMAT}\n{platform}\n{TOOLCHAIN}\n{parts}")
}

fn inputs_of_part(part: &Part) -> String {
    let source = match &part.source {
        Source::Go(module) => inputs_of_module(module),
        Source::Files(files) => format!("files {}\n{}", files.module(), inputs_of_module(&files.required_by)),
        Source::C(source) => (*source).to_owned(),
    };
    let products: String = part.products.iter().map(inputs_of_product).collect();
    format!("part {}\n{source}{products}", part.name)
}

fn inputs_of_module(module: &Module) -> String {
    let Module { go_mod, go_sum, tags, cgo, .. } = module;
    format!("tags {tags} {cgo:?} {}\n{go_mod}{go_sum}", module.linker_flags())
}

fn inputs_of_product(product: &Product) -> String {
    let image = match &product.place {
        Place::Image(recipe) => format!("{} {} {}\n", recipe.reference(), recipe.path, recipe.user),
        Place::Node | Place::Definition => String::new(),
    };
    format!("program {} {} {}\n{image}", product.name, product.origin, product.output())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::versions::VERSIONS;

    #[test]
    fn a_key_is_the_same_twice_and_says_the_set_and_its_version() {
        for set in Set::ALL {
            assert_eq!(version_key(set), version_key(set));
        }
        let begins = |set| version_key(set).rsplit_once('-').map(|(a, b)| (a.to_owned(), b.len())).unwrap();
        assert_eq!(begins(Set::Cluster), (VERSIONS.kubernetes.to_owned(), 12));
        assert_eq!(begins(Set::MetricsServer), (format!("metrics-server-{}", VERSIONS.metrics_server), 12));
        assert_eq!(begins(Set::EtcdTools), (format!("etcd-tools-{}", VERSIONS.etcd), 12));
        assert_eq!(begins(Set::Ingress), (format!("ingress-{}", VERSIONS.traefik), 12));
    }

    #[test]
    fn every_input_is_in_the_key() {
        for set in Set::ALL {
            let text = inputs(set.parts());
            for part in set.parts() {
                let source = match &part.source {
                    Source::Go(module) => module.go_sum,
                    Source::Files(files) => files.required_by.go_sum,
                    Source::C(source) => source,
                };
                assert!(text.contains(source), "{}", part.name);
            }
            assert_ne!(text, inputs(&set.parts()[1..]));
        }
    }

    #[test]
    fn what_may_be_added_is_no_input_of_the_cluster() {
        let text = inputs(Set::Cluster.parts());
        for set in [Set::MetricsServer, Set::Ingress, Set::EtcdTools] {
            for part in set.parts() {
                assert!(!text.contains(&format!("part {}\n", part.name)), "{}", part.name);
            }
        }
    }

    #[test]
    fn a_directory_tells_its_set() {
        for set in Set::ALL {
            assert_eq!(Set::of_directory(&version_key(set)), set);
        }
    }
}
