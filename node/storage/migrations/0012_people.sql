-- Invitations that several may use, people who ask for one, second codes, recovery sheets, goodbyes.
ALTER TABLE invitation ADD COLUMN id TEXT NOT NULL DEFAULT '';      -- ULID: listed and revoked by it
ALTER TABLE invitation ADD COLUMN label TEXT NOT NULL DEFAULT '';   -- for whom, to tell them apart
ALTER TABLE invitation ADD COLUMN uses INTEGER NOT NULL DEFAULT 1;  -- how many people may come
ALTER TABLE invitation ADD COLUMN used INTEGER NOT NULL DEFAULT 0;  -- how many came
ALTER TABLE invitation ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
UPDATE invitation SET used = 1 WHERE used_at IS NOT NULL;
UPDATE invitation SET id = substr(code_hash, 1, 26);

-- Who would like to join, and why; gone once answered.
CREATE TABLE join_request (
    id TEXT PRIMARY KEY,                -- ULID
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The second code at sign-in (RFC 6238); in force once confirmed.
CREATE TABLE second_code (
    account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    secret BLOB NOT NULL,
    confirmed_at INTEGER,
    last_step INTEGER NOT NULL DEFAULT 0  -- of the code accepted last: none twice (E7)
) STRICT, WITHOUT ROWID;
-- On paper: 'sheet' gives a new passphrase, 'second' stands for a second code. Each works once.
CREATE TABLE recovery_code (
    code_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('sheet', 'second')),
    made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_code_account ON recovery_code (account, kind);

ALTER TABLE account ADD COLUMN leaving_at INTEGER;  -- when it is erased, unless its owner stays
CREATE INDEX session_account ON session (account);
