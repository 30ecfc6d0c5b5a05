-- What happened here that somebody of the association may want to know: a projection, filled where
-- the thing itself is written down, in the same transaction. At most two thousand, the newest.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('follow', 'like', 'boost', 'quote', 'reply', 'mention',
                                       'request', 'report', 'delivery')),
    local_name TEXT NOT NULL,           -- of a follow: which of our actors
    actor TEXT NOT NULL,                -- who did it: IRI; of a delivery: the host; or ''
    object TEXT NOT NULL,               -- IRI of the text that was liked, or that they wrote
    about TEXT NOT NULL,                -- of a reply: the thread of ours, or the text; of a quote: the text
    at INTEGER NOT NULL,
    UNIQUE (kind, local_name, actor, object)
) STRICT;
CREATE INDEX notice_object ON notice (object);
-- How far an account has read, and which kinds it does not want; new ones begin with what is new.
CREATE TABLE notice_reader (
    account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    seen INTEGER NOT NULL,
    unwanted TEXT NOT NULL DEFAULT ''   -- kinds, with a comma after each
) STRICT, WITHOUT ROWID;
CREATE TRIGGER notice_reader_of AFTER INSERT ON account BEGIN
    INSERT INTO notice_reader (account, seen) SELECT NEW.id, coalesce(max(id), 0) FROM notice;
END;
INSERT INTO notice_reader (account, seen) SELECT id, 0 FROM account;

CREATE TRIGGER notice_bounded AFTER INSERT ON notice BEGIN
    DELETE FROM notice WHERE id <= NEW.id - 2000;
END;
CREATE TRIGGER notice_of_follow AFTER INSERT ON follower BEGIN
    INSERT INTO notice (kind, local_name, actor, object, about, at)
        SELECT 'follow', NEW.local_name, NEW.actor, '', '', NEW.since WHERE NOT EXISTS
        (SELECT 1 FROM notice WHERE kind = 'follow' AND local_name = NEW.local_name
         AND actor = NEW.actor AND object = '');
END;
CREATE TRIGGER notice_of_unfollow AFTER DELETE ON follower BEGIN
    DELETE FROM notice WHERE kind = 'follow' AND local_name = OLD.local_name
        AND actor = OLD.actor AND object = '';
END;
CREATE TRIGGER notice_of_reaction AFTER INSERT ON reaction
    WHEN NEW.kind IN ('like', 'boost') AND EXISTS
    (SELECT 1 FROM object WHERE id = NEW.object AND local = 1 AND actor <> NEW.actor) BEGIN
    INSERT INTO notice (kind, local_name, actor, object, about, at)
        SELECT NEW.kind, '', NEW.actor, NEW.object, '', NEW.at WHERE NOT EXISTS
        (SELECT 1 FROM notice WHERE kind = NEW.kind AND local_name = '' AND actor = NEW.actor
         AND object = NEW.object);
END;
CREATE TRIGGER notice_of_reaction_taken_back AFTER DELETE ON reaction BEGIN
    DELETE FROM notice WHERE kind = OLD.kind AND local_name = '' AND actor = OLD.actor
        AND object = OLD.object;
END;
CREATE TRIGGER notice_of_quote AFTER INSERT ON quote WHEN EXISTS
    (SELECT 1 FROM object WHERE id = NEW.quoted AND local = 1) AND EXISTS
    (SELECT 1 FROM object WHERE id = NEW.object AND local = 0) BEGIN
    INSERT INTO notice (kind, local_name, actor, object, about, at)
        SELECT 'quote', '', o.actor, NEW.object, NEW.quoted, o.published FROM object o
        WHERE o.id = NEW.object AND NOT EXISTS (SELECT 1 FROM notice WHERE kind = 'quote'
        AND local_name = '' AND actor = o.actor AND object = NEW.object);
END;
-- A reply to a text of ours, or to somebody in a thread that began with one.
CREATE TRIGGER notice_of_reply AFTER INSERT ON thread_item
    WHEN NEW.parent <> '' AND NOT EXISTS (SELECT 1 FROM object WHERE id = NEW.object AND local = 1)
    AND (NEW.thread <> '' OR EXISTS (SELECT 1 FROM object WHERE id = NEW.parent AND local = 1)) BEGIN
    INSERT INTO notice (kind, local_name, actor, object, about, at)
        SELECT 'reply', '', NEW.actor, NEW.object, iif(NEW.thread <> '', NEW.thread, NEW.parent),
        NEW.published WHERE NOT EXISTS (SELECT 1 FROM notice WHERE kind = 'reply'
        AND local_name = '' AND actor = NEW.actor AND object = NEW.object);
END;
CREATE TRIGGER notice_of_request AFTER INSERT ON join_request BEGIN
    INSERT INTO notice (kind, local_name, actor, object, about, at)
        SELECT 'request', '', '', NEW.id, '', NEW.at WHERE NOT EXISTS
        (SELECT 1 FROM notice WHERE kind = 'request' AND object = NEW.id);
END;
CREATE TRIGGER notice_of_request_answered AFTER DELETE ON join_request BEGIN
    DELETE FROM notice WHERE kind = 'request' AND object = OLD.id;
END;
CREATE TRIGGER notice_of_report AFTER INSERT ON report WHEN NEW.origin <> 'us' BEGIN
    INSERT INTO notice (kind, local_name, actor, object, about, at)
        VALUES ('report', '', '', NEW.activity, NEW.about, NEW.at);
END;
-- One for each server that takes nothing any more.
CREATE TRIGGER notice_of_delivery AFTER UPDATE OF state ON delivery
    WHEN NEW.state = 'failed' AND OLD.state <> 'failed' BEGIN
    INSERT INTO notice (kind, local_name, actor, object, about, at)
        SELECT 'delivery', '', NEW.host, '', '', NEW.next_at WHERE NOT EXISTS
        (SELECT 1 FROM notice WHERE kind = 'delivery' AND actor = NEW.host);
END;
-- What is gone is told no more.
CREATE TRIGGER notice_buried AFTER UPDATE OF deleted ON object WHEN NEW.deleted IS NOT NULL BEGIN
    DELETE FROM notice WHERE object = NEW.id;
END;
CREATE TRIGGER notice_removed AFTER DELETE ON object BEGIN
    DELETE FROM notice WHERE object = OLD.id;
END;

-- Who gets the replies in a thread of ours by mail, and the replies they have not been told of.
CREATE TABLE thread_follow (
    id TEXT PRIMARY KEY,                -- ULID: in the link to stop
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    thread TEXT NOT NULL,               -- collection of ours: "<base>/t/…"
    since INTEGER NOT NULL,
    UNIQUE (account, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_follow_thread ON thread_follow (thread);
CREATE TABLE thread_news (object TEXT PRIMARY KEY, thread TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER thread_news_of AFTER INSERT ON thread_item WHEN NEW.parent <> '' AND NEW.thread <> ''
    AND EXISTS (SELECT 1 FROM thread_follow WHERE thread = NEW.thread) BEGIN
    INSERT INTO thread_news (object, thread) SELECT NEW.object, NEW.thread
        WHERE NOT EXISTS (SELECT 1 FROM thread_news WHERE object = NEW.object);
    -- Due at once; the scheduler looks within a minute, so that several go together.
    INSERT INTO job (kind, payload, run_at) SELECT 'thread_letters', '', 0
        WHERE NOT EXISTS (SELECT 1 FROM job WHERE kind = 'thread_letters' AND state = 'waiting');
END;
CREATE TRIGGER thread_news_gone AFTER DELETE ON thread_item BEGIN
    DELETE FROM thread_news WHERE object = OLD.object;
END;
