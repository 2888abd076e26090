//! Filters (RFC 7644, 3.4.2.2), read by a parser of their grammar and asked of a resource as it is shown.
//!
//! ```text
//! filter  = and *("or" and)                     and = not *("and" not)
//! not     = ["not"] "(" filter ")" / compare
//! compare = name ("pr" / operator value) / name "[" filter "]"
//! ```

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::Value;

use super::error::{Kind as Refused, ScimError};
use super::path::Name;
use super::schema::{Attribute, Kind, Resource, find};

/// Longest text of a filter.
const BYTES_MAX: usize = 2_000;
/// How deep brackets may stand in each other.
const DEPTH_MAX: usize = 10;

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Operator {
    fn parse(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "co" => Self::Contains,
            "sw" => Self::StartsWith,
            "ew" => Self::EndsWith,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            _ => return None,
        })
    }

    const fn is_of_parts(self) -> bool {
        matches!(self, Self::Contains | Self::StartsWith | Self::EndsWith)
    }

    const fn is_of_order(self) -> bool {
        matches!(
            self,
            Self::Greater | Self::GreaterOrEqual | Self::Less | Self::LessOrEqual
        )
    }

    fn fits(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Contains | Self::StartsWith | Self::EndsWith => false,
        }
    }
}

/// What a filter asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Present(Name),
    Compare(Name, Operator, Literal),
    /// One of the values fits all of it.
    Within(Name, Box<Self>),
}

/// What is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Nothing,
    Flag(bool),
    Text(String),
    Time(Timestamp),
}

impl Literal {
    /// As it would stand in a resource.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Flag(flag) => Value::Bool(*flag),
            Self::Text(text) => Value::String(text.clone()),
            Self::Time(time) => Value::String(time.to_string()),
        }
    }
}

/// Reads a filter over resources.
pub(super) fn parse(resource: Resource, text: &str) -> Result<Filter, ScimError> {
    Parser::new(Names::Of(resource), text)?.whole()
}

/// Reads a filter over the values of an attribute that has several.
pub(super) fn parse_within(parts: &'static [Attribute], text: &str) -> Result<Filter, ScimError> {
    Parser::new(Names::Within(parts), text)?.whole()
}

