"""What must not happen on a page that a test visits: console errors, requests that fail."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# A request that the page itself gave up, by leading on or by asking anew.
GIVEN_UP = "net::ERR_ABORTED"
# What browser and htmx say about answers of 400 and more and about requests that failed or were
# given up: the answers and the failures themselves are looked at.
ABOUT_AN_ANSWER = (
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:afterRequest",
    "htmx:send",
    "htmx:response",
)


class Watch:
    """Listens to a browser context. `expected`: statuses that the test provokes."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.expected: set[int] = set()

    def over(self, context: BrowserContext) -> None:
        """Watch this context too."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        context.on("requestfailed", self._on_failure)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(ABOUT_AN_ANSWER):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _on_failure(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self.troubles.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(
                f"{response.status}: {response.request.method} {response.request.url}"
            )
