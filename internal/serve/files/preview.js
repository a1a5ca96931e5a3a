// The one script that a preview adds to a page. It keeps the page current
// without loading it again, lays errors over it, and shows what else is to be
// said of it in a panel. Nothing of it is in a build.

import { Idiomorph } from "./idiomorph.esm.js";

const tag = () => document.querySelector("script[data-preview]");
let state = JSON.parse(tag().dataset.preview);
let counts; // of problems of the whole site, once they are known
let found = []; // those problems, as they were last asked for
let hidden = ""; // the version whose overlay was closed
const came = new Set([...document.querySelectorAll("style")].map((e) => e.textContent)); // inline sheets of the page as it was loaded
const cameFiles = state.files ?? {}; // what the page had under names that stay, as it was loaded
const linked = new Map(); // of later ones, the address of each as a file

// --- The worker

const worker = connect();

function connect() {
  const at = new URL("worker.js", import.meta.url);
  const port = globalThis.SharedWorker ? new SharedWorker(at, "brief preview").port : new Worker(at);
  port.onmessage = ({ data }) => {
    if (data.html !== undefined) take(data);
    if (data.site) show(((counts = data.site), undefined));
    if (data.problems !== undefined) listAll(data.problems);
  };
  port.start?.();
  return port;
}

const open = () => worker.postMessage({ open: location.pathname, version: state.version });

open();
addEventListener("pagehide", () => worker.postMessage({ close: true }));
addEventListener("pageshow", (event) => event.persisted && open());

// --- A new version of the page

let turn = Promise.resolve(); // one version after the other

function take(version) {
  turn = turn.then(() => change(version)).catch(() => location.reload());
}

async function change({ html, to }) {
  if (to && new URL(to).pathname !== location.pathname) return location.replace(to);
  const next = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  const data = next.querySelector("script[data-preview]")?.dataset.preview;
  if (!data || !sameScripts(next)) return location.reload(); // the browser keeps the scroll position
  const last = state;
  state = JSON.parse(data);
  keepPolicy(next);
  linkStyles(next);
  nameFiles(next);
  await loadSheets(next);
  for (const name of ["lang", "dir", "class"]) copyAttribute(name, document.documentElement, next.documentElement);
  changeHead(next);
  const seen = new MutationObserver(() => {});
  seen.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["src", "srcset", "href", "alt"] });
  Idiomorph.morph(document.body, next.body, { morphStyle: "outerHTML", ignoreActiveValue: true, callbacks: keepers });
  const parts = changedParts(seen.takeRecords());
  seen.disconnect();
  if (parts.length && !(last.errors || state.errors)) point(parts);
  show();
}

// A script that changed must run anew, which a page cannot do. Data runs nowhere.
function sameScripts(next) {
  const all = (doc) =>
    [...doc.querySelectorAll("script:not([data-preview])")]
      .filter((e) => !e.type || e.type === "module" || e.type.includes("javascript"))
      .map((e) => e.outerHTML)
      .join("\n");
  return all(next) === all(document);
}

// A policy that is added to an open page stands beside the first, and both hold.
function keepPolicy(next) {
  const policy = 'meta[http-equiv="content-security-policy" i]';
  const [old, fresh] = [document.querySelector(policy), next.querySelector(policy)];
  if (old && fresh) fresh.replaceWith(old.cloneNode(true));
}

// A parsed page is under the policy of the open one, which complains of inline
// style sheets that it does not know: until that is settled they are data.
const withoutStyles = (html) => html.replace(/<style(?=[\s/>])([^>]*)>([^]*?)<\/style\s*>/gi, '<script type="preview/style"$1>$2</script>');

// Of style sheets that stand inline the policy of the open page allows those that
// it came with. Others are linked to, as files that the preview makes of them.
function linkStyles(next) {
  for (const [n, data] of [...next.querySelectorAll('script[type="preview/style"]')].entries()) {
    const text = data.textContent;
    const key = n + " " + text;
    const sheet = document.createElement(came.has(text) ? "style" : "link");
    if (came.has(text)) {
      sheet.textContent = text;
    } else {
      if (!linked.has(key)) linked.set(key, new URL("style.css?" + new URLSearchParams({ of: location.pathname, n, v: state.version }), import.meta.url).href);
      sheet.rel = "stylesheet";
      sheet.href = linked.get(key);
    }
    for (const { name, value } of data.attributes) if (name !== "type") sheet.setAttribute(name, value);
    data.replaceWith(sheet);
  }
}

