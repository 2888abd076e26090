//! The policy: one Cedar file, read at the start, asked for every request.
//!
//! A decision depends on nothing but the kind of principal, its roles and the action ([`super::scope`] has seen to it that the organisation is its own). So
//! each is computed once, by Cedar, and remembered.
//!
//! Source of the language and its evaluation: <https://docs.cedarpolicy.com>.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU8, Ordering};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression, Schema,
};

use super::action::{Action, PortalAction};
use super::principal::PrincipalKind;
use super::roles::{Role, Roles};

/// The policy, for people.
pub const POLICY: &str = include_str!("policy.cedar");
/// What it is about.
pub const SCHEMA: &str = include_str!("policy.cedarschema");

const NOT_ASKED: u8 = 0;
const REFUSED: u8 = 1;
const ALLOWED: u8 = 2;

/// The policy of this program.
pub struct Policy {
    policies: PolicySet,
    schema: Schema,
    authorizer: Authorizer,
    decisions: Vec<AtomicU8>,
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Policy(…)")
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Policy {
    /// The one that is compiled in.
    ///
    /// # Panics
    /// If the file in this repository is no policy: a test says so first.
    pub fn built_in() -> Self {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).expect("the schema is one");
        let kinds = PrincipalKind::ALL.len();
        let decisions = kinds * Action::ALL.len() * Roles::SETS;
        Self {
            policies: POLICY.parse().expect("the policy is one"),
            schema,
            authorizer: Authorizer::new(),
            decisions: (0..decisions).map(|_| AtomicU8::new(NOT_ASKED)).collect(),
        }
    }

    /// Whether a principal with these roles may do it in its own organisation.
    pub fn allows(&self, kind: PrincipalKind, roles: Roles, action: Action) -> bool {
        let place = (kind as usize * Action::ALL.len() + action as usize) * Roles::SETS;
        let remembered = &self.decisions[place + roles.index()];
        match remembered.load(Ordering::Relaxed) {
            NOT_ASKED => {
                let is_allowed = self.ask(kind, roles, action, true);
                let decision = if is_allowed { ALLOWED } else { REFUSED };
                remembered.store(decision, Ordering::Relaxed);
                is_allowed
            }
            decision => decision == ALLOWED,
        }
    }

    /// What one role allows by itself, for people: action by action.
    pub fn actions_of(&self, role: Role) -> impl Iterator<Item = Action> + '_ {
        let may = move |action: &Action| self.allows(PrincipalKind::User, role.into(), *action);
        Action::ALL.iter().copied().filter(may)
    }

    /// Whether an administrator of the portal, with a second factor or without, may do it.
    pub fn allows_administrator(&self, has_second_factor: bool, action: PortalAction) -> bool {
        let attribute = RestrictedExpression::new_bool(has_second_factor);
        let attributes = HashMap::from([("hasSecondFactor".to_owned(), attribute)]);
        let (principal, portal) = (uid("Administrator", "principal"), uid("Portal", "this"));
        let administrator = Entity::new(principal.clone(), attributes, HashSet::new())
            .expect("an entity's id is no expression that can fail");
        let entities = [administrator, without_attributes(portal.clone())];
        self.decide(principal, uid("Action", action.as_str()), portal, entities)
    }

    /// Asks Cedar. `is_own`: whether the organisation is the principal's.
    fn ask(&self, kind: PrincipalKind, roles: Roles, action: Action, is_own: bool) -> bool {
        let name = match kind {
            PrincipalKind::User => "Member",
            PrincipalKind::ApiKey => "ApiKey",
        };
        let own = uid("Organisation", "own");
        let asked = uid("Organisation", if is_own { "own" } else { "another" });
        let principal = uid(name, "principal");
        let parents: HashSet<_> = roles
            .iter()
            .map(|role| uid("Role", role.as_str()))
            .collect();
        let roles = parents.iter().cloned().map(without_attributes);
        let organisation = RestrictedExpression::new_entity_uid(own.clone());
        let attributes = HashMap::from([("organisation".to_owned(), organisation)]);
        let member = Entity::new(principal.clone(), attributes, parents.clone())
            .expect("an entity's id is no expression that can fail");
        let entities = roles
            .chain([without_attributes(own), member])
            .chain((!is_own).then(|| without_attributes(asked.clone())));
        let action = uid("Action", action.as_str());
        self.decide(principal, action, asked, entities)
    }

    fn decide(
        &self,
        principal: EntityUid,
        action: EntityUid,
        resource: EntityUid,
        entities: impl IntoIterator<Item = Entity>,
    ) -> bool {
        let schema = Some(&self.schema);
        let entities =
            Entities::from_entities(entities, schema).expect("what the schema describes");
        let request = Request::new(principal, action, resource, Context::empty(), schema)
            .expect("what the schema describes");
        let response = self
            .authorizer
            .is_authorized(&request, &self.policies, &entities);
        // A policy that could not be evaluated is one that does not say yes.
        response.decision() == Decision::Allow && response.diagnostics().errors().next().is_none()
    }
}

fn without_attributes(uid: EntityUid) -> Entity {
    Entity::new_no_attrs(uid, HashSet::new())
}

fn uid(kind: &'static str, id: &str) -> EntityUid {
    let kind: EntityTypeName = kind.parse().expect("a type's name");
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}

#[cfg(test)]
mod tests {
    use cedar_policy::{ValidationMode, Validator};

    use super::*;

    #[test]
    fn the_policy_is_about_what_the_schema_describes() {
        let policy = Policy::built_in();
        let validator = Validator::new(policy.schema.clone());
        let result = validator.validate(&policy.policies, ValidationMode::Strict);
        assert!(result.validation_passed(), "{result}");
        assert_eq!(result.validation_warnings().count(), 0, "{result}");
        let names: HashSet<_> = policy.schema.actions().map(ToString::to_string).collect();
        let in_organisations = Action::ALL.iter().map(|action| action.as_str());
        let of_the_portal = PortalAction::ALL.iter().map(|action| action.as_str());
        let ours: HashSet<_> = in_organisations
            .chain(of_the_portal)
            .map(|action| format!("Action::\"{action}\""))
            .collect();
        assert_eq!(names, ours);
        for entry in policy.policies.policies() {
            assert!(entry.annotation("id").is_some(), "{entry} has no @id");
        }
    }

    #[test]
    fn nothing_is_allowed_without_a_role_or_elsewhere() {
        let policy = Policy::built_in();
        let everything: Roles = Role::ALL.into_iter().collect();
        for action in Action::ALL {
            for kind in PrincipalKind::ALL {
                assert!(!policy.ask(kind, everything, *action, false), "{action:?}");
            }
            assert!(policy.allows(PrincipalKind::User, Role::Owner.into(), *action));
        }
    }

    #[test]
    fn an_administrator_without_a_second_factor_may_nothing() {
        let policy = Policy::built_in();
        for action in PortalAction::ALL {
            assert!(policy.allows_administrator(true, *action), "{action:?}");
            assert!(!policy.allows_administrator(false, *action), "{action:?}");
        }
    }

    #[test]
    fn a_remembered_decision_is_cedars() {
        let policy = Policy::built_in();
        for action in Action::ALL {
            for kind in PrincipalKind::ALL {
                for role in Role::ALL {
                    let asked = policy.ask(kind, role.into(), *action, true);
                    assert_eq!(policy.allows(kind, role.into(), *action), asked);
                    assert_eq!(policy.allows(kind, role.into(), *action), asked);
                }
            }
        }
    }
}
