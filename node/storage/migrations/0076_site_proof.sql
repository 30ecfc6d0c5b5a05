-- Sites that name an actor as theirs (rel="me"), or may yet: who speaks for which
-- site without standing at it. One site an actor.
CREATE TABLE site_proof (
    actor TEXT PRIMARY KEY,             -- IRI
    site TEXT NOT NULL,                 -- host without "www."
    page TEXT NOT NULL,                 -- the front page that is asked: "https://www.eusko.org/"
    proven INTEGER NOT NULL,
    tries INTEGER NOT NULL,             -- in a row without the link, or without an answer
    asked_at INTEGER NOT NULL,          -- 0: not yet
    next_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX site_proof_next ON site_proof (next_at);
CREATE INDEX site_proof_site ON site_proof (site);
