-- Only the order is ever asked for. With the host in front, each stored activity
-- changed a page of its host's, and every one of these went through the log.
DROP INDEX inbox_waiting;
CREATE INDEX inbox_waiting ON inbox (position) WHERE state = 'waiting';
