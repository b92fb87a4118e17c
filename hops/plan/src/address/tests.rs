use proptest::prelude::*;

use super::*;

#[test]
fn an_address_tells_its_modules_and_indices() {
    let address: Address = r#"module.net["a.b[0]"].module.sg[1].data.aws_ami.node["x\"y"]"#.parse().unwrap();
    assert_eq!(address.module_names(), ["net", "sg"]);
    assert_eq!(address.modules[0].index, Some(Index::Key("a.b[0]".to_owned())));
    assert_eq!(address.modules[1].index, Some(Index::Number(1)));
    assert_eq!(address.mode, Mode::Data);
    assert_eq!(address.reference(), "data.aws_ami.node");
    assert_eq!(address.index, Some(Index::Key("x\"y".to_owned())));
}

#[test]
fn what_is_no_address_is_refused() {
    for text in ["", "a", "a.", ".a", "module.x", "a.b[", "a.b[x]", "a.b[\"x]", "a.b[0]c", "module..a.b"] {
        assert!(text.parse::<Address>().is_err(), "{text}");
    }
}

fn index() -> impl Strategy<Value = Option<Index>> {
    prop_oneof![
        Just(None),
        any::<u64>().prop_map(|number| Some(Index::Number(number))),
        ".{0,12}".prop_map(|key| Some(Index::Key(key))),
    ]
}

fn step() -> impl Strategy<Value = ModuleStep> {
    ("[a-z][a-z0-9_-]{0,8}", index()).prop_map(|(name, index)| ModuleStep { name, index })
}

proptest! {
    #[test]
    fn an_address_written_is_read_as_the_same(
        modules in prop::collection::vec(step(), 0..3),
        kind in "[b-c][a-z0-9_]{0,8}",
        name in "[a-z][a-z0-9_-]{0,8}",
        index in index(),
        data in any::<bool>(),
    ) {
        let mode = if data { Mode::Data } else { Mode::Managed };
        let address = Address { modules, mode, kind, name, index };
        prop_assert_eq!(address.to_string().parse::<Address>(), Ok(address));
    }

    #[test]
    fn no_text_makes_the_reader_of_addresses_panic(text in ".{0,60}") {
        let _ = text.parse::<Address>();
    }
}
