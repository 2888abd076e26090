//! What is said of an asset, and its bytes.

use super::text::{Country, is_text, put_text, take_text};
use crate::codec::{DecodeError, Reader};
use crate::hash::{Digest, Domain};
use crate::limits::{
    ASSET_ATTRIBUTES_MAX, ASSET_CONTENT_BYTES_MAX, ASSET_DOCUMENTS_MAX, ATTRIBUTE_NAME_BYTES_MAX,
    ATTRIBUTE_TEXT_BYTES_MAX, CATEGORY_BYTES_MAX, MEDIA_TYPE_BYTES_MAX, PLACE_BYTES_MAX,
    TITLE_BYTES_MAX,
};

/// A millionth of a degree: a place on the ground to a tenth of a metre.
const LATITUDE_MAX_MICRODEGREES: i32 = 90_000_000;
const LONGITUDE_MAX_MICRODEGREES: i32 = 180_000_000;

/// A point on the earth (WGS 84), in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coordinates {
    /// North of the equator.
    pub latitude_microdegrees: i32,
    /// East of Greenwich.
    pub longitude_microdegrees: i32,
}

impl Coordinates {
    const fn is_valid(&self) -> bool {
        self.latitude_microdegrees.unsigned_abs() <= LATITUDE_MAX_MICRODEGREES as u32
            && self.longitude_microdegrees.unsigned_abs() <= LONGITUDE_MAX_MICRODEGREES as u32
    }
}

/// Where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// In words; may be empty.
    pub text: String,
    /// On the map.
    pub coordinates: Option<Coordinates>,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeValue {
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with digits after the point: value ÷ 10^digits.
    Decimal {
        /// All digits.
        value: i64,
        /// How many of them stand after the point, at most 18.
        digits: u8,
    },
    /// Days since 1970-01-01.
    Date(i32),
    /// Yes or no.
    Flag(bool),
}

/// Something that is said of an asset of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name: `a-z`, `0-9` and `_`.
    pub name: String,
    /// Its value.
    pub value: AttributeValue,
}

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DocumentRole {
    /// Papers: deeds, certificates, appraisals.
    Document = 1,
    /// A picture.
    Photo = 2,
    /// A film.
    Video = 3,
}

impl DocumentRole {
    /// All.
    pub const ALL: [Self; 3] = [Self::Document, Self::Photo, Self::Video];

    /// Its name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Photo => "photo",
            Self::Video => "video",
        }
    }
}

/// A document, by the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is for.
    pub role: DocumentRole,
    /// BLAKE3 of its bytes, without a key.
    pub hash: Digest,
    /// Its length.
    pub length_bytes: u64,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// What it is called.
    pub title: String,
}

/// All that an issuer says of an asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetContent {
    /// Number of its kind.
    pub kind: u16,
    /// What it is called.
    pub name: String,
    /// The issuer's own division of the kind; may be empty.
    pub category: String,
    /// Whose law holds for it.
    pub jurisdiction: Country,
    /// Where it is.
    pub place: Place,
    /// Ascending by name.
    pub attributes: Vec<Attribute>,
    /// Ascending by role and hash.
    pub documents: Vec<Document>,
}

impl AssetContent {
    /// Its hash.
    pub fn hash(&self) -> Digest {
        Domain::AssetContent.hash(&self.encode())
    }

    /// How many documents it has of a role.
    pub fn count_of(&self, role: DocumentRole) -> usize {
        let documents = self.documents.iter();
        documents.filter(|document| document.role == role).count()
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&AttributeValue> {
        let place = self
            .attributes
            .binary_search_by(|attribute| attribute.name.as_str().cmp(name));
        place.ok().map(|place| &self.attributes[place].value)
    }

    /// Canonical bytes.
    ///
    /// # Panics
    /// If a text or list is beyond its limit.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.kind.to_le_bytes().to_vec();
        put_text(&mut bytes, &self.name);
        put_text(&mut bytes, &self.category);
        bytes.extend_from_slice(self.jurisdiction.as_bytes());
        put_text(&mut bytes, &self.place.text);
        match &self.place.coordinates {
            None => bytes.push(0),
            Some(point) => {
                bytes.push(1);
                bytes.extend_from_slice(&point.latitude_microdegrees.to_le_bytes());
                bytes.extend_from_slice(&point.longitude_microdegrees.to_le_bytes());
            }
        }
        let count = u16::try_from(self.attributes.len()).expect("attributes are limited");
        bytes.extend_from_slice(&count.to_le_bytes());
        for attribute in &self.attributes {
            put_text(&mut bytes, &attribute.name);
            encode_value(&mut bytes, &attribute.value);
        }
        let count = u16::try_from(self.documents.len()).expect("documents are limited");
        bytes.extend_from_slice(&count.to_le_bytes());
        for document in &self.documents {
            bytes.push(document.role as u8);
            bytes.extend_from_slice(&document.hash.0);
            bytes.extend_from_slice(&document.length_bytes.to_le_bytes());
            put_text(&mut bytes, &document.media_type);
            put_text(&mut bytes, &document.title);
        }
        bytes
    }

