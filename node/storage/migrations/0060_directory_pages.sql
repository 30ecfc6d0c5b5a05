-- What a page of the directory counts and draws of every card, in the order of its list, and
-- what sums need of it: read from this index alone.
DROP INDEX card_order;
CREATE INDEX card_outline ON card
    (shown, self DESC, sort_name, id, kind, status, department, region, country, medium, said_at,
     launched, said_by, lat, lon, claim_iri, claim, since, ended, unit_per, unit_amount);

-- Counts every change of cards and claims, so that what is computed of all of them is kept in
-- memory until then.
CREATE TABLE directory_change (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    counted INTEGER NOT NULL
) STRICT;
INSERT INTO directory_change VALUES (1, 1);
CREATE TRIGGER card_added AFTER INSERT ON card
BEGIN UPDATE directory_change SET counted = counted + 1; END;
CREATE TRIGGER card_changed AFTER UPDATE ON card
BEGIN UPDATE directory_change SET counted = counted + 1; END;
CREATE TRIGGER claim_added AFTER INSERT ON claim
BEGIN UPDATE directory_change SET counted = counted + 1; END;
CREATE TRIGGER claim_changed AFTER UPDATE ON claim
BEGIN UPDATE directory_change SET counted = counted + 1; END;
CREATE TRIGGER claim_gone AFTER DELETE ON claim
BEGIN UPDATE directory_change SET counted = counted + 1; END;
CREATE TRIGGER card_gone AFTER DELETE ON card
BEGIN UPDATE directory_change SET counted = counted + 1; END;

-- Whether somebody is followed is asked for every card that comes in.
CREATE INDEX following_actor ON following (actor, state);

-- What somebody has said, to compare it with what their own node still says.
CREATE INDEX observation_author ON observation (author) WHERE withdrawn = 0;

-- Of what was taken back before now, nothing is left either.
UPDATE claim SET document = '{}' WHERE withdrawn = 1;
DELETE FROM claim_past WHERE claim IN (SELECT id FROM claim WHERE withdrawn = 1);
DELETE FROM card_link WHERE card IN (SELECT id FROM card WHERE claim IS NULL);
UPDATE card SET slug = 'retiree-' || id, name = '', sort_name = '', folded = '', kind = '', status = '',
    department = '', region = '', country = '', town = '', lat = NULL, lon = NULL, launched = '', ended = '',
    medium = '', site = '', said_at = 0, claim_iri = '', said_by = '', since = '', unit_per = '', unit_amount = NULL
    WHERE claim IS NULL;
