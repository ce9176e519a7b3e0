import { A as formatTime, C as spokenPercent, D as formatNumber, E as formatDuration, M as percentOf, N as percentParts, O as formatPercent, S as say, T as formatDistance, _ as hasKey, a as refusalOf, b as isRightToLeft, c as fetchCapabilities, d as localProblem, g as capabilityOf, i as hasType, j as memo, k as formatRate, m as parseJson, n as LoadlineClient, p as isRecord, r as hasExtension, t as plainText, w as formatBytes, x as partOf, y as ENGLISH } from "./shared.js";
import { LitElement, css, html, nothing, svg } from "lit";
import { repeat } from "lit/directives/repeat.js";
// src/ui/theme.ts
var theme = css`
  :host {
    --accent: var(--loadline-accent, light-dark(#0b6fa4, #4cc2f1));
    --accent-soft: var(--loadline-accent-soft, light-dark(#9fd0ea, #1f5f80));
    --on-accent: var(--loadline-on-accent, light-dark(#ffffff, #06222f));
    --surface: var(--loadline-surface, light-dark(#ffffff, #131c24));
    --raised: var(--loadline-raised, light-dark(#f5f8fa, #1a2530));
    --text: var(--loadline-text, light-dark(#12202b, #e6eef4));
    --muted: var(--loadline-muted, light-dark(#546675, #93a7b6));
    --line: var(--loadline-line, light-dark(#d9e2e9, #2a3845));
    --track: var(--loadline-track, light-dark(#e3eaef, #263441));
    --good: var(--loadline-good, light-dark(#157a4a, #46c98a));
    --warn: var(--loadline-warn, light-dark(#9a5b00, #f0b04a));
    --bad: var(--loadline-bad, light-dark(#b3261e, #ff8a80));
    --radius: var(--loadline-radius, 14px);
    color: var(--text);
    font: var(--loadline-font, 400 0.9375rem/1.45 system-ui, sans-serif);
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  svg {
    block-size: 1.25em;
    fill: none;
    inline-size: 1.25em;
    stroke: currentColor;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 1.8;
  }

  button {
    font: inherit;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .unseen {
    block-size: 1px;
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
// src/ui/bar.ts
var LoadlineBar = class extends LitElement {
	static properties = { view: { attribute: false } };
	static styles = [theme, css`
      :host {
        display: block;
      }

      .bar {
        border-radius: 99px;
        display: flex;
        gap: 3px;
        overflow: hidden;
      }

      .part {
        background: var(--track);
        block-size: var(--loadline-bar-height, 10px);
        border-radius: 2px;
        overflow: hidden;
        position: relative;
      }

      .bytes {
        flex: 1;
      }

      .step {
        flex: 0 0 clamp(16px, 7%, 56px);
      }

      .fill,
      .sent {
        background: var(--accent);
        inset: 0;
        position: absolute;
        transform: scaleX(var(--share, 0));
        transform-origin: left;
        transition: transform 0.25s linear;
      }

      .fill:dir(rtl),
      .sent:dir(rtl) {
        transform-origin: right;
      }

      .sent {
        background: var(--accent-soft);
      }

      .busy::after {
        animation: sweep 1.6s ease-in-out infinite;
        background: linear-gradient(90deg, transparent, var(--accent), transparent);
        content: '';
        inset: 0;
        position: absolute;
      }

      .bar[data-phase='done'] .fill {
        background: var(--good);
      }

      .bar[data-phase='failed'] .fill,
      .bar[data-phase='expired'] .fill,
      .step[data-state='failed'] .fill {
        background: var(--bad);
      }

      .bar[data-phase='paused'] .fill,
      .bar[data-phase='retrying'] .fill,
      .bar[data-phase='cancelled'] .fill {
        background: var(--muted);
      }

      @keyframes sweep {
        from {
          transform: translateX(-100%);
        }
        to {
          transform: translateX(100%);
        }
      }

      @media (forced-colors: active) {
        .bar {
          border-radius: 2px;
        }
        .part {
          border: 1px solid CanvasText;
        }
        .fill {
          background: Highlight;
          forced-color-adjust: none;
        }
        .sent {
          background: GrayText;
          forced-color-adjust: none;
        }
      }
    `];
	constructor() {
		super();
		this.view = null;
	}
	render() {
		const { view } = this;
		if (!view) return null;
		return html`
      <div
        class="bar"
        part="bar"
        data-phase=${view.phase}
        role="progressbar"
        aria-label=${view.name}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${view.percent ?? nothing}
        aria-valuetext=${view.spoken}
      >
        <div class="part bytes">
          <div class="sent" data-share=${view.sent}></div>
          <div class="fill" part="fill" data-share=${view.confirmed}></div>
        </div>
        ${view.stages.map(stageSegment)}
      </div>
    `;
	}
	/** Sets the style by script: a Content Security Policy allows that, but not the attribute. */
	updated(_changed) {
		for (const fill of this.renderRoot.querySelectorAll("[data-share]")) fill.style.setProperty("--share", fill.dataset.share ?? "0");
	}
};
function stageSegment(stage) {
	const busy = stage.state === "running" && stage.percent === null;
	return html`
    <div class="part step ${busy ? "busy" : ""}" data-state=${stage.state}>
      <div class="fill" data-share=${stageShare(stage)}></div>
    </div>
  `;
}
function stageShare(stage) {
	if (stage.state === "waiting") return 0;
	return stage.state === "running" ? (stage.percent ?? 0) / 100 : 1;
}
// src/view/tables.ts
var Tables = class {
	#english;
	#files;
	/** By language as its file or the page names it ("pt", "pt-BR"). */
	#known = /* @__PURE__ */ new Map();
	/** Those of `#known` with the numbers of a region, by its tag. */
	#regional = /* @__PURE__ */ new Map();
	#loading = /* @__PURE__ */ new Map();
	#listeners = /* @__PURE__ */ new Set();
	constructor(english, files) {
		this.#english = english;
		this.#files = files;
	}
	/** Adds or replaces a language, also where it shows; what the table lacks is English. */
	add(language, table) {
		this.#put(language, table);
		for (const listener of this.#listeners) listener();
	}
	/** Calls the listener after each `add`, until the function that is returned is called. */
	subscribe(listener) {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
	/** The table for a language tag ("de-CH"); English where there is none, or not yet. */
	find(tag) {
		const known = this.#known.get(tag) ?? this.#regional.get(tag);
		if (known) return known;
		const language = baseOf(tag);
		const table = this.#known.get(language) ?? (language === "en" ? this.#english : null);
		if (!table || !isTag(tag)) return this.#english;
		if (tag === table.language) return table;
		const regional = {
			...table,
			language: tag
		};
		this.#regional.set(tag, regional);
		return regional;
	}
	/** Whether there are texts in the language of the tag by now. */
	has(tag) {
		return baseOf(tag) === "en" || this.#known.has(tag) || this.#known.has(baseOf(tag));
	}
	/**
	* Loads the language of the tag. Settles when it is there, or when it is certain that it does not
	* come: the page stays English then.
	*/
	load(tag) {
		const language = baseOf(tag);
		const file = this.has(tag) ? void 0 : this.#files[language];
		if (!file) return Promise.resolve();
		const loading = this.#loading.get(language) ?? this.#take(language, file());
		this.#loading.set(language, loading);
		return loading;
	}
	#put(language, table) {
		this.#known.set(language, complete({
			...table,
			language
		}, this.#english));
		this.#regional.clear();
	}
	async #take(language, file) {
		try {
			const { default: table } = await file;
			if (!this.#known.has(language)) this.#put(language, table);
		} catch {
			this.#loading.delete(language);
		}
	}
};
/** The language without its region ("pt"); with its script, where that is another ("zh-Hant"). */
var baseOf = memo((tag) => {
	const language = (tag.split("-")[0] ?? "").toLowerCase();
	if (!isTag(tag) || !isTag(language)) return language;
	const script = scriptOf(tag);
	return script === scriptOf(language) ? language : `${language}-${script}`;
});
/** As most readers of the language in the region write it: "Hant" of "zh-TW". */
function scriptOf(tag) {
	return new Intl.Locale(tag).maximize().script ?? "";
}
/** Whether Intl accepts the tag. */
function isTag(tag) {
	try {
		return new Intl.Locale(tag).language !== "";
	} catch {
		return false;
	}
}
/** The table, with English where it has no text. */
function complete(table, english) {
	const whole = { ...english };
	for (const [key, value] of Object.entries(table)) {
		const fallback = whole[key];
		whole[key] = isGroup(value) && isGroup(fallback) ? {
			...fallback,
			...value
		} : value;
	}
	return whole;
}
/** Whether these are texts by name, not the forms of one text. */
function isGroup(value) {
	return typeof value === "object" && value !== null && !Object.keys(value).every(isForm);
}
function isForm(name) {
	return [
		"zero",
		"one",
		"two",
		"few",
		"many",
		"other"
	].includes(name);
}
// src/view/words.ts
/** The texts of the elements. Each file is one that a page loads only when it needs it. */
var WORDS = new Tables(ENGLISH, {
	ar: () => import("./languages/ar.js"),
	de: () => import("./languages/de.js"),
	es: () => import("./languages/es.js"),
	fr: () => import("./languages/fr.js"),
	he: () => import("./languages/he.js"),
	it: () => import("./languages/it.js"),
	ja: () => import("./languages/ja.js"),
	nl: () => import("./languages/nl.js"),
	pl: () => import("./languages/pl.js"),
	pt: () => import("./languages/pt.js"),
	sv: () => import("./languages/sv.js"),
	tr: () => import("./languages/tr.js"),
	uk: () => import("./languages/uk.js"),
	zh: () => import("./languages/zh.js")
});
/** Sets the words for a language ("de"). The elements choose by the nearest lang attribute. */
function addWords(language, words) {
	WORDS.add(language, words);
}
/** The words for an element's language, by the nearest lang attribute; English by default. */
function wordsFor(element) {
	return WORDS.find(languageOf(element));
}
/** The language of an element, such as "de" or "pt-BR"; "" where there is none. */
function languageOf(element) {
	return languageSource(element)?.getAttribute("lang") ?? "";
}
/** The nearest element that says the language, also outside of the shadow that the element is in. */
function languageSource(element) {
	const source = element.closest("[lang]");
	const root = element.getRootNode();
	return source ?? (root instanceof ShadowRoot ? languageSource(root.host) : null);
}
// src/ui/file-styles.ts
var fileStyles = css`
  :host {
    display: block;
  }

  .row {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    display: grid;
    gap: 2px 14px;
    grid-template-columns: auto minmax(0, 1fr) auto;
    padding: 14px 16px;
  }

  .icon {
    align-items: center;
    background: color-mix(in srgb, var(--tone) 13%, transparent);
    block-size: 40px;
    border-radius: 50%;
    color: var(--tone);
    display: flex;
    grid-row: span 2;
    inline-size: 40px;
    justify-content: center;
  }

  .row {
    --tone: var(--accent);
  }

  .row[data-phase='done'] {
    --tone: var(--good);
  }

  .row[data-phase='failed'],
  .row[data-phase='expired'] {
    --tone: var(--bad);
  }

  .row[data-phase='retrying'] {
    --tone: var(--warn);
  }

  .row:is([data-phase='waiting'], [data-phase='paused'], [data-phase='cancelled']) {
    --tone: var(--muted);
  }

  .name {
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .line {
    color: var(--muted);
    display: flex;
    flex-wrap: wrap;
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
    grid-column: 2;
    overflow: hidden;
  }

  /* A dot stands before each part. The dot of a part that begins a line is outside of the box. */
  .line > * {
    inset-inline-start: -1.2em;
    position: relative;
  }

  .line > *::before {
    color: var(--muted);
    content: '·';
    display: inline-block;
    inline-size: 1.2em;
    text-align: center;
  }

  .headline {
    color: var(--tone);
    font-weight: 550;
  }

  .side {
    align-items: center;
    display: flex;
    gap: 4px;
    grid-column: 3;
    grid-row: 1 / span 2;
  }

  .percent {
    font-size: 1.25em;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    letter-spacing: -0.01em;
    margin-inline-end: 6px;
  }

  .percent small {
    color: var(--muted);
    font-size: 0.65em;
    font-weight: 500;
  }

  .act {
    align-items: center;
    background: none;
    block-size: 34px;
    border: 0;
    border-radius: 50%;
    color: var(--muted);
    cursor: pointer;
    display: flex;
    inline-size: 34px;
    justify-content: center;
  }

  .act:disabled {
    cursor: default;
    opacity: 0.45;
  }

  .act:enabled:hover {
    background: var(--raised);
    color: var(--text);
  }

  .wide {
    grid-column: 1 / -1;
  }

  loadline-bar.wide {
    margin-block: 10px 2px;
  }

  loadline-stages.wide {
    margin-block-start: 8px;
  }

  .note,
  .problem {
    font-size: 0.875em;
    margin: 6px 0 0;
  }

  .note {
    color: var(--muted);
  }

  .problem {
    color: var(--tone);
    font-weight: 500;
  }

  dl {
    align-items: baseline;
    background: var(--raised);
    border-radius: calc(var(--radius) * 0.6);
    display: grid;
    font-size: 0.875em;
    gap: 4px 14px;
    grid-template-columns: auto minmax(0, 1fr);
    margin: 10px 0 0;
    padding: 8px 12px;
  }

  dt {
    color: var(--muted);
    grid-column: 1;
  }

  dd {
    align-items: baseline;
    display: flex;
    gap: 14px;
    justify-content: space-between;
    margin: 0;
  }

  .value {
    font-family: ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace;
    font-size: 0.95em;
    overflow-wrap: anywhere;
  }

  .copy {
    background: none;
    border: 0;
    border-radius: 4px;
    color: var(--accent);
    cursor: pointer;
    min-block-size: 24px;
    padding: 0 6px;
  }

  .copy:hover {
    text-decoration: underline;
  }

  @media (max-width: 520px) {
    .row {
      padding: 12px;
    }
    .name {
      align-self: center;
    }
    .side {
      grid-row: 1;
    }
    .line {
      grid-column: 2 / -1;
    }
    .percent {
      font-size: 1.1em;
    }
  }
`;
// src/ui/icons.ts
var ARROW_UP = svg`<path d="M10 15.5v-11M5.5 9 10 4.5 14.5 9" />`;
var CHECK = svg`<path d="m4.5 10.5 3.7 3.7 7.3-8" />`;
var CROSS = svg`<path d="m5.5 5.5 9 9m0-9-9 9" />`;
var PAUSE = svg`<path d="M7 5v10M13 5v10" />`;
var PLAY = svg`<path d="M7 4.8v10.4l8-5.2z" />`;
var CIRCLE_ARROW = svg`<path d="M15.2 8A5.7 5.7 0 1 0 15.5 12M15.5 4v4h-4" />`;
var CLOCK = svg`<path d="M10 5.5V10l3 2" /><circle cx="10" cy="10" r="6.5" />`;
var GEAR = svg`<circle cx="10" cy="10" r="2.4" /><circle cx="10" cy="10" r="5.6"
  stroke-dasharray="2.2 2.2" />`;
