//! What a client asks of a list: a filter, a page of it, and which attributes.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::IntoParams;

use super::error::ScimError;
use super::filter::{self, Filter};
use super::path::{Name, Path};
use super::schema::Resource;

/// The most resources of a page.
pub(super) const COUNT_MAX: usize = 200;
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const NAMES_MAX: usize = 100;

/// Parameters of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Which resources, in the language of RFC 7644, 3.4.2.2.
    filter: Option<String>,
    /// The first one of the page, from 1.
    start_index: Option<i64>,
    /// How many; at most 200, which is also the default.
    count: Option<i64>,
    /// Only these attributes, with commas between.
    attributes: Option<String>,
    /// Without these, with commas between.
    excluded_attributes: Option<String>,
}

/// The same of one resource.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ShownQuery {
    /// Only these attributes, with commas between.
    attributes: Option<String>,
    /// Without these, with commas between.
    excluded_attributes: Option<String>,
}

/// The same in the body of a search.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Search {
    filter: Option<String>,
    start_index: Option<i64>,
    count: Option<i64>,
    #[serde(default)]
    attributes: Vec<String>,
    #[serde(default)]
    excluded_attributes: Vec<String>,
}

/// Which attributes are shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    only: Vec<String>,
    without: Vec<String>,
}

/// A page of what fits.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    filter: Option<String>,
    first: usize,
    count: usize,
    pub(super) shown: Shown,
}

