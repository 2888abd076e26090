//! The schemas of what the server says of itself (RFC 7643, 5 to 7): they are asked for, and nothing is read by them.

use super::schema::{Attribute, Kind, complex, text};

const fn flag(name: &'static str, description: &'static str) -> Attribute {
    Attribute::new(name, Kind::Flag, description).read_only()
}

const fn said(name: &'static str, description: &'static str) -> Attribute {
    text(name, description).case_exact().read_only()
}

const fn group(
    name: &'static str,
    parts: &'static [Attribute],
    description: &'static str,
) -> Attribute {
    complex(name, parts, description).read_only()
}

const SUPPORTED: Attribute = flag("supported", "Whether it is supported.").required();

const fn number(name: &'static str, description: &'static str) -> Attribute {
    Attribute::new(name, Kind::Number, description)
        .read_only()
        .required()
}

const fn address(name: &'static str, description: &'static str) -> Attribute {
    Attribute::new(name, Kind::Reference(&["uri"]), description)
        .case_exact()
        .read_only()
}

/// What the service offers.
pub(super) const SERVICE_PROVIDER_CONFIG: &[Attribute] = &[
    address("documentationUri", "Where it is described."),
    group("patch", &[SUPPORTED], "PATCH.").required(),
    group(
        "bulk",
        &[
            SUPPORTED,
            number("maxOperations", "Operations of a request."),
            number("maxPayloadSize", "Bytes of a request."),
        ],
        "Several operations in one request.",
    )
    .required(),
    group(
        "filter",
        &[
            SUPPORTED,
            number("maxResults", "The most resources of a page."),
        ],
        "Filters.",
    )
    .required(),
    group("changePassword", &[SUPPORTED], "Changing passwords.").required(),
    group("sort", &[SUPPORTED], "Sorting.").required(),
    group("etag", &[SUPPORTED], "Versions of resources.").required(),
    group(
        "authenticationSchemes",
        &[
            said("type", "Its kind.").required(),
            said("name", "Its name.").required(),
            said("description", "What it is.").required(),
            address("specUri", "Where it is specified."),
            address("documentationUri", "Where it is described."),
            flag("primary", "Whether it is the one that is meant first."),
        ],
        "How one is let in.",
    )
    .multiple()
    .required(),
];

/// What kinds of resources there are.
pub(super) const RESOURCE_TYPE: &[Attribute] = &[
    said("id", "Its id."),
    said("name", "Its name.").required(),
    said("description", "What it is."),
    address("endpoint", "Its address below the service's.").required(),
    address("schema", "Its core schema.").required(),
    group(
        "schemaExtensions",
        &[
            address("schema", "The schema.").required(),
            flag("required", "Whether each resource has it.").required(),
        ],
        "Schemas beside it.",
    )
    .multiple(),
];

const PART: &[Attribute] = &[
    said("name", "Its name.").required(),
    said("type", "The kind of its values.").required(),
    flag("multiValued", "Whether there may be several.").required(),
    said("description", "What it is."),
    flag("required", "Whether it has to be there."),
    said("canonicalValues", "Values that are usual.").multiple(),
    flag("caseExact", "Whether case counts."),
    said("mutability", "Who may change it."),
    said("returned", "When it is shown."),
    said("uniqueness", "Where a value occurs once."),
    said("referenceTypes", "What is referred to.").multiple(),
];

const ATTRIBUTE: &[Attribute] = &[
    PART[0],
    PART[1],
    PART[2],
    PART[3],
    PART[4],
    PART[5],
    PART[6],
    PART[7],
    PART[8],
    PART[9],
    PART[10],
    group("subAttributes", PART, "Its parts.").multiple(),
];

/// What attributes there are.
pub(super) const SCHEMA: &[Attribute] = &[
    said("id", "Its name.").required(),
    said("name", "Its short name."),
    said("description", "What it is."),
    group("attributes", ATTRIBUTE, "Its attributes.")
        .multiple()
        .required(),
];
