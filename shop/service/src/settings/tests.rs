use std::time::Duration;

use super::*;
use crate::Standard;

const SETTINGS: Settings = Settings {
    program: "library",
    version: "1.2.3",
    about: "Lends books.",
    env_prefixes: &["LIBRARY_"],
    foreign_env: &["LIBRARY_HOST"],
    sections: &[
        Section {
            title: "Lending",
            settings: &[
                Setting {
                    flag: "loan",
                    env: "LIBRARY_LOAN",
                    default: "2h",
                    value_name: "DURATION",
                    help: "How long a book may be kept",
                    secret: false,
                },
                Setting {
                    flag: "limit",
                    env: "LIBRARY_LIMIT",
                    default: "3",
                    value_name: "NUMBER",
                    help: "How many books a reader may have, 1 to 10",
                    secret: false,
                },
                Setting {
                    flag: "password",
                    env: "LIBRARY_PASSWORD",
                    default: "",
                    value_name: "TEXT",
                    help: "Opens the rare books",
                    secret: true,
                },
                Setting {
                    flag: "quiet",
                    env: "LIBRARY_QUIET",
                    default: "false",
                    value_name: "",
                    help: "Whisper",
                    secret: false,
                },
            ],
        },
        crate::standard_section!("LIBRARY"),
    ],
};

#[derive(Debug)]
struct Config {
    loan: Duration,
    limit: u32,
    password: Option<secrecy::SecretString>,
    quiet: bool,
    standard: Standard,
}

fn configure(values: &mut Values) -> Config {
    Config {
        loan: values.value("loan", parse::duration),
        limit: values.value("limit", parse::number_in(1..=10)),
        password: values.get("password", parse::secret),
        quiet: values.value("quiet", parse::boolean),
        standard: Standard::from_values(values),
    }
}

fn start(args: &[&str], variables: &[(&str, &str)]) -> Result<Start<Config>, SettingsError> {
    let environment = variables.iter().copied().collect();
    SETTINGS.start(args.iter().map(OsString::from), &environment, configure)
}

fn config(args: &[&str], variables: &[(&str, &str)]) -> Config {
    match start(args, variables).unwrap() {
        Start::Run(config) => config,
        Start::Print(text) => panic!("printed {text}"),
    }
}

fn printed(args: &[&str], variables: &[(&str, &str)]) -> String {
    match start(args, variables).unwrap() {
        Start::Run(config) => panic!("ran with {config:?}"),
        Start::Print(text) => text,
    }
}

fn mistakes(args: &[&str], variables: &[(&str, &str)]) -> String {
    start(args, variables).unwrap_err().to_string()
}

#[test]
fn a_flag_beats_the_variable_which_beats_the_default() {
    assert_eq!(config(&[], &[]).limit, 3);
    assert_eq!(config(&[], &[("LIBRARY_LIMIT", "4")]).limit, 4);
    assert_eq!(config(&["--limit", "5"], &[("LIBRARY_LIMIT", "4")]).limit, 5);
    assert_eq!(config(&["--limit=6"], &[]).limit, 6);
}

#[test]
fn a_switch_needs_no_value_but_takes_one() {
    assert!(config(&["--quiet"], &[]).quiet);
    assert!(config(&["--quiet", "--limit", "2"], &[]).quiet);
    assert!(!config(&["--quiet=false"], &[("LIBRARY_QUIET", "true")]).quiet);
}

#[test]
fn an_empty_variable_counts_as_unset() {
    assert!(config(&[], &[("LIBRARY_PASSWORD", "")]).password.is_none());
}

#[test]
fn the_defaults_are_those_that_the_cluster_relies_on() {
    let config = config(&[], &[]);
    assert_eq!(config.loan, Duration::from_hours(2));
    assert_eq!(config.standard.shutdown, crate::ShutdownTimes::default());
    assert_eq!(config.standard.ops_listen.port(), 9464);
}

