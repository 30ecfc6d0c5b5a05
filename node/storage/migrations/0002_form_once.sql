-- A form that is sent twice acts once (ux.md §4.4): where the first sending led.
CREATE TABLE form_once (
    once TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
