-- Texts of another site on their way here (node/imports). One row per run and one
-- per item of its file: what waits, what came of it, or why it did not come.
CREATE TABLE import_run (
    id TEXT PRIMARY KEY,                -- ULID
    account TEXT NOT NULL,
    file_name TEXT NOT NULL,            -- as the browser called it, cut
    format TEXT NOT NULL,               -- 'wxr', 'rss', 'atom'
    site TEXT NOT NULL,                 -- title
    link TEXT NOT NULL,                 -- "https://ancien.example"
    comments INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('reading', 'checked', 'running', 'done', 'stopped')),
    waits TEXT NOT NULL DEFAULT '',     -- why nothing happens now, French source text
    silent INTEGER NOT NULL DEFAULT 0,  -- 1: the old site was given up
    added INTEGER NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0    -- 0: not yet
) STRICT, WITHOUT ROWID;
CREATE TABLE import_item (
    run TEXT NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,             -- its number in the file
    line INTEGER NOT NULL,              -- where it begins there
    kind TEXT NOT NULL CHECK (kind IN ('text', 'page', 'picture', 'document', 'other')),
    guid TEXT NOT NULL,
    link TEXT NOT NULL,
    number TEXT NOT NULL,               -- WordPress's
    file TEXT NOT NULL,                 -- address of what is attached, without scheme and size
    title TEXT NOT NULL,
    published INTEGER NOT NULL,
    pictures INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('new', 'done', 'known', 'refused')),
    tries INTEGER NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '',    -- page here
    reason TEXT NOT NULL DEFAULT '',    -- French source text
    notes TEXT NOT NULL DEFAULT '[]',   -- JSON: pictures that are missing, or say nothing
    payload TEXT NOT NULL,              -- JSON, emptied once it is settled
    PRIMARY KEY (run, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_item_next ON import_item (run, state, kind, published);
CREATE INDEX import_item_file ON import_item (run, file) WHERE kind = 'picture';
CREATE INDEX import_item_number ON import_item (run, number) WHERE number != '';
-- What came here once is not brought twice: by GUID ('guid …') and by link ('link …').
CREATE TABLE imported (
    key TEXT PRIMARY KEY,
    id TEXT NOT NULL                    -- IRI
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_id ON imported (id);
CREATE TRIGGER imported_post_gone AFTER DELETE ON post BEGIN
    DELETE FROM imported WHERE id = OLD.id;
END;
CREATE TRIGGER imported_document_gone AFTER DELETE ON document BEGIN
    DELETE FROM imported WHERE id = OLD.id;
END;
-- Paths of the site that was here before, for those who kept them.
CREATE TABLE old_address (
    address TEXT PRIMARY KEY,           -- "/2019/05/vendanges", "/?p=12": decoded, no slash behind
    id TEXT NOT NULL,                   -- IRI of what it leads to; '' for a file
    target TEXT NOT NULL                -- its path here when it came
) STRICT, WITHOUT ROWID;
