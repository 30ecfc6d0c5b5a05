-- The first schema. Times are milliseconds since 1970 UTC. IRIs are the only
-- foreign keys between features (docs/architecture.md).

-- settings of the node that people change: name, sentence, hue …
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- who speaks from here: the association, the node itself, later groups and members
CREATE TABLE local_actor (
    name TEXT PRIMARY KEY,              -- preferredUsername; never used again once deleted (A12)
    kind TEXT NOT NULL CHECK (kind IN ('association', 'node', 'group', 'person')),
    rsa_private BLOB NOT NULL,          -- PKCS8 DER
    ed25519_private BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- what strangers' servers told about their actors; rows expire (domain L8)
CREATE TABLE remote_actor (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    handle TEXT NOT NULL,               -- user@host, verified both ways or user@host-of-id
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    inbox TEXT NOT NULL,
    shared_inbox TEXT,
    json TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    gone_at INTEGER
) STRICT;
CREATE INDEX remote_actor_host ON remote_actor (host);
CREATE INDEX remote_actor_handle ON remote_actor (handle);

CREATE TABLE remote_key (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    public_key BLOB NOT NULL,           -- SPKI DER
    fetched_at INTEGER NOT NULL
) STRICT;
CREATE INDEX remote_key_owner ON remote_key (owner);

-- they follow us
CREATE TABLE follower (
    local_name TEXT NOT NULL,
    actor TEXT NOT NULL,
    activity TEXT NOT NULL,             -- id of their Follow
    since INTEGER NOT NULL,
    PRIMARY KEY (local_name, actor)
) STRICT, WITHOUT ROWID;
-- we follow them
CREATE TABLE following (
    local_name TEXT NOT NULL,
    actor TEXT NOT NULL,
    activity TEXT NOT NULL,             -- id of our Follow
    state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'rejected')),
    since INTEGER NOT NULL,
    PRIMARY KEY (local_name, actor)
) STRICT, WITHOUT ROWID;

-- everything said, ours and theirs, as it was said
CREATE TABLE object (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    actor TEXT NOT NULL,                -- who says it: attributedTo, or actor of an activity
    local INTEGER NOT NULL,
    json TEXT NOT NULL,                 -- of a deleted object: its Tombstone
    published INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    deleted INTEGER,                    -- when, or NULL
    subject TEXT                        -- of a Create or Update: the id of its object
) STRICT;
CREATE INDEX object_actor ON object (actor, published);
-- a column: with trusted_schema = OFF an index may not call json_extract()
CREATE INDEX object_subject ON object (subject) WHERE subject IS NOT NULL;

-- what we have announced to the world, in order: the outbox
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    local_name TEXT NOT NULL,
    activity TEXT NOT NULL UNIQUE,
    public INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_name ON outbox (local_name, public, position);

-- incoming activities: queue while 'waiting', memory against repeats afterwards (30 days)
CREATE TABLE inbox (
    position INTEGER PRIMARY KEY,
    activity TEXT NOT NULL UNIQUE,
    actor TEXT NOT NULL,
    host TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,                 -- emptied when done
    outcome TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX inbox_waiting ON inbox (host, position) WHERE state = 'waiting';
CREATE INDEX inbox_received ON inbox (received_at) WHERE state <> 'waiting';

-- Undo and Delete that came before what they undo (case 33, 39)
CREATE TABLE undone (id TEXT PRIMARY KEY, actor TEXT NOT NULL, at INTEGER NOT NULL) STRICT;

-- one row per activity and (shared) inbox; gone when delivered
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    activity TEXT NOT NULL,
    sender TEXT NOT NULL,               -- local_actor.name that signs
    inbox TEXT NOT NULL,
    host TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    UNIQUE (activity, inbox)
) STRICT;
CREATE INDEX delivery_host ON delivery (host, id) WHERE state = 'waiting';

-- what we know of a host as a place to deliver to
CREATE TABLE peer_host (
    host TEXT PRIMARY KEY,
    scheme TEXT NOT NULL DEFAULT 'cavage',  -- or 'rfc9421', learnt
    failures INTEGER NOT NULL DEFAULT 0,    -- in a row
    silent_since INTEGER,                   -- first failure of the row
    retry_at INTEGER NOT NULL DEFAULT 0,
    heard_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE domain_policy (
    domain TEXT PRIMARY KEY,            -- covers its subdomains
    level TEXT NOT NULL CHECK (level IN ('block', 'silence')),
    reason TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- people of the association who sign in
CREATE TABLE account (
    id TEXT PRIMARY KEY,                -- ULID
    email TEXT NOT NULL UNIQUE,         -- lower case
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'member', 'writer', 'moderator', 'manager')),
    password TEXT NOT NULL,             -- argon2id, encoded
    language TEXT NOT NULL DEFAULT 'fr',
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;
CREATE TABLE session (
    id_hash TEXT PRIMARY KEY,           -- sha256 of the cookie's value
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    agent TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE invitation (
    code_hash TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

-- who did what, for the board of the association
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,              -- account id, 'cli' or 'node'
    action TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'failed')),
    error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX job_due ON job (run_at) WHERE state = 'waiting';

-- news: a projection of Article and Note objects, ours and of those we follow
CREATE TABLE post (
    id TEXT PRIMARY KEY,                -- IRI of the object
    local INTEGER NOT NULL,
    author TEXT NOT NULL,               -- IRI of the actor
    slug TEXT UNIQUE,                   -- ours only
    title TEXT NOT NULL,
    summary TEXT NOT NULL,              -- plain text
    source TEXT NOT NULL,               -- ours: Markdown
    html TEXT NOT NULL,                 -- clean
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
    in_reply_to TEXT,
    published INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    written_by TEXT                     -- account id
) STRICT;
CREATE INDEX post_time ON post (state, local, published);
CREATE INDEX post_author ON post (author);
CREATE INDEX post_reply ON post (in_reply_to) WHERE in_reply_to IS NOT NULL;

-- the 169 initiatives shipped with the node; becomes the directory
CREATE TABLE initiative (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    association TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    launched TEXT NOT NULL,
    place TEXT NOT NULL,
    department TEXT NOT NULL,
    country TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    website TEXT NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (name, place, country)
) STRICT;