#[test]
fn all_mistakes_are_told_at_once_by_flag_and_variable() {
    let mistakes = mistakes(
        &["--limt", "4", "--loan", "soon", "extra", "--password"],
        &[
            ("LIBRARY_LIMIT", "11"),
            ("LIBRARY_LAON", "2h"),
            ("LIBRARY_TELESCOPE", "1"),
            ("LIBRARY_LOG_FORMAT", "xml"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"),
            ("RUST_LOG", "loud"),
        ],
    );
    insta::assert_snapshot!(mistakes, @r#"
    `library` cannot start, 10 settings are wrong:
      LIBRARY_LAON: unknown variable; did you mean `LIBRARY_LOAN`?
      LIBRARY_TELESCOPE: unknown variable
      --limt: unknown flag; did you mean `--limit`?
      extra: unexpected argument; settings are given as `--flag value`
      --password (LIBRARY_PASSWORD): `--password TEXT` lacks its value
      --loan (LIBRARY_LOAN): invalid value `soon`: expected a duration like `250ms`, `5s`, `15min` or `2h`
      --limit (LIBRARY_LIMIT): invalid value `11`: expected a whole number from 1 to 10
      --log-level (RUST_LOG): invalid value `loud`: expected a level (`error`, `warn`, `info`, `debug`, `trace` or `off`), or levels by target like `info,shop_rpc=debug`
      --log-format (LIBRARY_LOG_FORMAT): invalid value `xml`: expected `json` or `text`
      --otlp-endpoint (OTEL_EXPORTER_OTLP_ENDPOINT): invalid value `collector:4317`: expected the address of an OTLP/gRPC collector like `http://collector:4317`
    hint: `library --help` lists every flag and variable
    "#);
}

#[test]
fn a_secret_is_not_shown_when_it_is_refused() {
    let refused = |_: &str| Err::<(), _>("too short");
    let environment = [("LIBRARY_PASSWORD", "hunter2")].into_iter().collect();
    let Invocation::Run(mut values) = SETTINGS.read([], &environment) else { panic!("must run") };
    configure(&mut values);
    values.get("password", refused);
    let error = values.finish().unwrap_err();
    insta::assert_snapshot!(error, @r#"
    `library` cannot start, a setting is wrong:
      --password (LIBRARY_PASSWORD): invalid value (hidden): too short
    hint: `library --help` lists every flag and variable
    "#);
}

#[test]
fn variables_that_kubernetes_makes_up_for_services_are_passed_over() {
    config(
        &[],
        &[
            ("LIBRARY_SERVICE_HOST", "10.96.0.7"),
            ("LIBRARY_SERVICE_PORT", "5000"),
            ("LIBRARY_SERVICE_PORT_HTTP", "5000"),
            ("LIBRARY_PORT", "tcp://10.96.0.7:5000"),
            ("LIBRARY_PORT_5000_TCP", "tcp://10.96.0.7:5000"),
            ("LIBRARY_PORT_5000_TCP_PROTO", "tcp"),
            ("LIBRARY_PORT_5000_TCP_PORT", "5000"),
            ("LIBRARY_PORT_5000_TCP_ADDR", "10.96.0.7"),
            ("LIBRARY_HEADLESS_SERVICE_HOST", "10.96.0.8"),
            ("LIBRARY_HEADLESS_PORT_53_UDP_ADDR", "10.96.0.8"),
        ],
    );
}

#[test]
fn a_port_that_a_person_set_by_mistake_is_not_passed_over() {
    for (name, value) in [("LIBRARY_PORT", "5000"), ("LIBRARY_PORT_NAME", "x"), ("LIBRARY_PORT_80_HTTP", "x")]
    {
        let mistakes = mistakes(&[], &[(name, value)]);
        assert!(mistakes.contains(&format!("{name}: unknown variable")), "{mistakes}");
    }
}

#[test]
fn a_variable_with_our_prefix_that_another_program_reads_is_left_alone() {
    config(&[], &[("LIBRARY_HOST", "library:50051"), ("LIBRARIAN_NAME", "Ada")]);
}

#[test]
fn check_config_says_whether_the_settings_are_valid() {
    assert_eq!(printed(&["--check-config"], &[]), "the configuration is valid\n");
    assert!(start(&["--check-config", "--limit", "0"], &[]).is_err());
}

#[test]
fn print_config_tells_values_and_origins_but_no_secret() {
    let printed = printed(
        &["--print-config", "--loan", "30min"],
        &[("LIBRARY_PASSWORD", "hunter2"), ("LIBRARY_LIMIT", "4")],
    );
    insta::assert_snapshot!(printed, @r#"
    --loan              30min         flag
    --limit             4             LIBRARY_LIMIT
    --password          (hidden)      LIBRARY_PASSWORD
    --quiet             false         default
    --ops-listen        0.0.0.0:9464  default
    --log-level         info          default
    --log-format        json          default
    --shutdown-unready  5s            default
    --shutdown-drain    20s           default
    --shutdown-flush    2s            default
    --otlp-endpoint     -             unset
    --pod-name          -             unset
    --pod-namespace     -             unset
    --node-name         -             unset
    "#);
}

#[test]
fn help_is_the_whole_documentation() {
    insta::assert_snapshot!(printed(&["--help"], &[("LIBRARY_LAON", "2h")]), @r#"
    library 1.2.3
    Lends books.

    Usage: library [--flag value]...

    A flag beats its variable, a variable beats the default (in brackets).

    Lending:
      --loan DURATION              LIBRARY_LOAN                 [2h]
          How long a book may be kept
      --limit NUMBER               LIBRARY_LIMIT                [3]
          How many books a reader may have, 1 to 10
      --password TEXT              LIBRARY_PASSWORD
          Opens the rare books
      --quiet                      LIBRARY_QUIET                [false]
          Whisper

    Operations:
      --ops-listen ADDRESS         LIBRARY_OPS_LISTEN           [0.0.0.0:9464]
          Serve /livez, /readyz, /startupz and /metrics there
      --log-level FILTER           RUST_LOG                     [info]
          What to log: a level, or levels by target like `info,shop_rpc=debug,request=off`
      --log-format FORMAT          LIBRARY_LOG_FORMAT           [json]
          `json`, one object a line, or `text` for people
      --shutdown-unready DURATION  LIBRARY_SHUTDOWN_UNREADY     [5s]
          After SIGTERM, how long to serve on while peers notice that /readyz says no
      --shutdown-drain DURATION    LIBRARY_SHUTDOWN_DRAIN       [20s]
          Then, how long requests in flight may take to end
      --shutdown-flush DURATION    LIBRARY_SHUTDOWN_FLUSH       [2s]
          Then, how long telemetry may take to leave
      --otlp-endpoint URL          OTEL_EXPORTER_OTLP_ENDPOINT
          Send traces to this OTLP/gRPC collector, like `http://collector:4317`; the other OTEL_ variables of traces hold, too
      --pod-name NAME              POD_NAME
          The pod this runs in, from the downward API
      --pod-namespace NAME         POD_NAMESPACE
          Its namespace
      --node-name NAME             NODE_NAME
          The node it runs on

    Other:
      --check-config               Say whether the settings are valid, and exit
      --print-config               Print the settings in force and where each comes from, and exit
      -h, --help                   Print this, and exit
      -V, --version                Print the version, and exit
    "#);
}

#[test]
fn version_is_one_line() {
    assert_eq!(printed(&["-V"], &[]), "library 1.2.3\n");
}

mod parsers {
    use proptest::prelude::*;

    use super::parse::*;
    use super::*;

    #[test]
    fn a_duration_has_a_unit() {
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(duration("15min"), Ok(Duration::from_mins(15)));
        assert_eq!(duration("0"), Ok(Duration::ZERO));
        for bad in ["", "5", "s", "1.5s", "-1s", "5 s", "5S", "18446744073709551615h"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_size_may_have_one() {
        assert_eq!(byte_size("65536"), Ok(65_536));
        assert_eq!(byte_size("64KiB"), Ok(65_536));
        for bad in ["", "64KB", "KiB", "-1", "99999999999GiB"] {
            assert!(byte_size(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_parser_panic(text in ".{0,24}") {
            let _ = (duration(&text), byte_size(&text), socket_address(&text), boolean(&text));
            let _ = crate::telemetry::otlp_endpoint(&text);
        }

        #[test]
        fn every_duration_in_milliseconds_is_read_back(milliseconds: u64) {
            prop_assert_eq!(duration(&format!("{milliseconds}ms")), Ok(Duration::from_millis(milliseconds)));
        }
    }
}
