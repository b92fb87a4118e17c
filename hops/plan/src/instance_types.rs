//! Which processors an EC2 instance type has, by its name.
//!
//! The source is AWS's naming convention,
//! <https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html>: a family, a generation, then letters
//! of which `g` is AWS's own arm64 processor. The families below do not follow it.

/// As `kubernetes.io/arch` and images have it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Architecture {
    /// x86-64.
    Amd64,
    /// arm64.
    Arm64,
}

impl Architecture {
    /// As `kubernetes.io/arch` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }

    /// The same from any of the names that AWS, Linux and Kubernetes have for it.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "amd64" | "x86_64" | "x86-64" => Some(Self::Amd64),
            "arm64" | "aarch64" => Some(Self::Arm64),
            _ => None,
        }
    }

    /// That of an instance type such as `t4g.small`; `None` if its name is none.
    pub fn of_instance_type(name: &str) -> Option<Self> {
        let (family, size) = name.split_once('.')?;
        let known = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
        };
        if size.is_empty() || !family.chars().all(known) {
            return None;
        }
        if let Some((_, architecture)) = EXCEPTIONS.iter().find(|(prefix, _)| family.starts_with(prefix)) {
            return Some(*architecture);
        }
        let generation = family.find(|character: char| character.is_ascii_digit())?;
        if generation == 0 {
            return None;
        }
        let letters = family[generation..].trim_start_matches(|character: char| character.is_ascii_digit());
        Some(if letters.contains('g') { Self::Arm64 } else { Self::Amd64 })
    }
}

/// Families whose name does not tell.
const EXCEPTIONS: &[(&str, Architecture)] = &[
    // The first one with AWS's own processor, before there was a letter for it.
    ("a1", Architecture::Arm64),
    // Apple's.
    ("mac1", Architecture::Amd64),
    ("mac2", Architecture::Arm64),
    ("mac-m", Architecture::Arm64),
    // The letters behind the dash are the size of its memory.
    ("u-", Architecture::Amd64),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_g_behind_the_generation_is_arm64() {
        for name in [
            "t4g.small",
            "m7g.large",
            "c7gn.xlarge",
            "im4gn.large",
            "is4gen.medium",
            "x2gd.large",
            "g5g.xlarge",
            "hpc7g.4xlarge",
            "i8g.large",
            "p6e-gb200.36xlarge",
            "a1.medium",
            "mac2.metal",
        ] {
            assert_eq!(Architecture::of_instance_type(name), Some(Architecture::Arm64), "{name}");
        }
    }

    #[test]
    fn another_g_is_not() {
        for name in [
            "t3.small",
            "g4dn.xlarge",
            "g5.xlarge",
            "g6e.xlarge",
            "gr6.4xlarge",
            "m7i-flex.large",
            "c5n.large",
            "u-6tb1.metal",
            "u7in-16tb.224xlarge",
            "p5.48xlarge",
            "trn1.2xlarge",
            "mac1.metal",
            "x2iedn.large",
        ] {
            assert_eq!(Architecture::of_instance_type(name), Some(Architecture::Amd64), "{name}");
        }
    }

    #[test]
    fn what_is_no_instance_type_has_no_processor() {
        for name in ["", "t3", ".small", "t3.", "small.t3x", "T3.small", "1g.small", "Standard_D2.v3"] {
            assert_eq!(Architecture::of_instance_type(name), None, "{name}");
        }
    }
}
