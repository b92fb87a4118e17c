//! Plans by people who mean harm, or write strange names.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;

/// Our own words, as a reader sees them: what is not in a code span. Every piece of it is checked to be ours.
fn read(comment: &str) -> Result<Vec<String>, String> {
    let mut spans = Vec::new();
    let mut link = false;
    for event in
        Parser::new_ext(comment, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM)
    {
        match event {
            Event::Code(text) => spans.push(text.into_string()),
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.trim();
                let ours = html.is_empty()
                    || html.starts_with("<!-- ninehops:plan:")
                        && html.ends_with(" -->")
                        && html.matches("--").count() == 2
                    || html == "</details>"
                    || html.starts_with("<details><summary>")
                        && html.ends_with("</summary>")
                        && html.matches('<').count() == 3;
                if !ours {
                    return Err(format!("HTML: {html}"));
                }
            }
            Event::Text(text) => {
                let harmless = |character: char| {
                    character.is_ascii_alphanumeric() || " .,:()-→…❌♻\u{fe0f}❓[]!_'".contains(character)
                };
                if !text.chars().all(harmless) {
                    return Err(format!("text: {text}"));
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = true;
                if !dest_url.starts_with("https://github.com/ninehops/ninehops/") {
                    return Err(format!("link: {dest_url}"));
                }
            }
            Event::Start(
                Tag::Image { .. } | Tag::CodeBlock(_) | Tag::Table(_) | Tag::FootnoteDefinition(_),
            ) => {
                return Err("an image, a block of code, a table or a footnote".to_owned());
            }
            _ => {}
        }
    }
    if link { Ok(spans) } else { Err("the link to the run is lost".to_owned()) }
}

fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(
        &[
            "@everyone",
            "@ninehops/owners",
            "`",
            "``",
            "```\n",
            "\n\n",
            "\n# ",
            "|",
            "<b>",
            "</details>",
            "<!--",
            "-->",
            "<script>",
            "![x](http://x)",
            "[x](http://x)",
            "#1",
            "\\",
            "\\`",
            "~~~",
            "👩‍👩‍👧",
            "🇯🇵",
            "e\u{301}",
            "\u{202e}",
            "\r",
            "\t",
            "&#64;",
            "http://x",
            "**",
            "_",
            "\"",
            "${x}",
            "    ",
            "- ",
            "> ",
            "$$",
            "\u{0}",
        ][..],
    );
    let piece = prop_oneof![3 => pieces.prop_map(str::to_owned), 1 => ".{0,6}", 1 => "[a-z]{1,200}"];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        nasty().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(
                (
                    prop_oneof![
                        Just("kind".to_owned()),
                        Just("data".to_owned()),
                        Just("x_wo".to_owned()),
                        nasty()
                    ],
                    inner
                ),
                0..4
            )
            .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

const ACTIONS: &[&[&str]] = &[
    &["delete"],
    &["update"],
    &["create"],
    &["delete", "create"],
    &["forget"],
    &["no-op"],
    &["explode"],
    &[],
];

fn change() -> impl Strategy<Value = Value> {
    let actions = prop::sample::select(ACTIONS);
    let trees = prop::collection::vec(tree(), 5);
    (nasty(), actions, trees, any::<bool>()).prop_map(|(key, actions, trees, importing)| {
        let importing = if importing { json!({ "id": "x" }) } else { Value::Null };
        json!({
            "address": format!("a.b[{}]", Value::from(key)),
            "previous_address": "a.old",
            "action_reason": trees[0].as_str(),
            "change": {
                "actions": actions, "importing": importing, "before": trees[0], "after": trees[1],
                "after_unknown": trees[2], "before_sensitive": trees[3], "after_sensitive": trees[4],
                "replace_paths": [["x", 1, trees[0]]],
            },
        })
    })
}

fn plan(changes: &[Value]) -> Value {
    let outputs = changes
        .iter()
        .map(|each| (each["address"].as_str().unwrap_or_default().to_owned(), each["change"].clone()));
    let outputs: Value = outputs.collect();
    json!({ "format_version": "1.2", "resource_changes": changes, "resource_drift": changes, "output_changes": outputs })
}

const SECRET: &str = "Xq7secretZ";

/// A tree in which some places hold a secret, and its marks.
fn marked() -> impl Strategy<Value = (Value, Value)> {
    let leaf = prop_oneof![
        tree().prop_map(|value| (value, Value::Null)),
        (0_u8..9)
            .prop_map(|number| (Value::from(format!("a`b {SECRET}{number} \"c\"\n")), Value::from(true))),
        tree().prop_map(|value| (json!([value, { "k": SECRET, SECRET: 1 }]), Value::from(true))),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|entries| {
                let (values, marks): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
                (Value::from(values), Value::from(marks))
            }),
            prop::collection::vec(("[a-d]", inner), 0..4).prop_map(|members| {
                let (mut values, mut marks) = (serde_json::Map::new(), serde_json::Map::new());
                for (key, (value, mark)) in members {
                    values.insert(key.clone(), value);
                    marks.insert(key, mark);
                }
                (Value::Object(values), Value::Object(marks))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_in_a_plan_breaks_out_of_its_place(
        changes in prop::collection::vec(change(), 0..5),
        title in nasty(),
        limit in FEWEST_CHARACTERS..=MOST_CHARACTERS,
    ) {
        let text = of(&plan(&changes).to_string(), &title, limit);
        prop_assert!(length(&text) <= limit);
        if let Err(problem) = read(&text) {
            prop_assert!(false, "{problem}\n{text}");
        }
    }

    #[test]
    fn a_comment_is_never_longer_than_its_limit(
        changes in prop::collection::vec(change(), 1..5),
        times in 1_usize..60,
        limit in FEWEST_CHARACTERS..20_000,
    ) {
        let changes: Vec<_> = changes.iter().cycle().take(times * changes.len()).cloned().collect();
        let text = of(&plan(&changes).to_string(), "platform", limit);
        prop_assert!(length(&text) <= limit, "{} and not {limit}", length(&text));
        prop_assert!(read(&text).is_ok(), "{text}");
    }

    #[test]
    fn no_secret_is_anywhere_in_the_text(
        (before, before_sensitive) in marked(),
        (after, after_sensitive) in marked(),
        after_unknown in tree(),
        copied in any::<bool>(),
    ) {
        let copy = if copied { before.clone() } else { Value::Null };
        let change = json!({
            "actions": ["update"],
            "before": { "x": before, "copy": copy }, "after": { "x": after, "copy": "" },
            "after_unknown": { "x": after_unknown },
            "before_sensitive": { "x": before_sensitive }, "after_sensitive": { "x": after_sensitive },
        });
        let text = of(&plan(&[json!({ "address": "a.b", "change": change })]).to_string(), "x", MOST_CHARACTERS);
        prop_assert!(!text.contains(SECRET), "{text}");
    }

    #[test]
    fn no_bytes_in_the_place_of_a_plan_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = format!("{{\"format_version\":\"1.2\",\"resource_changes\":{}", String::from_utf8_lossy(&bytes));
        drop(Plan::parse(text.as_bytes(), Path::new("plan.json")));
    }
}

#[test]
fn a_name_that_closes_every_fence_stays_within_its_own() {
    let text = of_changes(&[deleted("x[\"`` @everyone </details> ```\"]")], MOST_CHARACTERS);
    let spans = read(&text).unwrap();
    assert!(spans.iter().any(|span| span.contains("@everyone")), "{text}");
}
