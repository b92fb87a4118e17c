//! The table of what can be broken on purpose.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One way to break a lab, in words: a row of `ninehops lab faults`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Fault {
    /// What `break` and `fix` call it.
    pub name: FaultName,
    /// Whether it befalls one node or the whole lab.
    pub target: Target,
    /// What must be in the cluster before.
    pub needs: Needs,
    /// The hops of a request that it touches, 1 to 9; none for what no request meets.
    pub hops: &'static [u8],
    /// What is done to the lab.
    pub does: &'static str,
    /// What somebody with a browser, or the one who deploys, meets.
    pub visitor_sees: &'static str,
}

/// The name of a fault, spelled in kebab case.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultName {
    /// The nodes' group lost the rules that let it reach itself.
    SgSelf,
    /// The nodes' group lost UDP 4789 alone.
    SgVxlan,
    /// Nobody outside may reach a `NodePort`.
    SgNodeport,
    /// The storefront's image is for arm64 only.
    ArmOnly,
    /// The storefront asks for a name that does not exist.
    DnsName,
    /// CoreDNS has no pod.
    CorednsDown,
    /// One node has no kube-proxy, and no rule of it.
    KubeProxyDown,
    /// Pod packets go unwrapped, and the source/destination check drops them.
    SrcDstCheck,
    /// Long packets between nodes vanish.
    Mtu,
    /// Some packets between nodes vanish.
    PacketLoss,
    /// One node has no power.
    NodeDown,
    /// A Namespace and a Service that Terraform does not know.
    ForeignObject,
}

/// What a fault befalls.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// The lab as a whole.
    Lab,
    /// A node, to be named.
    Node,
    /// A worker, to be named: without its control plane a lab could not be mended.
    Worker,
}

/// What a fault takes for granted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// Nothing but a running lab.
    Nothing,
    /// Deployment `marketplace` in namespace `marketplace`.
    Shop,
    /// No namespace `marketplace`.
    NoShop,
}

/// Every fault, in the order of the table.
pub const FAULTS: [Fault; 12] = [
    Fault {
        name: FaultName::SgSelf,
        target: Target::Lab,
        needs: Needs::Nothing,
        hops: &[5, 7],
        does: "takes away the rules by which a security group reaches itself",
        visitor_sees: "DNS in pods times out while every node is Ready; pages without live recommendations",
    },
    Fault {
        name: FaultName::SgVxlan,
        target: Target::Lab,
        needs: Needs::Nothing,
        hops: &[5, 7],
        does: "takes away UDP 4789 between nodes and nothing else",
        visitor_sees: "as `sg-self`, though the nodes still reach each other's kubelets",
    },
    Fault {
        name: FaultName::SgNodeport,
        target: Target::Lab,
        needs: Needs::Nothing,
        hops: &[1],
        does: "takes away the rules that let NodePorts be reached from outside",
        visitor_sees: "no page: the connection times out on every node",
    },
    Fault {
        name: FaultName::ArmOnly,
        target: Target::Lab,
        needs: Needs::Shop,
        hops: &[3],
        does: "pushes an image for arm64 alone and gives it to Deployment `marketplace`",
        visitor_sees: "new pods stay in ErrImagePull, `no match for platform in manifest`; old ones go on",
    },
    Fault {
        name: FaultName::DnsName,
        target: Target::Lab,
        needs: Needs::Shop,
        hops: &[4, 5],
        does: "lets marketplace ask for a recommendations host that does not exist",
        visitor_sees: "pages with the default list; DNS answers NXDOMAIN",
    },
    Fault {
        name: FaultName::CorednsDown,
        target: Target::Lab,
        needs: Needs::Nothing,
        hops: &[5],
        does: "scales CoreDNS to no pod",
        visitor_sees: "no name resolves; pages lose live recommendations when addresses change",
    },
    Fault {
        name: FaultName::KubeProxyDown,
        target: Target::Node,
        needs: Needs::Nothing,
        hops: &[2, 5, 6],
        does: "keeps kube-proxy off NODE and deletes its rules there, as after a reboot",
        visitor_sees: "NODE refuses every NodePort, the others serve; no Service from pods on NODE, so no DNS",
    },
    Fault {
        name: FaultName::SrcDstCheck,
        target: Target::Lab,
        needs: Needs::Nothing,
        hops: &[5, 7],
        does: "sends pod packets unwrapped, which the source/destination check drops",
        visitor_sees: "as `sg-vxlan`, with every security group as it should be",
    },
    Fault {
        name: FaultName::Mtu,
        target: Target::Lab,
        needs: Needs::Nothing,
        hops: &[7],
        does: "drops packets of more than 1400 bytes between nodes and tells nobody",
        visitor_sees: "short answers arrive; long ones from a pod on another node never end",
    },
    Fault {
        name: FaultName::PacketLoss,
        target: Target::Lab,
        needs: Needs::Nothing,
        hops: &[5, 7],
        does: "drops one packet in five between nodes",
        visitor_sees: "some pages late, some without live recommendations",
    },
    Fault {
        name: FaultName::NodeDown,
        target: Target::Worker,
        needs: Needs::Nothing,
        hops: &[1, 3, 8],
        does: "cuts NODE's power",
        visitor_sees: "no answer at NODE's address; elsewhere some connections fail until it is NotReady",
    },
    Fault {
        name: FaultName::ForeignObject,
        target: Target::Lab,
        needs: Needs::NoShop,
        hops: &[],
        does: "makes namespace `marketplace` and a Service by hand, unknown to Terraform",
        visitor_sees: "nothing yet; `terraform apply` says `namespaces \"marketplace\" already exists`",
    },
];

impl FaultName {
    /// Its row of the table.
    ///
    /// # Panics
    /// Never: every name has one.
    pub fn fault(self) -> &'static Fault {
        FAULTS.iter().find(|fault| fault.name == self).expect("every name is in the table")
    }

    /// As it is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SgSelf => "sg-self",
            Self::SgVxlan => "sg-vxlan",
            Self::SgNodeport => "sg-nodeport",
            Self::ArmOnly => "arm-only",
            Self::DnsName => "dns-name",
            Self::CorednsDown => "coredns-down",
            Self::KubeProxyDown => "kube-proxy-down",
            Self::SrcDstCheck => "src-dst-check",
            Self::Mtu => "mtu",
            Self::PacketLoss => "packet-loss",
            Self::NodeDown => "node-down",
            Self::ForeignObject => "foreign-object",
        }
    }
}

impl fmt::Display for FaultName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A name that is in no row of the table.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("there is no fault `{0}`")]
pub struct UnknownFault(pub String);

impl FromStr for FaultName {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let named = FAULTS.iter().find(|fault| fault.name.as_str() == text);
        named.map(|fault| fault.name).ok_or_else(|| UnknownFault(text.to_owned()))
    }
}

#[cfg(test)]
mod tests;
