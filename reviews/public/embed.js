// Shows a review where a page asks for it with
//   <script async src="…/embed.js" data-review="…" data-theme="auto" data-jsonld="yes"></script>
// It needs nothing else, leaves the page's own style alone, and writes no data as HTML.
(() => {
  "use strict";
  const KEY = Symbol.for("factcheck.embed");
  // What was done on this page already, however often this file is loaded.
  const done = (window[KEY] ||= { scripts: new WeakSet(), marked: new Set() });
  const STYLE = "{{ style }}";
  // For where no answer came: then nobody said which language the review is in.
  const WORDS = {
    en: { read: "Read the review", withdrawn: "This review was withdrawn." },
    ar: { read: "اقرأ المراجعة", withdrawn: "سُحبت هذه المراجعة." },
  };

  function start() {
    for (const script of document.querySelectorAll("script[data-review][src]")) {
      if (!/\/embed\.js(?:[?#]|$)/.test(script.src) || done.scripts.has(script)) continue;
      done.scripts.add(script);
      show(script);
    }
  }

  async function show(script) {
    const address = new URL(`r/${encodeURIComponent(script.dataset.review)}/`, script.src).href;
    const box = document.createElement("factcheck-card");
    script.after(box);
    let data, status;
    try {
      const answer = await fetch(address + "card.json", { credentials: "omit" });
      status = answer.status;
      data = await answer.json();
      if (status !== 200 && !data.withdrawn) throw new Error(`status ${status}`);
    } catch (error) {
      console.warn(`embed.js: ${address} could not be shown: ${error.message}`);
      fallBack(box, address, status, script);
      return;
    }
    draw(box, data, script.dataset.theme);
    if (data.markup && script.hasAttribute("data-jsonld") && script.dataset.jsonld !== "no")
      mark(data);
  }

  function fallBack(box, address, status, script) {
    const asked = script.lang || script.closest("[lang]")?.lang || "en";
    const words = WORDS[asked.toLowerCase().split("-")[0]] || WORDS.en;
    if (status === 410) box.append(words.withdrawn, " ");
    box.append(link(address, words.read));
  }

  function draw(box, data, theme) {
    const root = box.attachShadow({ mode: "open" });
    dress(root, `:host{all:initial!important;display:block!important;margin:16px 0!important;max-width:640px!important}${STYLE}`);
    const labels = { lang: data.labels.language, dir: data.labels.dir };
    const own = { lang: data.language, dir: data.dir };
    const verdict = data.withdrawn
      ? make("span", labels, data.labels.withdrawn)
      : make("bdi", {}, data.rating);
    const read = link(data.url, "");
    read.append(make("span", labels, data.labels.read));
    const day = { ...labels, datetime: data.dated.at };
    const article = make("article", { "aria-label": data.title },
      make("p", { class: "from" }, make("bdi", {}, data.newsroom.name)),
      make("p", { class: "claim" }, make("bdi", {}, data.claim)),
      make("p", { class: "verdict" }, verdict),
      data.summary && make("p", { class: "summary" }, make("bdi", {}, data.summary)),
      data.provenance && make("p", { class: "chain" }, make("span", labels, data.provenance)),
      make("p", { class: "more" }, read, " ", make("time", day, data.dated.text)),
    );
    const shade = ["light", "dark"].includes(theme) ? theme : "";
    root.append(make("div", { ...own, class: `card ${data.tone} ${shade}` }, article));
  }

  // A sheet of the document's own making passes policies that forbid style elements.
  function dress(root, style) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make("style", {}, style));
    }
  }

  // Google takes markup only where its url is on the page's own domain or below it.
  function mark(data) {
    const theirs = new URL(data.url).hostname;
    const here = location.hostname.replace(/^www\./, "");
    if (theirs.replace(/^www\./, "") !== here && !theirs.endsWith(`.${here}`)) {
      console.warn(
        `embed.js: no ClaimReview markup was added: it belongs to ${theirs}, and this page is on ` +
        `${location.hostname}. Only pages of the same domain, or of one above it, may carry it.`,
      );
      return;
    }
    if (done.marked.has(data.url)) return;
    done.marked.add(data.url);
    const script = document.createElement("script");
    script.type = "application/ld+json";
    // Appended as text: a page that wants trusted types refuses a script's textContent.
    script.append(JSON.stringify(data.markup).replace(/</g, "\\u003c"));
    document.head.append(script);
  }

  function link(address, text) {
    const safe = /^https?:\/\//i.test(address) ? address : "";
    return make("a", { href: safe, target: "_blank", rel: "noopener" }, text);
  }

  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter(Boolean));
    return made;
  }

  start();
})();
