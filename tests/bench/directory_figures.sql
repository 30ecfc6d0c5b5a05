-- Ten figures of each card on the public pages, as its author would have sent them: of 200 000
-- with 20 000 cards those of four variables over ten years. Read by directory.sh, with sqlite3.
INSERT OR IGNORE INTO observer (iri, origin)
    SELECT DISTINCT said_by, substr(said_by, 1, instr(said_by, '/@') - 1) FROM card WHERE said_by <> '';
WITH RECURSIVE figure (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM figure WHERE n < 9),
said AS (
    SELECT c.claim_iri || '/figures/' || n AS iri, w.id AS author, c.claim_iri AS about, c.id AS card, w.iri AS said_by,
        CASE (c.id + n) % 4 WHEN 0 THEN 'circulatingUnits' WHEN 1 THEN 'individualMembers'
            WHEN 2 THEN 'activeProfessionals' ELSE 'exchangePoints' END AS variable,
        (c.id * 37 + n * 11) % 90000 AS value, 20453 - 365 * ((c.id / 4 + n) % 10) AS as_of, c.id * 10 + n AS mark
    FROM card c JOIN observer w ON w.iri = c.said_by JOIN figure WHERE c.shown = 1 AND c.claim IS NOT NULL
)
INSERT INTO observation (iri, author, about, card, variable, value, as_of, span, published, mark, proven, received_at,
    received_from, document)
SELECT iri, author, about, card, variable, value, as_of, 0, as_of * 86400000, mark, 1, as_of * 86400000, '',
    json_object('type', 'Observation', 'id', iri, 'attributedTo', said_by, 'about', about, 'variable', variable,
        'value', value, 'unit', CASE variable WHEN 'circulatingUnits' THEN 'unit' ELSE 'count' END,
        'asOf', date(as_of * 86400, 'unixepoch'), 'method', 'counted', 'source', 'rapport d’activité [2026]',
        'published', '2026-01-01T00:00:00Z', 'to', json_array('https://www.w3.org/ns/activitystreams#Public'))
FROM said;
