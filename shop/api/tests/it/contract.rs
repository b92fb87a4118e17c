//! A set of descriptors as plain facts, and the comparison of two such sets.
//!
//! A fact is what a client on the wire relies on: "field 3 of this message is a repeated string called
//! that". A change is breaking when an old fact is gone or reads differently; new facts break nobody.

use std::collections::BTreeMap;

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet, ServiceDescriptorProto,
    field_descriptor_proto::{Label, Type},
};

/// Facts by their place in the contract.
pub(crate) type Facts = BTreeMap<String, String>;

/// Every fact of the contract.
pub(crate) fn facts(set: &FileDescriptorSet) -> Facts {
    let mut facts = Facts::new();
    for file in &set.file {
        let scope = if file.package().is_empty() { String::new() } else { format!("{}.", file.package()) };
        for message in &file.message_type {
            add_message(&mut facts, &scope, message);
        }
        for enumeration in &file.enum_type {
            add_enum(&mut facts, &scope, enumeration);
        }
        for service in &file.service {
            add_service(&mut facts, &scope, service);
        }
    }
    facts
}

/// What a client of `old` would stumble over in `new`, one sentence each.
pub(crate) fn breaking_changes(old: &FileDescriptorSet, new: &FileDescriptorSet) -> Vec<String> {
    let new = facts(new);
    let changes = facts(old).into_iter().filter_map(|(place, was)| match new.get(&place) {
        Some(is) if *is == was => None,
        Some(is) => Some(format!("{place}: was `{was}`, is `{is}`")),
        None => Some(format!("{place}: was `{was}`, is gone")),
    });
    changes.collect()
}

/// The facts as text, one a line, for people who review a change.
pub(crate) fn as_text(set: &FileDescriptorSet) -> String {
    let lines: Vec<_> = facts(set).into_iter().map(|(place, fact)| format!("{place}: {fact}\n")).collect();
    lines.concat()
}

fn add_message(facts: &mut Facts, scope: &str, message: &DescriptorProto) {
    let name = format!("{scope}{}", message.name());
    facts.insert(format!("message {name}"), "exists".to_owned());
    for field in &message.field {
        let oneof = field.oneof_index.filter(|_| !field.proto3_optional());
        let oneof = oneof.map(|index| message.oneof_decl[usize::try_from(index).unwrap()].name());
        facts.insert(format!("message {name} field {:>3}", field.number()), field_fact(field, oneof));
    }
    let inner = format!("{name}.");
    for nested in &message.nested_type {
        add_message(facts, &inner, nested);
    }
    for enumeration in &message.enum_type {
        add_enum(facts, &inner, enumeration);
    }
}

fn field_fact(field: &FieldDescriptorProto, oneof: Option<&str>) -> String {
    let cardinality = match field.label() {
        Label::Repeated => "repeated ",
        Label::Required => "required ",
        Label::Optional if field.proto3_optional() => "optional ",
        Label::Optional => "",
    };
    let kind = match field.r#type() {
        Type::Message | Type::Enum | Type::Group => field.type_name().trim_start_matches('.').to_owned(),
        scalar => scalar.as_str_name().trim_start_matches("TYPE_").to_lowercase(),
    };
    let oneof = oneof.map(|name| format!(" in oneof {name}")).unwrap_or_default();
    format!("{cardinality}{kind} {}{oneof}", field.name())
}

fn add_enum(facts: &mut Facts, scope: &str, enumeration: &EnumDescriptorProto) {
    let name = format!("{scope}{}", enumeration.name());
    facts.insert(format!("enum {name}"), "exists".to_owned());
    for value in &enumeration.value {
        facts.insert(format!("enum {name} value {:>3}", value.number()), value.name().to_owned());
    }
}

fn add_service(facts: &mut Facts, scope: &str, service: &ServiceDescriptorProto) {
    let name = format!("{scope}{}", service.name());
    facts.insert(format!("service {name}"), "exists".to_owned());
    for method in &service.method {
        let stream = |streaming| if streaming { "stream " } else { "" };
        let fact = format!(
            "{}{} returns {}{}",
            stream(method.client_streaming()),
            method.input_type().trim_start_matches('.'),
            stream(method.server_streaming()),
            method.output_type().trim_start_matches('.'),
        );
        facts.insert(format!("service {name} rpc {}", method.name()), fact);
    }
}
