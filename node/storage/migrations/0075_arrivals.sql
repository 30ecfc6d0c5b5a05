-- Where a text arrived is forgotten whenever it is deleted, a document too, not
-- only when the row of a post goes; that it stood in the letter with its row.
DROP TRIGGER reached_of_post;
CREATE TRIGGER reached_gone AFTER UPDATE OF deleted ON object WHEN NEW.deleted IS NOT NULL BEGIN
    DELETE FROM reached WHERE object = NEW.id;
END;
CREATE TRIGGER post_in_letter_gone AFTER DELETE ON post BEGIN
    DELETE FROM in_letter WHERE url = OLD.url;
END;
CREATE TRIGGER document_in_letter_gone AFTER DELETE ON document BEGIN
    DELETE FROM in_letter WHERE url = OLD.url;
END;
DELETE FROM reached WHERE object IN (SELECT id FROM object WHERE deleted IS NOT NULL);
-- Every host stands here from its first arrival on; asked_at 0: never asked.
INSERT OR IGNORE INTO peer_software (host, name, asked_at) SELECT DISTINCT host, '', 0 FROM reached;
CREATE INDEX peer_software_next ON peer_software (asked_at);
