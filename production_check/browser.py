"""Open the pages of a service in Chromium: `python browser.py CHROMIUM ORIGIN SCREENSHOT`. 1: there were messages."""

from __future__ import annotations

import sys

from playwright.sync_api import sync_playwright


def main(chromium: str, origin: str, screenshot: str) -> int:
    """Go from the root to the documentation, open an operation, and listen."""
    messages: list[str] = []
    with sync_playwright() as playwright:
        # the sandbox needs a user of its own, which containers seldom have; the pages are the project's
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("requestfailed", lambda request: messages.append(f"failed: {request.url}"))
        page.on("request", lambda request: request.url.startswith(origin) or messages.append(f"asked {request.url}"))
        page.goto(origin)
        page.get_by_role("link", name="Documentation").click()
        page.locator("details summary").first.click()
        page.screenshot(path=screenshot)
        styled = page.evaluate("getComputedStyle(document.querySelector('details')).borderTopStyle")
        if styled != "solid":
            messages.append("the style was not applied")
        browser.close()
    print("\n".join(messages))
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
