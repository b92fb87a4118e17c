//! Changing an object that somebody else has written.

use serde_json::{Map, Value};

/// One change of a field, which is named by a JSON pointer (RFC 6901).
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// The field is to have this value, whatever it had.
    Set(&'static str, Value),
    /// The list gets these as well.
    Add(&'static str, Vec<Value>),
    /// The field is to be left to its default.
    Remove(&'static str),
}

/// The object has something else where the change is to be made.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Terraform's {kind} has no {wanted} where `{pointer}` belongs")]
pub struct ChangeError {
    kind: String,
    wanted: &'static str,
    pointer: &'static str,
}

/// The object with all of it made, objects and lists on the way to a field with them.
pub(super) fn all(object: &Value, changes: Vec<Change>) -> Result<Value, ChangeError> {
    let mut result = object.clone();
    for change in changes {
        make(&mut result, change).map_err(|(wanted, pointer)| ChangeError {
            kind: object["kind"].as_str().unwrap_or("object").to_owned(),
            wanted,
            pointer,
        })?;
    }
    Ok(result)
}

/// What is wanted where a pointer points, and is not there.
type Obstacle = (&'static str, &'static str);

fn make(object: &mut Value, change: Change) -> Result<(), Obstacle> {
    match change {
        Change::Set(pointer, value) => {
            let (parent, field) = split(pointer);
            place(object, parent).ok_or(("object", pointer))?.insert(field.to_owned(), value);
        }
        Change::Add(pointer, values) => {
            let (parent, field) = split(pointer);
            let parent = place(object, parent).ok_or(("object", pointer))?;
            let list = parent.entry(field).or_insert_with(|| Value::Array(Vec::new()));
            list.as_array_mut().ok_or(("list", pointer))?.extend(values);
        }
        Change::Remove(pointer) => {
            let (parent, field) = split(pointer);
            if let Some(parent) = object.pointer_mut(parent).and_then(Value::as_object_mut) {
                parent.shift_remove(field);
            }
        }
    }
    Ok(())
}

fn split(pointer: &'static str) -> (&'static str, &'static str) {
    pointer.rsplit_once('/').expect("every pointer of the table begins with `/`")
}

/// The object at a pointer, made where there is nothing; `None` where there is something else, or a list is too short.
fn place<'a>(object: &'a mut Value, pointer: &str) -> Option<&'a mut Map<String, Value>> {
    let place = pointer.split('/').skip(1).try_fold(object, |at, field| match at {
        Value::Object(fields) => Some(fields.entry(field).or_insert_with(|| Value::Object(Map::new()))),
        Value::Array(items) => items.get_mut(field.parse::<usize>().ok()?),
        _ => None,
    });
    place?.as_object_mut()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_set_added_to_and_removed_and_the_rest_stays() {
        let object = json!({ "kind": "K", "a": { "keep": 1, "drop": 2 }, "list": [1], "in": [{ "x": 1 }] });
        let changes = vec![
            Change::Set("/a/new", json!(3)),
            Change::Set("/deep/er", json!(4)),
            Change::Set("/in/0/y", json!(5)),
            Change::Add("/list", vec![json!(2)]),
            Change::Add("/others/list", vec![json!(6)]),
            Change::Remove("/a/drop"),
            Change::Remove("/nothing/there"),
        ];
        assert_eq!(
            all(&object, changes).unwrap(),
            json!({
                "kind": "K", "a": { "keep": 1, "new": 3 }, "list": [1, 2], "in": [{ "x": 1, "y": 5 }],
                "deep": { "er": 4 }, "others": { "list": [6] },
            })
        );
    }

    #[test]
    fn what_is_in_the_way_is_named_and_not_replaced() {
        let object = json!({ "kind": "K", "text": "x", "in": [] });
        let refused = |change| all(&object, vec![change]).unwrap_err().to_string();
        assert_eq!(
            refused(Change::Set("/text/a", json!(1))),
            "Terraform's K has no object where `/text/a` belongs"
        );
        assert_eq!(
            refused(Change::Set("/in/0/a", json!(1))),
            "Terraform's K has no object where `/in/0/a` belongs"
        );
        assert_eq!(refused(Change::Add("/text", vec![])), "Terraform's K has no list where `/text` belongs");
    }
}
