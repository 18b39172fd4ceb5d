-- Version 10. What is taken over from a journal counts as the last that left, as the next journal line says it.

-- The highest number of this store's messages that was taken over; 0 none, or of a former version.
ALTER TABLE adoption ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