fn names(text: Option<&str>) -> Vec<String> {
    let parts = text.unwrap_or_default().split(',');
    let parts = parts.map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

impl Shown {
    fn of(only: Vec<String>, without: Vec<String>) -> Result<Self, ScimError> {
        if !only.is_empty() && !without.is_empty() {
            return Err(ScimError::value(
                "attributes and excludedAttributes exclude each other",
            ));
        }
        if only.len() + without.len() > NAMES_MAX {
            return Err(ScimError::value(format!("at most {NAMES_MAX} attributes")));
        }
        Ok(Self { only, without })
    }

    /// The resource as far as it is to be shown. `id` and `schemas` always are.
    pub(super) fn of_resource(&self, kind: Resource, resource: Value) -> Value {
        let Value::Object(fields) = resource else {
            return resource;
        };
        if self.only.is_empty() && self.without.is_empty() {
            return Value::Object(fields);
        }
        let mut shown = Map::new();
        if !self.only.is_empty() {
            for name in ["schemas", "id"] {
                shown.extend(
                    fields
                        .get(name)
                        .map(|value| (name.to_owned(), value.clone())),
                );
            }
            for name in &self.only {
                copy(kind, name, &fields, &mut shown);
            }
            return Value::Object(shown);
        }
        shown = fields;
        for name in &self.without {
            remove(kind, name, &mut shown);
        }
        Value::Object(shown)
    }
}

fn parts_of(value: &Value, part: &str) -> Value {
    let of = |one: &Value| match one.get(part) {
        Some(found) => json!({ part: found }),
        None => json!({}),
    };
    match value {
        Value::Array(elements) => elements.iter().map(of).collect(),
        one => of(one),
    }
}

fn copy(kind: Resource, name: &str, from: &Map<String, Value>, to: &mut Map<String, Value>) {
    match Path::parse(kind, name) {
        Ok(Path::Extension(schema, _)) => {
            to.extend(from.get(schema).map(|value| (schema.into(), value.clone())));
        }
        Ok(Path::Attribute(name, None)) => {
            let holder = match name.extension {
                Some(schema) => from.get(schema).and_then(Value::as_object),
                None => Some(from),
            };
            let Some(value) = holder.and_then(|holder| holder.get(name.attribute.name)) else {
                return;
            };
            let value = match name.part {
                Some(part) => parts_of(value, part.name),
                None => value.clone(),
            };
            put(&name, value, to);
        }
        // Nobody knows it: then it is not there.
        _ => {}
    }
}

fn put(name: &Name, value: Value, to: &mut Map<String, Value>) {
    let holder = match name.extension {
        Some(schema) => {
            let inner = to.entry(schema).or_insert_with(|| json!({}));
            match inner.as_object_mut() {
                Some(inner) => inner,
                None => return,
            }
        }
        None => to,
    };
    match (holder.get_mut(name.attribute.name), value) {
        (Some(Value::Object(there)), Value::Object(parts)) => there.extend(parts),
        (Some(Value::Array(there)), Value::Array(elements)) => {
            for (there, element) in there.iter_mut().zip(elements) {
                if let (Value::Object(there), Value::Object(parts)) = (there, element) {
                    there.extend(parts);
                }
            }
        }
        (_, value) => {
            holder.insert(name.attribute.name.into(), value);
        }
    }
}

fn remove(kind: Resource, name: &str, shown: &mut Map<String, Value>) {
    match Path::parse(kind, name) {
        Ok(Path::Extension(schema, _)) => {
            shown.remove(schema);
        }
        Ok(Path::Attribute(name, None)) if name.attribute.name != "id" => {
            let holder = match name.extension {
                Some(schema) => shown.get_mut(schema).and_then(Value::as_object_mut),
                None => Some(shown),
            };
            let Some(holder) = holder else { return };
            let Some(part) = name.part else {
                holder.remove(name.attribute.name);
                return;
            };
            let elements = match holder.get_mut(name.attribute.name) {
                Some(Value::Array(elements)) => elements.iter_mut().collect(),
                Some(one) => vec![one],
                None => Vec::new(),
            };
            for element in elements {
                if let Value::Object(element) = element {
                    element.remove(part.name);
                }
            }
        }
        _ => {}
    }
}

impl ShownQuery {
    pub(super) fn read(self) -> Result<Shown, ScimError> {
        Shown::of(
            names(self.attributes.as_deref()),
            names(self.excluded_attributes.as_deref()),
        )
    }
}

impl ListQuery {
    pub(super) fn read(self) -> Result<Wanted, ScimError> {
        let shown = Shown::of(
            names(self.attributes.as_deref()),
            names(self.excluded_attributes.as_deref()),
        )?;
        Ok(Wanted::of(
            (self.filter, self.start_index, self.count),
            shown,
        ))
    }
}

impl Wanted {
    fn of(
        (filter, start, count): (Option<String>, Option<i64>, Option<i64>),
        shown: Shown,
    ) -> Self {
        let natural = |number: i64| usize::try_from(number.max(0)).unwrap_or(usize::MAX);
        Self {
            filter: filter.filter(|filter| !filter.is_empty()),
            first: natural(start.unwrap_or(1)).max(1),
            count: count.map_or(COUNT_MAX, |count| natural(count).min(COUNT_MAX)),
            shown,
        }
    }

    /// From the body of a search.
    pub(super) fn of_search(body: &Value) -> Result<Self, ScimError> {
        let search: Search = serde_json::from_value(body.clone())
            .map_err(|error| ScimError::value(error.to_string()))?;
        let shown = Shown::of(search.attributes, search.excluded_attributes)?;
        let page = (search.filter, search.start_index, search.count);
        Ok(Self::of(page, shown))
    }

    /// The filter, read for one kind of resource.
    pub(super) fn filter_for(&self, kind: Resource) -> Result<Option<Filter>, ScimError> {
        let filter = self.filter.as_deref();
        filter.map(|text| filter::parse(kind, text)).transpose()
    }

    /// The answer: of what fits, the page.
    pub(super) fn page(&self, fitting: Vec<(Resource, Value)>) -> Value {
        let total = fitting.len();
        let page = fitting.into_iter().skip(self.first - 1).take(self.count);
        let page = page.map(|(kind, resource)| self.shown.of_resource(kind, resource));
        let resources: Vec<Value> = page.collect();
        json!({
            "schemas": [LIST], "totalResults": total, "startIndex": self.first,
            "itemsPerPage": resources.len(), "Resources": resources,
        })
    }
}
