-- What is read out of a text: its hashtags and whom it mentions (federation.md §3);
-- and what a replaced text needs beside itself.
CREATE TABLE post_tag (
    post TEXT NOT NULL,
    tag TEXT NOT NULL,                  -- to compare by: small letters without accents
    name TEXT NOT NULL,                 -- as it was written, without '#'
    position INTEGER NOT NULL,
    PRIMARY KEY (post, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_tag_posts ON post_tag (tag, post);
CREATE TABLE post_mention (             -- of ours
    post TEXT NOT NULL,
    handle TEXT NOT NULL,               -- @user@host
    actor TEXT NOT NULL,
    url TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (post, handle)
) STRICT, WITHOUT ROWID;
ALTER TABLE post_revision ADD COLUMN warning TEXT NOT NULL DEFAULT '';
ALTER TABLE post_revision ADD COLUMN language TEXT NOT NULL DEFAULT '';
