// The server's calls, and the outbox: a decision stays in it until the server has said that it is on disk.
const token = location.hash.slice(1);

export class Refusal extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, body) {
  const options = {headers: {"X-Review-Token": token}};
  if (body) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  if (answer.ok) return answer;
  const text = await answer.text();
  let reason = text;
  try {
    reason = JSON.parse(text).error;
  } catch {
    // the guard answers in plain text
  }
  throw new Refusal(reason, answer.status);
}

const query = (path, values) => `${path}?${new URLSearchParams(values)}`;

export const api = {
  opening: async () => (await call("/api/run")).json(),
  changes: async (after) => (await call(query("/api/changes", {after}))).json(),
  text: async (doc) => (await call(query("/api/text", {doc}))).text(),
  figures: async (doc) => (await (await call(query("/api/figures", {doc}))).json()).spans,
  read: async (doc, start, end) => (await call(query("/api/read", {doc, start, end}))).json(),
  explain: async (triple) => (await (await call(query("/api/explain", {triple}))).json()).lines,
};

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `d-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

// Sends decisions one after the other. `on.saved(decision, update)`, `on.refused(decision, reason)`, `on.change()`.
export class Outbox {
  constructor(name, after, on) {
    this.key = `outbox:${name}`;
    this.on = on;
    this.after = after;
    this.trouble = null;
    this.busy = false;
    this.waiting = this.restore();
    addEventListener("beforeunload", (event) => {
      if (this.waiting.length) event.preventDefault();
    });
  }

  put(decision) {
    this.waiting.push(decision);
    this.keep();
    this.send();
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    this.on.change();
    while (this.waiting.length) {
      const decision = this.waiting[0];
      try {
        const update = await (await call("/api/decisions", {...decision, after: this.after})).json();
        this.after = update.seq;
        this.trouble = null;
        this.drop(decision);
        this.on.saved(decision, update);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status === 403 || error.status >= 500) {
          this.trouble = error instanceof Refusal && error.status === 403 ? "wrong_token" : "unsaved";
          break;
        }
        this.trouble = null;
        this.drop(decision);
        this.on.refused(decision, error.message);
      }
    }
    this.busy = false;
    this.on.change();
    if (this.waiting.length) setTimeout(() => this.send(), 1000);
  }

  drop(decision) {
    this.waiting = this.waiting.filter((other) => other !== decision);
    this.keep();
  }

  // What is not saved survives a reload of the page too. A decision sent twice counts once, by its id.
  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.waiting));
    } catch {
      // a full or forbidden storage only costs this second safety
    }
  }

  restore() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) || [];
    } catch {
      return [];
    }
  }
}
