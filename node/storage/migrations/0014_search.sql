-- What can be found: one entry per thing, its words already folded and stemmed (node/search).
CREATE TABLE search_entry (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,            -- IRI
    kind TEXT NOT NULL,                 -- 'post' …
    author TEXT NOT NULL,               -- IRI of its actor, for the gate
    local INTEGER NOT NULL,
    title TEXT NOT NULL,
    excerpt TEXT NOT NULL,              -- plain text
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_text USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0');
-- What came from elsewhere is indexed a little later, off the inbox's way; and all there was.
CREATE TABLE search_todo (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO search_todo (id) SELECT id FROM post;
INSERT INTO job (kind, payload, run_at)
    SELECT 'search.posts', '', 0 WHERE EXISTS (SELECT 1 FROM search_todo);
