//! Goal: a company's directory provisions the members of one organisation and nobody else, and whoever it switches off is out within a second, whichever way
//! they came in.
//! Method: a directory with a key of the organisation, over HTTP, in the forms that Entra ID and Okta send; a provider of the test for who signs in; sockets over
//! a port.

mod directory;
mod groups;
mod quotas;
mod refusals;
mod served;
mod switched_off;
mod users;
