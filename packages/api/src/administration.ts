/** The shapes of the administration of a portal, by name: all its users, and which organisations there are. */
import type { Order, Page } from "./endpoints.ts";
import type { Schema } from "./types.ts";

/** A user, as an administrator sees it. */
export type ListedUser = Schema<"ListedUser">;
/** `managed`: a company's directory made the user, and lets it in. */
export type ListedUserState = Schema<"ListedUserState">;
/** Pages of a search may have fewer users than were asked for, and go on all the same. */
export type UserList = Schema<"UserList">;
export type UserSort = "createdAt" | "lastSignedInAt";

export interface UsersQuery extends Page {
  readonly search?: string | undefined;
  readonly state?: ListedUserState | undefined;
  readonly secondFactor?: boolean | undefined;
  readonly sort?: UserSort | undefined;
  readonly order?: Order | undefined;
}

/** A user with its organisations, how many sessions it has, and what was done with its sign-in lately. */
export type AdministeredUser = Schema<"AdministeredUser">;
/** All of them, or none. */
export type UsersChange = Schema<"UsersChange">;
export type UserChangeKind = Schema<"UserChangeKind">;
export type UsersChanged = Schema<"UsersChanged">;

/** That an organisation exists, and how large it is. */
export type ListedOrganisation = Schema<"ListedOrganisation">;
export type AllOrganisationsList = Schema<"AllOrganisationsList">;
export type AllOrganisationsSort = "createdAt" | "members";

export interface AllOrganisationsQuery extends Page {
  readonly search?: string | undefined;
  readonly sort?: AllOrganisationsSort | undefined;
  readonly order?: Order | undefined;
}

export type Administrator = Schema<"Administrator">;
export type AdministratorList = Schema<"AdministratorList">;
