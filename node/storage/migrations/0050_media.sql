-- Pictures and documents that people of the association put here. The bytes are
-- in the blob store; this says what they are, who shows them, and what to erase.
CREATE TABLE media (
    id TEXT PRIMARY KEY,                -- random: its address is not to be guessed
    owner TEXT NOT NULL,                -- account
    subject TEXT,                       -- IRI of what shows it; NULL: nothing yet
    shown INTEGER NOT NULL DEFAULT 0,   -- 1: to everybody who may see its subject; 0: to writers
    place INTEGER NOT NULL DEFAULT 0,   -- among those of its subject
    alt TEXT NOT NULL DEFAULT '',
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    blurhash TEXT NOT NULL,
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX media_subject ON media (subject, place);
CREATE TABLE media_file (
    media TEXT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    name TEXT NOT NULL,                 -- last segment of its address: "grande.jpg"
    blob TEXT NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (media, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_file_blob ON media_file (blob);
-- Blobs that may be shown by nothing any more: erased from the disk after the commit.
CREATE TABLE media_gone (blob TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TRIGGER media_file_erased AFTER DELETE ON media_file BEGIN
    INSERT OR IGNORE INTO media_gone (blob) VALUES (OLD.blob);
END;
