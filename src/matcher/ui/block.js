// Draws the HTML it is given (escaped by markup.py) and reports what is done with its controls.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".m-block");
  const active = root.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  if (root.drawn !== data.html) {
    root.innerHTML = root.drawn = data.html;
    if (active) root.querySelector(`[data-focus="${CSS.escape(active)}"]`)?.focus({ preventScroll: true });
  }
  if (data.focus && root.focused !== data.focus) {
    const target = root.querySelector(`[data-focus="${CSS.escape(data.focus.split(" ").slice(1).join(" "))}"]`);
    if (target) moveFocus(target);
    root.focused = data.focus;
  }
  const send = (control, text) =>
    setTriggerValue("act", { act: control.dataset.act, value: control.dataset.value ?? "", text });
  root.onclick = (event) => {
    const control = event.target.closest("button[data-act]");
    if (control) send(control, "");
  };
  root.onchange = (event) => {
    const field = event.target.closest("textarea[data-act]");
    if (field) send(field, field.value);
  };
}

// Moves the keyboard focus. A selection list that the same run resets may take it: until the visitor acts, it is given
// back, at most three times.
function moveFocus(target) {
  window.matcherFocus?.abort();
  const stop = (window.matcherFocus = new AbortController());
  const listen = (type, action) => window.addEventListener(type, action, { capture: true, signal: stop.signal });
  for (const type of ["keydown", "pointerdown"]) listen(type, () => stop.abort());
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: target.matches("h1, h2") ? "end" : "center" });
  const giveBack = () => stop.signal.aborted || target.focus({ preventScroll: true });
  let left = 3;
  listen("focusin", (event) => {
    if (event.target.matches("[role=combobox]") && left-- > 0) setTimeout(giveBack);
  });
}
