"""From the click on "Check answer" to the frame that shows the verdict, in a real browser."""

import os
import shutil
import statistics

from playwright.sync_api import Page, sync_playwright

QUIZ, QUESTIONS = "/practise/permissions/", 10
# Slow 4G: 150 ms, 1.6 Mbit/s down, 0.75 up; and a quarter of the processor.
SLOW = {"offline": False, "latency": 150}
SLOW |= {"downloadThroughput": 1_600_000 // 8, "uploadThroughput": 750_000 // 8}
THROTTLE = 4
CHOOSE = """() => {
  const form = document.querySelector("form.question");
  const wanted = Number(form.querySelector("[data-wanted]")?.dataset.wanted ?? 1);
  for (const input of [...form.querySelectorAll("input[name=answer]")].slice(0, wanted)) {
    if (input.type === "text") input.value = "1"; else input.checked = true;
  }
}"""
# The clock starts with the event of the trusted click and stops in the frame with the verdict.
WATCH = """() => {
  document.addEventListener("click", ({ timeStamp }) => {
    window.seen = new Promise((done) => {
      const look = () => document.querySelector("h2.verdict")
        ? done(performance.now() - timeStamp) : requestAnimationFrame(look);
      look();
    });
  }, { once: true, capture: true });
}"""


def clicks(port: int, *, slow: bool) -> tuple[float, float, float]:
    """Median, least and most of ten answers, in ms; `slow` is a phone on a slow line."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_context(base_url=f"http://127.0.0.1:{port}").new_page()
        page.goto(QUIZ)
        page.get_by_role("button", name="Start").click()
        page.locator("form.question").wait_for()
        if slow:
            wire = page.context.new_cdp_session(page)
            wire.send("Network.enable")
            wire.send("Network.emulateNetworkConditions", SLOW)
            wire.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        times = [_answer(page) for _ in range(QUESTIONS)]
        browser.close()
    return statistics.median(times), min(times), max(times)


def _answer(page: Page) -> float:
    page.locator("form.question").wait_for()
    page.wait_for_timeout(500)
    page.evaluate(CHOOSE)
    page.evaluate(WATCH)
    page.get_by_role("button", name="Check answer").click()
    page.locator("h2.verdict").wait_for()
    spent = float(page.evaluate("() => window.seen"))
    page.get_by_role("link", name="Next").click()
    return spent
