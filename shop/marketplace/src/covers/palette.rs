//! A few colours for each shelf, tuned so that the words can be read.

use shop_catalog::Category;

/// The colours of one cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    /// Ground under words.
    pub(super) paper: &'static str,
    /// Words, and the darkest (on dark paper: the lightest) parts of the picture.
    pub(super) ink: &'static str,
    /// The colour that one remembers. Paper can be read on it.
    pub(super) main: &'static str,
    /// Its companion.
    pub(super) second: &'static str,
}

const fn colours(
    paper: &'static str,
    ink: &'static str,
    main: &'static str,
    second: &'static str,
) -> Palette {
    Palette { paper, ink, main, second }
}

/// The palettes of a category; three each.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn of(category: Category) -> &'static [Palette] {
    match category {
        Category::Mystery => {
            const {
                &[
                    colours("#f3e7cf", "#1b1b22", "#8e1f24", "#d9a441"),
                    colours("#f0e9dc", "#16202c", "#1f3a4d", "#e0a030"),
                    colours("#efe6d8", "#20161c", "#4b2142", "#d8703a"),
                ]
            }
        }
        Category::ScienceFiction => {
            const {
                &[
                    colours("#f2ead8", "#141a33", "#27306b", "#ef7d3c"),
                    colours("#e9eef0", "#10222b", "#0f5a66", "#f2b134"),
                    colours("#f4e9e1", "#22132e", "#5a2a76", "#ff8a5c"),
                ]
            }
        }
        Category::SelfHelp => {
            const {
                &[
                    colours("#fdf3dc", "#23303a", "#b5471f", "#f2b632"),
                    colours("#f3f3e4", "#1f3030", "#1f6f6b", "#f0a04b"),
                    colours("#fbeee4", "#332433", "#9c3a4e", "#f4b183"),
                ]
            }
        }
        Category::History => {
            const {
                &[
                    colours("#f1e6cd", "#2a2018", "#7b2d1e", "#c79a4b"),
                    colours("#ece5d5", "#1e2430", "#2f4664", "#b9863a"),
                    colours("#efe7d3", "#23261a", "#4d5a2b", "#c2703d"),
                ]
            }
        }
        Category::Children => {
            const {
                &[
                    colours("#fff4d6", "#22304f", "#c8371f", "#3aa6a0"),
                    colours("#eaf5f2", "#24304a", "#1d6fa5", "#f6b93b"),
                    colours("#fdeee6", "#30254a", "#7a3e9d", "#f28f3b"),
                ]
            }
        }
        Category::Travel => {
            const {
                &[
                    colours("#f3ead6", "#15313a", "#0f6275", "#e07a3f"),
                    colours("#f6ecda", "#33231a", "#a8481f", "#3d8b8b"),
                    colours("#eef0e2", "#1f2f2a", "#2f6b4f", "#e3b04b"),
                ]
            }
        }
        Category::Poetry => {
            const {
                &[
                    colours("#f6eee6", "#2b1f2c", "#8a2c4c", "#d99a8b"),
                    colours("#eef0ea", "#1f2a33", "#35566e", "#d7a86e"),
                    colours("#f3efe0", "#24302a", "#3f6a57", "#c9869a"),
                ]
            }
        }
        Category::Biography => {
            const {
                &[
                    colours("#f1eade", "#1f1f24", "#3b4a5a", "#c08a4a"),
                    colours("#f4e8da", "#2b1d17", "#7d3b22", "#8fa39a"),
                    colours("#ebe9df", "#1d2822", "#2e5745", "#c9973e"),
                ]
            }
        }
        Category::Humour => {
            const {
                &[
                    colours("#fff1cf", "#25222e", "#c23b22", "#2f7f86"),
                    colours("#eef3ea", "#1f2b2b", "#0f6e58", "#f2a93b"),
                    colours("#fdebe0", "#2c2036", "#6a3b8c", "#f0b429"),
                ]
            }
        }
        Category::Classics => {
            const {
                &[
                    colours("#f3ecdb", "#1d2733", "#1f3f66", "#b8893b"),
                    colours("#f0e9da", "#2b1a1a", "#6e1f2a", "#b99a5f"),
                    colours("#eeebdc", "#1c2a22", "#28543f", "#c39a4a"),
                ]
            }
        }
        Category::Science => {
            const {
                &[
                    colours("#eef2f3", "#12232e", "#0d5c7d", "#e4572e"),
                    colours("#f4efe2", "#1a2430", "#2b4a8b", "#e9a23b"),
                    colours("#edf1e6", "#17291f", "#23684a", "#d9653b"),
                ]
            }
        }
        Category::Nature => {
            const {
                &[
                    colours("#f3efdc", "#1d2e22", "#2d6a43", "#d9a13b"),
                    colours("#eef1e4", "#20302f", "#3c6b57", "#c96a4a"),
                    colours("#f5ebd9", "#2f2a1c", "#6b6322", "#4f8a6a"),
                ]
            }
        }
        Category::Adventure => {
            const {
                &[
                    colours("#f4e8cf", "#1b2a38", "#1f5673", "#dd6e42"),
                    colours("#f2ead9", "#2b211a", "#93441f", "#3f7f86"),
                    colours("#ecefe6", "#182a2c", "#1f5f5b", "#e5a93d"),
                ]
            }
        }
    }
}
