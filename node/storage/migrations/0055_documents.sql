-- What was read in a document that somebody put here; gone with it.
CREATE TABLE media_text (
    media TEXT PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    title TEXT NOT NULL,                -- as the file says
    pages INTEGER NOT NULL,             -- 0: unknown
    text TEXT NOT NULL
) STRICT;

-- The library: our documents, and those that the associations we follow tell of.
CREATE TABLE document (
    id TEXT PRIMARY KEY,                -- IRI of the text that tells of it
    local INTEGER NOT NULL,
    author TEXT NOT NULL,               -- IRI of the actor
    slug TEXT UNIQUE,                   -- ours only
    title TEXT NOT NULL,
    abstract TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- codes: schemas/document.schema.json
    groups TEXT NOT NULL,               -- who wrote it, one a line
    dated TEXT NOT NULL,                -- "2024", "2024-05", "2024-05-18"; '' unknown
    language TEXT NOT NULL,
    licence TEXT NOT NULL,              -- code, or address of a peer's own
    status TEXT NOT NULL,
    review_on TEXT NOT NULL,            -- day; '' none
    territory TEXT NOT NULL,
    url TEXT NOT NULL,                  -- page, here or at its origin
    file_url TEXT NOT NULL,             -- of the newest version; '' a text
    file_type TEXT NOT NULL,
    file_bytes INTEGER NOT NULL,
    version INTEGER NOT NULL,
    published INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    written_by TEXT                     -- account; ours only
) STRICT, WITHOUT ROWID;
CREATE INDEX document_newest ON document (published DESC);
CREATE TABLE document_version (
    document TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,            -- from 1
    at INTEGER NOT NULL,
    note TEXT NOT NULL,                 -- what changed, in a person's words
    media TEXT,                         -- the file; NULL: a text or a link, or erased since
    source TEXT NOT NULL,               -- Markdown of a text
    link TEXT NOT NULL,                 -- of what lies elsewhere
    erased INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_gone (slug TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
