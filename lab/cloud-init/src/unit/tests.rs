use std::fs;
use std::path::Path;

use super::*;

const UNITS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/modules/cluster-config/units");

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(UNITS).join(name)).unwrap()
}

#[test]
fn every_unit_that_machines_on_aws_are_given_is_understood() {
    let mut seen = 0;
    for entry in fs::read_dir(UNITS).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let understood = match name.rsplit_once('.').unwrap() {
            (unit, "service") => Service::read(unit, &text(&name)).map(drop),
            (_, "timer") => timer(&text(&name)).map(drop),
            (_, "d") => fs::read_dir(Path::new(UNITS).join(&name)).unwrap().try_for_each(|addition| {
                drop_in(&fs::read_to_string(addition.unwrap().path()).unwrap()).map(drop)
            }),
            _ => panic!("`{name}` is of another kind"),
        };
        assert_eq!(understood, Ok(()), "{name}");
        seen += 1;
    }
    assert!(seen > 10);
}

#[test]
fn the_unit_that_makes_the_control_plane_says_this() {
    insta::assert_debug_snapshot!(Service::read("cp-init", &text("cp-init.service")).unwrap());
}

#[test]
fn what_systemd_would_do_and_the_lab_would_not_is_named() {
    let with = |line: &str| {
        let text = format!("[Service]\nType=oneshot\nExecStart=/usr/bin/true\n{line}\n");
        Service::read("x", &text).map_or_else(|problem| problem.to_string(), |_| "fine".to_owned())
    };
    let said = [
        "User=nobody",
        "ExecStart=/usr/bin/false",
        "ExecStartPre=-/usr/bin/false",
        "ExecStartPre=/bin/echo $HOME",
        "Restart=always",
        "Restart=on-failure",
        "RuntimeDirectory=a/b",
        "EnvironmentFile=-/etc/x",
        "Type=simple",
        "nonsense",
        "ExecStop=/usr/bin/true \\",
        "[Unit]\nConditionPathExists=x",
        "[Socket]\nListenStream=1",
    ]
    .map(with);
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn only_a_template_knows_what_it_is_started_for() {
    let text = "[Unit]\nDescription=Drain %i\n[Service]\nType=oneshot\nExecStart=/usr/bin/echo %i\n";
    assert_eq!(Service::read("drain@", text).unwrap().command, ["/usr/bin/echo", "INSTANCE"]);
    assert!(Service::read("drain", text).unwrap_err().to_string().contains("ExecStart=/usr/bin/echo %i"));
}

#[test]
fn a_service_without_a_program_and_a_timer_without_a_time_are_refused() {
    assert_eq!(Service::read("x", "[Service]\nType=oneshot\n"), Err(UnitProblem::Missing("ExecStart")));
    assert_eq!(Service::read("x", ""), Err(UnitProblem::Missing("Type=oneshot")));
    assert_eq!(timer("[Timer]\n"), Err(UnitProblem::Missing("OnCalendar")));
}