var ALERT = svg`<path d="M10 5v6.2M10 14.4v.2" />`;
var DASH = svg`<path d="M5.5 10h9" />`;
var PHASE_ICONS = {
	waiting: CLOCK,
	starting: ARROW_UP,
	uploading: ARROW_UP,
	paused: PAUSE,
	retrying: CIRCLE_ARROW,
	received: CLOCK,
	processing: GEAR,
	done: CHECK,
	failed: ALERT,
	cancelled: DASH,
	expired: CLOCK
};
var ACTION_ICONS = {
	start: PLAY,
	pause: PAUSE,
	resume: PLAY,
	retryNow: CIRCLE_ARROW,
	cancel: CROSS,
	reprocess: GEAR,
	again: CIRCLE_ARROW,
	remove: CROSS
};
var phaseIcon = (phase) => icon(PHASE_ICONS[phase]);
var actionIcon = (action) => icon(ACTION_ICONS[action]);
var checkIcon = () => icon(CHECK);
var crossIcon = () => icon(CROSS);
var dashIcon = () => icon(DASH);
var dropIcon = () => icon(svg`<path d="M10 12.5v-9M6.2 7 10 3.2 13.8 7M3.5 12v3.2a1.6 1.6 0 0 0 1.6 1.6h9.8
    a1.6 1.6 0 0 0 1.6-1.6V12" />`);
