-- Where a text of ours really arrived: servers that took it, and the weekly letter.
CREATE TABLE reached (
    object TEXT NOT NULL,               -- IRI
    host TEXT NOT NULL,
    PRIMARY KEY (object, host)
) STRICT, WITHOUT ROWID;
CREATE INDEX reached_host ON reached (host);
CREATE TRIGGER reached_of_post AFTER DELETE ON post BEGIN
    DELETE FROM reached WHERE object = OLD.id;
    DELETE FROM in_letter WHERE url = OLD.url;
END;
-- What runs there, as its NodeInfo says: "mastodon"; '' while it does not say.
CREATE TABLE peer_software (
    host TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE in_letter (url TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
