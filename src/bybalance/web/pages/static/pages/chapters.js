/** A chapter's time starts the player there; without this module the link opens the recording. */
const player = /** @type {HTMLAudioElement | null} */ (document.getElementById("player"));

for (const link of document.querySelectorAll("a[data-second]")) {
  link.addEventListener("click", (event) => {
    if (!player || !(link instanceof HTMLElement)) return;
    event.preventDefault();
    player.currentTime = Number(link.dataset.second);
    player.focus();
    void player.play();
  });
}
