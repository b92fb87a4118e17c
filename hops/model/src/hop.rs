//! The nine places where one request of a visitor can die.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A hop; as a number from 1 to 9 wherever it is written.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "u8", try_from = "u8")]
#[repr(u8)]
pub enum Hop {
    /// From the browser to a node's address.
    Edge = 1,
    /// kube-proxy's rule for the `NodePort` on that node.
    NodePort = 2,
    /// One pod of the front service takes the request.
    FrontPod = 3,
    /// It begins a call to the service behind it, by a name.
    Call = 4,
    /// DNS: the query and whoever answers it.
    Dns = 5,
    /// The address behind the name: kube-proxy's rule, or the client's own choice.
    ClusterIp = 6,
    /// The packet crosses from node to node.
    NodePath = 7,
    /// The service behind answers.
    Backend = 8,
    /// The page.
    Page = 9,
}

impl Hop {
    /// All of them, in the order of a request.
    pub const ALL: [Self; 9] = [
        Self::Edge,
        Self::NodePort,
        Self::FrontPod,
        Self::Call,
        Self::Dns,
        Self::ClusterIp,
        Self::NodePath,
        Self::Backend,
        Self::Page,
    ];

    /// 1 to 9.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// A few words for a line of a report.
    pub fn title(self) -> &'static str {
        match self {
            Self::Edge => "browser to node",
            Self::NodePort => "NodePort",
            Self::FrontPod => "front pod",
            Self::Call => "call to the backend",
            Self::Dns => "DNS",
            Self::ClusterIp => "Service to pod",
            Self::NodePath => "node to node",
            Self::Backend => "backend",
            Self::Page => "page",
        }
    }
}

impl From<Hop> for u8 {
    fn from(hop: Hop) -> Self {
        hop.number()
    }
}

impl TryFrom<u8> for Hop {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        let hop = Self::ALL.into_iter().find(|hop| hop.number() == number);
        hop.ok_or_else(|| format!("there is no hop {number}: they are 1 to 9"))
    }
}

impl fmt::Display for Hop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.number(), self.title())
    }
}
