"""Printing a run in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.test_main_job import tick


def print_a_run(page: Page, board: str) -> list[str]:
    """Something planned by hand is put into a print run with all its files; gives the pages that show it."""
    page.goto(board)
    page.get_by_role("link", name="Plan dispatches").click()
    send = page.url
    for place in (0, 1):
        tick(page.locator("input[data-channel=hand]").nth(place))
    page.get_by_role("button", name=re.compile(r"^Plan \d+ dispatch")).click()
    page.get_by_role("link", name="Print runs").click()
    page.wait_for_url("**/runs")
    runs = page.url
    page.get_by_role("link", name="New print run").click()
    # One is left, so that another run can still be begun.
    tick(page.get_by_role("radio", name="Those ticked on this page"))
    tick(page.locator("input[name=dispatch]").first)
    tick(page.get_by_role("checkbox", name="Envelope faces, #10"))
    page.get_by_role("combobox", name="Address labels").select_option("5160")
    page.get_by_role("button", name="Make the run").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Print run 1")
    run = page.url
    made = page.get_by_role("link", name=re.compile("^(Show the files|Address labels)"))
    expect(made.first).to_be_visible(timeout=60_000)
    page.goto(run)
    expect(page.get_by_role("link", name="Address labels")).to_be_visible()
    page.get_by_role("link", name="Print part again").click()
    tick(page.get_by_role("radio", name=re.compile("whole run")))
    page.get_by_role("textbox", name=re.compile("Why|Reason")).fill("A jam.")
    page.get_by_role("button", name="Have the files drawn again").click()
    expect(page.get_by_role("heading", name=re.compile("^Printed again"))).to_be_visible()
    page.goto(board)
    # What was left out of the run is only planned: its envelope can still be changed.
    left = page.get_by_role("row").filter(has_text="Planned").filter(has_text="hand")
    return [
        send,
        runs,
        run,
        *(str(row.get_by_role("link").first.get_attribute("href")) for row in left.all()),
    ]
