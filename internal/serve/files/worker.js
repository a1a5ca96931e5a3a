// The worker of a preview: one for all tabs of a browser where it can be shared.
// It alone talks to the server. Each tab tells it the address that it shows and
// the version that it has; the worker holds one stream open, on which the server
// names the addresses that show something else now, fetches those, and hands
// them to their tabs.

const tabs = new Map(); // of each tab's port: {path, version}
let stream;
let soon;

function connect() {
  clearTimeout(soon);
  stream?.close();
  if (!tabs.size) return;
  const query = new URLSearchParams();
  for (const tab of tabs.values()) query.append("tab", tab.path + " " + tab.version);
  stream = new EventSource("events?" + query);
  stream.addEventListener("page", (event) => changed(JSON.parse(event.data)));
  stream.addEventListener("site", (event) => tell({ site: JSON.parse(event.data) }));
  stream.addEventListener("error", () => {
    // A stream that only broke off is opened again by the browser; one that was
    // refused, as by a proxy whose server is away, is not.
    if (stream.readyState === EventSource.CLOSED) later(1000);
  });
}

function later(ms) {
  clearTimeout(soon);
  soon = setTimeout(connect, ms);
}

function tell(message) {
  for (const port of tabs.keys()) port.postMessage(message);
}

async function changed({ path, version }) {
  const wanting = [...tabs].filter(([, tab]) => tab.path === path && tab.version !== version);
  if (!wanting.length) return; // it was told again after the stream broke off
  try {
    const answer = await fetch(path, { cache: "no-store", headers: { Accept: "text/html" } });
    const html = await answer.text();
    for (const [port, tab] of wanting) {
      tab.version = version;
      port.postMessage({ html, to: answer.redirected ? answer.url : "" });
    }
  } catch {
    later(1000); // the server is away: the next stream tells it again
  }
}

async function problems(port) {
  try {
    port.postMessage({ problems: await (await fetch("problems", { cache: "no-store" })).json() });
  } catch {
    port.postMessage({ problems: null });
  }
}

function accept(port) {
  port.onmessage = ({ data }) => {
    if (data.open) {
      tabs.set(port, { path: data.open, version: data.version });
      later(0);
    } else if (data.close) {
      tabs.delete(port);
      later(0);
    } else if (data.problems) {
      problems(port);
    }
  };
  port.start?.();
}

if ("SharedWorkerGlobalScope" in self) {
  self.onconnect = (event) => accept(event.ports[0]);
} else {
  accept(self);
}
