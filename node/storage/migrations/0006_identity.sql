-- Keys that change (federation.md §4.1): the old one signs the announcement of the new one.
ALTER TABLE local_actor ADD COLUMN key_number INTEGER NOT NULL DEFAULT 1;
ALTER TABLE local_actor ADD COLUMN rsa_previous BLOB;        -- until announced everywhere
ALTER TABLE local_actor ADD COLUMN ed25519_previous BLOB;
ALTER TABLE local_actor ADD COLUMN rotated_at INTEGER;
ALTER TABLE local_actor ADD COLUMN rotation TEXT NOT NULL DEFAULT '';  -- id of the Update that announces it
-- A member who ticked the box is an actor of their own; one who left stays gone (A12).
ALTER TABLE local_actor ADD COLUMN account TEXT;
ALTER TABLE local_actor ADD COLUMN display_name TEXT NOT NULL DEFAULT '';
ALTER TABLE local_actor ADD COLUMN deleted_at INTEGER;       -- said goodbye, still served
ALTER TABLE local_actor ADD COLUMN gone_at INTEGER;          -- answers 410 since
-- Moves (FEP-7628): who we were before, where we or others went last, and when.
CREATE TABLE alias (actor TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE moved (
    actor TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    at INTEGER NOT NULL,
    announced TEXT NOT NULL DEFAULT ''  -- ours: id of the Move, once it was sent
) STRICT, WITHOUT ROWID;
-- What stands on top of our page and in the collection "featured".
CREATE TABLE pinned (object TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
-- Whose outbox is still to be read, because we follow them anew or were away.
CREATE TABLE backfill (
    actor TEXT PRIMARY KEY,
    since INTEGER NOT NULL,             -- nothing older
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
