-- What somebody was writing when they left, until it is published or erased by hand.
CREATE TABLE desk_draft (
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    form TEXT NOT NULL,                 -- "nouvelle", or the last segment of the text's IRI
    at INTEGER NOT NULL,
    fields TEXT NOT NULL,               -- JSON: field of the form -> what it held
    PRIMARY KEY (account, form)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_draft_age ON desk_draft (at);
