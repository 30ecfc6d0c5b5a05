-- What others do with what we hold, and we with theirs: once per object, actor and kind.
CREATE TABLE reaction (
    object TEXT NOT NULL,               -- IRI
    kind TEXT NOT NULL CHECK (kind IN ('like', 'dislike', 'boost')),
    host TEXT NOT NULL,                 -- of the actor: a blocked server's do not count
    actor TEXT NOT NULL,                -- IRI; ours too
    activity TEXT NOT NULL,             -- id of the Like, Dislike or Announce, for its Undo
    at INTEGER NOT NULL,
    PRIMARY KEY (object, kind, host, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX reaction_activity ON reaction (activity);
CREATE INDEX reaction_actor ON reaction (actor);
CREATE INDEX reaction_boost ON reaction (at) WHERE kind = 'boost';

-- Who answers what, and in which thread of ours (FEP-7888): a projection of object.
CREATE TABLE thread_item (
    object TEXT PRIMARY KEY,            -- IRI
    actor TEXT NOT NULL,
    parent TEXT NOT NULL,               -- inReplyTo, or ''
    thread TEXT NOT NULL,               -- a collection of ours, or ''
    published INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_item_parent ON thread_item (parent, published, object) WHERE parent <> '';
CREATE INDEX thread_item_thread ON thread_item (thread, published, object) WHERE thread <> '';

-- Both go with the object, whoever takes it away: its author, moderation, time.
CREATE TRIGGER object_buried AFTER UPDATE OF deleted ON object WHEN NEW.deleted IS NOT NULL BEGIN
    DELETE FROM reaction WHERE object = NEW.id;
    DELETE FROM thread_item WHERE object = NEW.id;
END;
CREATE TRIGGER object_removed AFTER DELETE ON object BEGIN
    DELETE FROM reaction WHERE object = OLD.id;
    DELETE FROM thread_item WHERE object = OLD.id;
END;

-- What replies answer and we do not hold: fetched in the background (security.md C4).
CREATE TABLE missing (
    id TEXT PRIMARY KEY,                -- IRI
    depth INTEGER NOT NULL,             -- how far above the reply
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What others said to our followers and we passed on to them (ActivityPub §7.1.2).
CREATE TABLE forwarded (
    activity TEXT PRIMARY KEY,          -- id; its bytes are in object
    host TEXT NOT NULL,                 -- where it came from
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX forwarded_at ON forwarded (at);
