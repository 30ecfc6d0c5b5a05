-- Drafts that are published when their hour comes.
CREATE TABLE schedule (
    post TEXT PRIMARY KEY,              -- IRI
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER schedule_of_post AFTER DELETE ON post BEGIN
    DELETE FROM schedule WHERE post = OLD.id;
END;
