-- What we asked of whom we quote (FEP-044f): our post, whose consent, and what they said.
CREATE TABLE quote_request (
    object TEXT PRIMARY KEY,            -- IRI of our post that quotes
    activity TEXT NOT NULL UNIQUE,      -- IRI of the QuoteRequest
    quoted TEXT NOT NULL,               -- IRI
    author TEXT NOT NULL,               -- actor of what is quoted: only they answer
    answer TEXT NOT NULL DEFAULT '' CHECK (answer IN ('', 'yes', 'no')),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER quote_request_buried AFTER UPDATE OF deleted ON object WHEN NEW.deleted IS NOT NULL
BEGIN
    DELETE FROM quote_request WHERE object = NEW.id OR quoted = NEW.id;
END;
