//! What pods send out of the cluster carries their node's address.

use std::io::{self, Write};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Output, Stdio};

use lab_namespace::Namespaces;
use lab_plan::Plan;

use crate::PodNetworkError;

/// Input of `nft -f` in a node.
pub fn ruleset(plan: &Plan) -> String {
    let pods = plan.pods;
    format!(
        "table ip pod-network\n\
         delete table ip pod-network\n\
         table ip pod-network {{\n  \
         chain postrouting {{\n    \
         type nat hook postrouting priority srcnat;\n    \
         ip saddr {pods} ip daddr != {pods} oifname \"eth0\" masquerade\n  \
         }}\n\
         }}\n"
    )
}

pub(crate) async fn apply(plan: &Plan, machine: Namespaces) -> Result<(), PodNetworkError> {
    let ruleset = ruleset(plan);
    let output = tokio::task::spawn_blocking(move || nft(&machine, &ruleset)).await.map_err(io::Error::other);
    let output = output.and_then(|output| output).map_err(|error| PodNetworkError::Nft(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(PodNetworkError::Nft(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

fn nft(machine: &Namespaces, ruleset: &str) -> io::Result<Output> {
    let mut command = Command::new("nft");
    command.args(["-f", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    // Ctrl-C is for us to hear: this must not stop half-way.
    command.process_group(0);
    // It is in a directory that not every PATH of root has.
    command.env("PATH", format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default()));
    let mut child = machine.spawn(command)?;
    let mut stdin = child.stdin.take().expect("it was asked for");
    // A program that ends early says why on its standard error.
    let written = stdin.write_all(ruleset.as_bytes());
    drop(stdin);
    let output = child.wait_with_output()?;
    if output.status.success() { written.map(|()| output) } else { Ok(output) }
}

#[cfg(test)]
mod tests {
    use lab_plan::{LabName, Options, Slot};

    use super::*;

    #[test]
    fn pods_among_themselves_keep_their_addresses() {
        let slot = Slot::all().next().unwrap();
        let options = Options::new(LabName::default(), slot);
        insta::assert_snapshot!(ruleset(&Plan::new(&options).unwrap()), @r#"
        table ip pod-network
        delete table ip pod-network
        table ip pod-network {
          chain postrouting {
            type nat hook postrouting priority srcnat;
            ip saddr 10.244.0.0/16 ip daddr != 10.244.0.0/16 oifname "eth0" masquerade
          }
        }
        "#);
    }
}
