//! Which package has what a build needs.

use std::fmt;

/// Something that this machine must have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Need {
    /// Go, which builds nearly everything.
    Go,
    /// A C compiler, for runc and pause.
    CompilerOfC,
    /// `pkg-config`, with which Go finds libseccomp.
    PkgConfig,
    /// The header files of libseccomp, for runc.
    Seccomp,
    /// `nft`, which kube-proxy's image carries.
    Nft,
}

/// How a family of distributions installs things.
struct Family {
    /// `ID` or `ID_LIKE` of os-release(5).
    ids: &'static [&'static str],
    command: &'static str,
    package: fn(Need) -> &'static str,
}

const FAMILIES: [Family; 5] = [
    Family {
        ids: &["debian", "ubuntu"],
        command: "apt install",
        package: |need| match need {
            Need::Go => "golang-go",
            Need::CompilerOfC => "gcc libc6-dev",
            Need::PkgConfig => "pkg-config",
            Need::Seccomp => "libseccomp-dev",
            Need::Nft => "nftables",
        },
    },
    Family {
        ids: &["fedora", "rhel", "centos"],
        command: "dnf install",
        package: |need| match need {
            Need::Go => "golang",
            Need::CompilerOfC => "gcc glibc-static",
            Need::PkgConfig => "pkgconf-pkg-config",
            Need::Seccomp => "libseccomp-devel",
            Need::Nft => "nftables",
        },
    },
    Family {
        ids: &["arch"],
        command: "pacman -S",
        package: |need| match need {
            Need::Go => "go",
            Need::CompilerOfC => "gcc",
            Need::PkgConfig => "pkgconf",
            Need::Seccomp => "libseccomp",
            Need::Nft => "nftables",
        },
    },
    Family {
        ids: &["suse", "opensuse"],
        command: "zypper install",
        package: |need| match need {
            Need::Go => "go",
            Need::CompilerOfC => "gcc glibc-devel-static",
            Need::PkgConfig => "pkg-config",
            Need::Seccomp => "libseccomp-devel",
            Need::Nft => "nftables",
        },
    },
    Family {
        ids: &["alpine"],
        command: "apk add",
        package: |need| match need {
            Need::Go => "go",
            Need::CompilerOfC => "gcc musl-dev",
            Need::PkgConfig => "pkgconf",
            Need::Seccomp => "libseccomp-dev",
            Need::Nft => "nftables",
        },
    },
];

/// The command that installs all of `needs`, if the distribution is one that we know.
pub(crate) fn install_command(os_release: &str, needs: &[Need]) -> Option<String> {
    let ids = identifiers(os_release);
    let family = ids.iter().find_map(|id| FAMILIES.iter().find(|family| family.ids.contains(id)))?;
    let packages: Vec<&str> = needs.iter().map(|need| (family.package)(*need)).collect();
    Some(format!("{} {}", family.command, packages.join(" ")))
}

/// `ID`, then the words of `ID_LIKE`.
fn identifiers(os_release: &str) -> Vec<&str> {
    let value = |key: &str| {
        os_release
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .map_or("", |value| value.trim_matches(['"', '\'']))
    };
    [value("ID"), value("ID_LIKE")].into_iter().flat_map(str::split_whitespace).collect()
}

impl fmt::Display for Need {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Go => "`go`",
            Self::CompilerOfC => "`cc`",
            Self::PkgConfig => "`pkg-config`",
            Self::Seccomp => "the header files of libseccomp",
            Self::Nft => "`nft`",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_that_of_the_distribution_or_of_what_it_is_like() {
        let command = |os_release| install_command(os_release, &[Need::CompilerOfC, Need::Seccomp]);
        let debian = Some("apt install gcc libc6-dev libseccomp-dev".to_owned());
        assert_eq!(command("NAME=x\nID=debian\n"), debian);
        assert_eq!(command("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), debian);
        assert_eq!(
            command("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n").unwrap(),
            "dnf install gcc glibc-static libseccomp-devel"
        );
        assert_eq!(command("ID=plan9\n"), None);
        assert_eq!(command(""), None);
    }
}
