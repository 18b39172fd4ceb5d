-- Version 13. A clock that is ahead is noticed.

-- The day of the last run; '' none since this is recorded.
ALTER TABLE tenant ADD COLUMN last_run TEXT NOT NULL DEFAULT '';
