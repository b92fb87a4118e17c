//! What a bundle is built from, as one short name.

use lab_oci::Platform;
use sha2::{Digest as _, Sha256};

use crate::checksum::hexadecimal;
use crate::parts::{PARTS, Part, Place, Source, TOOLCHAIN};
use crate::versions::VERSIONS;

/// To be raised when the same inputs are to give other files.
const FORMAT: u32 = 1;

/// The version of Kubernetes and 12 hexadecimal digits that change with anything that goes into the build.
pub(crate) fn version_key() -> String {
    let digest = hexadecimal(&Sha256::digest(inputs(PARTS)));
    format!("{}-{}", VERSIONS.kubernetes, &digest[..12])
}

fn inputs(parts: &[Part]) -> String {
    let mut text = format!("format {FORMAT}\n{}\n{TOOLCHAIN}\n", Platform::of_this_program());
    for part in parts {
        text += &format!("part {}\n", part.name);
        match &part.source {
            Source::Go(module) => {
                text += &format!("tags {} {:?} {}\n", module.tags, module.cgo, module.linker_flags());
                text += module.go_mod;
                text += module.go_sum;
            }
            Source::C(source) => text += source,
        }
        for program in part.programs {
            text += &format!("program {} {} {}\n", program.name, program.package, program.output());
            if let Place::Image(recipe) = &program.place {
                text += &format!("{} {} {}\n", recipe.reference(), recipe.path, recipe.user);
            }
        }
    }
    text
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
