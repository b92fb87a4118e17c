//! `did you mean …?`

/// A hint that names what was meant, or else everything there is.
pub(super) fn hint<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.into_iter().collect();
    // A letter in four may be wrong: enough for slips, too little to guess at another word.
    let tolerance = (given.len() / 4).max(1);
    let near = known.iter().map(|name| (strsim::osa_distance(given, name), name)).min();
    match near {
        Some((distance, name)) if distance <= tolerance => format!("did you mean `{name}`?"),
        Some(_) => format!("there are: {}", known.join(", ")),
        None => "there are none".to_owned(),
    }
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
    }
}
