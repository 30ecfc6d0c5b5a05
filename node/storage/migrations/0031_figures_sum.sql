-- SQLite reads an index alone only if it has every column that is asked for, those of its own
-- condition too.
DROP INDEX observation_sum;
CREATE INDEX observation_sum ON observation
    (variable, as_of, card, author, value, span, published, mark, shown, superseded, withdrawn, dismissed)
    WHERE superseded = 0 AND withdrawn = 0 AND dismissed = 0;
