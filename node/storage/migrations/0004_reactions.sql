-- What others do with what we hold, and we with theirs: once per object, actor and kind.
CREATE TABLE reaction (
    object TEXT NOT NULL,               -- IRI
    actor TEXT NOT NULL,                -- IRI; ours too
    kind TEXT NOT NULL CHECK (kind IN ('like', 'dislike', 'boost')),
    activity TEXT NOT NULL,             -- id of the Like, Dislike or Announce, for its Undo
    at INTEGER NOT NULL,
    PRIMARY KEY (object, actor, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX reaction_activity ON reaction (activity);
CREATE INDEX reaction_actor ON reaction (actor, at);

-- Threads (FEP-7888): the collection a post belongs to, and texts that were edited (newest is in post).
ALTER TABLE post ADD COLUMN thread TEXT NOT NULL DEFAULT '';
CREATE INDEX post_thread ON post (thread, published) WHERE thread <> '';
