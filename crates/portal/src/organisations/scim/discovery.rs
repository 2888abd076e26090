//! What the service says of itself: what it offers, which resources there are, and their attributes (RFC 7643, 5 to 7).

use serde_json::{Value, json};

use super::protocol;
use super::query::COUNT_MAX;
use super::schema::{Attribute, ENTERPRISE, GROUP, Kind, Resource, USER};

const CONFIG_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
const RESOURCE_TYPE_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const SCHEMA_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";

/// What is offered, and what is not.
pub(super) fn service_provider_config(base: &str) -> Value {
    let no = json!({ "supported": false });
    json!({
        "schemas": [CONFIG_SCHEMA],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": COUNT_MAX },
        "changePassword": no,
        "sort": no,
        "etag": no,
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "Key of a program", "primary": true,
            "description": "A key of the organisation, made in the portal, as Authorization: Bearer",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{base}/ServiceProviderConfig") },
    })
}

/// The kinds of resources.
pub(super) fn resource_types(base: &str) -> Vec<Value> {
    let told = |kind: Resource| {
        let extensions = kind.extension().into_iter();
        let extensions =
            extensions.map(|(schema, _)| json!({ "schema": schema, "required": false }));
        json!({
            "schemas": [RESOURCE_TYPE_SCHEMA], "id": kind.name(), "name": kind.name(),
            "description": match kind {
                Resource::User => "Members of the organisation",
                Resource::Group => "Teams of the organisation",
            },
            "endpoint": format!("/{}", kind.endpoint()), "schema": kind.schema(),
            "schemaExtensions": extensions.collect::<Vec<_>>(),
            "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{}", kind.name()) },
        })
    };
    Resource::ALL.into_iter().map(told).collect()
}

/// All schemas.
pub(super) fn schemas(base: &str) -> Vec<Value> {
    let enterprise = Resource::User.extension().map_or(&[][..], |(_, all)| all);
    [
        (
            USER,
            "User",
            "A member of the organisation",
            Resource::User.attributes(),
        ),
        (
            GROUP,
            "Group",
            "A team of the organisation",
            Resource::Group.attributes(),
        ),
        (
            ENTERPRISE,
            "EnterpriseUser",
            "What a company says of its people",
            enterprise,
        ),
        (
            CONFIG_SCHEMA,
            "ServiceProviderConfig",
            "What the service offers",
            protocol::SERVICE_PROVIDER_CONFIG,
        ),
        (
            RESOURCE_TYPE_SCHEMA,
            "ResourceType",
            "A kind of resources",
            protocol::RESOURCE_TYPE,
        ),
        (
            SCHEMA_SCHEMA,
            "Schema",
            "A kind of attributes",
            protocol::SCHEMA,
        ),
    ]
    .into_iter()
    .map(|(id, name, description, attributes)| {
        json!({
            "schemas": [SCHEMA_SCHEMA], "id": id, "name": name, "description": description,
            "attributes": attributes.iter().map(told).collect::<Vec<_>>(),
            "meta": { "resourceType": "Schema", "location": format!("{base}/Schemas/{id}") },
        })
    })
    .collect()
}

fn told(attribute: &Attribute) -> Value {
    let mut told = json!({
        "name": attribute.name,
        "type": match attribute.kind {
            Kind::Text => "string",
            Kind::Flag => "boolean",
            Kind::Time => "dateTime",
            Kind::Number => "integer",
            Kind::Reference(_) => "reference",
            Kind::Complex(_) => "complex",
        },
        "multiValued": attribute.is_multiple,
        "description": attribute.description,
        "required": attribute.is_required,
        "mutability": attribute.mutability.as_str(),
        "returned": "default",
    });
    match attribute.kind {
        Kind::Complex(parts) => {
            told["subAttributes"] = parts.iter().map(self::told).collect();
        }
        Kind::Reference(types) => {
            told["referenceTypes"] = json!(types);
            told["caseExact"] = json!(attribute.is_case_exact);
        }
        Kind::Text => {
            told["caseExact"] = json!(attribute.is_case_exact);
            told["uniqueness"] = json!(if attribute.is_unique {
                "server"
            } else {
                "none"
            });
        }
        Kind::Flag | Kind::Time | Kind::Number => {}
    }
    if !attribute.canonical.is_empty() {
        told["canonicalValues"] = json!(attribute.canonical);
    }
    told
}
