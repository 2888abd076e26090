-- Each opens one WebSocket, once, within seconds.
CREATE TABLE socket_tickets (
    token_hash TEXT PRIMARY KEY,
    -- session, api_key or token, and the id of it (of a token: of the identity that it is about).
    holder_kind TEXT NOT NULL,
    holder_id TEXT NOT NULL,
    -- When the holder ends in any case.
    holder_until_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX socket_tickets_by_holder ON socket_tickets (holder_id, expires_ms);
