//! `did you mean …?`

/// A hint that names what was meant, or else everything there is.
pub(super) fn hint<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.into_iter().collect();
    near(given, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
        [] => "there are none".to_owned(),
        known => format!("there are: {}", known.join(", ")),
    })
}

/// A hint that names what was meant, if that can be guessed.
pub(super) fn near<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // A letter in four may be wrong: enough for slips, too little to guess at another word. Of `w9` there is no telling
    // which node it was to be.
    let tolerance = given.len().div_ceil(4).min(given.len() / 3);
    let (distance, name) = known.into_iter().map(|name| (strsim::osa_distance(given, name), name)).min()?;
    (distance <= tolerance).then(|| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        let faults = ["sg-self", "sg-vxlan", "coredns-down", "mtu"];
        assert_eq!(hint("coredns-dwon", faults), "did you mean `coredns-down`?");
        assert_eq!(hint("self", faults), "there are: sg-self, sg-vxlan, coredns-down, mtu");
        assert_eq!(hint("w1", []), "there are none");
        assert_eq!(near("rooter", ["cp", "router"]).as_deref(), Some("did you mean `router`?"));
        assert_eq!(near("w9", ["cp", "w1", "w2"]), None);
    }
}
