/**
 * Date and time fields of the editors' pages. The library starts each with a script of its own
 * inside the page, which the site's policy refuses; the templates beside this file name the field
 * instead, and this module starts it, also where a field is added later.
 */
(() => {
  const starters = { date: "initDateChooser", time: "initTimeChooser", datetime: "initDateTimeChooser" };

  /** @param {ParentNode} within */
  function start(within) {
    for (const field of within.querySelectorAll("input[data-chooser-kind]")) {
      const begin = window[starters[field.dataset.chooserKind]];
      if (field.dataset.chooserStarted || !field.id || typeof begin !== "function") continue;
      field.dataset.chooserStarted = "yes";
      begin(field.id, JSON.parse(field.dataset.chooserOptions));
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    start(document);
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) if (node instanceof Element) start(node.parentNode ?? node);
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
