-- Mail: what waits to leave, who asked for the weekly letter, links that are good for something.

-- What a letter says, once for all who get it.
CREATE TABLE mail_content (
    id TEXT PRIMARY KEY,                -- ULID
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per recipient; gone once the server took it.
CREATE TABLE mail (
    id TEXT PRIMARY KEY,                -- ULID, in its Message-ID
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    content TEXT,                       -- NULL: not to be sent again, there is nothing left of it
    unsubscribe TEXT NOT NULL,          -- what stands for the link in its content; may be empty
    urgent INTEGER NOT NULL,            -- somebody waits for it in front of the screen
    made_at INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- handing: its last byte may have left; unsure: and nobody knows whether it arrived
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'handing', 'failed', 'unsure')),
    error TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_due ON mail (urgent DESC, run_at) WHERE state = 'waiting';
CREATE INDEX mail_content_of ON mail (content);
CREATE TRIGGER mail_done AFTER DELETE ON mail BEGIN
    DELETE FROM mail_content WHERE id = OLD.content
        AND NOT EXISTS (SELECT 1 FROM mail WHERE content = OLD.content);
END;
CREATE TRIGGER mail_emptied AFTER UPDATE OF content ON mail WHEN NEW.content IS NULL BEGIN
    DELETE FROM mail_content WHERE id = OLD.content
        AND NOT EXISTS (SELECT 1 FROM mail WHERE content = OLD.content);
END;
-- When letters left within the last hour: no address, only how many.
CREATE TABLE mail_left (at INTEGER NOT NULL) STRICT;
-- How often somebody had a link sent to one address today; the address as a keyed hash.
CREATE TABLE mail_asked (address_hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX mail_asked_address ON mail_asked (address_hash, at);

-- Who gets the weekly letter. A stranger confirms first; who left leaves nothing.
CREATE TABLE subscriber (
    id TEXT PRIMARY KEY,                -- ULID
    email TEXT NOT NULL UNIQUE,         -- lower case
    account TEXT REFERENCES account (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    confirm_hash TEXT,                  -- of the link; NULL once confirmed
    asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriber_confirm ON subscriber (confirm_hash) WHERE confirm_hash IS NOT NULL;
CREATE INDEX subscriber_account ON subscriber (account) WHERE account IS NOT NULL;

-- Links sent to who has an account: 'passphrase' (a new one, an hour), 'address' (it is theirs).
CREATE TABLE account_link (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('passphrase', 'address')),
    email TEXT NOT NULL,                -- to which it went
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_link_account ON account_link (account);
ALTER TABLE account ADD COLUMN address_verified_at INTEGER;  -- the address is theirs: by a link
ALTER TABLE invitation ADD COLUMN mailed_to TEXT NOT NULL DEFAULT '';  -- who comes by it has shown that it is theirs
