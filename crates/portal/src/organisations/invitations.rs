//! Invitations: whoever has the verified address may accept one. The mail only tells of it; nothing in it opens anything.

use std::time::Duration;

use sqlx::Any;

use super::own::{self, join};
use super::{
    INVITATIONS_MAX, OrganisationError, Organisations, Told, count, hold, hold_by_id, roles_column,
    some_roles,
};
use crate::access::roles::{Role, Roles};
use crate::access::{Action, OrganisationScope};
use crate::audit::{self, Change, OrganisationAction, OrganisationEvent, Outcome};
use crate::identity::email::Email;
use crate::identity::limits::{self, Limit};
use crate::identity::users::{email_lookup, name_place};
use crate::identity::{IdentityError, RequestFacts, SignedIn};
use crate::ids::{InvitationId, OrganisationId, UserId};
use crate::mail;
use crate::store::sealing::{Owner, OwnersKey, Place};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// How long an invitation may be accepted.
pub const INVITATION_OPEN: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// Addresses that are invited at once.
pub const INVITED_AT_ONCE_MAX: usize = 50;
const SUBJECT: &str = "You are invited into an organisation";

/// An invitation, for those who invite.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Which one.
    pub invitation_id: InvitationId,
    /// Whom.
    pub email: String,
    /// As what.
    pub roles: Roles,
    /// The id of whoever invited.
    pub invited_by: String,
    /// When.
    pub created_at: UnixTime,
    /// Until when it may be accepted.
    pub expires_at: UnixTime,
}

/// An invitation, for whoever is invited.
#[derive(Clone, Debug)]
pub struct OwnInvitation {
    /// Which one.
    pub invitation_id: InvitationId,
    /// Where.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// As what.
    pub roles: Roles,
    /// The name of whoever invited; nothing if that user is gone.
    pub invited_by_name: Option<String>,
    /// Until when it may be accepted.
    pub expires_at: UnixTime,
    key: std::sync::Arc<OwnersKey>,
    email: String,
}

const fn email_place(row: &str) -> Place<'_> {
    Place {
        column: "invitations.email",
        row,
    }
}

type Row = (String, String, i64, String, i64, i64);

