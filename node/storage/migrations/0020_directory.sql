-- The directory of the whole network (design/domain.md §2, §3). A card is one
-- initiative; what is known of it are claims, each said by somebody.
DROP TABLE initiative;

CREATE TABLE card (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    shown INTEGER NOT NULL DEFAULT 0,      -- on the public pages: its own word, or a person's decision
    dismissed INTEGER NOT NULL DEFAULT 0,  -- a person decided against it
    -- what the list shows, from the claim that counts most
    claim INTEGER,
    self INTEGER NOT NULL DEFAULT 0,       -- that claim is the initiative's own word
    name TEXT NOT NULL DEFAULT '',
    sort_name TEXT NOT NULL DEFAULT '',    -- folded
    folded TEXT NOT NULL DEFAULT '',       -- what a search looks through
    kind TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    department TEXT NOT NULL DEFAULT '',
    region TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    town TEXT NOT NULL DEFAULT '',
    lat REAL,
    lon REAL,
    launched TEXT NOT NULL DEFAULT '',
    ended TEXT NOT NULL DEFAULT '',
    medium TEXT NOT NULL DEFAULT '',       -- " notes app "
    site TEXT NOT NULL DEFAULT '',         -- host of the website, without "www."
    said_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX card_order ON card (shown, self DESC, sort_name);
CREATE INDEX card_site ON card (site) WHERE site <> '';
CREATE INDEX card_department ON card (department, kind);

CREATE TABLE claim (
    id INTEGER PRIMARY KEY,
    iri TEXT NOT NULL UNIQUE,
    card INTEGER NOT NULL REFERENCES card (id),
    said_by TEXT NOT NULL,                 -- IRI of the actor; '' for a file that was taken over
    method TEXT NOT NULL CHECK (method IN ('self', 'thirdParty', 'import')),
    document TEXT NOT NULL,                -- as it was said, unknown terms too
    digest TEXT NOT NULL,
    said_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    received_from TEXT NOT NULL,           -- host that passed it on; '' from here
    proven INTEGER NOT NULL,               -- carries its author's signature, which was checked
    withdrawn INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX claim_card ON claim (card);
CREATE INDEX claim_author ON claim (said_by);
CREATE INDEX claim_changes ON claim (received_at);

-- what a claim said before it was changed
CREATE TABLE claim_past (
    claim INTEGER NOT NULL REFERENCES claim (id),
    document TEXT NOT NULL,
    said_at INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_past_claim ON claim_past (claim);

-- pairs that a person has looked at: not the same, do not ask again
CREATE TABLE card_pair (
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;
