use std::fmt::Write as _;

use super::{Section, Setting, Settings};

/// The rows that every program has.
const GENERAL: [(&str, &str); 4] = [
    ("--check-config", "Say whether the settings are valid, and exit"),
    ("--print-config", "Print the settings in force and where each comes from, and exit"),
    ("-h, --help", "Print this, and exit"),
    ("-V, --version", "Print the version, and exit"),
];

pub(super) fn help(settings: &Settings) -> String {
    let Settings { program, version, about, sections, .. } = settings;
    let widths = Widths::of(settings);
    let mut text = format!(
        "{program} {version}\n{about}\n\nUsage: {program} [--flag value]...\n\n\
         A flag beats its variable, a variable beats the default (in brackets).\n"
    );
    for Section { title, settings } in *sections {
        let _ = writeln!(text, "\n{title}:");
        for row in *settings {
            push_row(&mut text, row, &widths);
        }
    }
    text.push_str("\nOther:\n");
    for (flag, meaning) in GENERAL {
        let _ = writeln!(text, "  {flag:width$}  {meaning}", width = widths.flag);
    }
    text
}

struct Widths {
    flag: usize,
    env: usize,
}

impl Widths {
    fn of(settings: &Settings) -> Self {
        Self {
            flag: settings.rows().map(|row| flag_with_value(row).len()).max().unwrap_or_default(),
            env: settings.rows().map(|row| row.env.len()).max().unwrap_or_default(),
        }
    }
}

fn push_row(text: &mut String, row: &Setting, widths: &Widths) {
    let default = match row.default {
        "" => String::new(),
        default => format!("[{default}]"),
    };
    let columns = format!(
        "  {:flag$}  {:env$}  {default}",
        flag_with_value(row),
        row.env,
        flag = widths.flag,
        env = widths.env
    );
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{}\n      {}", columns.trim_end(), row.help);
}

fn flag_with_value(row: &Setting) -> String {
    format!("--{} {}", row.flag, row.value_name).trim_end().to_owned()
}
