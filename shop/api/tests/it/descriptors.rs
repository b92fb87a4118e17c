//! The contract of this build against the committed snapshot, and the comparison against doctored ones.

use std::{fs, path::PathBuf};

use prost::Message;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet,
    field_descriptor_proto::{Label, Type},
};

use crate::contract::{as_text, breaking_changes, facts};

const REFRESH: &str = "cargo test -p shop-api -- --ignored the_snapshot_is_written";

#[test]
fn no_client_that_was_ever_shipped_breaks() {
    let changes = breaking_changes(&committed(), &current());
    assert!(
        changes.is_empty(),
        "the contract changed in a way that breaks clients on the wire:\n  {}\n\
         hint: keep what there is and add beside it, or begin a package v2",
        changes.join("\n  ")
    );
}

#[test]
fn the_snapshot_knows_every_addition() {
    let committed = facts(&committed());
    let unknown: Vec<_> =
        facts(&current()).into_keys().filter(|place| !committed.contains_key(place)).collect();
    assert!(
        unknown.is_empty(),
        "the contract grew, which is fine, but the snapshot does not guard the new parts yet:\n  {}\n\
         hint: {REFRESH}",
        unknown.join("\n  ")
    );
    assert_eq!(
        fs::read_to_string(snapshot("descriptors.txt")).unwrap(),
        as_text(&current()),
        "hint: {REFRESH}"
    );
}

#[test]
#[ignore = "writes the snapshot; for use after an addition to the contract"]
fn the_snapshot_is_written() {
    let current = current();
    if snapshot("descriptors.binpb").try_exists().unwrap() {
        let changes = breaking_changes(&committed(), &current);
        assert!(changes.is_empty(), "a breaking change is not written down: {changes:?}");
    }
    fs::write(snapshot("descriptors.binpb"), current.encode_to_vec()).unwrap();
    fs::write(snapshot("descriptors.txt"), as_text(&current)).unwrap();
}

#[test]
fn additions_break_nobody() {
    let doctored = doctored(|file| {
        message(file, "Book").field.push(FieldDescriptorProto {
            name: Some("isbn".into()),
            number: Some(99),
            r#type: Some(Type::String.into()),
            label: Some(Label::Optional.into()),
            ..FieldDescriptorProto::default()
        });
        file.message_type.push(DescriptorProto { name: Some("Shelf".into()), ..DescriptorProto::default() });
    });
    assert_eq!(breaking_changes(&current(), &doctored), Vec::<String>::new());
}

