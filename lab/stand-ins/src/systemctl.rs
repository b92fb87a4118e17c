//! `systemctl`, as scripts and kubeadm call it: process 1 of the machine does what is asked.

use lab_machine::init::ask;

use crate::Refusal;

/// systemctl's own exit code for what is not active.
const INACTIVE: u8 = 3;

pub(crate) fn run(asked: &[&str]) -> Result<String, Refusal> {
    let words: Vec<&str> =
        asked.iter().copied().filter(|word| !matches!(*word, "--no-block" | "--quiet")).collect();
    let told = match words.as_slice() {
        // The lab has read the units; what is enabled was decided at the boot.
        ["daemon-reload"] => Ok(()),
        ["start", units @ ..] if !units.is_empty() => each(units, ask::start),
        ["restart", units @ ..] if !units.is_empty() => each(units, ask::restart),
        ["stop", units @ ..] if !units.is_empty() => each(units, ask::stop),
        ["poweroff"] => ask::power_off(),
        // What kubeadm wants to know of the kubelet.
        ["status", unit] => return Ok(format!("{unit}\n     Loaded: loaded\n")),
        ["is-enabled", _] => return Ok("enabled\n".to_owned()),
        ["is-active", unit] => return is_active(unit),
        _ => return Err(Refusal::new(format!("the lab's systemctl cannot `{}`", asked.join(" ")))),
    };
    told.map(|()| String::new()).map_err(|error| Refusal::new(format!("cannot tell process 1: {error}")))
}

fn each(units: &[&str], tell: impl Fn(&str) -> std::io::Result<()>) -> std::io::Result<()> {
    units.iter().try_for_each(|unit| tell(name(unit)))
}

fn name(unit: &str) -> &str {
    unit.strip_suffix(".service").unwrap_or(unit)
}

/// By the programs that run: a service of the lab has the name of its program.
fn is_active(unit: &str) -> Result<String, Refusal> {
    let runs = |process: &std::path::Path| {
        std::fs::read_to_string(process.join("comm")).is_ok_and(|comm| comm.trim_end() == name(unit))
    };
    let mut processes = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    if processes.any(|process| runs(&process.path())) {
        Ok("active\n".to_owned())
    } else {
        Err(Refusal::new("inactive").with_code(INACTIVE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kubeadm_asks_is_answered_and_the_rest_is_refused_by_name() {
        assert_eq!(run(&["is-enabled", "kubelet"]).unwrap(), "enabled\n");
        assert!(run(&["status", "kubelet.service"]).unwrap().contains("Loaded: loaded"));
        assert_eq!(run(&["is-active", "no-such-service"]).unwrap_err().code, INACTIVE);
        let refusal = run(&["--user", "mask", "kubelet"]).unwrap_err();
        assert_eq!(refusal.words, "the lab's systemctl cannot `--user mask kubelet`");
        assert!(run(&["start"]).is_err());
        assert_eq!(name("cp-init.service"), "cp-init");
    }
}