/// Where names are looked up.
#[derive(Clone, Copy)]
enum Names {
    Of(Resource),
    Within(&'static [Attribute]),
}

impl Names {
    fn find(self, text: &str) -> Option<Name> {
        match self {
            Self::Of(resource) => Name::parse(resource, text),
            Self::Within(parts) => find(parts, text).map(|attribute| Name {
                extension: None,
                attribute,
                part: None,
            }),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Mark(char),
}

fn refused(detail: impl Into<String>) -> ScimError {
    ScimError::of(Refused::InvalidFilter, detail)
}

fn tokens(text: &str) -> Result<Vec<Token>, ScimError> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' | '[' | ']' => {
                found.push(Token::Mark(first));
                1
            }
            '"' => {
                let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
                let value = values.next().and_then(Result::ok);
                let value = value.ok_or_else(|| refused("a text in the filter does not end"))?;
                found.push(Token::Text(value));
                values.byte_offset()
            }
            _ => {
                let ends = |one: char| one.is_whitespace() || "()[]\"".contains(one);
                let length = rest.find(ends).unwrap_or(rest.len());
                found.push(Token::Word(rest[..length].to_owned()));
                length
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

struct Parser {
    names: Names,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: usize,
}

impl Parser {
    fn new(names: Names, text: &str) -> Result<Self, ScimError> {
        if text.len() > BYTES_MAX {
            return Err(refused(format!("a filter has at most {BYTES_MAX} bytes")));
        }
        Ok(Self {
            names,
            tokens: tokens(text)?.into_iter().peekable(),
            depth: 0,
        })
    }

    fn whole(mut self) -> Result<Filter, ScimError> {
        let filter = self.any()?;
        match self.tokens.next() {
            None => Ok(filter),
            Some(_) => Err(refused("something stands behind the end of the filter")),
        }
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_word =
            |token: &Token| matches!(token, Token::Word(text) if text.eq_ignore_ascii_case(word));
        self.tokens.next_if(is_word).is_some()
    }

    fn any(&mut self) -> Result<Filter, ScimError> {
        let mut filter = self.all()?;
        while self.takes("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.all()?));
        }
        Ok(filter)
    }

    fn all(&mut self) -> Result<Filter, ScimError> {
        let mut filter = self.one()?;
        while self.takes("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter, ScimError> {
        let is_not = self.takes("not");
        let open = Token::Mark('(');
        if self.tokens.next_if_eq(&open).is_some() {
            let inner = self.bracketed(')', self.names)?;
            return Ok(if is_not {
                Filter::Not(Box::new(inner))
            } else {
                inner
            });
        }
        if is_not {
            return Err(refused("behind not stands a bracket"));
        }
        self.compare()
    }

    fn bracketed(&mut self, end: char, names: Names) -> Result<Filter, ScimError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(refused(format!("brackets are at most {DEPTH_MAX} deep")));
        }
        let outer = std::mem::replace(&mut self.names, names);
        let filter = self.any()?;
        self.names = outer;
        self.depth -= 1;
        match self.tokens.next_if_eq(&Token::Mark(end)) {
            Some(_) => Ok(filter),
            None => Err(refused(format!("{end} is missing"))),
        }
    }

    fn compare(&mut self) -> Result<Filter, ScimError> {
        let Some(Token::Word(text)) = self.tokens.next() else {
            return Err(refused("the name of an attribute is missing"));
        };
        let shown: String = text.chars().take(100).collect();
        let name = self.names.find(&text);
        let name = name.ok_or_else(|| refused(format!("there is no attribute {shown:?}")))?;
        if self.tokens.next_if_eq(&Token::Mark('[')).is_some() {
            let is_within_another = matches!(self.names, Names::Within(_));
            if is_within_another || name.part.is_some() || name.attribute.parts().is_empty() {
                return Err(refused(format!("{shown:?} has no parts")));
            }
            let names = Names::Within(name.attribute.parts());
            let inner = self.bracketed(']', names)?;
            return Ok(Filter::Within(name, Box::new(inner)));
        }
        if self.takes("pr") {
            return Ok(Filter::Present(name));
        }
        let operator = match self.tokens.next() {
            Some(Token::Word(text)) => Operator::parse(&text),
            _ => None,
        };
        let operator = operator
            .ok_or_else(|| refused(format!("behind {shown:?} stands no operator that there is")))?;
        let literal = self.literal(&name, operator)?;
        Ok(Filter::Compare(name, operator, literal))
    }

    fn literal(&mut self, name: &Name, operator: Operator) -> Result<Literal, ScimError> {
        let leaf = name.leaf();
        let does_not_fit = || refused(format!("{} is not compared so", leaf.name));
        let literal = match self.tokens.next() {
            Some(Token::Text(text)) => match leaf.kind {
                Kind::Text | Kind::Reference(_) => Literal::Text(text),
                Kind::Time => Literal::Time(text.parse().map_err(|_| {
                    refused(format!("{} is compared with a time of RFC 3339", leaf.name))
                })?),
                // As Entra ID writes it.
                Kind::Flag if text.eq_ignore_ascii_case("true") => Literal::Flag(true),
                Kind::Flag if text.eq_ignore_ascii_case("false") => Literal::Flag(false),
                Kind::Flag | Kind::Number | Kind::Complex(_) => return Err(does_not_fit()),
            },
            Some(Token::Word(word)) => match (word.to_ascii_lowercase().as_str(), leaf.kind) {
                ("true", Kind::Flag) => Literal::Flag(true),
                ("false", Kind::Flag) => Literal::Flag(false),
                ("null", _) => Literal::Nothing,
                _ => return Err(does_not_fit()),
            },
            _ => return Err(refused("a value is missing")),
        };
        let is_sound = match &literal {
            Literal::Nothing | Literal::Flag(_) => {
                !operator.is_of_parts() && !operator.is_of_order()
            }
            Literal::Time(_) => !operator.is_of_parts(),
            Literal::Text(_) => true,
        };
        is_sound.then_some(literal).ok_or_else(does_not_fit)
    }
}

impl Filter {
    /// Whether a resource, or a value of an attribute, is what it asks for.
    pub(super) fn fits(&self, resource: &Value) -> bool {
        match self {
            Self::And(one, other) => one.fits(resource) && other.fits(resource),
            Self::Or(one, other) => one.fits(resource) || other.fits(resource),
            Self::Not(inner) => !inner.fits(resource),
            Self::Present(name) => name.values(resource).into_iter().any(is_something),
            Self::Compare(name, operator, literal) => {
                let values = name.values(resource);
                match operator {
                    // The contrary of equal, also where there are several or none.
                    Operator::NotEqual => !is_any(&values, name, Operator::Equal, literal),
                    operator => is_any(&values, name, *operator, literal),
                }
            }
            Self::Within(name, inner) => match resource.get(name.attribute.name) {
                Some(Value::Array(elements)) => elements.iter().any(|one| inner.fits(one)),
                Some(one) => inner.fits(one),
                None => false,
            },
        }
    }

    /// The values that something has to have to fit, if the filter says that alone.
    pub(super) fn wanted(&self) -> Option<Vec<(&'static str, Value)>> {
        match self {
            Self::And(one, other) => {
                let mut wanted = one.wanted()?;
                wanted.extend(other.wanted()?);
                Some(wanted)
            }
            Self::Compare(name, Operator::Equal, literal) => {
                Some(vec![(name.attribute.name, literal.to_value())])
            }
            _ => None,
        }
    }
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(values) => !values.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn is_any(values: &[&Value], name: &Name, operator: Operator, literal: &Literal) -> bool {
    match literal {
        Literal::Nothing => !values.iter().any(|value| is_something(value)),
        literal => values
            .iter()
            .any(|value| is_so(value, name.leaf(), operator, literal)),
    }
}

fn is_so(value: &Value, leaf: &Attribute, operator: Operator, literal: &Literal) -> bool {
    match (value, literal) {
        (Value::Bool(value), Literal::Flag(literal)) => operator.fits(value.cmp(literal)),
        (Value::String(value), Literal::Time(literal)) => value
            .parse::<Timestamp>()
            .is_ok_and(|value| operator.fits(value.cmp(literal))),
        (Value::String(value), Literal::Text(literal)) => {
            let (value, literal) = if leaf.is_case_exact {
                (value.clone(), literal.clone())
            } else {
                (value.to_lowercase(), literal.to_lowercase())
            };
            match operator {
                Operator::Contains => value.contains(&literal),
                Operator::StartsWith => value.starts_with(&literal),
                Operator::EndsWith => value.ends_with(&literal),
                operator => operator.fits(value.cmp(&literal)),
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
