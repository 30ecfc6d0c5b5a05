-- Addresses of news that were taken back: they answer 410 with the date, and
-- no later text takes them over.
CREATE TABLE post_gone (
    slug TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
