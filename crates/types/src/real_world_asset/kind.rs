//! Kinds of real-world assets: which attributes one has, and how complete what is said of it is.

use super::content::{AssetContent, AttributeValue, DocumentRole};

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum AttributeType {
    /// Words.
    Text = 1,
    /// A whole number.
    Integer = 2,
    /// A number with digits after the point; a whole number is taken as well.
    Decimal = 3,
    /// A day.
    Date = 4,
    /// Yes or no.
    Flag = 5,
}

impl AttributeType {
    /// Its name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::Flag => "flag",
        }
    }

    const fn admits(self, value: &AttributeValue) -> bool {
        matches!(
            (self, value),
            (Self::Text, AttributeValue::Text(_))
                | (Self::Integer | Self::Decimal, AttributeValue::Integer(_))
                | (Self::Decimal, AttributeValue::Decimal { .. })
                | (Self::Date, AttributeValue::Date(_))
                | (Self::Flag, AttributeValue::Flag(_))
        )
    }
}

/// One attribute of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeRule {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub attribute_type: AttributeType,
    /// Whether an asset of the kind must have it.
    pub is_required: bool,
}

/// A kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its number.
    pub number: u16,
    /// Its name in APIs: `a-z`, `0-9` and `_`.
    pub name: &'static str,
    /// What is said of such an asset; nothing else is taken.
    pub attributes: &'static [AttributeRule],
}

/// Why a content is none of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindError {
    /// It has to be said.
    #[error("an asset of the kind {kind} has to have the attribute {name}")]
    Missing {
        /// The kind.
        kind: String,
        /// The attribute.
        name: String,
    },
    /// The kind does not have it.
    #[error("the kind {kind} has no attribute {name}")]
    Unknown {
        /// The kind.
        kind: String,
        /// The attribute.
        name: String,
    },
    /// Words where a number stands, or the like.
    #[error("the attribute {name} is a value of the type {attribute_type}")]
    WrongType {
        /// The attribute.
        name: String,
        /// What it should be.
        attribute_type: &'static str,
    },
}

impl Kind {
    /// Whether what is said fits the kind.
    ///
    /// # Errors
    /// The first thing that does not.
    pub fn check(&self, content: &AssetContent) -> Result<(), KindError> {
        let of_kind = || self.name.to_owned();
        for attribute in &content.attributes {
            let mut rules = self.attributes.iter();
            let rule = rules.find(|rule| rule.name == attribute.name);
            let name = || attribute.name.clone();
            let rule = rule.ok_or_else(|| KindError::Unknown {
                kind: of_kind(),
                name: name(),
            })?;
            if !rule.attribute_type.admits(&attribute.value) {
                return Err(KindError::WrongType {
                    name: name(),
                    attribute_type: rule.attribute_type.name(),
                });
            }
        }
        let mut required = self.attributes.iter().filter(|rule| rule.is_required);
        match required.find(|rule| content.attribute(rule.name).is_none()) {
            Some(rule) => Err(KindError::Missing {
                kind: of_kind(),
                name: rule.name.to_owned(),
            }),
            None => Ok(()),
        }
    }
}

/// How complete what is said of an asset is, in hundredths: name 10, kind 10, place 10, documents 20 and 10 more from the third and from the fifth on, a photo
/// 15, a video 15.
pub fn completeness_percent(content: &AssetContent) -> u8 {
    let documents = content.count_of(DocumentRole::Document);
    let parts = [
        (true, 20),
        (
            !content.place.text.is_empty() || content.place.coordinates.is_some(),
            10,
        ),
        (documents >= 1, 20),
        (documents >= 3, 10),
        (documents >= 5, 10),
        (content.count_of(DocumentRole::Photo) > 0, 15),
        (content.count_of(DocumentRole::Video) > 0, 15),
    ];
    parts
        .iter()
        .filter(|(has, _)| *has)
        .map(|(_, part)| part)
        .sum()
}

const fn rule(
    name: &'static str,
    attribute_type: AttributeType,
    is_required: bool,
) -> AttributeRule {
    AttributeRule {
        name,
        attribute_type,
        is_required,
    }
}

const fn first_kind(number: u16, name: &'static str, attributes: &'static [AttributeRule]) -> Kind {
    Kind {
        number,
        name,
        attributes,
    }
}

use AttributeType::{Date, Decimal, Integer, Text};

/// The kinds that are there from the first block on, in the order of their numbers.
pub static FIRST_KINDS: [Kind; 7] = [
    first_kind(
        1,
        "real_estate",
        &[
            rule("property_type", Text, true),
            rule("land_register", Text, false),
            rule("area_square_metres", Decimal, false),
            rule("built_year", Integer, false),
        ],
    ),
    first_kind(
        2,
        "carbon_credit",
        &[
            rule("standard", Text, true),
            rule("vintage_year", Integer, true),
            rule("tonnes_co2e", Decimal, true),
            rule("project", Text, false),
        ],
    ),
    first_kind(
        3,
        "art",
        &[
            rule("artist", Text, true),
            rule("medium", Text, false),
            rule("created_year", Integer, false),
            rule("dimensions", Text, false),
        ],
    ),
    first_kind(
        4,
        "intellectual_property",
        &[
            rule("right_type", Text, true),
            rule("registration_number", Text, false),
            rule("filed_on", Date, false),
            rule("expires_on", Date, false),
        ],
    ),
    first_kind(
        5,
        "financial",
        &[
            rule("instrument_type", Text, true),
            rule("isin", Text, false),
            rule("matures_on", Date, false),
            rule("coupon_percent", Decimal, false),
        ],
    ),
    first_kind(
        6,
        "supply_chain",
        &[
            rule("product", Text, true),
            rule("batch", Text, false),
            rule("origin", Text, false),
            rule("produced_on", Date, false),
        ],
    ),
    first_kind(
        7,
        "commodity",
        &[
            rule("commodity", Text, true),
            rule("quantity", Decimal, true),
            rule("unit", Text, true),
            rule("grade", Text, false),
            rule("warehouse", Text, false),
        ],
    ),
];

/// One of [`FIRST_KINDS`] by its number.
pub fn first_kind_of(number: u16) -> Option<&'static Kind> {
    FIRST_KINDS.iter().find(|kind| kind.number == number)
}
