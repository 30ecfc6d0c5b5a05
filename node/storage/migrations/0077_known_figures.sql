-- Counts every change of figures, of who says them and of whom we follow, so that what sums
-- are made of is kept in memory until then.
ALTER TABLE directory_change ADD COLUMN figures INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER observation_added AFTER INSERT ON observation
BEGIN UPDATE directory_change SET figures = figures + 1; END;
CREATE TRIGGER observation_changed AFTER UPDATE ON observation
BEGIN UPDATE directory_change SET figures = figures + 1; END;
CREATE TRIGGER observation_gone AFTER DELETE ON observation
BEGIN UPDATE directory_change SET figures = figures + 1; END;
CREATE TRIGGER observer_added AFTER INSERT ON observer
BEGIN UPDATE directory_change SET figures = figures + 1; END;
CREATE TRIGGER observer_gone AFTER DELETE ON observer
BEGIN UPDATE directory_change SET figures = figures + 1; END;
CREATE TRIGGER following_added AFTER INSERT ON following
BEGIN UPDATE directory_change SET figures = figures + 1; END;
CREATE TRIGGER following_changed AFTER UPDATE ON following
BEGIN UPDATE directory_change SET figures = figures + 1; END;
CREATE TRIGGER following_gone AFTER DELETE ON following
BEGIN UPDATE directory_change SET figures = figures + 1; END;

-- The words of cards: found in this index, without the rows of the table.
CREATE INDEX card_words ON card (shown, folded);
