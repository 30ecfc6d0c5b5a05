-- Reports (Flag): from other servers, from visitors, and ours about others.
CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    activity TEXT NOT NULL UNIQUE,      -- id of the Flag, or "form:" and a number
    origin TEXT NOT NULL CHECK (origin IN ('server', 'visitor', 'us')),
    reporter TEXT NOT NULL,             -- IRI of the actor that signed, "" for a visitor
    about TEXT NOT NULL,                -- IRI of the actor or object reported first
    objects TEXT NOT NULL,              -- JSON array of all IRIs named
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    outcome TEXT NOT NULL DEFAULT '',
    closed_at INTEGER
) STRICT;
CREATE INDEX report_open ON report (state, at);
-- One object or actor that moderation took off the pages, without deleting it.
CREATE TABLE hidden (
    id TEXT PRIMARY KEY,                -- IRI of an object or of an actor
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
