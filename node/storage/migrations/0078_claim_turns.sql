-- In which order claims came and changed: the collection tells the newest change first, and
-- whoever reads it again stops where nothing is new.
ALTER TABLE claim ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
UPDATE claim SET turn = id;
CREATE INDEX claim_turn ON claim (turn);

-- When the whole of a peer's collection was read last, and its ETag then: from time to time all
-- is read again, for what is missing in it.
ALTER TABLE directory_peer ADD COLUMN whole_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE directory_peer ADD COLUMN whole_tag TEXT NOT NULL DEFAULT '';
