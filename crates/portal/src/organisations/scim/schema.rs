//! What attributes there are: one table from which requests are read, filters and paths are understood, and the schemas are told (RFC 7643).

/// The core schema of users.
pub(super) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The core schema of groups.
pub(super) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// What companies say of their people besides.
pub(super) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Text,
    Flag,
    Time,
    /// Only in what the server says of itself.
    Number,
    /// An address, of one of these.
    Reference(&'static [&'static str]),
    /// Several by name.
    Complex(&'static [Attribute]),
}

/// Who may change a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mutability {
    ReadWrite,
    ReadOnly,
    /// Given with the element that it is in.
    Immutable,
}

impl Mutability {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::ReadWrite => "readWrite",
            Self::ReadOnly => "readOnly",
            Self::Immutable => "immutable",
        }
    }
}

/// An attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) kind: Kind,
    pub(super) is_multiple: bool,
    pub(super) is_required: bool,
    pub(super) is_case_exact: bool,
    pub(super) is_unique: bool,
    pub(super) mutability: Mutability,
    /// The values that are taken; none: all.
    pub(super) canonical: &'static [&'static str],
}

impl Attribute {
    pub(super) const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self {
            name,
            description,
            kind,
            is_multiple: false,
            is_required: false,
            is_case_exact: false,
            is_unique: false,
            mutability: Mutability::ReadWrite,
            canonical: &[],
        }
    }

    pub(super) const fn multiple(self) -> Self {
        Self {
            is_multiple: true,
            ..self
        }
    }

    pub(super) const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    pub(super) const fn case_exact(self) -> Self {
        Self {
            is_case_exact: true,
            ..self
        }
    }

    const fn unique(self) -> Self {
        Self {
            is_unique: true,
            ..self
        }
    }

    pub(super) const fn read_only(self) -> Self {
        Self {
            mutability: Mutability::ReadOnly,
            ..self
        }
    }

    const fn immutable(self) -> Self {
        Self {
            mutability: Mutability::Immutable,
            ..self
        }
    }

    const fn one_of(self, canonical: &'static [&'static str]) -> Self {
        Self { canonical, ..self }
    }

    /// The attributes in it.
    pub(super) const fn parts(&self) -> &'static [Self] {
        match self.kind {
            Kind::Complex(parts) => parts,
            _ => &[],
        }
    }

    /// The part that is meant where none is named.
    pub(super) fn value_part(&self) -> Option<&'static Self> {
        find(self.parts(), "value")
    }
}

/// An attribute by name; case does not count.
pub(super) fn find(attributes: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    let mut all = attributes.iter();
    all.find(|one| one.name.eq_ignore_ascii_case(name))
}

pub(super) const fn text(name: &'static str, description: &'static str) -> Attribute {
    Attribute::new(name, Kind::Text, description)
}

pub(super) const fn complex(
    name: &'static str,
    parts: &'static [Attribute],
    description: &'static str,
) -> Attribute {
    Attribute::new(name, Kind::Complex(parts), description)
}

const PRIMARY: Attribute = Attribute::new(
    "primary",
    Kind::Flag,
    "Whether it is the one that is meant first.",
);
const TYPE: Attribute = text("type", "What it is for, as work or home.");
const DISPLAY: Attribute = text("display", "How it is shown.");

const NAME: &[Attribute] = &[
    text("formatted", "The whole name."),
    text("familyName", "The family name."),
    text("givenName", "The given name."),
    text("middleName", "Names between."),
    text("honorificPrefix", "What stands before the name."),
    text("honorificSuffix", "What stands behind the name."),
];

const EMAIL: &[Attribute] = &[
    text("value", "The address.").required(),
    DISPLAY,
    TYPE,
    PRIMARY,
];

const PLURAL: &[Attribute] = &[text("value", "The value."), DISPLAY, TYPE, PRIMARY];

const ADDRESS: &[Attribute] = &[
    text("formatted", "The whole address."),
    text("streetAddress", "Street and number."),
    text("locality", "The town."),
    text("region", "The region."),
    text("postalCode", "The postal code."),
    text("country", "The country."),
    TYPE,
    PRIMARY,
];

/// The roles that a directory may give: owners are made by owners.
const ROLE: &[Attribute] = &[
    text("value", "The role in the organisation.").one_of(&[
        "admin",
        "operator",
        "issuer",
        "verifier",
        "treasurer",
        "analyst",
        "auditor",
        "viewer",
    ]),
    DISPLAY,
    TYPE,
    PRIMARY,
];

