//! Which images there are, and what is in each.

/// One image: a binary of the workspace and what it needs around it.
#[derive(Debug)]
pub(crate) struct Recipe {
    /// The image.
    pub(crate) name: &'static str,
    /// The package that the program is in.
    pub(crate) package: &'static str,
    /// The binary, and its path in the image.
    pub(crate) program: &'static str,
    /// What it is built from, beside packages of others and the workspace's own files.
    pub(crate) sources: &'static [&'static str],
    /// For readers of the image; nothing listens because of it.
    pub(crate) ports: &'static [&'static str],
    /// Empty directories of the image's user, where a volume may be mounted.
    pub(crate) directories: &'static [&'static str],
    /// What the program is told unless the cluster says otherwise.
    pub(crate) environment: &'static [(&'static str, &'static str)],
}

/// `nobody` is 65534 on some systems and a person's on none; 65532 is what images without root have agreed on.
pub(crate) const USER: u32 = 65532;

/// In the order in which they are built and reported.
pub(crate) const RECIPES: &[Recipe] = &[
    Recipe {
        name: "marketplace",
        package: "marketplace",
        program: "marketplace",
        sources: &["shop"],
        ports: &["5000/tcp", "9464/tcp"],
        directories: &[],
        environment: &[],
    },
    Recipe {
        name: "recommendations",
        package: "recommendations",
        program: "recommendations",
        sources: &["shop"],
        ports: &["50051/tcp", "9464/tcp"],
        directories: &["/data"],
        environment: &[("RECOMMENDATIONS_DATA", "/data")],
    },
    Recipe {
        name: "agent",
        package: "hops-agent",
        program: "ninehops-agent",
        sources: &["hops/agent", "hops/model", "hops/probe"],
        ports: &["4240/tcp", "4240/udp"],
        directories: &[],
        environment: &[],
    },
];