#[test]
fn a_removed_field_is_noticed() {
    let doctored = doctored(|file| message(file, "Book").field.retain(|field| field.name() != "title"));
    insta::assert_debug_snapshot!(breaking_changes(&current(), &doctored), @r#"
    [
        "message marketplace.recommendations.v1.Book field   2: was `string title`, is gone",
    ]
    "#);
}

#[test]
fn two_fields_that_change_places_are_noticed() {
    let doctored = doctored(|file| {
        let book = message(file, "Book");
        field(book, "title").number = Some(7);
        field(book, "description").number = Some(2);
    });
    insta::assert_debug_snapshot!(breaking_changes(&current(), &doctored), @r#"
    [
        "message marketplace.recommendations.v1.Book field   2: was `string title`, is `string description`",
        "message marketplace.recommendations.v1.Book field   7: was `string description`, is `string title`",
    ]
    "#);
}

#[test]
fn a_field_of_another_type_is_noticed() {
    let doctored = doctored(|file| field(message(file, "Book"), "id").r#type = Some(Type::Uint64.into()));
    insta::assert_debug_snapshot!(breaking_changes(&current(), &doctored), @r#"
    [
        "message marketplace.recommendations.v1.Book field   1: was `int32 id`, is `uint64 id`",
    ]
    "#);
}

#[test]
fn a_changed_cardinality_is_noticed() {
    let doctored = doctored(|file| {
        let book = message(file, "Book");
        field(book, "title").label = Some(Label::Repeated.into());
        field(book, "year").proto3_optional = None;
        field(book, "year").oneof_index = None;
    });
    insta::assert_debug_snapshot!(breaking_changes(&current(), &doctored), @r#"
    [
        "message marketplace.recommendations.v1.Book field   2: was `string title`, is `repeated string title`",
        "message marketplace.recommendations.v1.Book field   6: was `optional int32 year`, is `int32 year`",
    ]
    "#);
}

#[test]
fn a_renumbered_enum_value_is_noticed() {
    let doctored = doctored(|file| {
        for enumeration in &mut file.enum_type {
            renumber(enumeration, "CATEGORY_POETRY", 77);
        }
    });
    insta::assert_debug_snapshot!(breaking_changes(&current(), &doctored), @r#"
    [
        "enum marketplace.recommendations.v1.Category value   7: was `CATEGORY_POETRY`, is gone",
    ]
    "#);
}

#[test]
fn a_removed_rpc_and_a_removed_service_are_noticed() {
    let doctored = doctored(|file| {
        file.service.retain(|service| service.name() != "FeedbackService");
        for service in &mut file.service {
            service.method.retain(|method| method.name() != "GetBook");
        }
    });
    insta::assert_debug_snapshot!(breaking_changes(&current(), &doctored), @r#"
    [
        "service marketplace.recommendations.v1.CatalogService rpc GetBook: was `marketplace.recommendations.v1.GetBookRequest returns marketplace.recommendations.v1.GetBookResponse`, is gone",
        "service marketplace.recommendations.v1.FeedbackService: was `exists`, is gone",
        "service marketplace.recommendations.v1.FeedbackService rpc RecordEvents: was `marketplace.recommendations.v1.RecordEventsRequest returns marketplace.recommendations.v1.RecordEventsResponse`, is gone",
    ]
    "#);
}

#[test]
fn a_removed_message_is_noticed() {
    let doctored = doctored(|file| file.message_type.retain(|message| message.name() != "Money"));
    assert!(
        breaking_changes(&current(), &doctored)
            .iter()
            .any(|change| change.contains("v1.Money: was `exists`"))
    );
}

#[test]
fn another_package_is_noticed() {
    let doctored = doctored(|file| {
        if file.package().is_empty() {
            file.package = Some("legacy".into());
        }
    });
    let changes = breaking_changes(&current(), &doctored);
    assert!(
        changes.iter().any(|change| change.starts_with("service Recommendations rpc Recommend: ")),
        "{changes:?}"
    );
}

fn current() -> FileDescriptorSet {
    let mut set = FileDescriptorSet::decode(shop_api::FILE_DESCRIPTOR_SET).unwrap();
    // Comments may change as they like.
    for file in &mut set.file {
        file.source_code_info = None;
    }
    set
}

fn committed() -> FileDescriptorSet {
    let bytes = fs::read(snapshot("descriptors.binpb")).unwrap();
    FileDescriptorSet::decode(bytes.as_slice()).unwrap()
}

fn snapshot(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn doctored(change: impl Fn(&mut FileDescriptorProto)) -> FileDescriptorSet {
    let mut set = current();
    set.file.iter_mut().for_each(change);
    set
}

/// The message of that name, or a spare one when this file does not hold it.
fn message<'a>(file: &'a mut FileDescriptorProto, name: &str) -> &'a mut DescriptorProto {
    let place = file.message_type.iter().position(|message| message.name() == name);
    let place = place.unwrap_or_else(|| {
        file.message_type.push(DescriptorProto::default());
        file.message_type.len() - 1
    });
    &mut file.message_type[place]
}

/// The field of that name, or a spare one when this message does not hold it.
fn field<'a>(message: &'a mut DescriptorProto, name: &str) -> &'a mut FieldDescriptorProto {
    let place = message.field.iter().position(|field| field.name() == name);
    let place = place.unwrap_or_else(|| {
        message.field.push(FieldDescriptorProto::default());
        message.field.len() - 1
    });
    &mut message.field[place]
}

fn renumber(enumeration: &mut EnumDescriptorProto, name: &str, number: i32) {
    for value in enumeration.value.iter_mut().filter(|value| value.name() == name) {
        value.number = Some(number);
    }
}
