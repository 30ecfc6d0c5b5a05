-- Addresses of cards that became one with another: links to them stay elsewhere.
CREATE TABLE card_alias (
    slug TEXT PRIMARY KEY,              -- is given to no card again
    card INTEGER NOT NULL REFERENCES card (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX card_alias_card ON card_alias (card);