const GROUP_OF_USER: &[Attribute] = &[
    text("value", "The team's id.").case_exact().read_only(),
    Attribute::new("$ref", Kind::Reference(&["Group"]), "The team.").read_only(),
    text("display", "The team's name.").read_only(),
    text("type", "Always direct.").read_only(),
];

const USER_ATTRIBUTES: &[Attribute] = &[
    text("userName", "What the directory calls the user; once in the organisation.")
        .required()
        .unique(),
    complex("name", NAME, "The name in its parts."),
    text("displayName", "How others see the user."),
    text("nickName", "What the user is called."),
    Attribute::new("profileUrl", Kind::Reference(&["external"]), "A page about the user."),
    text("title", "The title, as Vice President."),
    text("userType", "What binds the user to the company."),
    text("preferredLanguage", "The language, as in Accept-Language."),
    text("locale", "The place, for dates and numbers."),
    text("timezone", "The time zone, as Europe/Zurich."),
    Attribute::new(
        "active",
        Kind::Flag,
        "False: no access to the organisation, and none to the portal for users whom the organisation manages. Left out it stays as it is; a new user has true.",
    )
    .required(),
    complex(
        "emails",
        EMAIL,
        "Addresses; the first or primary one is the user's. Needed unless userName is one.",
    )
    .multiple()
    .required(),
    complex("phoneNumbers", PLURAL, "Telephone numbers.").multiple(),
    complex("addresses", ADDRESS, "Where the user is reached by post.").multiple(),
    complex("groups", GROUP_OF_USER, "The teams that the user is in.")
        .multiple()
        .read_only(),
    complex("entitlements", PLURAL, "Kept, and without effect.").multiple(),
    complex("roles", ROLE, "The roles in the organisation; viewer if there is none.").multiple(),
];

const MANAGER: &[Attribute] = &[
    text("value", "The id of the manager.").case_exact(),
    Attribute::new("$ref", Kind::Reference(&["User"]), "The manager."),
    text("displayName", "The manager's name.").read_only(),
];

const ENTERPRISE_ATTRIBUTES: &[Attribute] = &[
    text("employeeNumber", "The number in the company."),
    text("costCenter", "The cost centre."),
    text("organization", "The organisation in the company."),
    text("division", "The division."),
    text("department", "The department."),
    complex("manager", MANAGER, "The manager."),
];

const MEMBER: &[Attribute] = &[
    text("value", "The user's id.").case_exact().immutable(),
    Attribute::new("$ref", Kind::Reference(&["User"]), "The user.").immutable(),
    text("type", "Always User.").one_of(&["User"]).immutable(),
];

const GROUP_ATTRIBUTES: &[Attribute] = &[
    text("displayName", "The team's name.").required(),
    complex(
        "members",
        MEMBER,
        "The members of the organisation who are in the team.",
    )
    .multiple(),
];

const META: &[Attribute] = &[
    text("resourceType", "User or Group.")
        .case_exact()
        .read_only(),
    Attribute::new("created", Kind::Time, "When it was made.").read_only(),
    Attribute::new("lastModified", Kind::Time, "When it was changed.").read_only(),
    Attribute::new("location", Kind::Reference(&["uri"]), "Its address.").read_only(),
];

/// What every resource has; no schema names these (RFC 7643, 3.1).
const COMMON: &[Attribute] = &[
    text("id", "Its id here.").case_exact().unique().read_only(),
    text("externalId", "Its id there.").case_exact(),
    complex("meta", META, "When and where.").read_only(),
];

/// What is kept here in the form of SCIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resource {
    User,
    Group,
}

impl Resource {
    pub(super) const ALL: [Self; 2] = [Self::User, Self::Group];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    /// The last part of its address.
    pub(super) const fn endpoint(self) -> &'static str {
        match self {
            Self::User => "Users",
            Self::Group => "Groups",
        }
    }

    pub(super) const fn schema(self) -> &'static str {
        match self {
            Self::User => USER,
            Self::Group => GROUP,
        }
    }

    pub(super) const fn attributes(self) -> &'static [Attribute] {
        match self {
            Self::User => USER_ATTRIBUTES,
            Self::Group => GROUP_ATTRIBUTES,
        }
    }

    /// Attributes under a name of their own.
    pub(super) const fn extension(self) -> Option<(&'static str, &'static [Attribute])> {
        match self {
            Self::User => Some((ENTERPRISE, ENTERPRISE_ATTRIBUTES)),
            Self::Group => None,
        }
    }

    /// An attribute of the core or of all resources; case does not count.
    pub(super) fn find(self, name: &str) -> Option<&'static Attribute> {
        find(self.attributes(), name).or_else(|| find(COMMON, name))
    }
}