function icon(content) {
	return html`<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">${content}</svg>`;
}
// src/ui/file.ts
var COPIED_SHOWS_MS = 2e3;
/** The phases with a percentage. */
var COUNTING = /* @__PURE__ */ new Set([
	"starting",
	"uploading",
	"paused",
	"retrying"
]);
var LoadlineFile = class extends LitElement {
	static properties = {
		view: { attribute: false },
		words: { attribute: false },
		isOff: { attribute: false },
		copied: { state: true }
	};
	static styles = [theme, fileStyles];
	constructor() {
		super();
		this.view = null;
		this.words = ENGLISH;
		this.isOff = false;
		this.copied = null;
	}
	/** Focuses the row's last button. */
	focus() {
		const buttons = this.renderRoot.querySelectorAll(".act");
		buttons[buttons.length - 1]?.focus();
	}
	render() {
		const { view } = this;
		if (!view) return nothing;
		return html`
      <div class="row" part="file" data-phase=${view.phase}>
        <span class="icon" aria-hidden="true">${phaseIcon(view.phase)}</span>
        <div class="name" part="name" title=${view.name}><bdi>${view.name}</bdi></div>
        <div class="line" part="figures">
          <span class="headline">${view.headline}</span>
          ${view.figures.map((figure) => html`<span><bdi>${figure}</bdi></span>`)}
        </div>
        ${this.#side(view)}
        <loadline-bar class="wide" exportparts="bar, fill" .view=${view}></loadline-bar>
        ${this.#texts(view)}
        ${this.#stages(view)}
        ${this.#result(view.result)}
      </div>
    `;
	}
	#side(view) {
		return html`
      <div class="side">
        ${COUNTING.has(view.phase) && view.percent !== null ? html`<span class="percent" aria-hidden="true">${this.#percent(view.percent)}</span>` : nothing}
        ${view.actions.map((action) => this.#button(action, view.name))}
      </div>
    `;
	}
	/** The sign is smaller than the number; some languages write it first. */
	#percent(percent) {
		return percentParts(percent, this.words.language).map(({ type, value }) => type === "integer" ? value : html`<small>${value}</small>`);
	}
	#button(action, name) {
		const label = this.words.action[action];
		return html`
      <button
        type="button"
        class="act"
        part="button"
        data-action=${action}
        title=${label}
        aria-label=${say(this.words, this.words.actionOn, {
			action: label,
			name
		})}
        ?disabled=${this.isOff}
        @click=${() => this.#act(action)}
      >
        ${actionIcon(action)}
      </button>
    `;
	}
	#texts(view) {
		const alert = view.phase === "failed" ? "alert" : nothing;
		return html`
      ${view.problem === null ? nothing : html`<p class="problem wide" part="problem" role=${alert}><bdi>${view.problem}</bdi></p>`}
      ${view.note === null ? nothing : html`<p class="note wide" part="note"><bdi>${view.note}</bdi></p>`}
    `;
	}
	#stages({ stages }) {
		if (stages.length === 0) return nothing;
		return html`
      <loadline-stages
        class="wide"
        exportparts="stages, stage"
        .stages=${stages}
        .words=${this.words}
      ></loadline-stages>
    `;
	}
	#result(rows) {
		if (rows.length === 0) return nothing;
		return html`<dl class="wide" part="result">${rows.map((row) => this.#resultRow(row))}</dl>`;
	}
	#resultRow(row) {
		const { words } = this;
		const label = this.copied === row.key ? words.copied : words.copy;
		return html`
      <dt><bdi>${row.label}</bdi></dt>
      <dd>
        <span class="value" data-result=${row.key}><bdi>${row.value}</bdi></span>
        <button
          type="button"
          class="copy"
          aria-label=${say(words, words.actionOn, {
			action: label,
			name: row.label
		})}
          @click=${() => this.#copy(row)}
        >
          ${label}
        </button>
      </dd>
    `;
	}
	#act(action) {
		this.dispatchEvent(new CustomEvent("action", { detail: action }));
	}
	async #copy(row) {
		try {
			await navigator.clipboard.writeText(row.value);
		} catch {
			return;
		}
		this.copied = row.key;
		setTimeout(() => {
			this.copied = null;
		}, COPIED_SHOWS_MS);
	}
};
// src/view/announcement.ts
var QUARTER = 25;
/** The sentence for the change from one view to the next; null where there is none. */
function announcement(before, after, words = ENGLISH) {
	if (before?.phase !== after.phase) return [
		after.name,
		after.headline,
		after.problem
	].filter(Boolean).join(": ");
	if (after.phase === "processing" && before.headline !== after.headline) return `${after.name}: ${after.headline}`;
	if (after.phase !== "uploading" || after.percent === null) return null;
	return Math.floor(after.percent / QUARTER) > Math.floor((before.percent ?? 0) / QUARTER) ? `${after.name}: ${spokenPercent(after.percent, words)}` : null;
}
// src/ui/followed-uploads.ts
var shared = /* @__PURE__ */ new Set();
/** Follows an upload, by ID or ID.KEY. */
function followUpload(which, endpoint, token) {
	const owner = findClient(which, endpoint, token) ?? makeClient(endpoint, token);
	const { client, uploads } = owner;
	const following = uploads.get(which) ?? {
		upload: client.follow(which),
		followers: 0
	};
	following.followers++;
	uploads.set(which, following);
	return {
		client,
		upload: following.upload,
		release: () => release(owner, which)
	};
}
/** A client knows an upload only once: with its key, or without. */
function findClient(which, endpoint, token) {
	return [...shared].find((each) => each.endpoint === endpoint && each.token === token && [...each.uploads.keys()].every((other) => other === which || idOf(other) !== idOf(which)));
}
function makeClient(endpoint, token) {
	const owner = {
		endpoint,
		token,
		client: new LoadlineClient(token ? {
			endpoint,
			token
		} : { endpoint }),
		uploads: /* @__PURE__ */ new Map()
	};
	shared.add(owner);
	return owner;
}
function release(owner, which) {
	const following = owner.uploads.get(which);
	if (!following || --following.followers > 0) return;
	owner.uploads.delete(which);
	owner.client.remove(following.upload);
	if (owner.uploads.size > 0) return;
	shared.delete(owner);
	owner.client.dispose();
}
function idOf(which) {
	return which.split(".", 1)[0];
}
// src/ui/page-language.ts
var PageLanguage = class {
	#host;
	#tables;
	#choose;
	/** The language whose words were chosen last. */
	#tag = null;
	/** The direction that the element has from here, not from the page. */
	#dir = "";
	#observer = null;
	#unsubscribers = [];
	/** `choose` takes the words anew; until a table has the language they are English. */
	constructor(host, tables, choose) {
		this.#host = host;
		this.#tables = tables;
		this.#choose = choose;
		host.addController(this);
	}
	hostConnected() {
		this.#observer = new MutationObserver(() => this.#follow());
		this.#observer.observe(document, {
			attributes: true,
			attributeFilter: ["lang", "dir"],
			subtree: true
		});
		this.#unsubscribers = this.#tables.map((tables) => tables.subscribe(() => this.#renew()));
		this.#renew();
	}
	hostDisconnected() {
		this.#observer?.disconnect();
		for (const unsubscribe of this.#unsubscribers) unsubscribe();
	}
	/** Chooses also where the language is the same. */
	#renew() {
		this.#tag = null;
		this.#follow();
	}
	#follow() {
		const tag = languageOf(this.#host);
		if (tag !== this.#tag) {
			this.#tag = tag;
			this.#choose();
			this.#load(tag);
		}
		this.#turn(tag);
	}
	async #load(tag) {
		if (this.#tables.every((tables) => tables.has(tag))) return;
		await Promise.all(this.#tables.map((tables) => tables.load(tag)));
		if (tag !== this.#tag || !this.#host.isConnected) return;
		this.#choose();
		this.#turn(tag);
	}
	/** Sets the direction of the words that show. */
	#turn(tag) {
		const host = this.#host;
		if (host.dir !== this.#dir) return;
		const dir = this.#isDirectionSaid() ? "" : this.#directionOf(tag);
		if (dir === this.#dir) return;
		this.#dir = dir;
		if (dir === "") host.removeAttribute("dir");
		else host.dir = dir;
	}
	/** The direction of the words; empty where it is the one around the element anyway. */
	#directionOf(tag) {
		const known = this.#tables.find((tables) => tables.has(tag));
		const parent = parentOf(this.#host);
		if (!known || !parent) return "";
		const dir = isRightToLeft(known.find(tag).language) ? "rtl" : "ltr";
		return dir === (getComputedStyle(parent).direction || "ltr") ? "" : dir;
	}
	/** Whether the page says the direction where it says the language, or nearer. */
	#isDirectionSaid() {
		const source = languageSource(this.#host);
		for (let each = parentOf(this.#host); source !== this.#host && each; each = parentOf(each)) {
			if (each.hasAttribute("dir")) return true;
			if (each === source) return false;
		}
		return source === null;
	}
};
/** Keeps an element's words those of its language, unless the page has given it words. */
function followLanguage(host) {
	let chosen = host.words;
	new PageLanguage(host, [WORDS], () => {
		if (host.words !== chosen) return;
		chosen = wordsFor(host);
		host.words = chosen;
	});
}
function parentOf(element) {
	const root = element.getRootNode();
	return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
// src/ui/upload-styles.ts
var uploadStyles = css`
  :host {
    color-scheme: light dark;
    display: block;
  }

  .drop {
    align-items: center;
    background: var(--surface);
    border: 1.5px dashed color-mix(in srgb, var(--muted) 55%, transparent);
    border-radius: calc(var(--radius) * 1.3);
    display: flex;
    flex-wrap: wrap;
    gap: 10px 18px;
    justify-content: center;
    padding: 44px 24px;
    text-align: center;
    transition:
      background 0.15s,
      border-color 0.15s,
      padding 0.25s;
  }

  .drop.filled {
    padding-block: 18px;
  }

  .label {
    font-weight: 600;
    margin-block-end: 6px;
    padding-inline: 4px;
  }

  .drop.off {
    background: none;
  }

  .drop.over {
    background: color-mix(in srgb, var(--accent) 9%, var(--surface));
    border-color: var(--accent);
    border-style: solid;
  }

  .choose,
  .start {
    align-items: center;
    background: var(--accent);
    border: 1px solid transparent;
    border-radius: 99px;
    color: var(--on-accent);
    cursor: pointer;
    display: flex;
    font-weight: 600;
    gap: 8px;
    min-block-size: 44px;
    padding: 8px 22px;
  }

  .start {
    justify-content: center;
    margin-block: 0 10px;
    min-inline-size: 12rem;
  }

  /* One button stands out. */
  .quiet {
    background: none;
    border-color: var(--line);
    color: var(--accent);
  }

  :is(.choose, .start):enabled:hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--text));
    color: var(--on-accent);
  }

  :is(.choose, .start):disabled {
    background: var(--track);
    color: var(--muted);
    cursor: default;
  }

  .hint {
    color: var(--muted);
  }

  .off .hint {
    visibility: hidden;
  }

  .notice {
    color: var(--bad);
    margin: 10px 0 0;
  }

  .hint small {
    display: block;
    font-size: 0.8125em;
  }

  .head {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    justify-content: space-between;
    margin-block: 18px 8px;
    padding-inline: 4px;
  }

  .head h2 {
    font-size: 0.875em;
    font-weight: 600;
    letter-spacing: 0.01em;
    margin: 0;
  }

  .total {
    color: var(--muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
    margin-inline-start: auto;
  }

  ul {
    display: grid;
    gap: 10px;
    list-style: none;
    margin: 0;
    padding: 0;
  }

  /* The browser does not render rows outside of the window. */
  li {
    contain-intrinsic-size: auto 126px;
    content-visibility: auto;
  }

  @media (forced-colors: active) {
    .choose,
    .start {
      border-color: ButtonText;
    }
  }
`;
// src/view/file-facts.ts
/** More bytes than kernels and proxies buffer, for longer than they do. */
var HELD_BYTES = 4e6;
var HELD_MS = 4e3;
/** Whether the file must be chosen again, because it has changed. */
function isFileLost({ problem }) {
	return problem?.code === "file_changed";
}
/** Whether the progress is unknown: another client sends it, and no document has arrived yet. */
function isUntold({ document, hasFile, transfer }, phase) {
	return !hasFile && document === null && transfer.confirmed === 0 && phase === "paused";
}
/** Whether many bytes were sent and none arrives: something on the way buffers them. */
function isHeldBack({ transfer, now }) {
	const { sent, confirmed, confirmedAt } = transfer;
	return confirmedAt !== null && sent - confirmed >= HELD_BYTES && now - confirmedAt >= HELD_MS;
}
// src/view/actions.ts
var PHASE_ACTIONS = {
	waiting: ["start", "remove"],
	starting: ["cancel"],
	uploading: ["pause", "cancel"],
	paused: ["resume", "cancel"],
	retrying: ["retryNow", "cancel"],
	received: ["cancel"],
	processing: ["cancel"],
	done: ["remove"],
	failed: [
		"reprocess",
		"again",
		"remove"
	],
	cancelled: ["again", "remove"],
	expired: ["again", "remove"]
};
/** The actions that are possible now, the most useful first. */
function actionsOf(phase, facts) {
	const actions = PHASE_ACTIONS[phase].filter((action) => isPossible(action, phase, facts));
	return facts.isFollowed && facts.isListed && !actions.includes("remove") ? [...actions, "remove"] : actions;
}
function isPossible(action, phase, facts) {
	const { transfer, document, hasFile } = facts;
	switch (action) {
		case "reprocess": return document?.error?.retryable === true && document.error.stage !== null && hasKey(transfer.url);
		case "again": return hasFile && !isVain(facts, phase);
		case "pause":
		case "resume": return hasFile;
		case "remove": return !facts.isFollowed || facts.isListed === true;
		case "cancel": return !facts.isFollowed || hasKey(transfer.url);
		default: return true;
	}
}
/** Whether sending again would fail again: the file was refused before it was sent, or is gone. */
function isVain({ transfer, document }, phase) {
	const isRefused = transfer.startedAt === null && document === null;
	return phase === "failed" && (isRefused || isFileLost(transfer));
}
// src/view/phase.ts
/** The phase. An end that the server reports comes before the state of the transfer. */
function phaseOf(transfer, document, hasFile = true) {
	if (transfer.state === "cancelled") return "cancelled";
	switch (document?.state) {
		case "done":
		case "failed":
		case "cancelled":
		case "expired": return document.state;
		case "deleted": return "cancelled";
		case "queued":
		case "processing": return "processing";
		default:
			if (!hasFile && document?.transfer === "active") return "uploading";
			return hasFile && isHeld(transfer) ? "waiting" : transferPhase(transfer);
	}
}
function transferPhase(transfer) {
	if (transfer.state === "complete") return "received";
	if (transfer.state !== "sending") return transfer.state;
	return transfer.url === null ? "starting" : "uploading";
}
/** Whether it waits for a person to start it, not for its turn. */
function isHeld({ state, url, startedAt }) {
	return state === "paused" && url === null && startedAt === null;
}
/** Whether the server has every byte in this phase. */
function isStored(phase) {
	return phase === "received" || phase === "processing" || phase === "done";
}
// src/view/figures.ts
/** The server's rate is valid for this long. */
var FIGURES_LAST_MS = 3e3;
/** No time left is shown during this first time: it would be a guess. */
var NO_GUESS_MS = 3e3;
/** In order of importance; `confirmed` is how many bytes the server has. */
function figuresOf(facts, phase, confirmed, words) {
	const { size, transfer } = facts;
	const { language } = words;
	const whole = formatBytes(size, language);
	switch (phase) {
		case "uploading": return [partOf(confirmed, size, words), ...speedFigures(facts, confirmed, words)];
		case "paused":
		case "retrying":
		case "failed": return [transfer.confirmed > 0 && transfer.confirmed < size ? partOf(confirmed, size, words) : whole];
		case "waiting": return isHeld(transfer) ? [whole] : [whole, say(words, words.queuePlace, { place: facts.waitingBefore + 1 })];
		case "done": return [whole, ...durationFigure(facts, words)];
		case "processing": return [whole, ...elapsedFigure(facts, words)];
		case "expired": {
			const at = facts.document?.updated_at ?? null;
			return [whole, ...at === null ? [] : [formatTime(at, language)]];
		}
		default: return [whole];
	}
}
function speedFigures(facts, confirmed, words) {
	if (isHeldBack(facts)) return [];
	const { document, transfer, now } = facts;
	const rate = (facts.heardAt !== null && now - facts.heardAt < FIGURES_LAST_MS && document?.transfer === "active" ? document.rate : null) || transfer.rate;
	if (!rate) return [];
	if (transfer.startedAt === null || now - transfer.startedAt < NO_GUESS_MS) return [formatRate(rate, words.language)];
	const leftMs = (facts.size - confirmed) * 1e3 / rate;
	return [formatRate(rate, words.language), timeText(words, words.timeLeft, leftMs)];
}
function timeText(words, text, ms) {
	return say(words, text, { time: formatDuration(ms, words.language) });
}
function durationFigure({ document }, words) {
	if (!document?.created_at || !document.updated_at) return [];
	const ms = document.updated_at - document.created_at;
	return ms >= 1e3 ? [timeText(words, words.took, ms)] : [];
}
/** By the server's clock up to its last document, and by this page's clock from there. */
function elapsedFigure({ document, heardAt, now }, words) {
	const began = document?.stages.find(({ started_at }) => started_at !== null)?.started_at ?? null;
	if (began === null || !document?.updated_at || heardAt === null) return [];
	const ms = document.updated_at - began + (now - heardAt);
	return ms >= 1e3 ? [timeText(words, words.elapsed, ms)] : [];
}
// src/view/notes.ts
/** While bytes flow, the server sends news more often than this. */
var NEWS_OLD_MS = 5e3;
/** The note; null where the figures say enough. */
function noteOf(facts, phase, words) {
	const { document } = facts;
	if (phase === "paused") return pausedNote(facts, words);
	const { serverProblem } = facts;
	if (serverProblem && (phase === "waiting" || isUntold(facts, phase))) return withStatus(explainProblem(serverProblem, words), serverProblem);
	if (phase === "retrying") return retryText(facts, words);
	if (phase === "received") return facts.isUnknown ? words.recordMissing : words.mayLeave;
	if (phase === "processing") return processingNote(document, words);
	if (phase === "failed") return failedNote(facts, words);
	return phase === "uploading" ? uploadingNote(facts, words) : null;
}
function pausedNote(facts, words) {
	const { transfer, document, hasFile } = facts;
	if (facts.isFollowed) return words.senderAway;
	if (!hasFile) return words.fileNeeded;
	if (transfer.confirmed === 0) return null;
	return keptText(transfer, words, document?.expires_at ?? null);
}
/** What the server keeps of a failed upload. */
function failedNote({ transfer, document }, words) {
	if (document?.error?.retryable && document.error.stage !== null) return words.fileKept;
	if (document !== null || transfer.confirmed === 0 || isFileLost(transfer)) return null;
	return keptText(transfer, words);
}
function keptText({ confirmed }, words, until = null) {
	const part = formatBytes(confirmed, words.language);
	if (until === null) return say(words, words.keptAt, { part });
	return say(words, words.keptAtUntil, {
		part,
		time: formatTime(until, words.language)
	});
}
function uploadingNote(facts, words) {
	const { transfer, document, size, heardAt, now } = facts;
	const isAhead = transfer.sent > transfer.confirmed;
	if (document && facts.isUnknown) return words.recordMissing;
	if (isHeldBack(facts)) return words.heldBack;
	if (isAhead && heardAt !== null && now - heardAt > NEWS_OLD_MS) return say(words, words.lastNews, { ago: formatDistance(heardAt - now, words.language) });
	if (isAhead && transfer.sent >= size) return words.allSent;
	if (transfer.resumedFrom === null) return null;
	if (transfer.resumedFrom === 0) return words.begunAnew;
	return say(words, words.resumedAt, { part: formatBytes(transfer.resumedFrom, words.language) });
}
/** The document's message, unless the stage that runs shows it already. */
function processingNote(document, words) {
	return document?.stages.some(({ state, message, label }) => state === "running" && (message || label === document.message)) || !document?.message ? words.mayLeave : plainText(document.message);
}
function retryText({ transfer, now }, words) {
	if (transfer.retryAt === null) return words.retryWhenOnline;
	const ms = transfer.retryAt - now;
	if (ms <= 0) return words.retryingNow;
	return say(words, words.retryIn, { when: formatDistance(ms, words.language) });
}
/** What went wrong; null where nothing did. */
function problemText(facts, phase, words) {
	const { document, transfer } = facts;
	const { serverProblem } = facts;
	if (serverProblem && (phase === "waiting" || isUntold(facts, phase))) return withStatus(explainProblem(serverProblem, words), serverProblem);
	if (phase === "retrying") return transfer.problem && explainProblem(transfer.problem, words);
	if (phase !== "failed" && phase !== "expired") return null;
	if (document?.error?.message) return plainText(document.error.message);
	if (transfer.problem) return explainProblem(transfer.problem, words);
	return words.problem[phase] ?? words.problem.other ?? null;
}
function explainProblem(problem, words) {
	const otherwise = problem.retryable ? words.problem.busy : words.problem.other;
	const detail = problem.detail === null ? null : plainText(problem.detail);
	return words.problem[problem.code] ?? detail ?? otherwise ?? null;
}
/** Adds the HTTP status, which an operator will ask for. */
function withStatus(text, { status }) {
	return text !== null && status > 0 ? `${text} (HTTP ${status})` : text;
}
// src/view/file-view.ts
/** Everything that a file's row shows. */
function viewFile(facts, words = ENGLISH) {
	const { transfer, document, size } = facts;
	const phase = phaseOf(transfer, document, facts.hasFile);
	const confirmedBytes = Math.min(size, isStored(phase) ? size : transfer.confirmed);
	const percent = isUntold(facts, phase) ? null : percentOf(confirmedBytes, size);
	const head = headlineOf(phase, document, words);
	return {
		name: plainText(facts.name),
		phase,
		headline: head,
		figures: figuresOf(facts, phase, confirmedBytes, words),
		confirmed: shareOf$1(confirmedBytes, size),
		sent: shareOf$1(Math.max(confirmedBytes, transfer.sent), size),
		percent,
		spoken: percent === null ? head : `${head}: ${spokenPercent(percent, words)}, ${partOf(confirmedBytes, size, words)}`,
		note: noteOf(facts, phase, words),
		problem: problemText(facts, phase, words),
		stages: (document?.stages ?? []).map((stage) => viewStage(stage, words)),
		actions: actionsOf(phase, facts),
		result: resultRows(facts, phase, words)
	};
}
function headlineOf(phase, document, words) {
	const word = words.phase[phase];
	if (phase !== "processing" || !document || document.stages.length < 2) return word;
	const ended = document.stages.filter(({ state }) => state !== "waiting" && state !== "running");
	const current = Math.min(ended.length + 1, document.stages.length);
	const step = say(words, words.step, {
		current,
		all: document.stages.length
	});
	return say(words, words.both, {
		first: word,
		second: step
	});
}
function viewStage(stage, words) {
	const { started_at, ended_at } = stage;
	const ms = started_at !== null && ended_at !== null ? ended_at - started_at : null;
	return {
		name: stage.name,
		label: plainText(stage.label),
		state: stage.state,
		word: words.stage[stage.state],
		percent: stage.state === "running" ? stage.progress : null,
		message: stage.message && plainText(stage.message),
		took: ms !== null && ms >= 1e3 ? formatDuration(ms, words.language) : null
	};
}
/** The rows of the result. A failed upload shows its id, by which the server's log names it. */
function resultRows({ document, link }, phase, words) {
	const rows = phase === "done" ? {
		...document?.result,
		link
	} : phase === "failed" ? { id: document?.id } : {};
	return Object.entries(rows).flatMap(([key, value]) => typeof value === "string" || typeof value === "number" ? [{
		key,
		label: words.result[key] ?? plainText(key),
		value: plainText(String(value))
	}] : []);
}
function shareOf$1(part, whole) {
	return whole > 0 ? Math.min(1, part / whole) : 1;
}
// src/ui/upload-view.ts
/** Elements render this often while an upload is not over: countdowns and times left move. */
var TICK_MS = 1e3;
function viewUpload(upload, around) {
	const { client, waitingBefore, now, words, isListed } = around;
	const { source, document, transfer, heardAt, isUnknown, link } = upload;
	return viewFile({
		name: source.name || document?.name || (upload.id ?? ""),
		size: source.size || (document?.size ?? 0),
		transfer,
		document,
		heardAt,
		isUnknown,
		waitingBefore,
		hasFile: source.file !== null,
		isFollowed: source.isFollowed === true,
		isListed: isListed === true,
		link,
		serverProblem: client.problem,
		now
	}, words);
}
/** The views of a list, by the keys of its uploads; `before` has those that were shown last. */
function viewUploads(client, before, words) {
	const now = Date.now();
	const views = /* @__PURE__ */ new Map();
	let waitingBefore = 0;
	for (const upload of client.uploads) {
		const view = viewUpload(upload, {
			client,
			waitingBefore,
			now,
			words,
			isListed: true
		});
		views.set(upload.key, unlessSame(view, before.get(upload.key)));
		if (upload.transfer.state === "waiting") waitingBefore++;
	}
	return views;
}
/** The previous view where the new one equals it: its row need not be drawn again. */
function unlessSame(view, before) {
	return before && JSON.stringify(before) === JSON.stringify(view) ? before : view;
}
// src/ui/progress.ts
var LoadlineProgress = class extends LitElement {
	static properties = {
		id: { type: String },
		endpoint: { type: String },
		token: { attribute: false },
		words: { attribute: false },
		spoken: { state: true }
	};
	static styles = [theme, uploadStyles];
	#followed = null;
	#followedId = "";
	#unsubscribe;
	#view = null;
	#ticker;
	constructor() {
		super();
		this.endpoint = "/uploads/";
		this.token = void 0;
		this.words = ENGLISH;
		this.spoken = "";
		followLanguage(this);
	}
	connectedCallback() {
		super.connectedCallback();
		this.requestUpdate();
	}
	disconnectedCallback() {
		super.disconnectedCallback();
		queueMicrotask(() => {
			if (!this.isConnected) this.#dispose();
		});
	}
	willUpdate(_changed) {
		if (this.id !== this.#followedId) this.#follow();
		if (!this.#followed) return;
		const { client, upload } = this.#followed;
		const { words } = this;
		const view = viewUpload(upload, {
			client,
			waitingBefore: 0,
			now: Date.now(),
			words
		});
		this.spoken = announcement(this.#view ?? void 0, view, this.words) ?? this.spoken;
		this.#view = view;
		if (upload.isOver) clearInterval(this.#ticker);
	}
	render() {
		if (!this.#followed || !this.#view) return nothing;
		const { client } = this.#followed;
		return html`
      <div class="head">
        <loadline-status
          exportparts="status, refresh"
          .health=${client.health}
          .now=${Date.now()}
          .words=${this.words}
          @refresh=${() => client.reconnect()}
        ></loadline-status>
      </div>
      <loadline-file
        exportparts="file, name, figures, bar, fill, stages, stage, button, note, problem, result"
        .view=${this.#view}
        .words=${this.words}
        @action=${(event) => this.#act(event.detail)}
      ></loadline-file>
      <div class="unseen" role="status" aria-live="polite">${this.spoken}</div>
    `;
	}
	#follow() {
		this.#dispose();
		this.#followedId = this.id;
		if (!this.id) return;
		this.#followed = followUpload(this.id, this.endpoint, this.token);
		this.#unsubscribe = this.#followed.client.subscribe(() => this.requestUpdate());
		this.#ticker = setInterval(() => this.requestUpdate(), TICK_MS);
	}
	#act(action) {
		if (action === "cancel") this.#followed?.upload.cancel();
		if (action === "reprocess") this.#followed?.upload.reprocess();
	}
	#dispose() {
		clearInterval(this.#ticker);
		this.#unsubscribe?.();
		this.#followed?.release();
		this.#followed = null;
		this.#view = null;
		this.#followedId = "";
	}
};
// src/ui/stage-list.ts
var LoadlineStageList = class extends LitElement {
	static properties = {
		stages: { attribute: false },
		words: { attribute: false }
	};
	static styles = [theme, css`
      :host {
        display: block;
      }

      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 18px;
        list-style: none;
        margin: 0;
        padding: 0;
      }

      li {
        align-items: center;
        color: var(--muted);
        display: flex;
        font-size: 0.875em;
        gap: 7px;
      }

      li[aria-current] {
        color: var(--text);
      }

      .mark {
        align-items: center;
        block-size: 18px;
        border: 1.5px solid var(--line);
        border-radius: 50%;
        display: flex;
        flex: none;
        font-size: 11px;
        font-weight: 600;
        inline-size: 18px;
        justify-content: center;
      }

      .mark svg {
        stroke-width: 2.6;
      }

      li[data-state='running'] .mark {
        animation: turn 0.9s linear infinite;
        border-color: var(--accent) var(--accent) var(--track);
        color: transparent;
      }

      li[data-state='done'] .mark {
        background: var(--good);
        border-color: var(--good);
        color: var(--surface);
      }

      li[data-state='failed'] .mark {
        background: var(--bad);
        border-color: var(--bad);
        color: var(--surface);
      }

      .label {
        font-weight: 550;
      }

      .word,
      .message {
        color: var(--muted);
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }

      li[data-state='failed'] .word {
        color: var(--bad);
      }

      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
    `];
	constructor() {
		super();
		this.stages = [];
		this.words = ENGLISH;
	}
	render() {
		if (this.stages.length === 0) return nothing;
		return html`
      <ol aria-label=${this.words.stages} part="stages">
        ${this.stages.map((stage, index) => stageItem(stage, index, this.words))}
      </ol>
    `;
	}
};
function stageItem(stage, index, words) {
	const running = stage.state === "running";
	return html`
    <li
      part="stage"
      data-stage=${stage.name}
      data-state=${stage.state}
      aria-current=${running ? "step" : nothing}
    >
      <span class="mark" aria-hidden="true">${stageMark(stage, index)}</span>
      <span class="label"><bdi>${stage.label}</bdi></span>
      <span class="word">${stageText(stage, words)}</span>
      ${stage.message && running ? html`<span class="message"><bdi>${stage.message}</bdi></span>` : nothing}
    </li>
  `;
}
function stageMark(stage, index) {
	if (stage.state === "done") return checkIcon();
	if (stage.state === "failed") return crossIcon();
	return stage.state === "skipped" ? dashIcon() : index + 1;
}
function stageText(stage, words) {
	if (stage.percent !== null) return formatPercent(stage.percent, words.language);
	if (stage.took === null) return stage.word;
	return say(words, words.both, {
		first: stage.word,
		second: stage.took
	});
}
// src/view/health-text.ts
function healthText(health, now, words) {
	return {
		label: words.health[health.state],
		detail: detailOf(health, now, words)
	};
}
function detailOf(health, now, words) {
	switch (health.state) {
		case "delayed":
		case "offline": return say(words, words.updated, { ago: formatDistance(health.heardAt - now, words.language) });
		case "reconnecting": return nextAttempt(health.retryAt, now, words);
		case "polling":
			if (!health.isFallback) return null;
			return say(words, words.fallback, { next: nextAttempt(health.retryAt, now, words) });
		default: return null;
	}
}
function nextAttempt(at, now, words) {
	if (at === null || at <= now) return words.tryingNow;
	return say(words, words.trying, { when: formatDistance(at - now, words.language) });
}
// src/ui/status.ts
var LoadlineStatus = class extends LitElement {
	static properties = {
		health: { attribute: false },
		now: { attribute: false },
		words: { attribute: false }
	};
	static styles = [theme, css`
      :host {
        display: inline-block;
      }

      .pill {
        align-items: center;
        border: 1px solid var(--line);
        border-radius: 99px;
        color: var(--muted);
        column-gap: 8px;
        display: flex;
        flex-wrap: wrap;
        font-size: 0.8125em;
        min-block-size: 28px;
        padding: 2px 12px;
      }

      .label {
        color: var(--text);
        font-weight: 550;
      }

      .detail {
        font-variant-numeric: tabular-nums;
      }

      .refresh {
        background: none;
        border: 0;
        color: var(--accent);
        cursor: pointer;
        font-weight: 550;
        min-block-size: 24px;
        padding: 0 2px;
      }

      .refresh:hover {
        text-decoration: underline;
      }

      .dot {
        background: var(--muted);
        block-size: 8px;
        border-radius: 50%;
        inline-size: 8px;
      }

      [data-state='live'] .dot {
        animation: breathe 2.4s ease-in-out infinite;
        background: var(--good);
      }

      [data-state='connecting'] .dot,
      [data-state='delayed'] .dot,
      [data-state='reconnecting'] .dot,
      [data-state='polling'] .dot {
        background: var(--warn);
      }

      [data-state='offline'] .dot,
      [data-state='refused'] .dot {
        background: var(--bad);
      }

      @keyframes breathe {
        50% {
          box-shadow: 0 0 0 4px color-mix(in srgb, var(--good) 25%, transparent);
        }
      }

      @media (forced-colors: active) {
        .dot {
          background: CanvasText;
          forced-color-adjust: none;
        }
      }
    `];
	constructor() {
		super();
		this.health = { state: "idle" };
		this.now = Date.now();
		this.words = ENGLISH;
	}
	render() {
		const { label, detail } = healthText(this.health, this.now, this.words);
		return html`
      <div class="pill" part="status" data-state=${this.health.state}>
        <span class="dot" aria-hidden="true"></span>
        <span class="label">${label}</span>
        ${detail === null ? nothing : html`<span class="detail">${detail}</span>`}
        ${canBeBetter(this.health) ? this.#button() : nothing}
      </div>
    `;
	}
	#button() {
		const refresh = () => this.dispatchEvent(new CustomEvent("refresh"));
		return html`
      <button type="button" class="refresh" part="refresh" @click=${refresh}>
        ${this.words.refresh}
      </button>
    `;
	}
};
/** Whether an immediate attempt may help. */
function canBeBetter(health) {
	if (health.state === "polling") return health.isFallback;
	return [
		"delayed",
		"reconnecting",
		"offline",
		"refused"
	].includes(health.state);
}
// src/ui/chosen-files.ts
/** So many files are added at a time. */
var FILES_AT_ONCE = 20;
var ChosenFiles = class {
	#add;
	#waiting = [];
	constructor(add) {
		this.#add = add;
	}
	get count() {
		return this.#waiting.length;
	}
	take(files) {
		const isUnderWay = this.#waiting.length > 0;
		this.#waiting = [...this.#waiting, ...files];
		if (!isUnderWay) this.#addSome();
	}
	/** Forgets those that are not in the list yet. */
	clear() {
		this.#waiting = [];
	}
	/** Lists the rest at once. */
	addAll() {
		const rest = this.#waiting;
		this.#waiting = [];
		if (rest.length > 0) this.#add(rest);
	}
	#addSome() {
		const some = this.#waiting.slice(0, FILES_AT_ONCE);
		if (some.length === 0) return;
		this.#waiting = this.#waiting.slice(FILES_AT_ONCE);
		if (this.#waiting.length > 0) setTimeout(() => this.#addSome());
		this.#add(some);
	}
};
// src/view/name-list.ts
/** So many names are shown. */
var NAMES_SHOWN = 5;
/** "a.txt, b.txt", as the language joins them; empty without names. */
function nameList(names, words) {
	const items = names.slice(0, NAMES_SHOWN).map(plainText);
	const rest = names.length - NAMES_SHOWN;
	if (rest > 0) items.push(`… (+${formatNumber(rest, words.language)})`);
	const [start = "", ...others] = items;
	return others.reduce((first, second) => say(words, words.list, {
		first,
		second
	}), start);
}
// src/ui/dropped-files.ts
/** So many files and folders of one drop are taken. */
var DROP_LIMIT = 1e4;
/** Must be called while the event is handled: the browser takes the items back afterwards. */
async function readDrop({ items, files }) {
	const walk = {
		files: [],
		left: [],
		seen: 0
	};
	const entries = [...items].filter(({ kind }) => kind === "file").map((item) => item.webkitGetAsEntry?.() ?? null);
	if (entries.length > 0 && entries.every((entry) => entry?.isFile)) return {
		files: [...files],
		left: [],
		isCut: false
	};
	const plain = [...files];
	for (const entry of entries) if (entry) await walkEntry(entry, walk);
	if (entries.every((entry) => entry === null)) await takeReadable(plain, walk);
	return {
		files: walk.files,
		left: walk.left,
		isCut: walk.seen > DROP_LIMIT
	};
}
/** The sentences for what was left out; empty where all files were taken. */
function droppedNotice({ left, isCut }, words) {
	const names = nameList(left, words);
	return [names && say(words, words.notTaken, { names }), isCut && say(words, words.tooMany, { limit: 1e4 }, 1e4)].filter(Boolean).join(" ");
}
/** Depth needs no limit of its own: DROP_LIMIT counts folders too. */
async function walkEntry(entry, walk) {
	if (++walk.seen > 1e4) return;
	try {
		if (entry.isFile) walk.files.push(await fileOfEntry(entry));
		else await walkFolder(entry, walk);
	} catch {
		walk.left.push(entry.name);
	}
}
async function walkFolder(folder, walk) {
	const reader = folder.createReader();
	const before = walk.seen;
	for (let some = await readEntries(reader); some.length > 0; some = await readEntries(reader)) {
		for (const entry of some) await walkEntry(entry, walk);
		if (walk.seen > 1e4) return;
	}
	if (walk.seen === before) walk.left.push(folder.name);
}
/** Where the browser does not tell folders apart: takes the files of which a byte can be read. */
async function takeReadable(files, walk) {
	for (const file of files) try {
		await file.slice(0, 1).arrayBuffer();
		walk.files.push(file);
	} catch {
		walk.left.push(file.name);
	}
}
function fileOfEntry(entry) {
	return new Promise((resolve, reject) => entry.file(resolve, reject));
}
function readEntries(reader) {
	return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
// src/ui/drop-area.ts
var DropArea = class {
	#host;
	#take;
	#isOver = false;
	/**
	* A file that is dropped beside the area would replace the page and end its uploads. A function
	* for each area: a page may have several.
	*/
	#keepPage = (event) => {
		if (holdsFiles(event)) event.preventDefault();
	};
	constructor(host, take) {
		this.#host = host;
		this.#take = take;
		host.addController(this);
	}
	hostConnected() {
		window.addEventListener("dragover", this.#keepPage);
		window.addEventListener("drop", this.#keepPage);
	}
	hostDisconnected() {
		window.removeEventListener("dragover", this.#keepPage);
		window.removeEventListener("drop", this.#keepPage);
	}
	/** The button; null before the area is drawn. */
	get button() {
		return this.#host.renderRoot.querySelector(".choose");
	}
	/** Opens the browser's dialogue. */
	choose() {
		if (!this.#host.isOff) this.#host.renderRoot.querySelector("input")?.click();
	}
	render(options) {
		const { isOff, isFilled, multiple, words } = options;
		return html`
      <div
        class="drop ${this.#isOver ? "over" : ""} ${isFilled ? "filled" : ""} ${isOff ? "off" : ""}"
        part="drop"
        @dragenter=${(event) => this.#drag(event)}
        @dragover=${(event) => this.#drag(event)}
        @dragleave=${(event) => this.#dragEnd(event)}
        @drop=${(event) => this.#drop(event)}
      >
        <button
          type="button"
          class="choose ${options.isQuiet ? "quiet" : ""}"
          part="choose"
          ?disabled=${isOff}
          @click=${() => this.choose()}
        >
          ${dropIcon()} ${multiple ? words.choose : words.chooseOne}
        </button>
        ${this.#hint(options)}
        <input
          type="file"
          accept=${options.accept || nothing}
          ?multiple=${multiple}
          hidden @change=${(event) => this.#chosen(event)} />
      </div>
    `;
	}
	#hint({ multiple, maxSize, words }) {
		const limit = maxSize === null ? nothing : say(words, words.limit, { size: formatBytes(maxSize, words.language) });
		return html`
      <span class="hint">
        ${this.#isOver ? words.dropNow : multiple ? words.drop : words.dropOne}
        ${limit === nothing ? nothing : html`<small>${limit}</small>`}
      </span>
    `;
	}
	#chosen(event) {
		const input = event.target;
		this.#take({
			files: [...input.files ?? []],
			left: [],
			isCut: false
		});
		input.value = "";
	}
	#drag(event) {
		if (!holdsFiles(event) || this.#host.isOff) return;
		event.preventDefault();
		this.#setOver(true);
	}
	#dragEnd(event) {
		const inside = event.relatedTarget;
		const area = event.currentTarget;
		if (!(inside instanceof Node && area.contains(inside))) this.#setOver(false);
	}
	#drop(event) {
		event.preventDefault();
		this.#setOver(false);
		if (event.dataTransfer && !this.#host.isOff) this.#read(event.dataTransfer);
	}
	async #read(dropped) {
		this.#take(await readDrop(dropped));
	}
	#setOver(isOver) {
		this.#isOver = isOver;
		this.#host.requestUpdate();
	}
};
function holdsFiles({ dataTransfer }) {
	return dataTransfer?.types.includes("Files") === true;
}
// src/ui/element-client.ts
var ElementClient = class {
	#make;
	#mayStart;
	#changed;
	#client = null;
	/** Whether the page made the client, not the element. */
	#isGiven = false;
	#unsubscribe = null;
	constructor(make, mayStart, changed) {
		this.#make = make;
		this.#mayStart = mayStart;
		this.#changed = changed;
	}
	get() {
		if (!this.#client) {
			this.#client = this.#make();
			this.#listen();
		}
		return this.#client;
	}
	/** Returns whether it is another one than before. */
	give(client) {
		if (client === this.#client) return false;
		this.#unlisten();
		if (!this.#isGiven) this.#client?.dispose();
		this.#client = client;
		this.#isGiven = client !== null;
		this.#listen();
		return true;
	}
	/** The element is on the page. */
	comeBack() {
		const client = this.get();
		if (!this.#isGiven) client.resume();
		client.restore();
		this.#listen();
	}
	/** The client keeps the files: a router may put the element back. */
	goAway() {
		this.#unlisten();
		if (!this.#isGiven) this.#client?.suspend();
	}
	#listen() {
		const client = this.#client;
		if (!client || this.#unsubscribe) return;
		client.queue.mayStart = this.#mayStart;
		const unsubscribe = client.subscribe(this.#changed);
		this.#unsubscribe = () => {
			unsubscribe();
			if (client.queue.mayStart === this.#mayStart) client.queue.mayStart = null;
		};
	}
	#unlisten() {
		this.#unsubscribe?.();
		this.#unsubscribe = null;
	}
};
// src/ui/file-rules.ts
/** Sorts the files; `count` says how many there are already. */
function sortFiles(files, rules, capabilities, count) {
	const taken = [];
	const refused = [];
	const free = (rules.maxFiles ?? Number.POSITIVE_INFINITY) - count;
	for (const file of files) {
		const reason = reasonFor(file, rules, capabilities);
		if (reason !== null) refused.push({
			file,
			reason
		});
		else if (taken.length < free) taken.push(file);
		else refused.push({
			file,
			reason: "too_many"
		});
	}
	return {
		taken,
		refused
	};
}
/** The size limit for a file, in bytes: the page's or the server's, whichever is smaller. */
function sizeLimit(rules, capabilities) {
	const limits = [rules.maxSize, capabilities?.maxSize ?? null].filter((limit) => limit !== null);
	return limits.length === 0 ? null : Math.min(...limits);
}
/** One sentence for each reason, with the names of the files. */
function refusedNotice(refused, rules, capabilities, words) {
	return [...new Set(refused.map(({ reason }) => reason))].map((reason) => {
		const names = nameList(refused.filter((each) => each.reason === reason).map(({ file }) => file.name), words);
		if (reason === "too_many") {
			const limit = rules.maxFiles ?? 0;
			return say(words, words.overLimit, {
				names,
				limit
			}, limit);
		}
		const size = reason === "too_small" ? rules.minSize : sizeLimit(rules, capabilities);
		const limit = formatBytes(size ?? 0, words.language);
		return say(words, words.refused[reason], {
			names,
			limit
		});
	}).join(" ");
}
function reasonFor({ name, size, type }, rules, capabilities) {
	if (!isAccepted(rules.accept, name, type)) return "type_refused";
	if (rules.maxSize !== null && size > rules.maxSize) return "too_large";
	if (rules.minSize !== null && size < rules.minSize) return "too_small";
	return capabilities && refusalOf(capabilities, {
		name,
		size,
		type
	});
}
/** By the HTML standard: extensions that begin with a dot, types, and types with a star. */
function isAccepted(accept, name, type) {
	const parts = accept.split(",").map((part) => part.trim());
	const extensions = parts.flatMap((part) => /^\.[^/]/.test(part) ? part.slice(1) : []);
	const types = parts.filter((part) => /^[^./].*\/./.test(part));
	return types.includes("*/*") || extensions.length + types.length === 0 || hasExtension(extensions, name) || hasType(types, type);
}
/** The attribute for the browser's dialogue: the page's, else what the server takes. */
function acceptFor({ accept }, capabilities) {
	if (accept !== "" || !capabilities) return accept;
	const { types, extensions } = capabilities.accept;
	return [...types, ...extensions.map((extension) => `.${extension}`)].join(",");
}
var SIZE_UNITS = {
	"": 1,
	k: 1e3,
	m: 1e6,
	g: 1e9,
	t: 0xe8d4a51000
};
/** A size in bytes, a number or a text as in HTML: "5000000", "5 MB"; null for anything else. */
function readSize(size) {
	const text = String(size ?? "");
	const [, amount, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)b?\s*$/i.exec(text) ?? [];
	return amount === void 0 ? null : Number(amount) * (SIZE_UNITS[unit.toLowerCase()] ?? 1);
}
// src/ui/form-share.ts
/** What the form submits, and why it cannot. */
function shareOf(listed, isRequired, words) {
	const meant = listed.filter(({ phase }) => phase !== "cancelled");
	const whole = meant.filter(isWhole);
	const reason = reasonOf(meant, whole.length, isRequired);
	return {
		ids: whole.flatMap(({ upload }) => upload.id ?? []),
		problem: reason && {
			flag: reason === "missing" ? "valueMissing" : "customError",
			message: words.form[reason]
		}
	};
}
function reasonOf(meant, wholeCount, isRequired) {
	if (meant.length === 0) return isRequired ? "missing" : null;
	if (meant.some(({ phase }) => phase === "failed" || phase === "expired")) return "failed";
	return wholeCount < meant.length ? "pending" : null;
}
/** An id that the page itself has set was whole before; the server may tell otherwise. */
function isWhole({ upload, phase }) {
	const { source, document, isUnknown } = upload;
	const isUntold = source.isFollowed === true && document === null && !isUnknown;
	return isStored(phase) || isUntold;
}
/** The ids, or ID.KEY, of a value; anything else in it is left out. */
function idsIn(value) {
	return (typeof value === "string" ? value.split(/\s+/) : value ?? []).filter((text) => /^[0-9a-f]{32}(\.[0-9a-f]{32})?$/.test(text));
}
// src/ui/upload-events.ts
var ENDED = /* @__PURE__ */ new Set([
	"done",
	"failed",
	"cancelled",
	"expired"
]);
var UploadEvents = class {
	#target;
	#told = /* @__PURE__ */ new Map();
	#isMoving = false;
	constructor(target) {
		this.#target = target;
	}
	tell(name, detail) {
		this.#target.dispatchEvent(new CustomEvent(name, {
			detail,
			bubbles: true
		}));
	}
	/** Returns whether no listener has cancelled it. */
	ask(name, detail) {
		const event = new CustomEvent(name, {
			detail,
			bubbles: true,
			cancelable: true
		});
		return this.#target.dispatchEvent(event);
	}
	/** From here on the list is another one. What has happened to its uploads is not told. */
	startFrom(uploads) {
		const known = uploads.filter(({ source }) => !source.isFollowed);
		this.#told = new Map(known.map((upload) => {
			const phase = phaseOf(upload.transfer, upload.document, upload.file !== null);
			return [upload.key, toldOf(upload, phase)];
		}));
		this.#isMoving = [...this.#told.values()].some(({ phase }) => !ENDED.has(phase));
	}
	/** Tells what has changed since the last call. What only is watched is not told. */
	tellChanges(uploads, views) {
		const told = /* @__PURE__ */ new Map();
		const changed = [];
		for (const upload of uploads) {
			const phase = views.get(upload.key)?.phase;
			if (!phase || upload.source.isFollowed) continue;
			changed.push([
				upload,
				this.#told.get(upload.key),
				phase
			]);
			told.set(upload.key, toldOf(upload, phase, this.#told.get(upload.key)));
		}
		this.#told = told;
		for (const [upload, before, phase] of changed) this.#tellFile(upload, before, phase);
		this.#tellAll(uploads, told);
	}
	#tellFile(upload, before, phase) {
		const outcome = outcomeOf(upload);
		if (outcome.confirmed > (before?.confirmed ?? 0)) this.tell("loadline-progress", outcome);
		if (isStored(phase) && !before?.wasStored) this.tell("loadline-stored", outcome);
		if (phase === before?.phase) return;
		if (phase === "done" || phase === "failed") this.tell(`loadline-${phase}`, outcome);
	}
	#tellAll(uploads, told) {
		const phases = [...told.values()].map(({ phase }) => phase);
		const wasMoving = this.#isMoving;
		this.#isMoving = phases.some((phase) => !ENDED.has(phase));
		if (!wasMoving || this.#isMoving || phases.length === 0) return;
		const outcomes = (isDone) => uploads.filter(({ key }) => told.has(key) && told.get(key)?.phase === "done" === isDone).map(outcomeOf);
		this.tell("loadline-complete", {
			done: outcomes(true),
			failed: outcomes(false)
		});
	}
};
function toldOf({ transfer }, phase, before) {
	const wasStored = before?.wasStored || isStored(phase);
	return {
		phase,
		confirmed: transfer.confirmed,
		wasStored
	};
}
function outcomeOf({ id, transfer, file, document }) {
	const { url, confirmed, problem } = transfer;
	return {
		id,
		url,
		file,
		document,
		confirmed,
		problem
	};
}
/** The outcome of a file that is not listed. */
function refusedOutcome(file, problem) {
	return {
		id: null,
		url: null,
		file,
		document: null,
		confirmed: 0,
		problem
	};
}
// src/ui/upload-list.ts
/** How many files wait for a person to start them. */
function countHeld(uploads) {
	return uploads.filter(({ transfer }) => isHeld(transfer)).length;
}
function renderList(options) {
	const { client, rows, words } = options;
	const { uploads } = client;
	if (uploads.length === 0) return nothing;
	return html`
    <div class="head">
      <h2 id="files">${words.files}</h2>
      ${uploads.length > 1 ? renderTotal(options) : nothing}
      <loadline-status
        exportparts="status, refresh"
        .health=${client.health}
        .now=${Date.now()}
        .words=${words}
        @refresh=${() => client.reconnect()}
      ></loadline-status>
    </div>
    ${renderStart(options)}
    <ul aria-labelledby="files">
      ${repeat(uploads.slice(0, rows), (upload) => upload.key, (upload) => renderRow(upload, options))}
    </ul>
  `;
}
function renderStart({ client, words, isOff }) {
	const count = countHeld(client.uploads);
	if (count === 0) return nothing;
	return html`
    <button
      type="button"
      class="start"
      part="start"
      ?disabled=${isOff}
      @click=${() => client.start()}
    >
      ${say(words, words.uploadFiles, { count }, count)}
    </button>
  `;
}
function renderTotal({ client, views, words }) {
	const { uploads } = client;
	const done = [...views.values()].filter(({ phase }) => phase === "done").length;
	const whole = uploads.reduce((sum, { source }) => sum + source.size, 0);
	const part = uploads.reduce((sum, { key, source }) => sum + source.size * (views.get(key)?.confirmed ?? 0), 0);
	const values = {
		done,
		all: uploads.length,
		part: partOf(part, whole, words)
	};
	return html`
    <span class="total" part="total">
      ${say(words, words.total, values, done)}
    </span>
  `;
}
function renderRow(upload, { views, words, isOff, act }) {
	return html`
    <li>
      <loadline-file
        exportparts="file, name, figures, bar, fill, stages, stage, button, note, problem, result"
        .view=${views.get(upload.key) ?? null}
        .words=${words}
        .isOff=${isOff}
        @action=${(event) => act(upload, event.detail)}
      ></loadline-file>
    </li>
  `;
}
// src/ui/form-element.ts
var FormElement = class extends LitElement {
	static formAssociated = true;
	static properties = {
		name: {
			type: String,
			reflect: true,
			useDefault: true
		},
		required: {
			type: Boolean,
			reflect: true
		},
		disabled: {
			type: Boolean,
			reflect: true
		}
	};
	#internals;
	#isOffByForm = false;
	#ownMessage = "";
	#state = {
		values: [],
		problem: null,
		label: "",
		anchor: null
	};
	#submitted = "";
	constructor() {
		super();
		this.name = "";
		this.required = false;
		this.disabled = false;
		this.#internals = "attachInternals" in this ? this.attachInternals() : null;
		if (this.#internals) this.#internals.role = "group";
	}
	get form() {
		return this.#internals?.form ?? null;
	}
	get labels() {
		return this.#internals?.labels ?? null;
	}
	get validity() {
		return this.#internals?.validity ?? null;
	}
	get validationMessage() {
		return this.#internals?.validationMessage ?? "";
	}
	get willValidate() {
		return this.#internals?.willValidate ?? false;
	}
	checkValidity() {
		return this.#internals?.checkValidity() ?? true;
	}
	reportValidity() {
		return this.#internals?.reportValidity() ?? true;
	}
	/** The page's own reason why the form cannot be submitted; empty: none. */
	setCustomValidity(message) {
		this.#ownMessage = message;
		this.#tellValidity();
	}
	/** Whether the element itself, or a fieldset around it, is disabled. */
	get isOff() {
		return this.disabled || this.#isOffByForm;
	}
	/** Called by the browser, also for a fieldset. */
	formDisabledCallback(isDisabled) {
		this.#isOffByForm = isDisabled;
		this.requestUpdate();
	}
	/** Tells the form; cheap where nothing has changed. */
	tellForm(state) {
		this.#state = state;
		this.#silenceContent();
		if (this.#internals) this.#internals.ariaLabel = state.label || null;
		this.#tellValues();
		this.#tellValidity();
	}
	#tellValues() {
		const { name } = this;
		const { values } = this.#state;
		const submitted = JSON.stringify([name, values]);
		if (submitted === this.#submitted) return;
		this.#submitted = submitted;
		const entries = new FormData();
		for (const value of values) entries.append(name, value);
		this.#internals?.setFormValue(name === "" ? null : entries, values.join(" "));
	}
	#tellValidity() {
		const { problem, anchor } = this.#state;
		const message = this.#ownMessage || (problem?.message ?? "");
		const flag = this.#ownMessage ? "customError" : problem?.flag;
		if (!flag) this.#internals?.setValidity({});
		else this.#internals?.setValidity({ [flag]: true }, message, anchor ?? void 0);
	}
	/** What the element holds for pages without script would be submitted too. */
	#silenceContent() {
		const controls = this.querySelectorAll("input, select, textarea, button");
		for (const control of controls) control.disabled = true;
	}
};
// src/ui/upload-settings.ts
var UploadSettings = class extends FormElement {
	static properties = {
		endpoint: { type: String },
		token: { attribute: false },
		words: { attribute: false },
		label: { type: String },
		multiple: {
			type: Boolean,
			reflect: true
		},
		accept: { type: String },
		maxFiles: {
			attribute: "max-files",
			converter: readCount
		},
		maxSize: {
			attribute: "max-size",
			converter: readSize
		},
		minSize: {
			attribute: "min-size",
			converter: readSize
		},
		autostart: { converter: isYes },
		parallel: { converter: readCount },
		metadata: { converter: readMetadata }
	};
	constructor() {
		super();
		this.endpoint = "/uploads/";
		this.token = void 0;
		this.words = ENGLISH;
		this.label = "";
		this.multiple = false;
		this.accept = "";
		this.maxFiles = null;
		this.maxSize = null;
		this.minSize = null;
		this.autostart = true;
		this.parallel = null;
		this.metadata = null;
	}
	/** Without `multiple` there is one file. Frameworks set properties to texts, as in HTML. */
	get rules() {
		const { accept, maxSize, minSize, multiple, maxFiles } = this;
		return {
			accept: accept ?? "",
			maxSize: readSize(maxSize),
			minSize: readSize(minSize),
			maxFiles: multiple ? readCount(maxFiles) : 1
		};
	}
	makeClient() {
		return new LoadlineClient(this.clientOptions());
	}
	/** They read the properties again each time, except for the endpoint: those may change later. */
	clientOptions() {
		const element = this;
		return {
			endpoint: this.endpoint,
			token: () => element.token?.() ?? null,
			get parallel() {
				return readCount(element.parallel) ?? void 0;
			},
			get autostart() {
				return isYes(element.autostart);
			},
			get metadata() {
				return readMetadata(element.metadata) ?? void 0;
			}
		};
	}
};
function isYes(value) {
	return value !== false && value !== "no" && value !== "false";
}
/** A number of files, or null where it is none. */
function readCount(value) {
	const count = Number(value);
	return Number.isInteger(count) && count > 0 ? count : null;
}
/** A text is JSON, as an attribute has it. */
function readMetadata(value) {
	if (typeof value !== "string") return value;
	const values = parseJson(value);
	return isRecord(values) ? values : null;
}
// src/ui/upload.ts
/** So many new rows are drawn at a time: the page stays responsive. */
var ROWS_PER_FRAME = 12;
var LoadlineUpload = class extends UploadSettings {
	static properties = {
		spoken: { state: true },
		notice: { state: true }
	};
	static styles = [theme, uploadStyles];
	#client = new ElementClient(() => this.makeClient(), (upload) => this.#mayStart(upload), () => this.requestUpdate());
	/** The value that its client does not list yet; null: its attribute's. */
	#valueBefore = null;
	#hasBegun = false;
	#views = /* @__PURE__ */ new Map();
	#rows = ROWS_PER_FRAME;
	#chosenFiles = new ChosenFiles((files) => this.client.add(files));
	#area = new DropArea(this, (drop) => this.#take(drop));
	#events = new UploadEvents(this);
	#ticker;
	constructor() {
		super();
		this.spoken = "";
		this.notice = "";
		followLanguage(this);
		this.addEventListener("click", (event) => {
			if (event.composedPath()[0] === this) this.#area.choose();
		});
	}
	/**
	* The client behind it, for a page that shows more than the component does. With a client of the
	* page's own, uploads continue while the element is away; the element's client waits for it to
	* come back.
	*/
	get client() {
		return this.#client.get();
	}
	set client(client) {
		const listed = this.#hasBegun ? this.client.uploads.flatMap(whichIsFollowed) : null;
		if (!this.#client.give(client)) return;
		this.#views.clear();
		this.#events.startFrom(client?.uploads ?? []);
		if (listed) this.#valueBefore = listed;
		this.#hasBegun = false;
		if (this.isConnected) this.#comeBack();
	}
	/**
	* The ids of the uploads whose bytes the server has, separated by blanks: the form submits them.
	* Ids that are set, also by the attribute, are listed; other files are removed.
	*/
	get value() {
		if (!this.#hasBegun) return (this.#valueBefore ?? this.#defaultIds).join(" ");
		return this.#share().ids.join(" ");
	}
	set value(value) {
		const ids = idsIn(value);
		if (!this.#hasBegun) {
			this.#valueBefore = ids;
			return;
		}
		this.#removeUnless((upload) => ids.some((id) => isOf(id, upload)));
		this.#follow(ids);
		this.#tellForm();
	}
	/** Adds files as if a person had chosen them: the rules apply. */
	add(files) {
		this.#take({
			files: [...files],
			left: [],
			isCut: false
		});
	}
	/** Sends, in order, what was paused or has not begun. */
	start() {
		this.#chosenFiles.addAll();
		this.client.start();
	}
	/** Pauses all files. */
	pause() {
		this.#chosenFiles.addAll();
		this.client.pause();
	}
	/** Empties the list. What the server does not have whole is deleted there. */
	clear() {
		this.#chosenFiles.clear();
		this.notice = "";
		const { client } = this;
		client.remove(...client.uploads.filter((upload) => this.#events.ask("loadline-remove", outcomeOf(upload))));
		this.#tellForm();
	}
	/** The rest leaves the list, whatever listeners want. */
	#removeUnless(isKept) {
		const removed = this.client.uploads.filter((upload) => !isKept(upload));
		for (const upload of removed) this.#events.tell("loadline-remove", outcomeOf(upload));
		this.client.remove(...removed);
	}
	#mayStart(upload) {
		return this.#events.ask("loadline-start", outcomeOf(upload));
	}
	get #defaultIds() {
		return idsIn(this.getAttribute("value") ?? "");
	}
	/** Focuses the button that chooses files. */
	focus(options) {
		this.#area.button?.focus(options);
	}
	/** Called by the browser: the form is as it was when the page came. */
	formResetCallback() {
		this.#chosenFiles.clear();
		this.notice = "";
		this.value = this.#defaultIds;
	}
	/** Called by the browser after a reload, or when a person comes back to the page. */
	formStateRestoreCallback(state) {
		if (typeof state !== "string") return;
		const ids = idsIn(state);
		this.#removeUnless((upload) => !upload.source.isFollowed || ids.some((id) => isOf(id, upload)));
		this.#follow(ids);
		this.#tellForm();
	}
	connectedCallback() {
		super.connectedCallback();
		this.#comeBack();
	}
	#comeBack() {
		this.#client.comeBack();
		this.client.discover();
		if (!this.#hasBegun) this.#follow(this.#valueBefore ?? this.#defaultIds);
		this.#hasBegun = true;
		this.requestUpdate();
	}
	/** Lists uploads of which only the ids are known. */
	#follow(ids) {
		for (const id of ids) if (!this.client.uploads.some((upload) => isOf(id, upload))) this.client.follow(id);
	}
	disconnectedCallback() {
		super.disconnectedCallback();
		queueMicrotask(() => {
			if (!this.isConnected) this.#goAway();
		});
	}
	willUpdate(_changed) {
		const views = viewUploads(this.client, this.#views, this.words);
		this.#announce(views);
		this.#tellForm();
		this.#events.tellChanges(this.client.uploads, views);
		this.#views = views;
		this.#keepTicking();
	}
	updated(_changed) {
		this.#tellForm();
		if (this.#rows >= this.client.uploads.length) return;
		requestAnimationFrame(() => {
			this.#rows += ROWS_PER_FRAME;
			this.requestUpdate();
		});
	}
	#tellForm() {
		const { ids, problem } = this.#share();
		const anchor = this.hasUpdated ? this.#area.button : null;
		this.tellForm({
			values: ids,
			problem,
			label: this.label,
			anchor
		});
	}
	#share() {
		return shareOf(this.client.uploads.map((upload) => ({
			upload,
			phase: phaseOf(upload.transfer, upload.document, upload.file !== null)
		})), this.required, this.words);
	}
	render() {
		const { uploads, capabilities } = this.client;
		return html`
      <div>
      ${this.label ? html`<div class="label" part="label">${this.label}</div>` : nothing}
      ${this.#area.render({
			isOff: this.isOff,
			multiple: this.multiple,
			accept: acceptFor(this.rules, capabilities),
			isQuiet: countHeld(uploads) > 0,
			isFilled: uploads.length > 0,
			maxSize: sizeLimit(this.rules, capabilities),
			words: this.words
		})}
      ${this.notice === "" ? nothing : html`<p class="notice" part="notice" role="alert">${this.notice}</p>`}
      ${renderList({
			client: this.client,
			views: this.#views,
			words: this.words,
			rows: this.#rows,
			isOff: this.isOff,
			act: (upload, action) => this.#act(upload, action)
		})}
      <div class="unseen" role="status" aria-live="polite">${this.spoken}</div>
      </div>
    `;
	}
	#announce(views) {
		for (const [key, view] of views) this.spoken = announcement(this.#views.get(key), view, this.words) ?? this.spoken;
	}
	#keepTicking() {
		const needed = this.isConnected && this.client.uploads.some((upload) => !upload.isOver);
		if (needed && this.#ticker === void 0) this.#ticker = setInterval(() => this.requestUpdate(), TICK_MS);
		else if (!needed) {
			clearInterval(this.#ticker);
			this.#ticker = void 0;
		}
	}
	#goAway() {
		clearInterval(this.#ticker);
		this.#ticker = void 0;
		this.#client.goAway();
	}
	#act(upload, action) {
		switch (action) {
			case "pause":
				upload.pause();
				break;
			case "start":
				if (this.#mayStart(upload)) upload.start();
				break;
			case "resume":
				upload.start();
				break;
			case "retryNow":
				this.client.reconnect();
				upload.start();
				break;
			case "cancel":
				upload.cancel();
				break;
			case "reprocess":
				upload.reprocess();
				break;
			case "again":
				this.client.again(upload);
				break;
			case "remove": this.#remove(upload);
		}
	}
	/** Focuses the next row, or the button that chooses files. */
	#remove(upload) {
		if (!this.#events.ask("loadline-remove", outcomeOf(upload))) return;
		const at = this.client.uploads.indexOf(upload);
		this.client.remove(upload);
		this.#tellForm();
		this.updateComplete.then(() => {
			const rows = this.renderRoot.querySelectorAll("loadline-file");
			(rows[Math.min(at, rows.length - 1)] ?? this).focus();
		});
	}
	#take(drop) {
		const { client, words } = this;
		const rules = this.rules;
		const { taken, refused } = this.#sort(drop.files);
		const notices = [droppedNotice(drop, words), refusedNotice(refused, rules, client.capabilities, words)];
		this.notice = notices.filter(Boolean).join(" ");
		for (const { file, reason } of refused) this.#events.tell("loadline-failed", refusedOutcome(file, localProblem(reason, null)));
		const wanted = taken.filter((file) => this.#events.ask("loadline-add", { file }));
		if (wanted.length > 0) this.#add(wanted);
		this.#tellForm();
	}
	#sort(files) {
		const { uploads, capabilities } = this.client;
		const count = uploads.filter(takesPlace).length + this.#chosenFiles.count;
		return sortFiles(files, this.rules, capabilities, this.multiple ? count : 0);
	}
	/** As with `<input type=file>`, a file takes the place of the one before without `multiple`. */
	#add(files) {
		if (this.multiple) {
			this.#chosenFiles.take(files);
			return;
		}
		const [added] = this.client.add(files);
		this.#removeUnless((upload) => upload === added);
	}
};
/** ID, or ID.KEY, of an upload that the value lists. */
function whichIsFollowed({ source, transfer: { url } }) {
	const which = source.isFollowed && url !== null ? capabilityOf(url) : null;
	return which === null ? [] : [which];
}
/** Whether the id, or ID.KEY, names the upload. */
function isOf(id, upload) {
	return upload.id !== null && id.startsWith(upload.id);
}
/** Whether it is one of the files that are counted: not cancelled, and not to be chosen again. */
function takesPlace({ transfer, document, file, source }) {
	const phase = phaseOf(transfer, document, file !== null);
	return phase !== "cancelled" && (phase !== "paused" || file !== null || !!source.isFollowed);
}
// src/ui/elements.ts
var ELEMENTS = {
	"loadline-bar": LoadlineBar,
	"loadline-stages": LoadlineStageList,
	"loadline-status": LoadlineStatus,
	"loadline-file": LoadlineFile,
	"loadline-upload": LoadlineUpload,
	"loadline-progress": LoadlineProgress
};
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
export { ENGLISH, LoadlineClient, LoadlineProgress, LoadlineUpload, addWords, fetchCapabilities, viewFile, wordsFor };
