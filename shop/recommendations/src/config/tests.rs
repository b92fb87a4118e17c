use super::*;

fn read(args: &[&str], environment: &[(&str, &str)]) -> Result<Config, String> {
    let environment: Environment = environment.iter().copied().collect();
    let Invocation::Run(mut values) = SETTINGS.read(args.iter().map(Into::into), &environment) else {
        panic!("asks for something else than to run")
    };
    let config = Config::from_values(&mut values);
    values.finish().map(|()| config).map_err(|error| error.to_string())
}

#[test]
fn a_hosted_server_has_the_defaults_of_the_table() {
    let hosted = Config::hosted(Location::Memory);
    let read = read(&["--data", "memory"], &[]).unwrap();
    assert_eq!(format!("{hosted:?}"), format!("{read:?}"));
    assert_eq!(hosted.listen, "0.0.0.0:50051".parse().unwrap());
    assert_eq!(hosted.limits.deadline, Duration::from_secs(1));
    assert_eq!(hosted.limits.request_bytes, 65_536);
}

#[test]
fn every_mistake_is_told_at_once() {
    let variables = [
        ("RECOMMENDATIONS_MAX_DEADLINE", "0"),
        ("RECOMMENDATIONS_REFLECTION", "perhaps"),
        ("RECOMMENDATIONS_LISTEM", "127.0.0.1:1"),
        ("RECOMMENDATIONS_HOST", "this one is read by the storefront"),
    ];
    let told = read(&["--max-in-flight", "0"], &variables).unwrap_err();
    let mistakes = ["--data", "--max-in-flight", "--max-deadline", "--reflection", "RECOMMENDATIONS_LISTEM"];
    for mistake in mistakes {
        assert!(told.contains(mistake), "{mistake} is not in:\n{told}");
    }
    assert!(!told.contains("RECOMMENDATIONS_HOST"), "{told}");
}

#[test]
fn a_directory_called_memory_can_be_named() {
    let data = |text| read(&["--data", text], &[]).unwrap().data;
    assert_eq!(data("memory"), Location::Memory);
    assert_eq!(data("./memory"), Location::Directory("./memory".into()));
}

#[test]
fn the_help_describes_every_setting() {
    let help = SETTINGS.help();
    // The version and the settings of every service are not ours to guard.
    let ours = help.lines().skip(1).take_while(|line| *line != "Operations:");
    insta::assert_snapshot!(ours.collect::<Vec<_>>().join("\n"));
}