    /// From canonical bytes.
    ///
    /// # Errors
    /// If they are none, or beyond a limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > ASSET_CONTENT_BYTES_MAX {
            return Err(invalid(
                "content length",
                bytes.len() as u64,
                "at most 32768",
            ));
        }
        let mut reader = Reader::new(bytes);
        let content = Self {
            kind: reader.u16("kind")?,
            name: take_name(&mut reader)?,
            category: take_text(&mut reader, "category", CATEGORY_BYTES_MAX)?,
            jurisdiction: take_country(&mut reader)?,
            place: take_place(&mut reader)?,
            attributes: take_attributes(&mut reader)?,
            documents: take_documents(&mut reader)?,
        };
        reader.finish("content")?;
        Ok(content)
    }

    /// Puts attributes and documents into the order in which they are signed. `None` if one is there twice, or something is beyond its limits.
    pub fn in_order(mut self) -> Option<Self> {
        self.attributes.sort_by(|a, b| a.name.cmp(&b.name));
        self.documents
            .sort_by_key(|document| (document.role, document.hash));
        let texts_fit = is_text(&self.name, TITLE_BYTES_MAX)
            && is_text(&self.category, CATEGORY_BYTES_MAX)
            && is_text(&self.place.text, PLACE_BYTES_MAX)
            && self.attributes.len() <= ASSET_ATTRIBUTES_MAX
            && self.documents.len() <= ASSET_DOCUMENTS_MAX
            && self
                .attributes
                .iter()
                .all(|attribute| match &attribute.value {
                    AttributeValue::Text(text) => text.len() <= ATTRIBUTE_TEXT_BYTES_MAX,
                    _ => true,
                })
            && self
                .attributes
                .iter()
                .all(|attribute| attribute.name.len() <= ATTRIBUTE_NAME_BYTES_MAX)
            && self.documents.iter().all(|document| {
                document.media_type.len() <= MEDIA_TYPE_BYTES_MAX
                    && document.title.len() <= TITLE_BYTES_MAX
            });
        if !texts_fit {
            return None;
        }
        // Decoding refuses the rest.
        Self::decode(&self.encode()).ok()
    }
}

