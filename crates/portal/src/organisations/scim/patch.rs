//! PATCH (RFC 7644, 3.5.2): operations on the document of a resource, one after the other, all or none.
//!
//! Directories write them in several ways: with a path, without one and an object instead, with names of attributes or whole paths as its fields (Entra ID), with
//! `Add` for `add` and `"False"` for `false` (Entra ID as well).

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::document::{field, tidy, value_of};
use super::error::{Kind as Refused, ScimError};
use super::filter::Filter;
use super::path::{Name, Path};
use super::schema::{Attribute, Kind, Mutability, Resource};

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// Operations of a request.
const OPERATIONS_MAX: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Add,
    Replace,
    Remove,
}

/// Does the operations of a request to a document.
pub(super) fn apply(
    resource: Resource,
    document: &Map<String, Value>,
    request: &Value,
) -> Result<Map<String, Value>, ScimError> {
    let syntax = |detail: &str| ScimError::of(Refused::InvalidSyntax, detail);
    let request = request
        .as_object()
        .ok_or_else(|| syntax("a request of PATCH is an object"))?;
    let schemas = field(request, "schemas").and_then(Value::as_array);
    if !schemas.is_some_and(|names| names.iter().any(|name| name == SCHEMA)) {
        return Err(syntax(&format!("schemas has to name {SCHEMA}")));
    }
    let operations = field(request, "Operations").and_then(Value::as_array);
    let operations = operations
        .filter(|list| !list.is_empty())
        .ok_or_else(|| syntax("Operations is a list of at least one operation"))?;
    if operations.len() > OPERATIONS_MAX {
        return Err(ScimError::of(
            Refused::TooMany,
            format!("a request has at most {OPERATIONS_MAX} operations"),
        ));
    }
    let mut changed = document.clone();
    for operation in operations {
        let operation = operation
            .as_object()
            .ok_or_else(|| syntax("an operation is an object"))?;
        apply_one(resource, &mut changed, operation)?;
    }
    // Values that were put together out of several are looked at as if one had sent them.
    tidy(resource, &changed)
}

fn apply_one(
    resource: Resource,
    document: &mut Map<String, Value>,
    sent: &Map<String, Value>,
) -> Result<(), ScimError> {
    let name = field(sent, "op").and_then(Value::as_str).unwrap_or("");
    let operation = match name.to_ascii_lowercase().as_str() {
        "add" => Operation::Add,
        "replace" => Operation::Replace,
        "remove" => Operation::Remove,
        _ => {
            return Err(ScimError::of(
                Refused::InvalidSyntax,
                "op is add, replace or remove",
            ));
        }
    };
    let value = field(sent, "value");
    let path = match field(sent, "path") {
        None | Some(Value::Null) => None,
        Some(Value::String(path)) => Some(path.as_str()),
        Some(_) => return Err(ScimError::of(Refused::InvalidPath, "path is a text")),
    };
    let Some(path) = path.filter(|path| !path.is_empty()) else {
        return without_path(resource, document, operation, value);
    };
    let path = Path::parse(resource, path)?;
    if let Path::Attribute(name, _) = &path
        && (is_read_only(name.attribute) || name.part.is_some_and(is_read_only))
    {
        return Err(ScimError::of(
            Refused::Mutability,
            format!("{} is said by the portal alone", name.attribute.name),
        ));
    }
    at(document, operation, &path, value)
}

fn is_read_only(attribute: &Attribute) -> bool {
    attribute.mutability == Mutability::ReadOnly
}

/// Each field of the value is a path. Those that only the server says, or that nobody knows, are left out, as in a whole resource.
fn without_path(
    resource: Resource,
    document: &mut Map<String, Value>,
    operation: Operation,
    value: Option<&Value>,
) -> Result<(), ScimError> {
    if operation == Operation::Remove {
        return Err(ScimError::of(Refused::NoTarget, "remove needs a path"));
    }
    let Some(Value::Object(fields)) = value else {
        return Err(ScimError::value("without a path the value is an object"));
    };
    for (name, value) in fields {
        let Ok(path) = Path::parse(resource, name) else {
            continue;
        };
        if !matches!(&path, Path::Attribute(name, _) if is_read_only(name.attribute)) {
            at(document, operation, &path, Some(value))?;
        }
    }
    Ok(())
}

