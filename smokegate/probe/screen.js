// What can be seen in the mount node, or in the whole page where there is none.
(mount) => {
  const MOST_TEXT = 20000, MOST_NODES = 20000, LEAST_PX = 8;
  const WAITING = /spin|load|progress|skeleton|shimmer|placeholder/i;
  const THINGS = new Set(["IMG", "CANVAS", "VIDEO", "IFRAME", "INPUT", "TEXTAREA", "SELECT", "BUTTON", "OBJECT"]);
  let root = null;
  try { root = mount ? document.querySelector(mount) : null; } catch { root = null; }
  const top = root || document.body;
  const screen = { text: "", more: false, mounted: root !== null };
  if (!top) return screen;

  const box = (one) => one.getBoundingClientRect();
  const isSeen = (one) => {
    const at = box(one), style = getComputedStyle(one);
    return at.width >= LEAST_PX && at.height >= LEAST_PX && style.visibility !== "hidden" && style.opacity !== "0";
  };
  // of what is not drawn, innerText is all that stands in it
  const isDrawn = (one) => one.checkVisibility() || getComputedStyle(one).display === "contents";
  const isWaiting = (one) => {
    for (let at = one; at && at !== top; at = at.parentElement) {
      if (at.getAttribute("role") === "progressbar" || at.getAttribute("aria-busy") === "true") return true;
      if (WAITING.test(at.getAttribute("class") || "") || WAITING.test(at.id || "")) return true;
    }
    return false;
  };
  const isThing = (one) => {
    if (one.tagName === "IMG") return one.complete && one.naturalWidth > 0;
    if (one.tagName.toUpperCase() === "SVG") return box(one).width >= 200 && box(one).height >= 100;
    // a component whose inside is closed to scripts: nobody knows that it is empty
    return THINGS.has(one.tagName) || (one.tagName.includes("-") && !one.shadowRoot && !one.childNodes.length);
  };

  let nodes = 0;
  const walk = (one) => {
    if (!isDrawn(one)) return;
    if (screen.text.length < MOST_TEXT) screen.text += "\n" + (one.innerText || "").slice(0, MOST_TEXT);
    for (const below of [one, ...one.querySelectorAll("*")]) {
      if (++nodes > MOST_NODES) return;
      if (!screen.more && isThing(below) && isSeen(below) && !isWaiting(below)) screen.more = true;
      if (below.shadowRoot) for (const inner of below.shadowRoot.children) walk(inner);
    }
  };
  walk(top);
  return screen;
}