fn encode_value(bytes: &mut Vec<u8>, value: &AttributeValue) {
    match value {
        AttributeValue::Text(text) => {
            bytes.push(1);
            put_text(bytes, text);
        }
        AttributeValue::Integer(number) => {
            bytes.push(2);
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        AttributeValue::Decimal { value, digits } => {
            bytes.push(3);
            bytes.extend_from_slice(&value.to_le_bytes());
            bytes.push(*digits);
        }
        AttributeValue::Date(days) => {
            bytes.push(4);
            bytes.extend_from_slice(&days.to_le_bytes());
        }
        AttributeValue::Flag(flag) => {
            bytes.push(5);
            bytes.push(u8::from(*flag));
        }
    }
}

fn take_value(reader: &mut Reader<'_>) -> Result<AttributeValue, DecodeError> {
    Ok(match reader.u8("attribute type")? {
        1 => AttributeValue::Text(take_text(reader, "attribute", ATTRIBUTE_TEXT_BYTES_MAX)?),
        2 => AttributeValue::Integer(i64::from_le_bytes(reader.array("attribute")?)),
        3 => {
            let value = i64::from_le_bytes(reader.array("attribute")?);
            let digits = reader.u8("digits after the point")?;
            if digits == 0 || digits > 18 {
                return Err(invalid("digits after the point", digits.into(), "1 to 18"));
            }
            AttributeValue::Decimal { value, digits }
        }
        4 => AttributeValue::Date(i32::from_le_bytes(reader.array("attribute")?)),
        5 => match reader.u8("attribute")? {
            0 => AttributeValue::Flag(false),
            1 => AttributeValue::Flag(true),
            other => return Err(invalid("attribute", other.into(), "0 or 1")),
        },
        other => return Err(invalid("attribute type", other.into(), "1 to 5")),
    })
}

fn take_name(reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    let name = take_text(reader, "name", TITLE_BYTES_MAX)?;
    if name.is_empty() {
        return Err(invalid("name", 0, "at least one character"));
    }
    Ok(name)
}

fn take_country(reader: &mut Reader<'_>) -> Result<Country, DecodeError> {
    let bytes = reader.array("country")?;
    let value = u64::from(u16::from_le_bytes(bytes));
    Country::from_bytes(bytes).ok_or_else(|| invalid("country", value, "two letters A to Z"))
}

fn take_place(reader: &mut Reader<'_>) -> Result<Place, DecodeError> {
    let text = take_text(reader, "place", PLACE_BYTES_MAX)?;
    let coordinates = match reader.u8("coordinates")? {
        0 => None,
        1 => {
            let point = Coordinates {
                latitude_microdegrees: i32::from_le_bytes(reader.array("latitude")?),
                longitude_microdegrees: i32::from_le_bytes(reader.array("longitude")?),
            };
            if !point.is_valid() {
                let value = u64::from(point.latitude_microdegrees.unsigned_abs());
                return Err(invalid("coordinates", value, "a point on the earth"));
            }
            Some(point)
        }
        other => return Err(invalid("coordinates", other.into(), "0 or 1")),
    };
    Ok(Place { text, coordinates })
}

fn take_attributes(reader: &mut Reader<'_>) -> Result<Vec<Attribute>, DecodeError> {
    let count = usize::from(reader.u16("attribute count")?);
    if count > ASSET_ATTRIBUTES_MAX {
        return Err(invalid("attribute count", count as u64, "at most 64"));
    }
    let mut attributes: Vec<Attribute> = Vec::new();
    for _ in 0..count {
        let name = take_text(reader, "attribute name", ATTRIBUTE_NAME_BYTES_MAX)?;
        let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
        let follows = attributes.last().is_none_or(|last| last.name < name);
        if name.is_empty() || !name.bytes().all(is_plain) || !follows {
            let length = name.len() as u64;
            return Err(invalid(
                "attribute name",
                length,
                "a-z, 0-9 and _, ascending",
            ));
        }
        let value = take_value(reader)?;
        attributes.push(Attribute { name, value });
    }
    Ok(attributes)
}

fn take_documents(reader: &mut Reader<'_>) -> Result<Vec<Document>, DecodeError> {
    let count = usize::from(reader.u16("document count")?);
    if count > ASSET_DOCUMENTS_MAX {
        return Err(invalid("document count", count as u64, "at most 128"));
    }
    let mut documents: Vec<Document> = Vec::new();
    for _ in 0..count {
        let number = reader.u8("document role")?;
        let mut roles = DocumentRole::ALL.into_iter();
        let role = roles
            .find(|role| *role as u8 == number)
            .ok_or_else(|| invalid("document role", number.into(), "1 to 3"))?;
        let hash = Digest(reader.array("document hash")?);
        let follows = |last: &Document| (last.role, last.hash) < (role, hash);
        if !documents.last().is_none_or(follows) {
            let place = documents.len() as u64;
            return Err(invalid("document", place, "ascending by role and hash"));
        }
        let length_bytes = reader.u64("document length")?;
        let media_type = take_text(reader, "media type", MEDIA_TYPE_BYTES_MAX)?;
        if !is_media_type(&media_type) {
            let length = media_type.len() as u64;
            return Err(invalid("media type", length, "type/subtype in lower case"));
        }
        documents.push(Document {
            role,
            hash,
            length_bytes,
            media_type,
            title: take_text(reader, "document title", TITLE_BYTES_MAX)?,
        });
    }
    Ok(documents)
}

/// `type/subtype`, as RFC 6838 has the names, in lower case and without parameters.
fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        let first = name.bytes().next();
        first.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && name.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&-^_.+".contains(&byte)
            })
    };
    text.split_once('/')
        .is_some_and(|(one, other)| is_name(one) && is_name(other))
}

const fn invalid(field: &'static str, value: u64, allowed: &'static str) -> DecodeError {
    DecodeError::InvalidField {
        field,
        value,
        allowed,
    }
}
