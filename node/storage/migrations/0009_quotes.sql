-- Who quotes what among the posts we hold (FEP-044f): a projection of object.
CREATE TABLE quote (
    object TEXT PRIMARY KEY,            -- IRI of the post that quotes
    quoted TEXT NOT NULL,               -- IRI
    authorization TEXT NOT NULL,        -- IRI of its QuoteAuthorization, or ''
    author TEXT NOT NULL DEFAULT '',    -- of what is quoted, once verified: only they take it back
    state TEXT NOT NULL CHECK (state IN ('plain', 'waiting', 'verified')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_waiting ON quote (next_at) WHERE state = 'waiting';
CREATE INDEX quote_authorization_of ON quote (authorization) WHERE authorization <> '';

CREATE INDEX quote_authorization_actor ON quote_authorization (actor);

-- What is deleted neither quotes nor is quoted. What only grew too old here
-- still stands on its own server, with our authorization.
CREATE TRIGGER quote_buried AFTER UPDATE OF deleted ON object WHEN NEW.deleted IS NOT NULL BEGIN
    DELETE FROM quote WHERE object = NEW.id;
    DELETE FROM quote_authorization WHERE post = NEW.id OR quoting = NEW.id;
    DELETE FROM poll_vote WHERE question = NEW.id;
END;
CREATE TRIGGER quote_removed AFTER DELETE ON object BEGIN
    DELETE FROM quote WHERE object = OLD.id;
END;
