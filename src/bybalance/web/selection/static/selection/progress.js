// Fetches the page of a run on its way every other second and shows how far it is.
// Without JavaScript the link "See how far it is now" does the same.

const PAUSE_MS = 2000;

/** @param {HTMLElement} shown */
async function follow(shown) {
  while (shown.hasAttribute("data-is-open")) {
    await new Promise((go) => setTimeout(go, PAUSE_MS));
    let answer;
    try {
      answer = await fetch(location.href, { credentials: "same-origin" });
    } catch {
      continue; // the network is away for a moment
    }
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("progress");
    if (!fresh || !fresh.hasAttribute("data-is-open")) {
      location.reload();
      return;
    }
    if (fresh.textContent !== shown.textContent) shown.replaceChildren(...fresh.childNodes);
  }
}

const shown = document.getElementById("progress");
if (shown) follow(shown);
