-- What a list of cards shows stands in the card, so that no list opens the documents
-- behind it, and what every request counts has an index of its own.
ALTER TABLE card ADD COLUMN claim_iri TEXT NOT NULL DEFAULT '';
ALTER TABLE card ADD COLUMN said_by TEXT NOT NULL DEFAULT '';
ALTER TABLE card ADD COLUMN method TEXT NOT NULL DEFAULT 'import';
UPDATE card SET
    claim_iri = coalesce((SELECT iri FROM claim WHERE id = card.claim), ''),
    said_by = coalesce((SELECT said_by FROM claim WHERE id = card.claim), ''),
    method = coalesce((SELECT method FROM claim WHERE id = card.claim), 'import');
DROP INDEX card_site;
CREATE INDEX card_site ON card (site, self DESC) WHERE site <> '';
CREATE INDEX card_state ON card (shown, dismissed, self, claim);
CREATE INDEX card_town ON card (shown, country, town, lat, lon);
CREATE INDEX claim_set ON claim (iri, digest) WHERE withdrawn = 0;
CREATE INDEX claim_withdrawn ON claim (id) WHERE withdrawn = 1;
