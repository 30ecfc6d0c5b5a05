-- when each node's directory was read, and what came of it
CREATE TABLE directory_peer (
    host TEXT PRIMARY KEY,
    actor TEXT NOT NULL,
    address TEXT NOT NULL,             -- of its collection
    tag TEXT NOT NULL DEFAULT '',      -- ETag of what we have of it
    asked_at INTEGER NOT NULL,
    answered_at INTEGER,               -- the last time it did
    taken INTEGER NOT NULL DEFAULT 0,  -- cards that were new or changed, that time
    refused INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