fn at(
    document: &mut Map<String, Value>,
    operation: Operation,
    path: &Path,
    value: Option<&Value>,
) -> Result<(), ScimError> {
    if operation != Operation::Remove && value.is_none() {
        return Err(ScimError::value("the value is missing"));
    }
    let value = value.unwrap_or(&Value::Null);
    match path {
        Path::Extension(schema, _) if operation == Operation::Remove => {
            document.remove(*schema);
        }
        Path::Extension(schema, attributes) => {
            let Value::Object(fields) = value else {
                return Err(ScimError::value(format!("{schema} is an object")));
            };
            for (name, value) in fields {
                let attribute = super::schema::find(attributes, name);
                if let Some(attribute) = attribute {
                    let holder = inner(document, schema);
                    set(holder, attribute, operation, value)?;
                }
            }
        }
        Path::Attribute(name, filter) => {
            let holder = match name.extension {
                Some(schema) => inner(document, schema),
                None => document,
            };
            match (filter, name.part) {
                (Some(filter), part) => {
                    among(holder, (name.attribute, part, filter), operation, value)?;
                }
                (None, Some(part)) => in_part(holder, name, part, operation, value)?,
                (None, None) => set(holder, name.attribute, operation, value)?,
            }
        }
    }
    Ok(())
}

/// An object in an object; made if it is not there.
fn inner<'a>(holder: &'a mut Map<String, Value>, name: &str) -> &'a mut Map<String, Value> {
    let value = holder
        .entry(name)
        .or_insert_with(|| Value::Object(Map::new()));
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("it was made one")
}

fn set(
    holder: &mut Map<String, Value>,
    attribute: &'static Attribute,
    operation: Operation,
    value: &Value,
) -> Result<(), ScimError> {
    let name = attribute.name;
    if operation == Operation::Remove {
        match (value, holder.get_mut(name)) {
            // Only those values, as Entra ID removes members of groups.
            (Value::Array(_) | Value::Object(_), Some(Value::Array(there)))
                if attribute.is_multiple =>
            {
                let gone = value_of(attribute, value)?.unwrap_or_default();
                let gone = gone.as_array().into_iter().flatten();
                let gone: HashSet<String> = gone.map(|one| meant(one).to_string()).collect();
                there.retain(|one| !gone.contains(&meant(one).to_string()));
            }
            _ => {
                holder.remove(name);
            }
        }
        return Ok(());
    }
    let Some(value) = value_of(attribute, value)? else {
        // Null or an empty list: with replace there is nothing any more.
        if operation == Operation::Replace {
            holder.remove(name);
        }
        return Ok(());
    };
    match (value, holder.get_mut(name)) {
        (Value::Array(added), Some(Value::Array(there))) if operation == Operation::Add => {
            add_all(there, added);
        }
        // Parts that are not named stay as they are (RFC 7644, 3.5.2.1 and 3.5.2.3).
        (Value::Object(parts), Some(Value::Object(there))) => there.extend(parts),
        (value, _) => {
            holder.insert(name.into(), value);
        }
    }
    Ok(())
}

/// By what an element is meant that is to go: its value where there is one.
fn meant(element: &Value) -> &Value {
    element.get("value").unwrap_or(element)
}

fn add_all(there: &mut Vec<Value>, added: Vec<Value>) {
    // Members are many: each is looked up, not searched.
    let places = there.iter().enumerate();
    let mut places: HashMap<String, usize> = places
        .map(|(place, one)| (same_as(one).to_string(), place))
        .collect();
    for one in added {
        if one.get("primary") == Some(&Value::Bool(true)) {
            let others = there.iter_mut();
            for other in others.filter(|other| other.get("primary") == Some(&Value::Bool(true))) {
                other["primary"] = Value::Bool(false);
            }
        }
        match places.get(&same_as(&one).to_string()) {
            Some(place) => there[*place] = one,
            None => {
                places.insert(same_as(&one).to_string(), there.len());
                there.push(one);
            }
        }
    }
}

