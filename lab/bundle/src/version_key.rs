//! What a bundle is built from, as one short name.

use lab_oci::Platform;
use sha2::{Digest as _, Sha256};

use crate::checksum::hexadecimal;
use crate::parts::{Module, PARTS, Part, Place, Program, Source, TOOLCHAIN};
use crate::versions::VERSIONS;

/// To be raised when the same inputs are to give other files.
const FORMAT: u32 = 1;

/// The version of Kubernetes and 12 hexadecimal digits that change with anything that goes into the build.
pub(crate) fn version_key() -> String {
    let digest = hexadecimal(&Sha256::digest(inputs(PARTS)));
    format!("{}-{}", VERSIONS.kubernetes, &digest[..12])
}

fn inputs(parts: &[Part]) -> String {
    let platform = Platform::of_this_program();
    let parts: String = parts.iter().map(inputs_of_part).collect();
    format!("format {FORMAT}\n{platform}\n{TOOLCHAIN}\n{parts}")
}

fn inputs_of_part(part: &Part) -> String {
    let source = match &part.source {
        Source::Go(module) => inputs_of_module(module),
        Source::C(source) => (*source).to_owned(),
    };
    let programs: String = part.programs.iter().map(inputs_of_program).collect();
    format!("part {}\n{source}{programs}", part.name)
}

fn inputs_of_module(module: &Module) -> String {
    let Module { go_mod, go_sum, tags, cgo, .. } = module;
    format!("tags {tags} {cgo:?} {}\n{go_mod}{go_sum}", module.linker_flags())
}

fn inputs_of_program(program: &Program) -> String {
    let image = match &program.place {
        Place::Node => String::new(),
        Place::Image(recipe) => format!("{} {} {}\n", recipe.reference(), recipe.path, recipe.user),
    };
    format!("program {} {} {}\n{image}", program.name, program.package, program.output())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_same_twice_and_begins_with_the_version_of_kubernetes() {
        assert_eq!(version_key(), version_key());
        let (version, digits) = version_key().rsplit_once('-').map(|(a, b)| (a.to_owned(), b.len())).unwrap();
        assert_eq!((version.as_str(), digits), (VERSIONS.kubernetes, 12));
    }

    #[test]
    fn every_input_is_in_the_key() {
        let text = inputs(PARTS);
        for part in PARTS {
            let source = match &part.source {
                Source::Go(module) => module.go_sum,
                Source::C(source) => source,
            };
            assert!(text.contains(source), "{}", part.name);
        }
        assert_ne!(text, inputs(&PARTS[1..]));
    }
}
