-- Figures as dated observations (design/domain.md §3.2). Nothing is changed: a
-- correction is a new one that supersedes, and both stay.
CREATE TABLE observer (                    -- who says figures
    id INTEGER PRIMARY KEY,
    iri TEXT NOT NULL UNIQUE,              -- of the actor
    origin TEXT NOT NULL,
    held INTEGER NOT NULL DEFAULT 0        -- observations of theirs
) STRICT;
CREATE INDEX observer_origin ON observer (origin);

CREATE TABLE observation (
    id INTEGER PRIMARY KEY,                -- in the order in which they came
    iri TEXT NOT NULL UNIQUE,
    author INTEGER NOT NULL REFERENCES observer (id),
    about TEXT NOT NULL,                   -- IRI of a card, known here or not yet
    card INTEGER REFERENCES card (id),
    variable TEXT NOT NULL,
    value REAL NOT NULL,
    as_of INTEGER NOT NULL,                -- days since 1970
    span INTEGER NOT NULL,                 -- days of its period; 0: of one day
    published INTEGER NOT NULL,
    mark INTEGER NOT NULL,                 -- of what it says, the same on every node
    shown INTEGER NOT NULL DEFAULT 0,      -- a third party's counts: we follow them, or a person decided
    dismissed INTEGER NOT NULL DEFAULT 0,  -- a person decided against it
    superseded INTEGER NOT NULL DEFAULT 0, -- its author says something else now
    withdrawn INTEGER NOT NULL DEFAULT 0,
    supersedes TEXT NOT NULL DEFAULT '',
    proven INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    received_from TEXT NOT NULL,           -- host that passed it on; '' from here
    document TEXT NOT NULL                 -- as it was said, unknown terms too
) STRICT;
-- a sum reads this index alone
CREATE INDEX observation_sum ON observation
    (variable, as_of, card, author, value, span, published, mark, shown)
    WHERE superseded = 0 AND withdrawn = 0 AND dismissed = 0;
CREATE INDEX observation_card ON observation (card, variable, as_of);
CREATE INDEX observation_about ON observation (about) WHERE card IS NULL;
CREATE INDEX observation_supersedes ON observation (supersedes) WHERE supersedes <> '';
CREATE INDEX observation_withdrawn ON observation (id) WHERE withdrawn = 1;
CREATE INDEX observation_waiting ON observation (id)
    WHERE shown = 0 AND dismissed = 0 AND withdrawn = 0 AND superseded = 0;

-- what sums need to know of a card, from the claim that counts most
ALTER TABLE card ADD COLUMN since TEXT NOT NULL DEFAULT '';     -- of its status
ALTER TABLE card ADD COLUMN unit_per TEXT NOT NULL DEFAULT '';
ALTER TABLE card ADD COLUMN unit_amount REAL;
CREATE INDEX card_name ON card (sort_name);
-- whom it names as its federation, its parts, its successor
CREATE TABLE card_link (
    card INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('partOf', 'hasPart', 'replacedBy', 'replaces')),
    key TEXT NOT NULL,                     -- an address, or a folded name
    site TEXT NOT NULL DEFAULT '',         -- host of that address
    PRIMARY KEY (card, kind, key)
) STRICT, WITHOUT ROWID;

-- the collection of figures of each node, beside that of its cards
ALTER TABLE directory_peer ADD COLUMN figures_tag TEXT NOT NULL DEFAULT '';
