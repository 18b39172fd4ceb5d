#!/usr/bin/env python3
"""Works out, apart from the project's code, how many reminders a sample of invoices must get.

    python3 tests/real-invoices/expected.py made-up.csv > made-up.json

Written from the rules (one ladder, one document after the other, day by day), not from the engine. For each ladder of
`src/bin/real-invoices.rs`: the documents reminded by each step, and the messages. Holidays are a table from an almanac, not computed.
"""

import csv
import json
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta

FROM, TO = date(2012, 1, 1), date(2014, 2, 28)
OUTAGE = date(2013, 3, 22), date(2013, 4, 2)
DAY = timedelta(days=1)
EASTER = {2012: date(2012, 4, 8), 2013: date(2013, 3, 31), 2014: date(2014, 4, 20)}
FIXED = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]


def holiday(day):
    after = (day - EASTER[day.year]).days
    return (day.month, day.day) in FIXED or after in (1, 39, 50)


def in_august(day):
    return day.month == 8 and day.day <= 25


class Calendar:
    def __init__(self, shifts, closed):
        self.shifts, self.closed = shifts, closed

    def is_open(self, day):
        return not self.shifts or (day.weekday() < 5 and not self.closed(day))

    def next_open(self, day):
        while not self.is_open(day):
            day += DAY
        return day


class Invoice:
    def __init__(self, row):
        read = lambda text: datetime.strptime(text, "%m/%d/%Y").date()
        self.account, self.disputed = row["customerID"], row["Disputed"] == "Yes"
        self.sent, self.due, self.settled = read(row["InvoiceDate"]), read(row["DueDate"]), read(row["SettledDate"])
        self.step, self.last = 0, None  # the step to come; (day, planned, due) of the one that left

    def leaves(self, today, offsets, calendar):
        """The planned and due day of the step that may leave today, if one may."""
        if not (self.sent <= today < self.settled) or self.step >= len(offsets) or not calendar.is_open(today):
            return None
        due = self.due + timedelta(days=offsets[self.step])
        planned = calendar.next_open(due)
        earliest = max(planned, self.sent + DAY)
        if self.last:
            day, last_planned, last_due = self.last
            half = -(-(due - last_due).days // 2)
            earliest = max(earliest, day + timedelta(days=max((planned - last_planned).days, half, 1)))
        return (planned, due) if calendar.next_open(earliest) <= today else None


def live(rows, offsets, calendar, grouped=False, disputes=False, outage=False):
    invoices = [Invoice(row) for row in rows]
    counts, messages, last_message = [0] * len(offsets), 0, {}
    today = FROM
    while today <= TO:
        if outage and OUTAGE[0] <= today <= OUTAGE[1]:
            today += DAY
            continue
        by_account = defaultdict(list)
        for invoice in invoices:
            if disputes and invoice.disputed:
                continue
            days = invoice.leaves(today, offsets, calendar)
            if days:
                by_account[invoice.account].append((invoice, days))
        for account, ready in by_account.items():
            if grouped and account in last_message:
                if today < calendar.next_open(last_message[account] + timedelta(days=7)):
                    continue
            last_message[account] = today
            messages += 1 if grouped else len(ready)
            for invoice, (planned, due) in ready:
                counts[invoice.step] += 1
                invoice.step += 1
                invoice.last = (today, planned, due)
        today += DAY
    return counts, messages


def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    never = lambda day: False
    every_day, weekdays = Calendar(False, never), Calendar(True, never)
    offsets = [3, 7, 15]
    ladders = [
        ("3, 7, 15 days late", live(rows, offsets, every_day)),
        ("on the due day, 30 and 60 days late", live(rows, [0, 30, 60], every_day)),
        ("before and after the due day", live(rows, [-3, 3, 10], every_day)),
        ("on working days", live(rows, offsets, weekdays)),
        ("with an outage", live(rows, offsets, every_day, outage=True)),
        ("with French public holidays", live(rows, offsets, Calendar(True, holiday))),
        ("closed from 1 to 25 August", live(rows, offsets, Calendar(True, in_august))),
        ("grouped per account", live(rows, offsets, weekdays, grouped=True)),
        ("disputes held", live(rows, offsets, every_day, disputes=True)),
    ]
    lines = [f"  {json.dumps(name)}: {json.dumps(answer)}" for name, answer in ladders]
    print("{\n" + ",\n".join(lines) + "\n}")


main()