/// What makes two elements the same: value and type, or all of it.
fn same_as(element: &Value) -> Value {
    match element.get("value") {
        Some(value) => Value::Array(vec![
            value.clone(),
            element.get("type").cloned().unwrap_or_default(),
        ]),
        None => element.clone(),
    }
}

/// A part of an attribute that has one value, or of all its values.
fn in_part(
    holder: &mut Map<String, Value>,
    name: &Name,
    part: &'static Attribute,
    operation: Operation,
    value: &Value,
) -> Result<(), ScimError> {
    let attribute = name.attribute;
    if !attribute.is_multiple {
        return set(inner(holder, attribute.name), part, operation, value);
    }
    if operation != Operation::Remove && !holder.contains_key(attribute.name) {
        holder.insert(
            attribute.name.into(),
            Value::Array(vec![Value::Object(Map::new())]),
        );
    }
    let elements = holder.get_mut(attribute.name).and_then(Value::as_array_mut);
    for element in elements.into_iter().flatten() {
        if let Some(element) = element.as_object_mut() {
            set(element, part, operation, value)?;
        }
    }
    Ok(())
}

/// The values that a filter finds.
fn among(
    holder: &mut Map<String, Value>,
    (attribute, part, filter): (&'static Attribute, Option<&'static Attribute>, &Filter),
    operation: Operation,
    value: &Value,
) -> Result<(), ScimError> {
    let there = holder
        .entry(attribute.name)
        .or_insert_with(|| Value::Array(Vec::new()));
    let Some(elements) = there.as_array_mut() else {
        return Err(ScimError::of(Refused::NoTarget, "there are no values"));
    };
    let Some(part) = part else {
        return among_whole(elements, (attribute, filter), operation, value);
    };
    let mut found = 0;
    for element in elements.iter_mut().filter(|element| filter.fits(element)) {
        found += 1;
        if let Some(element) = element.as_object_mut() {
            set(element, part, operation, value)?;
        }
    }
    if found == 0 && operation != Operation::Remove {
        let mut element = wanted(filter, operation)?;
        set(&mut element, part, operation, value)?;
        elements.push(Value::Object(element));
    }
    Ok(())
}

fn among_whole(
    elements: &mut Vec<Value>,
    (attribute, filter): (&'static Attribute, &Filter),
    operation: Operation,
    value: &Value,
) -> Result<(), ScimError> {
    if operation == Operation::Remove {
        elements.retain(|element| !filter.fits(element));
        return Ok(());
    }
    let Kind::Complex(_) = attribute.kind else {
        return Err(ScimError::of(Refused::InvalidPath, "it has no parts"));
    };
    let sent = value_of(attribute, value)?;
    let sent = sent.as_ref().and_then(|list| list.get(0)?.as_object());
    let sent = sent.ok_or_else(|| ScimError::value("the value is an object"))?;
    let mut found = 0;
    for element in elements.iter_mut().filter(|element| filter.fits(element)) {
        found += 1;
        if let Some(element) = element.as_object_mut() {
            element.extend(sent.clone());
        }
    }
    if found == 0 {
        let mut element = wanted(filter, operation)?;
        element.extend(sent.clone());
        elements.push(Value::Object(element));
    }
    Ok(())
}

/// A new element that fits a filter. To replace what is not there is refused.
fn wanted(filter: &Filter, operation: Operation) -> Result<Map<String, Value>, ScimError> {
    let wanted = filter.wanted().filter(|_| operation == Operation::Add);
    let wanted =
        wanted.ok_or_else(|| ScimError::of(Refused::NoTarget, "no value fits the filter"))?;
    let named = wanted
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    Ok(named.collect())
}

#[cfg(test)]
mod tests;
