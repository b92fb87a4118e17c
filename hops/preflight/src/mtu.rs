//! Whether a pod's longest packet fits.

use hops_plan::Setup;

/// Between machines of a VPC; <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html>.
const JUMBO: u32 = 9001;
/// Through an internet gateway or a VPN.
const USUAL: u32 = 1500;

/// What is wrong with the MTU that plans give to pods, and whether it breaks packets between nodes.
pub(crate) fn judge(setup: &Setup) -> Option<(bool, String, String)> {
    let (mtu, origin) = setup.pod_mtu.clone()?;
    let travel = setup.travel.as_ref()?;
    let wire = mtu.saturating_add(travel.overhead());
    if wire > JUMBO {
        let most = JUMBO - travel.overhead();
        let said = format!(
            "pods send packets of up to {mtu} bytes, with their wrapping {wire}; a VPC carries {JUMBO}, so pods' MTU is \
             to be {most} at most"
        );
        return Some((true, said, origin));
    }
    (wire > USUAL).then(|| {
        let said = format!(
            "pods send packets of up to {mtu} bytes: nodes whose path is one of {USUAL} bytes (a peering to another \
             region, a VPN) lose the long ones"
        );
        (false, said, origin)
    })
}

#[cfg(test)]
mod tests {
    use hops_plan::Travel;

    use super::*;

    fn with(mtu: u32, travel: &str) -> Option<bool> {
        let setup = Setup {
            pod_mtu: Some((mtu, "output.pod_mtu".to_owned())),
            travel: Travel::named(travel, "test"),
            ..Setup::default()
        };
        judge(&setup).map(|(breaks, ..)| breaks)
    }

    #[test]
    fn the_wrapping_counts() {
        assert_eq!(with(8951, "vxlan"), Some(false));
        assert_eq!(with(8981, "vxlan"), Some(true));
        assert_eq!(with(8981, "ipip"), Some(false));
        assert_eq!(with(1450, "vxlan"), None);
    }

    #[test]
    fn what_is_not_known_is_not_judged() {
        assert_eq!(judge(&Setup::default()), None);
    }
}
