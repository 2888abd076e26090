//! Names of attributes as clients write them: `userName`, `name.familyName`, `emails[type eq "work"].value`, with or without the schema's name before.

use serde_json::Value;

use super::error::{Kind as Refused, ScimError};
use super::filter::{self, Filter};
use super::schema::{Attribute, Resource, find};

/// Longest text of a path.
const BYTES_MAX: usize = 500;

/// An attribute of a resource, and perhaps a part of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    /// The schema under whose name it stands; nothing for the core.
    pub(super) extension: Option<&'static str>,
    pub(super) attribute: &'static Attribute,
    pub(super) part: Option<&'static Attribute>,
}

/// What a path of PATCH names.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Path {
    /// All attributes under a schema's name.
    Extension(&'static str, &'static [Attribute]),
    /// One, of several values perhaps only those that a filter finds.
    Attribute(Name, Option<Filter>),
}

/// What stands behind the name of a schema, and its attributes.
fn after_schema(resource: Resource, text: &str) -> (Option<&'static str>, &str) {
    let behind = |schema: &str| {
        let start = text.get(..schema.len())?;
        let rest = &text[schema.len()..];
        start.eq_ignore_ascii_case(schema).then_some(rest)
    };
    if let Some(rest) = behind(resource.schema()) {
        return (None, rest.strip_prefix(':').unwrap_or(rest));
    }
    if let Some((schema, _)) = resource.extension()
        && let Some(rest) = behind(schema)
    {
        return (Some(schema), rest.strip_prefix(':').unwrap_or(rest));
    }
    (None, text)
}

impl Name {
    /// Reads a name. Nothing if there is no such attribute.
    pub(super) fn parse(resource: Resource, text: &str) -> Option<Self> {
        let (extension, rest) = after_schema(resource, text);
        let (first, part) = match rest.split_once('.') {
            Some((first, part)) => (first, Some(part)),
            None => (rest, None),
        };
        let attribute = match (extension, resource.extension()) {
            (Some(_), Some((_, attributes))) => find(attributes, first)?,
            _ => resource.find(first)?,
        };
        let part = match part {
            Some(part) => Some(find(attribute.parts(), part)?),
            None => None,
        };
        Some(Self {
            extension,
            attribute,
            part,
        })
    }

    /// What it is compared by.
    pub(super) fn leaf(&self) -> &'static Attribute {
        self.part
            .or_else(|| self.attribute.value_part())
            .unwrap_or(self.attribute)
    }

    /// The values of it in a resource.
    pub(super) fn values<'a>(&self, resource: &'a Value) -> Vec<&'a Value> {
        let holder = match self.extension {
            Some(schema) => resource.get(schema),
            None => Some(resource),
        };
        let found = holder.and_then(|holder| holder.get(self.attribute.name));
        let elements = match found {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(elements)) => elements.iter().collect(),
            Some(one) => vec![one],
        };
        match self.part.or_else(|| self.attribute.value_part()) {
            None => elements,
            Some(part) => elements
                .into_iter()
                .filter_map(|element| element.get(part.name))
                .collect(),
        }
    }
}

impl Path {
    /// Reads a path.
    pub(super) fn parse(resource: Resource, text: &str) -> Result<Self, ScimError> {
        let refused = || {
            let shown: String = text.chars().take(100).collect();
            ScimError::of(
                Refused::InvalidPath,
                format!("there is no attribute {shown:?} in a {}", resource.name()),
            )
        };
        if text.len() > BYTES_MAX {
            return Err(refused());
        }
        let text = text.trim();
        if let Some((schema, attributes)) = resource.extension()
            && schema.eq_ignore_ascii_case(text)
        {
            return Ok(Self::Extension(schema, attributes));
        }
        let Some((before, rest)) = text.split_once('[') else {
            let name = Name::parse(resource, text).ok_or_else(refused)?;
            return Ok(Self::Attribute(name, None));
        };
        let (inner, behind) = rest.rsplit_once(']').ok_or_else(refused)?;
        let mut name = Name::parse(resource, before).ok_or_else(refused)?;
        if name.part.is_some() || !name.attribute.is_multiple {
            return Err(refused());
        }
        let parts = name.attribute.parts();
        let filter = filter::parse_within(parts, inner)?;
        if !behind.is_empty() {
            let part = behind.strip_prefix('.').ok_or_else(refused)?;
            name.part = Some(find(parts, part).ok_or_else(refused)?);
        }
        Ok(Self::Attribute(name, Some(filter)))
    }
}
