#!/usr/bin/env python3
"""Makes up a sample of invoices in the form of the public one: `python3 made-up.py > made-up.csv`. The same each time.

Two thirds are paid by their due day, the others up to 45 days late, as in the public sample.
"""

import csv
import sys
from datetime import date, timedelta

state = 20261126


def draw(below):
    """The next number of a linear congruential generator (Knuth's MMIX constants), at least 0, less than `below`."""
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % below


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow("countryCode customerID invoiceNumber InvoiceDate DueDate InvoiceAmount Disputed SettledDate".split())
    text = lambda day: f"{day.month}/{day.day}/{day.year}"
    for number in range(900):
        issued = date(2012, 1, 2) + timedelta(days=draw(690))
        due = issued + timedelta(days=30)
        settled = due + timedelta(days=1 + draw(45) * draw(45) // 44) if draw(3) == 0 else issued + timedelta(days=draw(31))
        amount = f"{10 + draw(120)}.{draw(100):02}"
        disputed = "Yes" if draw(5) == 0 else "No"
        out.writerow([391, f"C{draw(50):03}", f"M{number:05}", text(issued), text(due), amount, disputed, text(settled)])


main()
