-- When meetings are, ours and those of others: a projection of post.details, for the agenda.
CREATE TABLE meeting (
    post TEXT PRIMARY KEY,              -- IRI
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL               -- the start, when no end is known
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_time ON meeting (ends, starts);
INSERT INTO meeting (post, starts, ends)
    SELECT id, json_extract(details, '$.meeting.start'),
           coalesce(json_extract(details, '$.meeting.end'), json_extract(details, '$.meeting.start'))
    FROM post WHERE json_extract(details, '$.meeting.start') IS NOT NULL;
CREATE TRIGGER meeting_of_post AFTER DELETE ON post BEGIN
    DELETE FROM meeting WHERE post = OLD.id;
END;
