//! Which images there are, and what is in each.

/// One image: a binary of the workspace and what it needs around it.
#[derive(Debug)]
pub(crate) struct Recipe {
    /// The package, its binary, the image and the program's path in it.
    pub(crate) name: &'static str,
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
    Recipe { name: "marketplace", ports: &["5000/tcp", "9464/tcp"], directories: &[], environment: &[] },
    Recipe {
        name: "recommendations",
        ports: &["50051/tcp", "9464/tcp"],
        directories: &["/data"],
        environment: &[("RECOMMENDATIONS_DATA", "/data")],
    },
];
