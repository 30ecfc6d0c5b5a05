-- Up to three categories of a text: its place among the association's subjects.
CREATE TABLE post_category (
    post TEXT NOT NULL,                 -- IRI
    slug TEXT NOT NULL,                 -- "vie-de-l-association"
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (post, slug)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_category_slug ON post_category (slug);
CREATE TRIGGER post_category_gone AFTER DELETE ON post BEGIN
    DELETE FROM post_category WHERE post = OLD.id;
END;
-- Texts that nobody is told of as new: they were on another site before.
CREATE TABLE post_untold (
    post TEXT PRIMARY KEY               -- IRI
) STRICT, WITHOUT ROWID;
CREATE TRIGGER post_untold_gone AFTER DELETE ON post BEGIN
    DELETE FROM post_untold WHERE post = OLD.id;
END;