impl Organisations {
    /// The invitations that are open or over, newest first.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn invitations(
        &self,
        scope: &OrganisationScope,
    ) -> Result<Vec<Invitation>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(
            "SELECT invitation_id, email, roles, invited_by, created_ms, expires_ms FROM invitations \
             WHERE organisation_id = $1 ORDER BY created_ms DESC, invitation_id",
        )
        .bind(scope.organisation_id().as_str())
        .fetch_all(self.store().pool())
        .await?;
        let readable = |(id, email, roles, invited_by, created_ms, expires_ms): Row| {
            let column = StoreError::Column {
                column: "invitations.invitation_id",
            };
            Ok(Invitation {
                email: scope.key().open(email_place(&id), &email)?.to_string(),
                invitation_id: InvitationId::parse(&id).ok_or(column)?,
                roles: roles_column(roles, "invitations.roles")?,
                invited_by,
                created_at: UnixTime::from_ms(created_ms),
                expires_at: UnixTime::from_ms(expires_ms),
            })
        };
        rows.into_iter().map(readable).collect()
    }

    /// Invites whoever has these addresses; an invitation that is there already is replaced. Either all are invited or nobody.
    ///
    /// # Errors
    /// If one cannot be an address or belongs to a member, whoever asks may not give the roles, there are too many, or the database cannot be used.
    pub async fn invite(
        &self,
        scope: &OrganisationScope,
        emails: &[String],
        roles: Roles,
        facts: &RequestFacts,
    ) -> Result<Vec<Invitation>, OrganisationError> {
        let roles = some_roles(roles, None)?;
        if roles.has(Role::Owner) {
            if !self.may(scope, Action::ChangeOwners) {
                return Err(OrganisationError::OwnersOnly);
            }
            self.require_step_up(scope).await?;
        }
        let emails = emails.iter().map(|email| Email::parse(email));
        let emails: Vec<_> = emails
            .collect::<Result<_, _>>()
            .map_err(IdentityError::from)?;
        let organisation = self.organisation(scope).await?.name;
        let now = self.now();
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        self.count_invitations(&mut write, scope, emails.len(), now)
            .await?;
        let mut invited = Vec::new();
        for email in &emails {
            let invitation = self
                .put_invitation(&mut write, scope, email, roles, now)
                .await?;
            let change = Change::new()
                .field("email", None, Some(email.as_str().into()))
                .field("roles", None, Some(roles.to_string()));
            let id = invitation.invitation_id.as_str();
            let told = Told::of(OrganisationAction::Invited, Some(id)).with(change);
            self.tell(&mut write, scope, facts, &told).await?;
            let text = self.text_of_invitation(&organisation, roles);
            mail::write(self.store(), &mut write, email, SUBJECT, &text, now).await?;
            invited.push(invitation);
        }
        write.commit().await?;
        Ok(invited)
    }

    async fn count_invitations(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        number: usize,
        now: UnixTime,
    ) -> Result<(), OrganisationError> {
        let there = count(
            write,
            "SELECT COUNT(*) FROM invitations WHERE organisation_id = $1",
            scope,
        )
        .await?;
        if there + number as i64 > INVITATIONS_MAX {
            return Err(OrganisationError::Full {
                what: "open invitations",
                max: INVITATIONS_MAX,
            });
        }
        let limit = [Limit::of_invitations(scope.organisation_id().as_str())];
        for _ in 0..number {
            let counted = limits::count(write, self.store().sealing(), &limit, now).await?;
            counted.map_err(|wait| IdentityError::TooOften { wait })?;
        }
        Ok(())
    }

    async fn put_invitation(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        email: &Email,
        roles: Roles,
        now: UnixTime,
    ) -> Result<Invitation, OrganisationError> {
        let lookup = email_lookup(self.store(), email);
        let organisation = scope.organisation_id().as_str();
        let (members,): (i64,) = sqlx::query_as::<Any, _>(
            "SELECT COUNT(*) FROM memberships m JOIN users u ON u.user_id = m.user_id WHERE m.organisation_id = $1 AND u.email_lookup = $2",
        )
        .bind(organisation)
        .bind(&lookup)
        .fetch_one(&mut **write)
        .await?;
        if members > 0 {
            return Err(OrganisationError::Exists(
                "one of these addresses belongs to a member already",
            ));
        }
        sqlx::query::<Any>(
            "DELETE FROM invitations WHERE organisation_id = $1 AND email_lookup = $2",
        )
        .bind(organisation)
        .bind(&lookup)
        .execute(&mut **write)
        .await?;
        let invitation = Invitation {
            invitation_id: InvitationId::random(),
            email: email.as_str().into(),
            roles,
            invited_by: scope.principal().id().into(),
            created_at: now,
            expires_at: now.after(INVITATION_OPEN),
        };
        let id = invitation.invitation_id.as_str();
        sqlx::query::<Any>(
            "INSERT INTO invitations (invitation_id, organisation_id, email_lookup, email, roles, invited_by, created_ms, expires_ms) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id)
        .bind(organisation)
        .bind(lookup)
        .bind(scope.key().seal(email_place(id), email.as_str()))
        .bind(roles.to_column())
        .bind(&invitation.invited_by)
        .bind(now.ms())
        .bind(invitation.expires_at.ms())
        .execute(&mut **write)
        .await?;
        Ok(invitation)
    }

    fn text_of_invitation(&self, organisation: &str, roles: Roles) -> String {
        let address = format!("{}/organisations", self.identity().public_url());
        format!(
            "You are invited into the organisation \"{organisation}\", as: {roles}.\n\n\
             Sign in with this e-mail address, or sign up with it, and accept or decline within 14 days:\n\n{address}\n\n\
             If you do not know this organisation, you need not do anything.\n"
        )
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// If there is none of that id, or the database cannot be used.
    pub async fn withdraw(
        &self,
        scope: &OrganisationScope,
        invitation_id: &InvitationId,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        let id = invitation_id.as_str();
        let mut write = self.store().write().await?;
        let row: Option<(String,)> = sqlx::query_as::<Any, _>(
            "DELETE FROM invitations WHERE organisation_id = $1 AND invitation_id = $2 RETURNING email",
        )
        .bind(scope.organisation_id().as_str())
        .bind(id)
        .fetch_optional(&mut *write)
        .await?;
        let (sealed,) = row.ok_or(NO_SUCH)?;
        let email = scope.key().open(email_place(id), &sealed);
        let email = email.map_err(StoreError::from)?.to_string();
        let change = Change::new().field("email", Some(email), None);
        let told = Told::of(OrganisationAction::InvitationWithdrawn, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }

    /// The invitations to the verified address of a user.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn invitations_to(
        &self,
        session: &SignedIn,
    ) -> Result<Vec<OwnInvitation>, OrganisationError> {
        type Row = (String, String, String, String, i64, String, i64);
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(
            "SELECT i.invitation_id, i.organisation_id, o.name, i.email, i.roles, i.invited_by, i.expires_ms \
             FROM users u JOIN invitations i ON i.email_lookup = u.email_lookup JOIN organisations o ON o.organisation_id = i.organisation_id \
             WHERE u.user_id = $1 AND u.email_verified_ms IS NOT NULL AND i.expires_ms > $2 ORDER BY i.created_ms DESC, i.invitation_id",
        )
        .bind(session.user_id.as_str())
        .bind(self.now().ms())
        .fetch_all(self.store().pool())
        .await?;
        let mut found = Vec::new();
        for (id, organisation, name, email, roles, invited_by, expires_ms) in rows {
            let column = |column| StoreError::Column { column };
            let organisation_id = OrganisationId::parse(&organisation)
                .ok_or_else(|| column("invitations.organisation_id"))?;
            let owner = Owner::Organisation(organisation_id.clone());
            let key = self.store().sealing().key(self.store().pool(), &owner);
            let Some(key) = key.await? else {
                continue;
            };
            let opened = |place: Place<'_>, sealed: &str| {
                let text = key.open(place, sealed).map_err(StoreError::from);
                text.map(|text| text.to_string())
            };
            found.push(OwnInvitation {
                invitation_id: InvitationId::parse(&id)
                    .ok_or_else(|| column("invitations.invitation_id"))?,
                organisation_name: opened(own::name_place(&organisation), &name)?,
                email: opened(email_place(&id), &email)?,
                organisation_id,
                roles: roles_column(roles, "invitations.roles")?,
                invited_by_name: self.name_of_user(&invited_by).await?,
                expires_at: UnixTime::from_ms(expires_ms),
                key,
            });
        }
        Ok(found)
    }

    async fn name_of_user(&self, id: &str) -> Result<Option<String>, StoreError> {
        let Some(user_id) = UserId::parse(id) else {
            return Ok(None);
        };
        let row: Option<(String,)> =
            sqlx::query_as::<Any, _>("SELECT name FROM users WHERE user_id = $1")
                .bind(id)
                .fetch_optional(self.store().pool())
                .await?;
        let sealing = self.store().sealing();
        let key = sealing
            .key(self.store().pool(), &Owner::User(user_id))
            .await?;
        let (Some((sealed,)), Some(key)) = (row, key) else {
            return Ok(None);
        };
        Ok(Some(key.open(name_place(id), &sealed)?.to_string()))
    }

    /// Accepts an invitation. Where the user is a member now.
    ///
    /// # Errors
    /// If there is none of that id to this user's address, it is over, or the database cannot be used.
    pub async fn accept(
        &self,
        session: &SignedIn,
        invitation_id: &InvitationId,
        facts: &RequestFacts,
    ) -> Result<OrganisationId, OrganisationError> {
        let invitation = self.own_invitation(session, invitation_id).await?;
        let now = self.now();
        let organisation = invitation.organisation_id.as_str();
        let user = session.user_id.as_str();
        let mut write = self.store().write().await?;
        // First, as whoever invites does: two who wait for each other would both be refused.
        hold_by_id(&mut write, organisation).await?;
        // Then, so that it counts once.
        self.take(&mut write, invitation_id).await?;
        let place = (self.plans(), organisation);
        join(&mut write, place, user, invitation.roles, now).await?;
        let change = Change::new().field("roles", None, Some(invitation.roles.to_string()));
        let done = (OrganisationAction::MemberJoined, user, Some(&change));
        self.tell_of_invited(&mut write, &invitation, session, done, facts)
            .await?;
        write.commit().await?;
        Ok(invitation.organisation_id)
    }

    /// Declines an invitation.
    ///
    /// # Errors
    /// If there is none of that id to this user's address, or the database cannot be used.
    pub async fn decline(
        &self,
        session: &SignedIn,
        invitation_id: &InvitationId,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        let invitation = self.own_invitation(session, invitation_id).await?;
        let mut write = self.store().write().await?;
        self.take(&mut write, invitation_id).await?;
        let change = Change::new().field("email", Some(invitation.email.clone()), None);
        let done = (
            OrganisationAction::InvitationDeclined,
            invitation_id.as_str(),
            Some(&change),
        );
        self.tell_of_invited(&mut write, &invitation, session, done, facts)
            .await?;
        Ok(write.commit().await?)
    }

    async fn own_invitation(
        &self,
        session: &SignedIn,
        invitation_id: &InvitationId,
    ) -> Result<OwnInvitation, OrganisationError> {
        let all = self.invitations_to(session).await?;
        let found = all
            .into_iter()
            .find(|one| one.invitation_id == *invitation_id);
        found.ok_or(NO_SUCH)
    }

    async fn take(
        &self,
        write: &mut Write,
        invitation_id: &InvitationId,
    ) -> Result<(), OrganisationError> {
        let done = sqlx::query::<Any>("DELETE FROM invitations WHERE invitation_id = $1")
            .bind(invitation_id.as_str())
            .execute(&mut **write)
            .await?;
        if done.rows_affected() == 0 {
            return Err(NO_SUCH);
        }
        Ok(())
    }

    /// Whoever is invited has no scope: the invitation is the right to these two lines.
    async fn tell_of_invited(
        &self,
        write: &mut Write,
        invitation: &OwnInvitation,
        session: &SignedIn,
        (action, subject, change): (OrganisationAction, &str, Option<&Change>),
        facts: &RequestFacts,
    ) -> Result<(), StoreError> {
        let event = OrganisationEvent {
            action,
            outcome: Outcome::Succeeded,
            actor: session.user_id.as_str(),
            organisation: &invitation.organisation_id,
            subject: Some(subject),
            facts,
            detail: None,
            change,
        };
        let now = self.now();
        audit::append_for_organisation(self.store(), write, &invitation.key, &event, now).await
    }
}

const NO_SUCH: OrganisationError = OrganisationError::NotFound { what: "invitation" };
