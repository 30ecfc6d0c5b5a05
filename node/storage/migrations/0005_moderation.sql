-- Servers dealt with in another way than usual. A domain covers those below it, the nearest name
-- decides; 'allow' makes an exception and, while only listed servers are heard (setting
-- 'listed_only'), says which ones those are.
ALTER TABLE domain_policy RENAME TO domain_policy_before;
CREATE TABLE domain_policy (
    domain TEXT PRIMARY KEY,            -- ASCII, lower case, without a port
    level TEXT NOT NULL CHECK (level IN ('block', 'silence', 'allow')),
    reason TEXT NOT NULL,               -- anybody may read it
    obfuscate INTEGER NOT NULL DEFAULT 0,  -- its name is not spelt out in public
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO domain_policy (domain, level, reason, since)
    SELECT domain, level, reason, since FROM domain_policy_before;
DROP TABLE domain_policy_before;
-- Relations that a block ended, to be mended if it is lifted within 30 days. The other side was
-- told nothing, and still thinks they last.
CREATE TABLE severed (
    local_name TEXT NOT NULL,
    actor TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('follower', 'following')),
    activity TEXT NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (local_name, actor, direction)
) STRICT, WITHOUT ROWID;

-- Reports (Flag): from other servers, from visitors, and ours about others. A number is given once.
CREATE TABLE report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    activity TEXT NOT NULL UNIQUE,      -- id of the Flag, or "form:" and a ULID
    origin TEXT NOT NULL CHECK (origin IN ('server', 'visitor', 'us')),
    host TEXT NOT NULL,                 -- of the server that reported; which of its people is not kept
    about TEXT NOT NULL,                -- IRI of the object, or actor, reported first
    author TEXT NOT NULL,               -- IRI of the actor who made it
    objects TEXT NOT NULL,              -- JSON array of all IRIs named
    reason TEXT NOT NULL,               -- plain text
    contact TEXT NOT NULL DEFAULT '',   -- name and address a visitor gave, to be answered
    at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    outcome TEXT NOT NULL DEFAULT '',
    closed_at INTEGER,
    forwarded_at INTEGER                -- to the author's server
) STRICT;
CREATE INDEX report_open ON report (state, at);
CREATE INDEX report_host ON report (host, at);
-- One object or actor that moderation took off the pages, without deleting it.
CREATE TABLE hidden (
    id TEXT PRIMARY KEY,                -- IRI of an object or of an actor
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The page people report is found by its address.
CREATE INDEX post_url ON post (url);

-- What came from elsewhere, by age, for the nightly expiry (docs/retention.md).
CREATE INDEX object_received ON object (published) WHERE local = 0;
