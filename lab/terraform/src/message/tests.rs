use super::*;

#[test]
fn a_mistake_is_one_line_for_a_sentence_and_several_for_who_wants_more() {
    let line = r#"{"@level":"error","@message":"Error: Invalid value for variable","diagnostic":{"severity":"error",
        "summary":"Invalid value for variable","detail":"Too long:\n  yyyy.\n\nThis was checked at m/main.tf:3.",
        "range":{"filename":"main.tf","start":{"line":10,"column":7,"byte":130},"end":{"line":10,"column":12,"byte":135}}},
        "type":"diagnostic"}"#;
    let Message::Error(mistake) = Message::read(line) else { panic!("{line}") };
    assert_eq!(mistake.to_string(), "Invalid value for variable (main.tf line 10): Too long: yyyy");
    insta::assert_snapshot!(mistake.lines().collect::<Vec<_>>().join("\n"), @r"
    Invalid value for variable (main.tf line 10)
      Too long:
        yyyy.
      This was checked at m/main.tf:3.
    ");
}

#[test]
fn a_position_without_a_file_is_none() {
    let line = r#"{"@message":"Error: No","type":"diagnostic","diagnostic":{"severity":"error","summary":"No","detail":"",
        "range":{"filename":"","start":{"line":0,"column":0,"byte":0},"end":{"line":0,"column":0,"byte":0}}}}"#;
    let Message::Error(mistake) = Message::read(line) else { panic!("{line}") };
    assert_eq!(mistake.to_string(), "No");
}

#[test]
fn progress_is_told_and_what_we_cause_ourselves_is_not() {
    let says = r#"{"@level":"info","@message":"Plan: 1 to add","type":"change_summary"}"#;
    assert_eq!(Message::read(says), Message::Says("Plan: 1 to add".to_owned()));
    let warning = |summary: &str| {
        let line = r#"{"@message":"Warning: SUMMARY","type":"diagnostic","diagnostic":{"severity":"warning","summary":"SUMMARY","detail":""}}"#;
        Message::read(&line.replace("SUMMARY", summary))
    };
    assert_eq!(warning("Deprecated attribute"), Message::Says("Warning: Deprecated attribute".to_owned()));
    assert_eq!(warning("Deprecated flag: -state"), Message::Nothing);
    assert_eq!(Message::read(r#"{"@message":"Terraform 1.11.4","type":"version"}"#), Message::Nothing);
    assert_eq!(Message::read("{"), Message::Text);
}

#[test]
fn mistakes_are_found_in_text_with_and_without_a_frame() {
    let plain = "\nError: Output \"cluster\" not found\n\nThe output variable requested could not be found\nin the state file.\n";
    let framed = "╷\n│ Error: Output \"cluster\" not found\n│ \n│ The output variable requested could not be found\n│ in the state file.\n╵\n";
    for text in [plain, framed] {
        let mistakes = errors_in_text(text);
        assert_eq!(mistakes.len(), 1);
        assert_eq!(
            mistakes[0].to_string(),
            "Output \"cluster\" not found: The output variable requested could not be found in the state file"
        );
    }
    assert_eq!(errors_in_text("Segmentation fault"), []);
}
