/** Every address of the portal. The overview is in the first load; other pages come when they are asked for. */
import { createBrowserRouter, redirect, type RouteObject } from "react-router";
import { FailedPage, NotFoundPage } from "./pages/NotFoundPage.tsx";
import { OverviewPage } from "./pages/OverviewPage.tsx";
import { Shell } from "./shell/Shell.tsx";

const pages: RouteObject[] = [
  { index: true, Component: OverviewPage },
  { path: "blocks", lazy: async () => ({ Component: (await import("./pages/BlocksPage.tsx")).BlocksPage }) },
  { path: "blocks/:id", lazy: async () => ({ Component: (await import("./pages/BlockPage.tsx")).BlockPage }) },
  { path: "transactions", lazy: async () => ({ Component: (await import("./pages/TransactionsPage.tsx")).TransactionsPage }) },
  { path: "transactions/:hash", lazy: async () => ({ Component: (await import("./pages/TransactionPage.tsx")).TransactionPage }) },
  { path: "accounts/:id", lazy: async () => ({ Component: (await import("./pages/AccountPage.tsx")).AccountPage }) },
  { path: "assets", lazy: async () => ({ Component: (await import("./pages/AssetsPage.tsx")).AssetsPage }) },
  { path: "validators", lazy: async () => ({ Component: (await import("./pages/ValidatorsPage.tsx")).ValidatorsPage }) },
  { path: "validators/:id", lazy: async () => ({ Component: (await import("./pages/ValidatorPage.tsx")).ValidatorPage }) },
  { path: "network", lazy: async () => ({ Component: (await import("./pages/NetworkPage.tsx")).NetworkPage }) },
  { path: "governance", lazy: async () => ({ Component: (await import("./pages/GovernancePage.tsx")).GovernancePage }) },
  { path: "governance/:proposalId", lazy: async () => ({ Component: (await import("./pages/ProposalPage.tsx")).ProposalPage }) },
  // Where the nodes were before they had a page with their rounds; filters and order go along.
  { path: "nodes", loader: ({ request }) => redirect(`/network${new URL(request.url).search}`) },
  { path: "send", lazy: async () => ({ Component: (await import("./pages/send/SendPage.tsx")).SendPage }) },
  { path: "sign-in", lazy: async () => ({ Component: (await import("./pages/identity/SignInPage.tsx")).SignInPage }) },
  { path: "sign-up", lazy: async () => ({ Component: (await import("./pages/identity/SignUpPage.tsx")).SignUpPage }) },
  { path: "complete-sign-up", lazy: async () => ({ Component: (await import("./pages/identity/CompleteSignUpPage.tsx")).CompleteSignUpPage }) },
  { path: "reset-password", lazy: async () => ({ Component: (await import("./pages/identity/ResetPasswordPage.tsx")).ResetPasswordPage }) },
  { path: "confirm-email", lazy: async () => ({ Component: (await import("./pages/identity/ConfirmEmailPage.tsx")).ConfirmEmailPage }) },
  { path: "profile", lazy: async () => ({ Component: (await import("./pages/profile/ProfilePage.tsx")).ProfilePage }) },
  { path: "organisations", lazy: async () => ({ Component: (await import("./pages/organisations/OrganisationsPage.tsx")).OrganisationsPage }) },
  // One route for all parts, so that messages and what is open outlast the change from one to another.
  { path: "organisations/:organisationId/:part?", lazy: async () => ({ Component: (await import("./pages/organisations/OrganisationPage.tsx")).OrganisationPage }) },
  { path: "administration/:part?/:userId?", lazy: async () => ({ Component: (await import("./pages/administration/AdministrationPage.tsx")).AdministrationPage }) },
  { path: "inbox", lazy: async () => ({ Component: (await import("./pages/inbox/InboxPage.tsx")).InboxPage }) },
  { path: "docs", lazy: async () => ({ Component: (await import("./pages/docs/ApiDocsPage.tsx")).ApiDocsPage }) },
  { path: "verify", lazy: async () => ({ Component: (await import("./proof/VerifyPage.tsx")).VerifyPage }) },
  { path: "*", Component: NotFoundPage },
];

export const router = createBrowserRouter([
  {
    Component: Shell,
    // The first page may still be on its way; the frame is there already.
    HydrateFallback: () => null,
    children: [{ errorElement: <FailedPage />, children: pages }],
  },
]);