// A drawing or film keeps its name when it changes, and a page does not ask again
// for an address that it has: one that is not as it came gets another.
function nameFiles(next) {
  const files = state.files ?? {};
  for (const e of next.body.querySelectorAll("[src], [poster]")) {
    for (const name of ["src", "poster"].filter((n) => e.hasAttribute(n))) {
      const path = pathOf(e.getAttribute(name));
      if (files[path] && files[path] !== cameFiles[path]) e.setAttribute(name, e.getAttribute(name) + "?v=" + files[path]);
    }
  }
}

function pathOf(address) {
  try {
    return decodeURIComponent(new URL(address, location.href).pathname);
  } catch {
    return ""; // it leads nowhere
  }
}

// New style sheets are loaded beside the old before the old go, so that the page
// is never without, and in their places among them: the last of two rules counts.
async function loadSheets(next) {
  const loads = [];
  const here = byText(document.head);
  let last; // what the next one comes behind
  for (const e of next.head.children) {
    const same = here.get(e.outerHTML);
    if (same) {
      last = same;
    } else if (e.matches("link[rel~=stylesheet]")) {
      const copy = document.importNode(e);
      loads.push(
        new Promise((done) => {
          copy.onload = done;
          // A policy of a layout's own may forbid what the preview makes.
          copy.onerror = [...linked.values()].includes(copy.href) ? () => location.reload() : done;
        }),
      );
      last ? last.after(copy) : document.head.prepend(copy);
      last = copy;
    }
  }
  await Promise.race([Promise.all(loads), new Promise((done) => setTimeout(done, 2000))]);
}

const byText = (head) => new Map([...head.children].map((e) => [e.outerHTML, e]));

// The head is changed element by element: one that changed in part, such as a
// link whose integrity comes after its address, would be a wrong one meanwhile.
// What stays in its place is not moved, for a sheet that is moved loads again.
function changeHead(next) {
  const wanted = byText(next.head);
  for (const e of [...document.head.children]) if (!wanted.has(e.outerHTML)) e.remove();
  const here = byText(document.head);
  let at = document.head.firstElementChild;
  for (const [text, e] of wanted) {
    const same = here.get(text);
    if (same && same === at) at = at.nextElementSibling;
    else document.head.insertBefore(same ?? document.importNode(e, true), at);
  }
  while (at) {
    const twice = at;
    at = at.nextElementSibling;
    twice.remove();
  }
}

function copyAttribute(name, to, from) {
  if (from.hasAttribute(name)) to.setAttribute(name, from.getAttribute(name));
  else to.removeAttribute(name);
}

// What the reader did to the page stays: opened details, filled-in fields.
const keepers = {
  beforeAttributeUpdated: (name, element) => !(name === "open" && element.localName === "details"),
  beforeNodeMorphed: (node) => !(node.matches?.("input, textarea, select") && isFilled(node)),
};

