-- What a post may have beyond its text (federation.md §3).
ALTER TABLE post ADD COLUMN form TEXT NOT NULL DEFAULT 'Article';  -- Article, Note, Page, Event, Question …
ALTER TABLE post ADD COLUMN warning TEXT NOT NULL DEFAULT '';      -- content warning, plain text
ALTER TABLE post ADD COLUMN quotes TEXT NOT NULL DEFAULT '';       -- IRI of the post it quotes (FEP-044f)
ALTER TABLE post ADD COLUMN details TEXT NOT NULL DEFAULT '{}';    -- JSON: attachments, event, poll
CREATE TABLE post_revision (             -- what an edit replaced
    post TEXT NOT NULL,
    at INTEGER NOT NULL,                -- when this text was said
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    html TEXT NOT NULL,
    PRIMARY KEY (post, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE poll_vote (
    question TEXT NOT NULL,
    actor TEXT NOT NULL,
    option TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (question, actor, option)
) STRICT, WITHOUT ROWID;
-- Who may quote what of ours: one authorization per quoting post, 404 once revoked.
CREATE TABLE quote_authorization (
    id TEXT PRIMARY KEY,                -- IRI
    post TEXT NOT NULL,                 -- ours
    quoting TEXT NOT NULL UNIQUE,       -- IRI of the quoting post
    actor TEXT NOT NULL,                -- who quotes
    at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_authorization_post ON quote_authorization (post);