function isFilled(field) {
  if (field.localName === "select") return [...field.options].some((o) => o.selected !== o.defaultSelected);
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

// --- What changed is pointed at

function changedParts(records) {
  const parts = new Set();
  for (const record of records) {
    const nodes = record.addedNodes.length ? record.addedNodes : [record.target];
    for (const node of nodes) {
      const part = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
      if (part && part.isConnected && part !== document.body && !part.closest("script, head")) parts.add(block(part));
    }
  }
  return [...parts].filter((part) => part.getClientRects().length);
}

function block(part) {
  while (part.parentElement !== document.body && getComputedStyle(part).display.startsWith("inline")) part = part.parentElement;
  return part;
}

function point(parts) {
  const onScreen = (part) => {
    const box = part.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  };
  if (!parts.some(onScreen)) parts[0].scrollIntoView({ block: "center", behavior: "instant" });
  for (const part of parts.filter(onScreen).slice(0, 20)) {
    const box = part.getBoundingClientRect();
    const mark = make("div", "mark");
    Object.assign(mark.style, { left: box.left + scrollX + "px", top: box.top + scrollY + "px", width: box.width + "px", height: box.height + "px" });
    ui.root.append(mark);
    setTimeout(() => mark.remove(), 1200);
  }
}

// --- The overlay and the panel, in a tree of their own that the site's style
// sheets do not reach

const ui = build();

function build() {
  const host = document.createElement("brief-preview");
  const root = host.attachShadow({ mode: "open" });
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("preview.css", import.meta.url).href;
  const overlay = make("section", "overlay");
  overlay.setAttribute("role", "alert");
  const panel = make("details", "panel");
  panel.addEventListener("toggle", () => panel.open && worker.postMessage({ problems: true }));
  root.append(sheet, overlay, panel);
  document.documentElement.append(host);
  addEventListener("keydown", (event) => event.key === "Escape" && close());
  return { root, overlay, panel };
}

function make(name, kind, text) {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  if (text !== undefined) element.textContent = text;
  return element;
}

function close() {
  hidden = state.version;
  ui.panel.open = false;
  show();
}

function show() {
  const errors = state.errors ?? [];
  ui.overlay.hidden = !errors.length || hidden === state.version;
  if (!ui.overlay.hidden) {
    const head = make("header", "", errors.length === 1 ? "This page has an error" : `This page has ${errors.length} errors`);
    const button = make("button", "", "Close");
    button.addEventListener("click", close);
    head.append(button);
    ui.overlay.replaceChildren(head, ...(state.last ? [make("p", "", "Until it is mended, you see the page as it last was.")] : []), ...errors.map(item));
  }
  showPanel(errors);
}

const reasons = {
  draft: "Draft", review: "In review", embargo: "Under embargo", date: "Not yet published", expired: "Expired",
};

function showPanel(errors) {
  const here = errors.length + (state.warnings?.length ?? 0);
  const all = counts ? counts.errors + counts.warnings : here;
  const summary = make("summary");
  if (state.held) summary.append(make("b", "held", reasons[state.held] ?? state.held), " ");
  const known = counts || here;
  const count = make("span", "count", !known ? "looking for problems" : all === 1 ? "1 problem" : `${all} problems`);
  count.dataset.count = all;
  count.dataset.errors = counts ? counts.errors : errors.length;
  summary.append(count);
  const body = make("div", "body");
  if (state.held) {
    const until = state.until ? ` It goes live at ${state.until}.` : "";
    body.append(make("p", "", "Readers do not see this page yet or any more: " + (reasons[state.held] ?? state.held).toLowerCase() + "." + until));
  }
  body.append(section("This page", ofThisPage()), ui.panel.querySelector(".all") ?? make("section", "all"));
  body.querySelector("section").className = "here";
  ui.panel.replaceChildren(summary, body);
  ui.panel.hidden = !state.held && !all;
  if (ui.panel.open) worker.postMessage({ problems: true });
}

function listAll(problems) {
  const all = ui.panel.querySelector(".all");
  if (!all) return;
  if (!problems) return all.replaceChildren(make("p", "", "The preview does not answer."));
  found = problems;
  ui.panel.querySelector(".here").replaceChildren(...section("This page", ofThisPage()).childNodes);
  all.replaceChildren(...section("Whole site", problems).childNodes);
}

// ofThisPage are the problems that making the page has shown, and what a check finds in
// the files that it shows.
function ofThisPage() {
  const made = [...(state.errors ?? []), ...(state.warnings ?? [])];
  const same = (a, b) => a.place === b.place && a.code === b.code && a.msg === b.msg;
  const here = (problem) => state.texts?.some((file) => problem.place === file || problem.place.startsWith(file + ":"));
  return [...made, ...found.filter((problem) => here(problem) && !made.some((m) => same(m, problem)))];
}

function section(title, problems) {
  const part = make("section");
  part.append(make("h2", "", `${title}: ${problems.length || "no"} problem${problems.length === 1 ? "" : "s"}`), ...problems.map(item));
  return part;
}

function item(problem) {
  const part = make("article", problem.severity);
  const place = make(problem.href ? "a" : "code", "place", problem.place);
  if (problem.href) place.href = problem.href;
  const line = make("p");
  line.append(place, " ", make("span", "", problem.msg), " ", make("small", "", problem.code));
  part.append(line);
  if (problem.lines) part.append(make("pre", "", problem.lines));
  if (problem.hint) part.append(make("p", "hint", problem.hint));
  if (problem.command) part.append(make("code", "command", problem.command));
  return part;
}

show();
