import { A as formatNumber, C as isRightToLeft, D as formatBytes, E as spokenPercent, F as percentOf, I as percentParts, M as formatRate, N as formatTime, O as formatDistance, P as memo, S as ENGLISH, T as say, _ as parseJson, a as hasType, c as isUntold, d as fetchCapabilities, g as isRecord, i as hasExtension, j as formatPercent, k as formatDuration, l as RateMeter, m as localProblem, n as plainText, o as refusalOf, r as LoadlineClient, s as isElsewhere, t as UnfinishedUploads, v as capabilityOf, w as partOf, x as Alarm, y as hasKey } from "./shared.js";
import { LitElement, css, html, nothing, render, unsafeCSS } from "lit";
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

      .part > * {
        background: var(--accent);
        inset: 0;
        position: absolute;
        transform: scaleX(var(--share, 0));
        transform-origin: left;
        transition: transform var(--loadline-bar-pace) linear;
      }

      .part > :dir(rtl) {
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
    --tone: var(--accent);
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    display: grid;
    gap: 2px 14px;
    grid-template-columns: auto minmax(0, 1fr) auto;
    padding: 14px 16px;
  }

  .icon {
    grid-row: span 2;
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

  /* It is cut at its own end, and aligned to the side where lines of the page begin. */
  .name {
    font-weight: 600;
    justify-self: start;
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .field input {
    background: var(--surface);
    border: 1px solid var(--muted);
    border-radius: 4px;
    color: inherit;
    font: inherit;
    inline-size: 100%;
  }

  .field [role='alert'] {
    color: var(--bad);
    font-size: 0.875em;
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
    --loadline-bar-pace: 0.25s;
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

  details {
    font-size: 0.875em;
    margin-block-start: 6px;
  }

  summary {
    border-radius: 4px;
    color: var(--muted);
    cursor: pointer;
    inline-size: fit-content;
    min-block-size: 24px;
    padding-inline-end: 6px;
  }

  summary:hover {
    color: var(--text);
  }

  dl {
    align-items: baseline;
    background: var(--raised);
    border-radius: calc(var(--radius) * 0.6);
    display: grid;
    gap: 4px 14px;
    grid-template-columns: auto minmax(0, 1fr);
    margin: 4px 0 0;
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
    font-family: ui-monospace, monospace;
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
var ARROW_UP = "M10 15.5v-11M5.5 9 10 4.5 14.5 9";
var CHECK = "m4.5 10.5 3.7 3.7 7.3-8";
var CROSS = "m5.5 5.5 9 9m0-9-9 9";
var STOP = "M5 5v10h10V5z";
var PAUSE = "M7 5v10M13 5v10";
var PLAY = "M7 4.8v10.4l8-5.2z";
var CIRCLE_ARROW = "M15.2 8A5.7 5.7 0 1 0 15.5 12M15.5 4v4h-4";
var CLOCK = "M10 5.5V10l3 2M3.5 10a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0";
var GEAR = "M7.6 10a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0M10 3.4v2m0 9.2v2M3.4 10h2m9.2 0h2M5.3 5.3l1.5 1.5m6.4 6.4 1.5 1.5m0-9.4-1.5 1.5m-6.4 6.4-1.5 1.5";
var ALERT = "M10 5v6.2M10 14.4v.2";
var CHEVRON = "m5.5 8 4.5 4.5L14.5 8";
var DASH = "M5.5 10h9";
var PENCIL = "m4.5 15.5.8-3.3L13 4.5 15.5 7l-7.7 7.7z";
var FRAME = "M3.5 5v10h13V5z";
var PAGE = "M5 3v14h10V7l-4-4zM11 3v4h4";
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
	expired: ALERT
};
var ACTION_ICONS = {
	start: PLAY,
	rename: PENCIL,
	pause: PAUSE,
	resume: PLAY,
	retryNow: CIRCLE_ARROW,
	cancel: STOP,
	reprocess: GEAR,
	again: CIRCLE_ARROW,
	remove: CROSS
};
var KIND_ICONS = {
	image: `${FRAME}M4 14l3.5-4 3 3 2-2 3.5 3.5M13 8v.1`,
	video: `${FRAME}M8.5 7.8v4.4l3.6-2.2z`,
	audio: "M8 14V5.5L15 4v8.5M4 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0M11 12.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
	pdf: `${PAGE}M8 14c2-2 2.5-5 1.5-5s1 4 3 3.5-2.5-.5-4.5 1.5`,
	text: `${PAGE}M8 10.5h4M8 13.5h4`,
	sheet: `${PAGE}M8 10h4v4H8zM8 12h4M10 10v4`,
	archive: `${PAGE}M8 5v.1M9 7v.1M8 9v.1M8.5 12v2`,
	other: PAGE
};
var kindIcon = (kind) => icon(KIND_ICONS[kind]);
var phaseIcon = (phase) => icon(PHASE_ICONS[phase]);
var actionIcon = (action) => icon(ACTION_ICONS[action]);
var moreIcon = () => icon(CHEVRON);
var checkIcon = () => icon(CHECK);
var crossIcon = () => icon(CROSS);
var dashIcon = () => icon(DASH);
var dropIcon = () => icon("M10 12.5v-9M6.2 7 10 3.2 13.8 7M3.5 12v3.2a1.6 1.6 0 0 0 1.6 1.6h9.8a1.6 1.6 0 0 0 1.6-1.6V12");
function icon(path) {
	return html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d=${path} /></svg>`;
}
var lineStyles = css`
  .row.one {
    align-items: center;
    block-size: ${unsafeCSS(44)}px;
    border-radius: 0;
    border-width: 0 0 1px;
    column-gap: 10px;
    grid-template-columns: auto minmax(8em, 1fr) fit-content(50%) auto;
    padding: 0 6px;
    position: relative;
  }

  .one .icon {
    align-items: center;
    background: color-mix(in srgb, var(--tone) 13%, transparent);
    block-size: 26px;
    border-radius: 50%;
    color: var(--tone);
    display: flex;
    font-size: 0.7em;
    grid-row: 1;
    inline-size: 26px;
    justify-content: center;
  }

  .one .name {
    font-weight: 500;
  }

  .one .line {
    flex-wrap: nowrap;
    grid-column: 3;
    grid-row: 1;
    justify-content: end;
    white-space: nowrap;
  }

  .one .line > * {
    inset-inline-start: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .one .line > :first-child {
    flex: none;
  }

  .one .line > :first-child::before {
    content: none;
  }

  .one .side {
    gap: 0;
    grid-column: 4;
    grid-row: 1;
    justify-content: end;
    min-inline-size: 150px;
  }

  .one .percent {
    font-size: 0.875em;
    min-inline-size: 2.6em;
    text-align: end;
  }

  .one loadline-bar {
    --loadline-bar-height: 3px;
    inset: auto 0 -1px;
    position: absolute;
  }

  .more[aria-expanded='true'] svg {
    rotate: 180deg;
  }

  /* The icon says the state to the eye; the name needs the room. */
  @container (max-width: 520px) {
    .one .line {
      clip-path: inset(50%);
      position: absolute;
    }
    .one .side {
      min-inline-size: 0;
    }
  }
`;
// src/ui/name-field.ts
/** No name, and what could lead into another folder. */
var REFUSED = /^\.{0,2}$|[/\\]/;
/** A name in its own direction, which the one of the page may not be. */
var nameText = (name) => html`<div class="name" part="name" title=${name} dir="auto">${name}</div>`;
var NameField = class {
	#row;
	#isOpen = false;
	#isRefused = false;
	constructor(row) {
		this.#row = row;
	}
	/** Shows the field; the name is selected up to its ending. */
	open() {
		this.#isOpen = true;
		this.#focus("input", ({ value }) => Math.max(0, value.lastIndexOf(".")) || value.length);
	}
	render(view) {
		this.#isOpen &&= view.actions.includes("rename");
		if (this.#isOpen) return this.#field(view.name);
		return nameText(view.name);
	}
	#field(name) {
		const { words } = this.#row;
		return html`
      <div class="field">
        <input
          dir="auto"
          maxlength="255"
          .value=${name}
          aria-label=${say(words, words.actionOn, {
			action: words.action.rename,
			name
		})}
          aria-invalid=${this.#isRefused}
          @keydown=${(event) => this.#press(event, name)}
          @blur=${(event) => this.#keep(event, name) || this.#close()}
        />
        ${this.#isRefused ? html`<span role="alert">${words.nameRefused}</span>` : nothing}
      </div>
    `;
	}
	/** Keys of the field are none of the page's. */
	#press(event, before) {
		event.stopPropagation();
		const isEscape = event.key === "Escape";
		if (isEscape) this.#close();
		if (isEscape || event.key === "Enter" && !event.isComposing && this.#keep(event, before)) {
			event.preventDefault();
			this.#focus("[data-action=rename]");
		}
	}
	/** Whether the name could be kept. */
	#keep({ target }, before) {
		if (!this.#isOpen) return true;
		const name = target.value.trim();
		this.#isRefused = REFUSED.test(name);
		this.#row.requestUpdate();
		if (this.#isRefused) return false;
		this.#close();
		if (name !== before) this.#row.dispatchEvent(new CustomEvent("rename", { detail: name }));
		return true;
	}
	#close() {
		this.#isOpen = this.#isRefused = false;
		this.#row.requestUpdate();
	}
	async #focus(selector, end) {
		this.#row.requestUpdate();
		await this.#row.updateComplete;
		const element = this.#row.renderRoot.querySelector(selector);
		element?.focus();
		if (element && end) element.setSelectionRange(0, end(element));
	}
};
// src/ui/file.ts
/** For `exportparts` of elements that hold it. */
var FILE_PARTS = "file, name, figures, bar, fill, stages, stage, button, note, problem, result";
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
		file: { attribute: false },
		words: { attribute: false },
		isOff: { attribute: false },
		isOpen: { attribute: false },
		copied: { state: true }
	};
	static styles = [
		theme,
		fileStyles,
		lineStyles
	];
	#name = new NameField(this);
	#hadFocus = false;
	constructor() {
		super();
		this.view = null;
		this.file = null;
		this.words = ENGLISH;
		this.isOff = false;
		this.isOpen = null;
		this.copied = null;
	}
	/** Focuses the row's last button. */
	focus() {
		const buttons = this.renderRoot.querySelectorAll(".act");
		buttons[buttons.length - 1]?.focus();
	}
	willUpdate(_changed) {
		this.#hadFocus = this.#focused !== null;
	}
	/** A button that is gone gives its focus to another one. */
	updated(_changed) {
		if (this.#hadFocus && this.#focused === null) this.focus();
	}
	get #focused() {
		return this.renderRoot.activeElement;
	}
	render() {
		const { view } = this;
		if (!view) return nothing;
		if (this.isOpen === false) return this.#oneLine(view);
		return html`
      <div class="row" part="file" data-phase=${view.phase}>
        <loadline-picture class="icon" aria-hidden="true" .file=${this.file} .name=${view.name}>
          ${phaseIcon(view.phase)}
        </loadline-picture>
        ${this.#name.render(view)}
        <div class="line" part="figures">
          <span class="headline">${view.headline}</span>
          ${view.figures.map((figure) => html`<span><bdi>${figure}</bdi></span>`)}
        </div>
        ${this.#side(view)}
        <loadline-bar class="wide" exportparts="bar, fill" .view=${view}></loadline-bar>
        ${this.#texts(view)}
        ${this.#stages(view)}
        ${this.#result(view)}
      </div>
    `;
	}
	#oneLine(view) {
		const { name, phase, headline, figures, problem } = view;
		return html`
      <div class="row one" part="file" data-phase=${phase}>
        <span class="icon" aria-hidden="true">${phaseIcon(phase)}</span>
        ${nameText(name)}
        <div class="line" part="figures" title=${problem ?? nothing}>
          <span class="headline">${headline}</span>
          <span><bdi>${problem ?? figures[0]}</bdi></span>
        </div>
        ${this.#side(view)}
        ${COUNTING.has(phase) ? html`<loadline-bar exportparts="bar, fill" .view=${view}></loadline-bar>` : nothing}
      </div>
    `;
	}
	#side(view) {
		return html`
      <div class="side">
        ${COUNTING.has(view.phase) && view.percent !== null ? html`<span class="percent" aria-hidden="true">${this.#percent(view.percent)}</span>` : nothing}
        ${this.#actions(view).map((action) => this.#button(action, view.name))}
        ${this.isOpen === null ? nothing : this.#more(view.name)}
      </div>
    `;
	}
	/** A line has no room for a new name. */
	#actions({ actions }) {
		return actions.filter((action) => action !== "rename" || this.isOpen !== false);
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
	#more(name) {
		const label = this.words.details;
		return html`
      <button
        type="button"
        class="act more"
        part="button"
        title=${label}
        aria-label=${say(this.words, this.words.actionOn, {
			action: label,
			name
		})}
        aria-expanded=${this.isOpen === true}
        @click=${() => this.dispatchEvent(new CustomEvent("open"))}
      >
        ${moreIcon()}
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
	#result({ name, result }) {
		if (result.length === 0) return nothing;
		const { words } = this;
		const label = say(words, words.actionOn, {
			action: words.details,
			name
		});
		return html`
      <details class="wide" ?open=${this.isOpen === true}>
        <summary aria-label=${label}>${words.details}</summary>
        <dl part="result">${result.map((row) => this.#resultRow(row))}</dl>
      </details>
    `;
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
		if (action === "rename") this.#name.open();
		else this.dispatchEvent(new CustomEvent("action", { detail: action }));
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
// src/ui/file-kinds.ts
/** Patterns of endings, with their dot, and of types. The first that fits counts. */
var KINDS = [
	["sheet", /csv|\.(xls|ods)|sheet|excel/],
	["image", /\.(png|jpe?g|gif|webp|hei[cf]|svg)|^image/],
	["video", /\.(mp4|mov|webm|mkv|avi)|^video/],
	["audio", /\.(mp3|m4a|wav|ogg|opus|flac)|^audio/],
	["pdf", /pdf/],
	["archive", /zip|\.(tar|t?gz|7z|rar|xz)|x-tar/],
	["text", /\.(md|docx?|odt|[jt]s|py|sh|ya?ml)|^text|json|xml/]
];
function kindOf(name, type = "") {
	const ending = /\.\w+$/.exec(name.toLowerCase())?.[0] ?? "";
	const fitting = (text) => KINDS.find(([, pattern]) => pattern.test(text))?.[0];
	return fitting(ending) ?? fitting(type) ?? "other";
}
// src/ui/image-size.ts
/** So many bytes of a file have its size, also behind a camera's notes. */
var IMAGE_HEAD_BYTES = 262144;
/** In pixels, not turned; null for other formats. Throws a RangeError where the head is cut off. */
function imageSize(head) {
	switch (head.getUint16(0)) {
		case 35152: return [head.getUint32(16), head.getUint32(20)];
		case 18249: return [head.getUint16(6, true), head.getUint16(8, true)];
		case 21065: return webpSize(head);
		case 65496: return jpegSize(head);
		default: return null;
	}
}
/** In the segment that begins the frame: SOF0 to SOF3. */
function jpegSize(head) {
	let at = 2;
	while (head.getUint16(at) >> 2 !== 16368) at += 2 + head.getUint16(at + 2);
	return [head.getUint16(at + 7), head.getUint16(at + 5)];
}
/** Lossy, lossless, or with a head of its own. */
function webpSize(head) {
	const low = (at, shift = 0) => head.getUint32(at, true) >> shift & 16383;
	switch (head.getUint8(15)) {
		case 32: return [low(24, 16), low(26, 16)];
		case 76: return [low(21) + 1, low(21, 14) + 1];
		default: return [low(24) + 1, low(26, 8) + 1];
	}
}
var DECODED_AT_ONCE = 2;
var KEPT_COUNT = 200;
/** Larger images keep their icon: in bytes, in pixels, and the long side by the short one. */
var FILE_LIMIT = 5e7;
var PIXELS_LIMIT = 6e7;
var RATIO_LIMIT = 8;
var VIDEO_WAIT_MS = 3e3;
/** By age; null where there is none, also while it is made. */
var kept = /* @__PURE__ */ new Map();
var wanted = /* @__PURE__ */ new Map();
var decoding = 0;
/** The picture; where it is not made yet, null, and `tell` is called as soon as it is. */
function pictureOf(file, tell) {
	const picture = kept.get(file);
	if (picture !== void 0) {
		keep(file, picture);
		return picture;
	}
	if (/^(image|video)\//.test(file.type)) {
		wanted.set(file, tell);
		makeNext();
	}
	return null;
}
/** Nobody can see it any more. */
function unwant(file) {
	wanted.delete(file);
}
async function makeNext() {
	const [next] = wanted;
	if (!next || decoding >= DECODED_AT_ONCE) return;
	const [file, tell] = next;
	wanted.delete(file);
	keep(file, null);
	decoding++;
	keep(file, await (file.type[0] === "v" ? drawVideo(file) : drawImage(file)).catch(() => null));
	decoding--;
	tell();
	makeNext();
}
function keep(file, picture) {
	kept.delete(file);
	kept.set(file, picture);
	const [oldest] = kept.keys();
	if (oldest && kept.size > KEPT_COUNT) kept.delete(oldest);
}
async function drawImage(file) {
	if (file.size > FILE_LIMIT) return null;
	const head = await file.slice(0, IMAGE_HEAD_BYTES).arrayBuffer();
	const [width, height] = imageSize(new DataView(head)) ?? [];
	if (!width || !height || width * height > PIXELS_LIMIT) return null;
	const ratio = Math.max(width / height, height / width);
	if (ratio > RATIO_LIMIT) return null;
	const resizeWidth = Math.ceil(sidePixels() * ratio);
	const bitmap = await createImageBitmap(file, {
		resizeWidth,
		resizeQuality: "medium"
	});
	const picture = draw(bitmap, bitmap.width, bitmap.height);
	bitmap.close();
	return picture;
}
/** Pages whose policy forbids `blob:` media keep the icon. */
async function drawVideo(file) {
	const video = document.createElement("video");
	const url = URL.createObjectURL(file);
	try {
		await new Promise((resolve, reject) => {
			Object.assign(video, {
				onerror: reject,
				muted: true,
				src: url
			});
			video.requestVideoFrameCallback(resolve);
			setTimeout(reject, VIDEO_WAIT_MS);
		});
		return draw(video, video.videoWidth, video.videoHeight);
	} finally {
		video.removeAttribute("src");
		video.load();
		URL.revokeObjectURL(url);
	}
}
function sidePixels() {
	return 40 * Math.min(3, Math.ceil(devicePixelRatio));
}
/** The middle of it, as a square. */
function draw(source, width, height) {
	const canvas = document.createElement("canvas");
	const side = sidePixels();
	canvas.width = canvas.height = side;
	const part = Math.min(width, height);
	const [left, top] = [(width - part) / 2, (height - part) / 2];
	canvas.getContext("2d")?.drawImage(source, left, top, part, part, 0, 0, side, side);
	return canvas;
}
// src/ui/picture.ts
/** Tells the elements whether they can be seen. */
var observer;
function observe() {
	observer ??= new IntersectionObserver((entries) => {
		for (const { target, isIntersecting } of entries) target.isSeen = isIntersecting;
	});
	return observer;
}
var LoadlinePicture = class extends LitElement {
	static properties = {
		file: { attribute: false },
		name: { attribute: false },
		isSeen: { state: true }
	};
	static styles = [theme, css`
      :host {
        block-size: 40px;
        inline-size: 40px;
        position: relative;
      }

      div {
        align-items: center;
        background: color-mix(in srgb, var(--kind) 13%, var(--surface));
        block-size: 100%;
        border-radius: calc(var(--radius) * 0.6);
        color: var(--kind);
        display: flex;
        justify-content: center;
        overflow: hidden;
      }

      [data-kind] {
        --kind: var(--muted);
      }

      [data-kind='image'] {
        --kind: var(--accent);
      }

      [data-kind='sheet'] {
        --kind: var(--good);
      }

      [data-kind='pdf'] {
        --kind: var(--bad);
      }

      [data-kind='archive'] {
        --kind: var(--warn);
      }

      [data-kind='video'] {
        --kind: light-dark(#7439c6, #c6a4ff);
      }

      [data-kind='audio'] {
        --kind: light-dark(#ad1f6b, #ff94c8);
      }

      canvas {
        block-size: 100%;
        inline-size: 100%;
      }

      ::slotted(svg) {
        background: var(--surface);
        border-radius: 50%;
        color: var(--tone);
        inset-block-end: -6px;
        inset-inline-end: -6px;
        position: absolute;
      }
    `];
	constructor() {
		super();
		this.file = null;
		this.name = "";
		this.isSeen = false;
	}
	connectedCallback() {
		super.connectedCallback();
		observe().observe(this);
	}
	disconnectedCallback() {
		super.disconnectedCallback();
		observe().unobserve(this);
		this.isSeen = false;
		if (this.file) unwant(this.file);
	}
	render() {
		const { file, isSeen } = this;
		const kind = kindOf(this.name, file?.type);
		if (file && !isSeen) unwant(file);
		const picture = file && isSeen ? pictureOf(file, () => this.requestUpdate()) : null;
		return html`<div data-kind=${kind}>${picture ?? kindIcon(kind)}</div><slot></slot>`;
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
		client: new LoadlineClient({
			endpoint,
			token
		}),
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
// src/ui/ticker.ts
var TICK_MS = 1e3;
var Ticker = class {
	#call;
	#timer;
	constructor(call) {
		this.#call = call;
	}
	keep(isNeeded) {
		if (isNeeded) {
			this.#timer ??= setInterval(this.#call, TICK_MS);
			return;
		}
		clearInterval(this.#timer);
		this.#timer = void 0;
	}
};
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
    transition: 0.3s;
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
  }

  .overlay {
    background: color-mix(in srgb, var(--surface) 90%, transparent);
    block-size: auto;
    border: 3px solid var(--accent);
    border-radius: var(--radius);
    color: var(--text);
    display: flex;
    font-size: 1.25em;
    font-weight: 600;
    gap: 10px;
    inline-size: auto;
    inset: 0;
    margin: 0;
    pointer-events: none;
    place-content: center;
    place-items: center;
    position: fixed;
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
    padding: 8px 24px;
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
    margin: 0;
  }

  .total {
    color: var(--muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
    margin-inline-start: auto;
  }

  loadline-bar.all {
    margin-block-end: 8px;
  }

  .bulk {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block-end: 8px;
  }

  .bulk button {
    background: none;
    border: 1px solid var(--line);
    border-radius: 99px;
    color: var(--accent);
    cursor: pointer;
    font-size: 0.875em;
    font-weight: 550;
    min-block-size: 32px;
    padding: 2px 14px;
  }

  .bulk button:enabled:hover {
    background: var(--raised);
  }

  .bulk button:disabled {
    color: var(--muted);
    cursor: default;
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
/** Whether the progress is unknown: it began elsewhere or before a reload, and no news has come. */
function isProgressUnknown({ document, transfer }) {
	return document === null && isUntold(transfer);
}
/** Whether many bytes were sent and none arrives: something on the way buffers them. */
function isHeldBack({ transfer, now }) {
	const { sent, confirmed, confirmedAt } = transfer;
	return confirmedAt !== null && sent - confirmed >= HELD_BYTES && now - confirmedAt >= HELD_MS;
}
// src/view/actions.ts
var PHASE_ACTIONS = {
	waiting: [
		"start",
		"rename",
		"remove"
	],
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
		case "start": return !isElsewhere(transfer) || transfer.state === "paused";
		case "reprocess": return document?.error?.retryable === true && document.error.stage !== null && hasKey(transfer.url);
		case "again": return hasFile && !isVain(facts, phase);
		case "rename": return hasFile && transfer.url === null && transfer.startedAt === null;
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
/**
* The phase. An end that the server reports comes before the state of the transfer. Without the file,
* nothing more is heard of an upload that is lost to this page.
*/
function phaseOf(transfer, document, hasFile = true, isLost = false) {
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
			if (!hasFile && isLost) return "failed";
			if (!hasFile && document?.transfer === "active") return "uploading";
			if (isElsewhere(transfer)) return "waiting";
			return hasFile && isHeld$1(transfer) ? "waiting" : transferPhase(transfer);
	}
}
function transferPhase(transfer) {
	if (transfer.state === "complete") return "received";
	if (transfer.state !== "sending") return transfer.state;
	return transfer.url === null ? "starting" : "uploading";
}
/** Whether it waits for a person to start it, not for its turn. */
function isHeld$1(transfer) {
	return transfer.state === "paused" && !hasBegun(transfer);
}
/** Whether it was started once, here or before a reload. */
function hasBegun({ url, startedAt }) {
	return url !== null || startedAt !== null;
}
/** Whether it ended badly; a failed upload may expire too. */
function isFailure(phase) {
	return phase === "failed" || phase === "expired";
}
/** Whether the server has every byte in this phase. */
function isStored(phase) {
	return phase === "received" || phase === "processing" || phase === "done";
}
// src/view/figures.ts
/** The server's rate is valid for this long. */
var FIGURES_LAST_MS = 3e3;
/** In order of importance; `confirmed` is how many bytes the server has. */
function figuresOf(facts, phase, confirmed, words) {
	const { size, transfer } = facts;
	const { language } = words;
	const whole = formatBytes(size, language);
	const part = isProgressUnknown(facts) ? whole : partOf(confirmed, size, words);
	switch (phase) {
		case "uploading": return [part, ...speedFigures(facts, confirmed, words)];
		case "paused":
		case "retrying":
		case "failed":
			if (facts.loss && size === 0) return [];
			return [transfer.confirmed > 0 && transfer.confirmed < size ? part : whole];
		case "waiting":
			if (isElsewhere(transfer)) return [part];
			return isHeld$1(transfer) ? [whole] : [whole, say(words, words.queuePlace, { place: facts.waitingBefore + 1 })];
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
	if (transfer.startedAt === null || now - transfer.startedAt < 3e3) return [formatRate(rate, words.language)];
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
	if (phase === "waiting" && isWaiting(facts.transfer)) return words.otherWindow;
	if (phase === "retrying") return retryText(facts, words);
	if (phase === "received") return facts.isUnknown ? words.recordMissing : words.mayLeave;
	if (phase === "processing") return processingNote(document, words);
	if (phase === "failed") return failedNote(facts, words);
	return phase === "uploading" ? uploadingNote(facts, words) : null;
}
/** Whether it resumes when another window is done with it. */
function isWaiting(transfer) {
	return isElsewhere(transfer) && transfer.state !== "paused";
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
	const { document, transfer, serverProblem } = facts;
	const isIdle = phase === "waiting" || phase === "paused" && isProgressUnknown(facts);
	if (serverProblem && isIdle) return withStatus(explainProblem(serverProblem, words), serverProblem);
	if (phase === "retrying") return transfer.problem && explainProblem(transfer.problem, words);
	if (phase !== "failed" && phase !== "expired") return null;
	if (document?.error?.message) return plainText(document.error.message);
	if (transfer.problem) return explainProblem(transfer.problem, words);
	const reason = phase === "failed" ? facts.loss ?? phase : phase;
	return words.problem[reason] ?? words.problem.other ?? null;
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
	const phase = phaseOf(transfer, document, facts.hasFile, Boolean(facts.loss));
	const confirmedBytes = Math.min(size, isStored(phase) ? size : transfer.confirmed);
	const percent = isProgressUnknown(facts) ? null : percentOf(confirmedBytes, size);
	const head = headlineOf(phase, document, words);
	return {
		name: plainText(facts.name),
		phase,
		headline: head,
		figures: figuresOf(facts, phase, confirmedBytes, words),
		confirmed: percent === null ? 0 : shareOf$1(confirmedBytes, size),
		sent: percent === null ? 0 : shareOf$1(Math.max(confirmedBytes, transfer.sent), size),
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
// src/ui/lost-uploads.ts
/** By upload: what its URL told. */
var answers = /* @__PURE__ */ new WeakMap();
/** Asks once; until the answer comes, nothing is lost. */
function isLost(upload) {
	const { isGone, file, transfer } = upload;
	const { url } = transfer;
	if (!isGone) answers.delete(upload);
	else if (file === null && hasKey(url) && !answers.has(upload)) ask(upload, String(url));
	return isGone && (answers.get(upload) ?? true);
}
async function ask(upload, url) {
	answers.set(upload, false);
	const isThere = await fetch(url, {
		method: "HEAD",
		headers: { "Tus-Resumable": "1.0.0" }
	}).then(({ ok }) => ok, () => false);
	answers.set(upload, !isThere);
}
// src/ui/upload-view.ts
/** The phase of an upload of a list. */
function phaseOfUpload(upload) {
	const { transfer, document, file } = upload;
	return phaseOf(transfer, document, file !== null, lossOf(upload) !== null);
}
function lossOf(upload) {
	if (upload.isDenied && upload.source.isFollowed) return "forbidden";
	return isLost(upload) ? "gone" : null;
}
function viewUpload(upload, around) {
	return viewFile(factsOf(upload, around), around.words);
}
function factsOf(upload, around) {
	const { client, waitingBefore, now, isListed } = around;
	const { source, document, transfer, heardAt, isUnknown, link } = upload;
	return {
		name: source.name || document?.name || (upload.id ?? ""),
		size: source.size || (document?.size ?? 0),
		transfer,
		document,
		heardAt,
		isUnknown,
		loss: lossOf(upload),
		waitingBefore,
		hasFile: source.file !== null,
		isFollowed: source.isFollowed === true,
		isListed: isListed === true,
		link,
		serverProblem: client.problem,
		now
	};
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
	#unsubscribe;
	#view = null;
	#ticker = new Ticker(() => this.requestUpdate());
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
	willUpdate(changed) {
		const isFirstToken = changed.has("token") && !changed.get("token");
		if (!this.#followed || isFirstToken || changed.has("id")) this.#follow();
		if (!this.#followed) return;
		const { client, upload } = this.#followed;
		const view = viewUpload(upload, {
			client,
			waitingBefore: 0,
			now: Date.now(),
			words: this.words
		});
		this.spoken = announcement(this.#view ?? void 0, view, this.words) ?? this.spoken;
		this.#view = view;
		this.#ticker.keep(!upload.isOver);
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
        exportparts=${FILE_PARTS}
        .view=${this.#view}
        .words=${this.words}
        @action=${(event) => this.#act(event.detail)}
      ></loadline-file>
      <div class="unseen" role="status" aria-live="polite">${this.spoken}</div>
    `;
	}
	#follow() {
		this.#dispose();
		if (!this.id) return;
		this.#followed = followUpload(this.id, this.endpoint, this.token);
		this.#unsubscribe = this.#followed.client.subscribe(() => this.requestUpdate());
	}
	#act(action) {
		if (action === "cancel") this.#followed?.upload.cancel();
		if (action === "reprocess") this.#followed?.upload.reprocess();
	}
	#dispose() {
		this.#ticker.keep(false);
		this.#unsubscribe?.();
		this.#followed?.release();
		this.#followed = null;
		this.#view = null;
	}
};
// src/ui/file-row.ts
function fileRow(upload, options) {
	return html`
    <loadline-file
      exportparts=${FILE_PARTS}
      .view=${options.views.of(upload)}
      .file=${upload.file}
      .words=${options.words}
      .isOff=${options.isOff}
      .isOpen=${options.isOpen ?? null}
      @open=${options.open}
      @focusin=${options.focused}
      @rename=${(event) => upload.rename(event.detail)}
      @action=${(event) => options.act(upload, event.detail)}
    ></loadline-file>
  `;
}
// src/ui/list-window.ts
/** Lines that are drawn above and below what is seen. */
var MARGIN_LINES = 6;
/** The lines to draw, in order. */
function linesOf(window) {
	const { count, linePx, scrolledPx, heightPx, openedAt, extraPx, focusedAt } = window;
	const first = Math.floor((scrolledPx - (openedAt === null ? 0 : extraPx)) / linePx) - MARGIN_LINES;
	const last = Math.ceil((scrolledPx + heightPx) / linePx) + MARGIN_LINES;
	const lines = /* @__PURE__ */ new Set();
	const add = (from, to) => {
		for (let at = Math.max(0, from); at <= Math.min(count - 1, to); at++) lines.add(at);
	};
	add(Math.min(first, count - 1), last);
	if (focusedAt !== null) add(focusedAt - 1, focusedAt + 1);
	return [...lines].sort((one, other) => one - other);
}
/** Where a line begins. */
function topOf(at, { linePx, openedAt, extraPx }) {
	return at * linePx + (openedAt !== null && at > openedAt ? extraPx : 0);
}
/** The height of all lines. */
function fullHeight(window) {
	return topOf(window.count, window);
}
/**
* How many more lines than before stand above the first of `before` from the place `seenAt` on that
* is still there; 0 at the top of the list, where new lines are seen.
*/
function linesAbove(before, now, seenAt) {
	if (seenAt === 0 || before === now) return 0;
	const places = new Map(now.map((each, at) => [each, at]));
	for (let at = seenAt; at < before.length; at++) {
		const place = places.get(before[at]);
		if (place !== void 0) return place - at;
	}
	return 0;
}
// src/ui/row-list.ts
var RowList = class {
	#items = /* @__PURE__ */ new Map();
	/**
	* The list has exactly these rows afterwards, in this order. With `reuse` a new row may get the
	* element of one that goes: after a scroll most rows are new.
	*/
	draw(list, rows, reuse = false) {
		const gone = new Map(this.#items);
		for (const { of } of rows) gone.delete(of);
		const spare = [...gone.values()];
		for (const item of spare) item.remove();
		const items = /* @__PURE__ */ new Map();
		for (const row of rows) {
			const item = this.#items.get(row.of) ?? (reuse ? spare.shift() : null) ?? makeItem();
			items.set(row.of, item);
			for (const [name, value] of Object.entries(row.attributes ?? {})) item.setAttribute(name, String(value));
			if (row.topPx !== void 0) item.style.insetBlockStart = `${row.topPx}px`;
			render(row.content, item);
		}
		this.#items = items;
		let next = list?.firstElementChild ?? null;
		for (const item of items.values()) if (item === next) next = item.nextElementSibling;
		else list?.insertBefore(item, next);
	}
};
function makeItem() {
	return document.createElement("li");
}
// src/ui/row-styles.ts
var rowStyles = css`
  :host {
    display: block;
  }

  .scroller {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    container-type: inline-size;
    max-block-size: var(--loadline-list-height, 420px);
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  ul {
    list-style: none;
    margin: 0;
    padding: 0;
    position: relative;
  }

  li {
    contain: layout style;
    inset-inline: 0;
    position: absolute;
  }

  li.opened {
    padding: 6px;
  }

  .fold {
    background: none;
    border: 0;
    color: var(--accent);
    cursor: pointer;
    font-size: 0.875em;
    font-weight: 550;
    margin-block-end: 6px;
    min-block-size: 32px;
    padding: 0 4px;
  }

  .off {
    visibility: hidden;
  }

  .fold::before {
    content: '▾';
    display: inline-block;
    inline-size: 1.2em;
  }

  .fold[aria-expanded='true']::before {
    content: '▴';
  }
`;
// src/ui/watched-sizes.ts
var WatchedSizes = class {
	#observer;
	#watched = [];
	constructor(changed) {
		this.#observer = new ResizeObserver(changed);
	}
	/** These elements only, from now on. */
	watch(...elements) {
		const wanted = elements.filter((each) => each !== null);
		for (const each of this.#watched) if (!wanted.includes(each)) this.#observer.unobserve(each);
		for (const each of wanted) if (!this.#watched.includes(each)) this.#observer.observe(each);
		this.#watched = wanted;
	}
};
// src/ui/rows.ts
/** The height of the list before it is drawn. */
var USUAL_HEIGHT_PX = 420;
var LoadlineRows = class extends LitElement {
	static properties = {
		uploads: { attribute: false },
		views: { attribute: false },
		words: { attribute: false },
		isOff: { attribute: false },
		isUnfolded: { state: true },
		opened: { state: true },
		isPointedAt: { state: true }
	};
	static styles = [theme, rowStyles];
	#rows = new RowList();
	#sizes = new WatchedSizes(() => this.#measure());
	#window = null;
	#shown = [];
	#focused = null;
	#focusedAt = 0;
	#isDrawing = false;
	#scrolledPx = 0;
	/** Whether what is seen has another place with this update. */
	#hasMoved = false;
	#heightPx = USUAL_HEIGHT_PX;
	/** How much higher than a line the opened one was when it was drawn last. */
	#extraPx = 0;
	constructor() {
		super();
		this.uploads = [];
		this.views = null;
		this.words = ENGLISH;
		this.isOff = false;
		this.isUnfolded = false;
		this.opened = null;
		this.isPointedAt = false;
	}
	willUpdate(changed) {
		this.#isDrawing = true;
		if (changed.size > 0) this.#choose();
	}
	#choose() {
		const before = this.#shown;
		this.#shown = this.isUnfolded ? this.uploads : this.#unfinished(before);
		const moved = linesAbove(before, this.#shown, this.#firstSeen(before));
		this.#scrolledPx += moved * 44;
		this.#hasMoved = moved !== 0;
	}
	/** Rows do not slide away from a pointer, the focus, or an eye that reads one. */
	#unfinished(before) {
		const phases = this.views?.overview.phases;
		const isUsed = this.isPointedAt || this.#focused !== null;
		const kept = new Set(isUsed ? before : []);
		return this.uploads.filter((each) => phases?.get(each.key) !== "done" || each === this.opened || kept.has(each));
	}
	#firstSeen(before) {
		return Math.min(Math.floor(this.#scrolledPx / 44), before.length);
	}
	render() {
		const { views, words } = this;
		if (!views) return nothing;
		this.#window = this.#findWindow();
		return html`
      ${this.#fold(this.isUnfolded ? views.overview.countOf("done") : this.uploads.length - this.#shown.length)}
      <div
        class="scroller"
        part="rows"
        ?hidden=${this.#shown.length === 0}
        @scroll=${() => this.#measure()}
        @pointerenter=${() => {
			this.isPointedAt = true;
		}}
        @pointerleave=${() => {
			this.isPointedAt = false;
		}}
      >
        <ul
          role="list"
          aria-label=${words.files}
          .style=${`block-size:${fullHeight(this.#window)}px`}
          @focusout=${(event) => this.#focusLeft(event)}
        ></ul>
      </div>
    `;
	}
	updated(_changed) {
		this.#rows.draw(this.#find("ul"), this.#drawn(), true);
		this.#isDrawing = false;
		this.#keepPlace();
		this.#keepFocus();
		this.#sizes.watch(this.#find(".scroller"), this.#find(".opened"));
	}
	#drawn() {
		const { views } = this;
		const window = this.#window;
		if (!views || !window) return [];
		return linesOf(window).flatMap((at) => this.#row(at, window, views));
	}
	/** What is seen stays where it is when lines above it come or go. */
	#keepPlace() {
		const scroller = this.#find(".scroller");
		if (scroller && this.#hasMoved) scroller.scrollTop = this.#scrolledPx;
		this.#hasMoved = false;
	}
	/** The next row gets the focus of one that was removed or folded. */
	#keepFocus() {
		if (this.#focused === null || this.#shown.includes(this.#focused)) return;
		this.#focused = null;
		if (document.activeElement !== document.body) return;
		const place = Math.min(this.#focusedAt + 1, this.#shown.length);
		const row = this.#find(`[aria-posinset='${place}'] loadline-file`);
		if (row) row.updateComplete.then(() => row.focus());
		else this.#find(".fold")?.focus();
	}
	#find(what) {
		return this.renderRoot.querySelector(what);
	}
	/** It has its room also while nothing is done: no row moves when the first one is. */
	#fold(count) {
		return html`
      <button
        type="button"
        class="fold ${count === 0 ? "off" : ""}"
        part="fold"
        aria-expanded=${this.isUnfolded}
        @click=${() => {
			this.isUnfolded = !this.isUnfolded;
		}}
      >
        ${say(this.words, this.words.folded, { count }, count)}
      </button>
    `;
	}
	#row(at, window, views) {
		const upload = this.#shown[at];
		if (!upload) return [];
		const isOpen = upload === this.opened;
		const attributes = {
			class: isOpen ? "opened" : "",
			"aria-setsize": window.count,
			"aria-posinset": at + 1
		};
		return [{
			of: upload,
			content: fileRow(upload, {
				views,
				words: this.words,
				isOff: this.isOff,
				act: this.#act,
				isOpen,
				open: () => this.#open(upload),
				focused: () => {
					this.#focused = upload;
				}
			}),
			attributes,
			topPx: topOf(at, window)
		}];
	}
	#findWindow() {
		const placeOf = (upload) => {
			const at = upload === null ? -1 : this.#shown.indexOf(upload);
			return at < 0 ? null : at;
		};
		const focusedAt = placeOf(this.#focused);
		if (focusedAt !== null) this.#focusedAt = focusedAt;
		return {
			count: this.#shown.length,
			linePx: 44,
			scrolledPx: this.#scrolledPx,
			heightPx: this.#heightPx,
			openedAt: placeOf(this.opened),
			extraPx: this.#extraPx,
			focusedAt
		};
	}
	#open(upload) {
		this.opened = this.opened === upload ? null : upload;
	}
	/** Only when something has moved: each answer makes the browser lay out the page. */
	#measure() {
		const [scroller, opened] = [this.#find(".scroller"), this.#find(".opened")];
		this.#scrolledPx = scroller?.scrollTop ?? 0;
		this.#heightPx = scroller?.clientHeight || USUAL_HEIGHT_PX;
		if (opened) this.#extraPx = opened.offsetHeight - 44;
		this.requestUpdate();
	}
	#act = (upload, action) => {
		this.dispatchEvent(new CustomEvent("row", { detail: {
			upload,
			action
		} }));
	};
	/** A row that was taken away, and a window that is no longer the front one, keep it. */
	#focusLeft({ relatedTarget }) {
		if (this.#isDrawing) return;
		if (relatedTarget !== null || document.hasFocus()) this.#focused = null;
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
        background: var(--warn);
        block-size: 8px;
        border-radius: 50%;
        inline-size: 8px;
      }

      [data-state='live'] .dot {
        animation: breathe 2.4s ease-in-out 3;
        background: var(--good);
      }

      [data-state='idle'] .dot {
        background: var(--muted);
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
// src/base/throttle.ts
var Throttle = class {
	#call;
	#ms;
	#timer = null;
	#isWanted = false;
	constructor(call, ms) {
		this.#call = call;
		this.#ms = ms;
	}
	set() {
		if (this.#timer !== null && !document.hidden) {
			this.#isWanted = true;
			return;
		}
		this.stop();
		this.#timer = setTimeout(() => this.flush(), this.#ms);
		this.#call();
	}
	/** Makes the call that waits now. */
	flush() {
		const isWanted = this.#isWanted;
		this.stop();
		if (isWanted) this.set();
	}
	stop() {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		this.#isWanted = false;
	}
};
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
// src/ui/drop-overlay.ts
function renderOverlay(words) {
	return html`
    <div class="overlay" part="overlay" popover="manual">
      ${dropIcon()} ${words.dropNow}
    </div>
  `;
}
/** Called after the overlay was drawn. */
function cover(target, overlay) {
	if (target !== document.documentElement) {
		const { top, left, width, height } = target.getBoundingClientRect();
		const inset = `${top}px auto auto ${left}px`;
		Object.assign(overlay.style, {
			inset,
			width: `${width}px`,
			height: `${height}px`
		});
	}
	if ("showPopover" in overlay && !overlay.matches(":popover-open")) overlay.showPopover();
}
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
/** So many files and folders are taken at a time. */
var DROP_LIMIT = 1e4;
/** The first files of a choice. */
function firstOf(files) {
	const isCut = files.length > DROP_LIMIT;
	return {
		files: isCut ? files.slice(0, DROP_LIMIT) : files,
		left: [],
		isCut
	};
}
/** Must be called while the event is handled: the browser takes the items back afterwards. */
async function readDrop({ items, files }) {
	const walk = {
		files: [],
		left: [],
		seen: 0
	};
	const entries = [...items].filter(({ kind }) => kind === "file").map((item) => item.webkitGetAsEntry?.() ?? null);
	const plain = [...files];
	if (plain.length + entries.length === 0) return {
		...firstOf([]),
		isText: true
	};
	if (entries.length > 0 && entries.every((entry) => entry?.isFile)) return firstOf(plain);
	for (const entry of entries) if (entry) await walkEntry(entry, walk);
	if (entries.every((entry) => entry === null)) await takeReadable(plain, walk);
	return {
		files: walk.files,
		left: walk.left,
		isCut: walk.seen > DROP_LIMIT
	};
}
/** The sentences for what was left out; empty where all files were taken. */
function droppedNotice({ left, isCut, isText }, words) {
	const names = nameList(left, words);
	return [
		names && say(words, words.notTaken, { names }),
		isText && words.onlyFiles,
		isCut && say(words, words.tooMany, { limit: 1e4 }, 1e4)
	].filter(Boolean).join(" ");
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
/** The file says where in the folder it is, as browsers do it for a folder that is chosen. */
async function fileOfEntry(entry) {
	const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
	const path = entry.fullPath.slice(1);
	if (path.includes("/")) Object.defineProperty(file, "webkitRelativePath", { value: path });
	return file;
}
function readEntries(reader) {
	return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
// src/ui/drop-zone.ts
/** Browsers repeat `dragover` at least every 550 ms, also when the pointer rests. */
var DRAG_SILENCE_MS = 800;
/** After a drag may have left the window. */
var LEAVE_MS = 120;
var EVENTS = [
	"dragover",
	"dragleave",
	"drop",
	"paste"
];
var DropZone = class {
	#host;
	#take;
	#alarm = new Alarm();
	#over = null;
	constructor(host, take) {
		this.#host = host;
		this.#take = take;
		host.addController(this);
	}
	/** Whether files are dragged over the area or the page's target. */
	get isOver() {
		return this.#over !== null;
	}
	/** The page's target, while files are dragged over it and not over the area. */
	get target() {
		return this.#over === this.#area ? null : this.#over;
	}
	hostConnected() {
		for (const name of EVENTS) window.addEventListener(name, this);
	}
	hostDisconnected() {
		for (const name of EVENTS) window.removeEventListener(name, this);
		this.#setOver(null);
	}
	hostUpdated() {
		const overlay = this.#host.renderRoot.querySelector(".overlay");
		if (this.target && overlay) cover(this.target, overlay);
	}
	/** Called by the browser. */
	handleEvent(event) {
		if (event.type === "paste") this.#paste(event);
		else if (event.type === "dragleave") this.#leave(event);
		else this.#drag(event);
	}
	#drag(event) {
		const target = this.#accept(event);
		const isDrop = event.type === "drop";
		this.#setOver(!isDrop && holdsFiles(event) ? target : null);
		if (target && isDrop) this.#read(event.dataTransfer);
		else if (target) this.#alarm.set(DRAG_SILENCE_MS, () => this.#setOver(null));
	}
	#leave({ relatedTarget }) {
		if (!relatedTarget) this.#alarm.set(LEAVE_MS, () => this.#setOver(null));
	}
	#paste(event) {
		const { clipboardData } = event;
		if (event.defaultPrevented || !clipboardData?.files.length || !this.#isPasteFor(event)) return;
		event.preventDefault();
		this.#read(clipboardData);
	}
	/**
	* Where the drag may be dropped. A file that is dropped beside would replace the page and end its
	* uploads: that is prevented.
	*/
	#accept(event) {
		const path = event.composedPath().filter((each) => each instanceof Element);
		if (path[0]?.matches("input[type=file]")) return null;
		const target = this.#host.isOff ? null : this.#targetIn(path, holdsFiles(event));
		if (target || holdsFiles(event)) event.preventDefault();
		return target;
	}
	/** Texts and links are accepted by the area only, to be refused with a word. */
	#targetIn(path, isFiles) {
		const { dropTarget } = this.#host;
		const area = path.find((each) => each === this.#area);
		if (area || !isFiles || !dropTarget || this.#isInOther(path)) return area ?? null;
		return dropTarget === "page" ? document.documentElement : path.find((each) => each.matches(dropTarget)) ?? null;
	}
	get #area() {
		return this.#host.renderRoot.querySelector(".drop");
	}
	/** Whether it is this element's paste: not one of a text field, or of another such element. */
	#isPasteFor(event) {
		const path = event.composedPath().filter((each) => each instanceof Element);
		return !this.#host.isOff && !path[0]?.matches(":read-write") && !this.#isInOther(path);
	}
	#isInOther(path) {
		const host = this.#host;
		return path.some((each) => each !== host && each.localName === host.localName);
	}
	#read(data) {
		if (data) readDrop(data).then(this.#take);
	}
	#setOver(target) {
		if (!target) this.#alarm.stop();
		if (target === this.#over) return;
		this.#over = target;
		this.#host.requestUpdate();
	}
};
function holdsFiles({ dataTransfer }) {
	return dataTransfer?.types.includes("Files") === true;
}
// src/ui/drop-area.ts
var DropArea = class {
	#host;
	#take;
	#zone;
	constructor(host, take) {
		this.#host = host;
		this.#take = take;
		this.#zone = new DropZone(host, take);
	}
	/** The button; null before the area is drawn. */
	get button() {
		return this.#host.renderRoot.querySelector(".choose");
	}
	/** Opens the browser's dialogue; `which` is the selector of its input. */
	choose(which = "input") {
		if (!this.#host.isOff) this.#host.renderRoot.querySelector(which)?.click();
	}
	render(options) {
		const { isOff, isFilled, multiple, isQuiet, accept, capture, words } = options;
		const { isOver, target } = this.#zone;
		return html`
      <div
        class="drop ${isOver ? "over" : ""} ${isFilled ? "filled" : ""} ${isOff ? "off" : ""}"
        part="drop"
      >
        <button
          type="button"
          class="choose ${isQuiet ? "quiet" : ""}"
          part="choose"
          ?disabled=${isOff}
          @click=${() => this.choose()}
        >
          ${dropIcon()} ${multiple ? words.choose : words.chooseOne}
        </button>
        ${options.folders && multiple ? this.#folders(options) : nothing}
        ${this.#hint(options)}
        <input
          type="file"
          accept=${accept || nothing}
          capture=${capture ?? nothing}
          ?multiple=${multiple}
          hidden @change=${(event) => this.#chosen(event)} />
      </div>
      ${target ? renderOverlay(words) : nothing}
    `;
	}
	/** A browser's dialogue has either files or folders. */
	#folders({ isOff, words }) {
		if (!("webkitdirectory" in HTMLInputElement.prototype)) return nothing;
		return html`
      <button
        type="button"
        class="choose quiet"
        part="folder"
        ?disabled=${isOff}
        @click=${() => this.choose("[webkitdirectory]")}
      >
        ${words.chooseFolder}
      </button>
      <input
        type="file"
        webkitdirectory
        hidden @change=${(event) => this.#chosen(event)} />
    `;
	}
	#hint({ multiple, maxSize, words }) {
		const limit = maxSize === null ? nothing : say(words, words.limit, { size: formatBytes(maxSize, words.language) });
		return html`
      <span class="hint">
        ${this.#zone.isOver ? words.dropNow : multiple ? words.drop : words.dropOne}
        ${limit === nothing ? nothing : html`<small>${limit}</small>`}
      </span>
    `;
	}
	#chosen(event) {
		const input = event.target;
		this.#take(firstOf([...input.files ?? []]));
		input.value = "";
	}
};
// src/ui/leave-guard.ts
var LeaveGuard = class {
	#unsubscribe = null;
	/** Asks from now on, as long as it is needed. */
	follow(client) {
		if (this.#unsubscribe || !isNeeded(client)) return;
		const unsubscribe = client.subscribe(() => {
			if (!isNeeded(client)) this.stop();
		});
		const ask = (event) => {
			if (isNeeded(client)) event.preventDefault();
		};
		window.addEventListener("beforeunload", ask);
		this.#unsubscribe = () => {
			unsubscribe();
			window.removeEventListener("beforeunload", ask);
		};
	}
	stop() {
		this.#unsubscribe?.();
		this.#unsubscribe = null;
	}
};
function isNeeded({ uploads }) {
	return uploads.some(isUnsent);
}
/** Whether the file would have to be chosen again: this page has it, and the server not all of it. */
function isUnsent({ file, isOver, isWhole, transfer }) {
	return file !== null && !isOver && !isWhole && !isElsewhere(transfer);
}
// src/ui/element-client.ts
var ElementClient = class {
	#make;
	#mayStart;
	#changed;
	#client = null;
	/** Whether the page made the client, not the element. */
	#isGiven = false;
	/** Whether the element is on the page: else the client must not hold it. */
	#isHere = false;
	#unsubscribe = null;
	#leaveGuard = new LeaveGuard();
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
		if (this.#isGiven) this.#leaveGuard = new LeaveGuard();
		else {
			this.#leaveGuard.stop();
			this.#client?.dispose();
		}
		this.#client = client;
		this.#isGiven = client !== null;
		this.#listen();
		return true;
	}
	/** The element is on the page. */
	comeBack() {
		this.#isHere = true;
		const client = this.get();
		this.#listen();
		if (!this.#isGiven) client.resume();
		client.restore();
	}
	/** The client keeps the files: a router may put the element back. */
	goAway() {
		this.#isHere = false;
		this.#unlisten();
		if (this.#isGiven) return;
		this.#leaveGuard.stop();
		this.#client?.suspend();
	}
	#listen() {
		const client = this.#client;
		if (!client || !this.#isHere || this.#unsubscribe) return;
		client.queue.guards.add(this.#mayStart);
		const unsubscribe = client.subscribe(() => {
			this.#leaveGuard.follow(client);
			this.#changed();
		});
		this.#leaveGuard.follow(client);
		this.#unsubscribe = () => {
			unsubscribe();
			client.queue.guards.delete(this.#mayStart);
		};
	}
	#unlisten() {
		this.#unsubscribe?.();
		this.#unsubscribe = null;
	}
};
// src/ui/file-actions.ts
function actOn(upload, action, client) {
	switch (action) {
		case "pause":
			upload.pause();
			break;
		case "start":
		case "resume":
			upload.start();
			break;
		case "retryNow":
			client.reconnect();
			upload.start();
			break;
		case "cancel":
			upload.cancel();
			break;
		case "reprocess":
			upload.reprocess();
			break;
		case "again": client.again(upload);
	}
}
// src/ui/file-rules.ts
/** Sorts the files; `count` says how many there are already. */
function sortFiles(files, rules, capabilities, count) {
	const taken = [];
	const refused = [];
	const free = (rules.maxFiles ?? Number.POSITIVE_INFINITY) - count;
	let [added, bytes] = [0, 0];
	for (const file of files) {
		const isNew = !rules.hasPlace?.(file);
		const reason = reasonFor(file, rules, capabilities) ?? (taken.length < free ? null : "too_many") ?? (isNew ? quotaReason(rules, added, bytes + file.size) : null);
		if (reason !== null) {
			refused.push({
				file,
				reason
			});
			continue;
		}
		taken.push(file);
		if (!isNew) continue;
		added++;
		bytes += file.size;
	}
	return {
		taken,
		refused
	};
}
/** `count` files are taken already; with this one they have `bytes`. */
function quotaReason({ bytesLeft, uploadsLeft }, count, bytes) {
	if (count >= (uploadsLeft ?? Number.POSITIVE_INFINITY)) return "quota_uploads";
	return bytes > (bytesLeft ?? Number.POSITIVE_INFINITY) ? "quota_exceeded" : null;
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
		const limit = formatBytes(limitOf(reason, rules, capabilities) ?? 0, words.language);
		return say(words, words.refused[reason], {
			names,
			limit
		});
	}).join(" ");
}
/** In bytes. */
function limitOf(reason, rules, capabilities) {
	if (reason === "quota_exceeded") return rules.bytesLeft ?? null;
	return reason === "too_small" ? rules.minSize : sizeLimit(rules, capabilities);
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
function listedPhases(uploads, phases) {
	return uploads.flatMap((upload) => {
		const phase = phases.get(upload.key);
		return phase ? [{
			upload,
			phase
		}] : [];
	});
}
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
	if (meant.some((each) => isFailure(each.phase) && !isWhole(each))) return "failed";
	return wholeCount < meant.length ? "pending" : null;
}
/** An id that the page itself has set was whole before; the server may tell otherwise. */
function isWhole({ upload, phase }) {
	const { source, document, isUnknown } = upload;
	const isAsSet = source.isFollowed === true && document === null && !isUnknown;
	return isStored(phase) || isAsSet;
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
			return [upload.key, toldOf(upload, phaseOfUpload(upload))];
		}));
		this.#isMoving = isMoving(this.#told);
	}
	/** Tells what has changed since the last call. What only is watched is not told. */
	tellChanges(uploads, phases) {
		const told = /* @__PURE__ */ new Map();
		const changed = [];
		for (const upload of uploads) {
			const phase = phases.get(upload.key);
			if (!phase || upload.source.isFollowed) continue;
			const before = this.#told.get(upload.key);
			const isSame = phase === before?.phase && upload.transfer.confirmed === before.confirmed;
			if (!isSame) changed.push([
				upload,
				before,
				phase
			]);
			told.set(upload.key, isSame ? before : toldOf(upload, phase, before));
		}
		this.#told = told;
		for (const [upload, before, phase] of changed) this.#tellFile(upload, before, phase);
		const isEnd = changed.some(([, before, phase]) => hasEnded(phase) && !hasEnded(before?.phase));
		this.#tellAll(uploads, told, isEnd);
	}
	#tellFile(upload, before, phase) {
		const outcome = outcomeOf(upload);
		if (outcome.confirmed > (before?.confirmed ?? 0)) this.tell("loadline-progress", outcome);
		if (isStored(phase) && !before?.wasStored) this.tell("loadline-stored", outcome);
		if (phase === before?.phase) return;
		if (phase === "done") this.tell("loadline-done", outcome);
		if (isFailure(phase) && !isFailure(before?.phase)) this.tell("loadline-failed", outcome);
	}
	/** `isEnd`: a file has ended now, maybe with nothing seen of its way. */
	#tellAll(uploads, told, isEnd) {
		const wasMoving = this.#isMoving;
		this.#isMoving = isMoving(told);
		if (this.#isMoving || told.size === 0 || !(wasMoving || isEnd)) return;
		const outcomes = (isDone) => uploads.filter(({ key }) => told.has(key) && told.get(key)?.phase === "done" === isDone).map(outcomeOf);
		this.tell("loadline-complete", {
			done: outcomes(true),
			failed: outcomes(false)
		});
	}
};
function hasEnded(phase) {
	return phase !== void 0 && ENDED.has(phase);
}
function isMoving(told) {
	for (const { phase } of told.values()) if (!hasEnded(phase)) return true;
	return false;
}
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
// src/ui/list-actions.ts
/** In the order of their buttons. */
var BULK_ACTIONS = [
	"pause",
	"resume",
	"retry",
	"clear"
];
/** Those that can help now, in their order. */
function bulkActions({ client, overview, autostart }) {
	const { countOf, heldCount, pausableCount, resumableCount } = overview;
	const isPossible = {
		pause: pausableCount > 0,
		resume: resumableCount > 0 || autostart && heldCount > 0,
		retry: client.uploads.some((upload) => retryOf(upload, overview) !== null),
		clear: countOf("done") > 0
	};
	return BULK_ACTIONS.filter((each) => isPossible[each]);
}
function actOnAll(what, { client, overview, autostart }, events) {
	if (what === "pause") client.pause();
	if (what === "resume") client.start(client.uploads.filter(({ transfer }) => autostart || !isHeld$1(transfer)));
	if (what === "clear") removeAsked(client, events, ({ key }) => isDone(key, overview));
	if (what === "retry") retryAll(client, overview);
}
function retryAll(client, overview) {
	const retried = (wanted) => client.uploads.filter((upload) => retryOf(upload, overview) === wanted);
	for (const upload of retried("reprocess")) upload.reprocess();
	client.again(...retried("again"));
}
/** Removes the uploads unless a listener wants to keep them. */
function removeAsked(client, events, isMeant) {
	const meant = client.uploads.filter(isMeant);
	client.remove(...meant.filter((upload) => events.ask("loadline-remove", outcomeOf(upload))));
}
function isDone(key, { phases }) {
	return phases.get(key) === "done";
}
/** What may help a failed file; null for others, and where nothing does. */
function retryOf({ key, transfer, document, file }, { phases }) {
	if (phases.get(key) !== "failed") return null;
	return actionsOf("failed", {
		transfer,
		document,
		hasFile: file !== null
	}).find((action) => action === "reprocess" || action === "again") ?? null;
}
// src/ui/list-meter.ts
/** A slower one, in bytes a second, would be shown as 0: nothing moves. */
var LEAST_RATE = 50;
/** A longer time left says nothing. */
var MOST_MS = 864e5;
var ListMeter = class {
	#meter = new RateMeter();
	#since = null;
	#ownBytes = 0;
	#movedBytes = 0;
	note({ isSending, ownBytes }, now = performance.now()) {
		this.#movedBytes += Math.max(0, ownBytes - this.#ownBytes);
		this.#ownBytes = ownBytes;
		if (isSending) {
			this.#since ??= now;
			this.#meter.note(this.#movedBytes, now);
		} else {
			this.#since = null;
			this.#meter.reset();
		}
	}
	/** The speed and the time left, as far as they are known. */
	figures({ restBytes }, words, now = performance.now()) {
		const rate = this.#meter.perSecond ?? 0;
		if (rate < LEAST_RATE) return [];
		const speed = formatRate(rate, words.language);
		const restMs = restBytes * 1e3 / rate;
		if (now - (this.#since ?? now) < 3e3 || restMs > MOST_MS) return [speed];
		const time = formatDuration(restMs, words.language);
		return [speed, say(words, words.timeLeft, { time })];
	}
};
// src/ui/list-views.ts
/** The views of a list at one moment. Each is made when it is asked for: most rows are not drawn. */
var ListViews = class {
	overview;
	#client;
	#words;
	#before;
	#made = /* @__PURE__ */ new Map();
	#now = Date.now();
	/** `before` has the views that were shown last. */
	constructor(client, overview, words, before = null) {
		this.overview = overview;
		this.#client = client;
		this.#words = words;
		this.#before = before ? before.#made : /* @__PURE__ */ new Map();
	}
	of(upload) {
		const { key } = upload;
		const made = this.#made.get(key);
		if (made) return made;
		const view = unlessSame(this.#make(upload), this.#before.get(key));
		this.#made.set(key, view);
		return view;
	}
	/** What was shown of it before; undefined where it was not shown. */
	before({ key }) {
		return this.#before.get(key);
	}
	#make(upload) {
		return viewUpload(upload, {
			client: this.#client,
			waitingBefore: this.overview.places.get(upload.key) ?? 0,
			now: this.#now,
			words: this.#words,
			isListed: true
		});
	}
};
/** The previous view where the new one equals it: its row need not be drawn again. */
function unlessSame(view, before) {
	return before && JSON.stringify(before) === JSON.stringify(view) ? before : view;
}
// src/ui/listed-uploads.ts
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
function takesPlace(upload) {
	const phase = phaseOfUpload(upload);
	return phase !== "cancelled" && (phase !== "paused" || upload.file !== null || !!upload.source.isFollowed);
}
// src/ui/overview.ts
/** From so many on, a file has one line. */
var MANY = 20;
function isMany({ count }) {
	return count >= MANY;
}
function overviewOf(uploads) {
	const phases = /* @__PURE__ */ new Map();
	const places = /* @__PURE__ */ new Map();
	const counts = /* @__PURE__ */ new Map();
	const sums = {
		heldCount: 0,
		pausableCount: 0,
		resumableCount: 0,
		size: 0,
		confirmed: 0,
		sent: 0,
		restBytes: 0,
		ownBytes: 0,
		isSending: false,
		isWhole: true
	};
	for (const upload of uploads) {
		const { key, source, transfer, document, file } = upload;
		const phase = phaseOfUpload(upload);
		phases.set(key, phase);
		counts.set(phase, (counts.get(phase) ?? 0) + 1);
		const { state } = transfer;
		if (state === "waiting") places.set(key, places.size);
		const isOurs = file !== null && !isStored(phase);
		const isUnderWay = isOurs && [
			"sending",
			"retrying",
			"waiting"
		].includes(state);
		if (isHeld$1(transfer)) sums.heldCount++;
		else if (isOurs && state === "paused") sums.resumableCount++;
		if (isUnderWay) sums.pausableCount++;
		if (phase === "cancelled") continue;
		sums.isWhole &&= isStored(phase);
		const size = source.size || (document?.size ?? 0);
		const confirmed = isStored(phase) ? size : Math.min(size, transfer.confirmed);
		sums.size += size;
		sums.confirmed += confirmed;
		sums.sent += Math.min(size, Math.max(confirmed, transfer.sent));
		if (isUnderWay && !isElsewhere(transfer)) sums.restBytes += size - confirmed;
		if (transfer.sent > 0) sums.ownBytes += confirmed - (transfer.resumedFrom ?? 0);
		sums.isSending ||= isOurs && state === "sending";
	}
	const countOf = (...wanted) => wanted.reduce((sum, phase) => sum + (counts.get(phase) ?? 0), 0);
	return {
		phases,
		places,
		count: uploads.length,
		...sums,
		countOf
	};
}
// src/ui/quota.ts
var NO_QUOTA = {
	bytesLeft: null,
	uploadsLeft: null
};
/** An older answer is asked for again. */
var FRESH_MS = 5e3;
/** An older answer does not count; after a question without an answer, the next one waits so long. */
var VALID_MS = 6e4;
var INTENTIONS = [
	"pointerdown",
	"focusin",
	"dragenter"
];
var Quota = class {
	#client;
	#answer = null;
	#at = 0;
	#askedAt = 0;
	/** Files that began before: their place is in the answer. */
	#begun = /* @__PURE__ */ new WeakSet();
	/** The uploads that the answer counts. */
	#counted = /* @__PURE__ */ new Set();
	/** Asks again when something in the element is about to be used. */
	constructor(element, client) {
		this.#client = client;
		for (const name of INTENTIONS) element.addEventListener(name, () => this.#refresh());
	}
	/** Called after each change of the client. */
	note({ capabilities, uploads }) {
		if (capabilities === this.#answer) return;
		this.#answer = capabilities;
		this.#at = performance.now();
		const created = uploads.filter((upload) => isHeld(upload) && hasBegun(upload.transfer));
		this.#counted = new Set(created.map(({ key }) => key));
	}
	/** What is left for files that are chosen now; `isReplaced`: they replace those in the list. */
	room(uploads, isReplaced = false) {
		const { bytesLeft, uploadsLeft } = roomIn(this.#answer);
		const held = new Set(uploads.filter(isHeld).map(({ key }) => key));
		if (![...this.#counted].every((key) => held.has(key)) || this.#age > VALID_MS) return NO_QUOTA;
		const isKept = (upload) => !isReplaced || upload.isWhole;
		const added = uploads.filter((each) => held.has(each.key) && this.#isAdded(each) && isKept(each));
		const freed = uploads.filter((each) => this.#counted.has(each.key) && !isKept(each));
		const bytes = sizeOf(added) - sizeOf(freed);
		const count = added.length - freed.length;
		return {
			bytesLeft: bytesLeft === null ? null : Math.max(0, bytesLeft - bytes),
			uploadsLeft: uploadsLeft === null ? null : uploadsLeft - count
		};
	}
	/** Tells which files have a place already: the server kept it when they began. */
	places() {
		const { uploads, capabilities } = this.#client();
		if (roomIn(this.#answer) === NO_QUOTA || !capabilities) return () => false;
		const waiting = uploads.filter(({ file }) => file === null);
		const isUnfinished = new UnfinishedUploads(capabilities.uploadUrl).lookup();
		return (file) => {
			const hasBegun = waiting.some((upload) => upload.awaits(file)) || isUnfinished(file);
			if (hasBegun) this.#begun.add(file);
			return hasBegun;
		};
	}
	#isAdded({ key, file }) {
		return !this.#counted.has(key) && !(file && this.#begun.has(file));
	}
	#refresh() {
		const waitMs = this.#askedAt > this.#at ? VALID_MS : FRESH_MS;
		const age = performance.now() - Math.max(this.#askedAt, this.#at);
		if (roomIn(this.#answer) === NO_QUOTA || age <= waitMs) return;
		this.#askedAt = performance.now();
		this.#client().discover(true);
	}
	get #age() {
		return performance.now() - this.#at;
	}
};
function sizeOf(uploads) {
	return uploads.reduce((sum, { source }) => sum + source.size, 0);
}
function roomIn(answer) {
	const quota = answer?.quota;
	if (!isRecord(quota)) return NO_QUOTA;
	const { bytes_left, uploads_left } = quota;
	return {
		bytesLeft: typeof bytes_left === "number" ? bytes_left : null,
		uploadsLeft: typeof uploads_left === "number" ? uploads_left : null
	};
}
/** Whether it takes its place in the quota, or will. */
function isHeld({ transfer }) {
	return transfer.state !== "cancelled" && !(transfer.state === "failed" && transfer.url === null);
}
// src/ui/refusals.ts
var Refusals = class {
	#drops = [];
	#files = [];
	/** As they were when the first file was refused. */
	#rules = null;
	dropped(drop) {
		this.#drops = [...this.#drops, drop];
	}
	refused(files, rules) {
		this.#files = [...this.#files, ...files];
		this.#rules ??= rules;
	}
	/** Empty where nothing was refused. */
	text(capabilities, words) {
		const notices = this.#drops.map((drop) => droppedNotice(drop, words));
		if (this.#rules) notices.push(refusedNotice(this.#files, this.#rules, capabilities, words));
		return notices.filter(Boolean).join(" ");
	}
};
// src/ui/total-text.ts
function totalText(overview, words) {
	const done = overview.countOf("done");
	const part = partOf(overview.confirmed, overview.size, words);
	return say(words, words.total, {
		done,
		all: overview.count,
		part
	}, done);
}
// src/ui/spoken.ts
var TENTHS = 10;
/** The sentence; null where there is nothing new. `before` is null for the first update. */
function spokenNews(uploads, views, before, words) {
	const { overview } = views;
	const tellsEach = !isMany(overview);
	let news = null;
	let failed = null;
	for (const upload of uploads) {
		const phase = overview.phases.get(upload.key);
		if (!(phase !== before?.phases.get(upload.key)) && !(tellsEach && views.before(upload))) continue;
		if (tellsEach) news = announcement(views.before(upload), views.of(upload), words) ?? news;
		else if (phase === "failed") failed = upload;
	}
	if (failed) news = announcement(views.before(failed), views.of(failed), words);
	return news ?? (tellsEach || !passedTenth(before, overview) ? null : totalText(overview, words));
}
function passedTenth(before, now) {
	return tenthOf(now) > (before === null ? 0 : tenthOf(before));
}
function tenthOf(overview) {
	return Math.floor(overview.countOf("done") * TENTHS / overview.count);
}
// src/ui/upload-list.ts
function renderList(options) {
	const { client, views, words } = options;
	const { uploads } = client;
	if (uploads.length === 0) return nothing;
	const many = isMany(views.overview);
	return html`
    <div class="head">
      <h2 id="files">${words.files}</h2>
      ${uploads.length > 1 ? renderTotal(options, many) : nothing}
      <loadline-status
        exportparts="status, refresh"
        .health=${client.health}
        .now=${Date.now()}
        .words=${words}
        @refresh=${() => client.reconnect()}
      ></loadline-status>
    </div>
    ${many ? renderAll(options) : nothing}
    ${renderStart(options, many)}
    ${many ? renderMany(options) : html`<ul role="list" aria-labelledby="files"></ul>`}
  `;
}
function renderTotal({ views: { overview }, meter, words }, many) {
	const figures = many ? meter.figures(overview, words) : [];
	const text = [totalText(overview, words), ...figures].join(" · ");
	return html`<span class="total" part="total">${text}</span>`;
}
/** The bar of all files, and the buttons for all of them, which keep their places under a pointer. */
function renderAll(options) {
	const { views, words, isOff, isField, actOnAll } = options;
	const { overview } = views;
	const possible = bulkActions({
		...options,
		overview
	});
	return html`
    <loadline-bar class="all" exportparts="bar, fill" .view=${barOf(overview, words)}></loadline-bar>
    <div class="bulk" part="bulk">
      ${BULK_ACTIONS.map((each) => html`
          <button
            type="button"
            part="button"
            data-bulk=${each}
            ?hidden=${!possible.includes(each) || each === "clear" && isField}
            ?disabled=${isOff}
            @click=${() => actOnAll(each)}
          >
            ${words.bulk[each]}
          </button>
        `)}
    </div>
  `;
}
/** Without any byte, the files count. It is full only where all is stored: sizes may be unknown. */
function barOf(overview, words) {
	const { size, confirmed, sent, isWhole, count, countOf } = overview;
	const done = countOf("done");
	const [part, whole] = size > 0 ? [confirmed, size] : [done, count];
	const most = isWhole ? 100 : 99;
	const share = (bytes) => Math.min(most / 100, bytes / whole);
	return {
		name: words.files,
		phase: done === count ? "done" : "uploading",
		confirmed: share(part),
		sent: share(sent),
		percent: Math.min(most, percentOf(part, whole)),
		spoken: totalText(overview, words),
		stages: []
	};
}
/** Starts what waits for a person to start it, not what a person has paused. */
function renderStart({ client, views, words, isOff, autostart }, many) {
	const count = views.overview.heldCount;
	if (count === 0 || many && autostart) return nothing;
	return html`
    <button
      type="button"
      class="start"
      part="start"
      ?disabled=${isOff}
      @click=${() => client.start(client.uploads.filter(({ transfer }) => isHeld$1(transfer)))}
    >
      ${say(words, words.uploadFiles, { count }, count)}
    </button>
  `;
}
/** The rows that `renderList` leaves room for. */
function fewRows(options) {
	const { client, views } = options;
	if (isMany(views.overview)) return [];
	return client.uploads.map((upload) => ({
		of: upload,
		content: fileRow(upload, options)
	}));
}
function renderMany({ client, views, words, isOff, act }) {
	return html`
    <loadline-rows
      exportparts=${`rows, fold, ${FILE_PARTS}`}
      .uploads=${client.uploads}
      .views=${views}
      .words=${words}
      .isOff=${isOff}
      @row=${({ detail }) => act(detail.upload, detail.action)}
    ></loadline-rows>
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
	#contentObserver = new MutationObserver(() => this.#silenceContent());
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
	connectedCallback() {
		super.connectedCallback();
		this.#silenceContent();
		this.#contentObserver.observe(this, {
			childList: true,
			subtree: true
		});
	}
	disconnectedCallback() {
		super.disconnectedCallback();
		this.#contentObserver.disconnect();
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
		folders: { type: Boolean },
		capture: { type: String },
		dropTarget: {
			attribute: "drop-target",
			type: String
		},
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
		this.folders = false;
		this.capture = null;
		this.dropTarget = "";
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
/** Changes are shown so far apart; the bars move meanwhile. */
var UPDATE_MS = 100;
var LoadlineUpload = class extends UploadSettings {
	static properties = {
		spoken: { state: true },
		notice: { state: true }
	};
	static styles = [theme, uploadStyles];
	#client = new ElementClient(() => this.makeClient(), (upload) => this.#mayStart(upload), () => {
		this.#quota.note(this.client);
		this.#updates.set();
	});
	#updates = new Throttle(() => this.requestUpdate(), UPDATE_MS);
	#quota = new Quota(this, () => this.client);
	/** Where the browser shows a problem of the form. */
	#anchor = null;
	/** The value that its client does not list yet; null: its attribute's. */
	#valueBefore = null;
	#hasBegun = false;
	#views = null;
	#meter = new ListMeter();
	#rows = new RowList();
	#chosenFiles = new ChosenFiles((files) => this.#takeSome(files));
	#refusals = new Refusals();
	#area = new DropArea(this, (drop) => this.#take(drop));
	#events = new UploadEvents(this);
	#ticker = new Ticker(() => this.requestUpdate());
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
		this.#views = null;
		this.#meter = new ListMeter();
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
		return this.#share(overviewOf(this.client.uploads)).ids.join(" ");
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
		removeAsked(this.client, this.#events, () => true);
		this.#tellForm();
	}
	/** The rest leaves the list, whatever listeners want. */
	#removeUnless(isKept) {
		const removed = this.client.uploads.filter((upload) => !isKept(upload));
		for (const upload of removed) this.#events.tell("loadline-remove", outcomeOf(upload));
		this.client.remove(...removed);
	}
	#mayStart(upload) {
		return hasBegun(upload.transfer) || this.#events.ask("loadline-start", outcomeOf(upload));
	}
	get #defaultIds() {
		return idsIn(this.getAttribute("value") ?? "");
	}
	/** Focuses the button that chooses files. */
	focus(options) {
		this.#area.button?.focus(options);
	}
	/** Called by the browser. A page that prevents the submission, to send the form itself, says when. */
	formAssociatedCallback(form) {
		form?.addEventListener("submit", (event) => {
			setTimeout(() => event.defaultPrevented || this.client.handOver());
		});
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
		setTimeout(() => new Intl.NumberFormat());
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
	/** Also what the throttle holds back, and what follows from a change of just now. */
	async getUpdateComplete() {
		await null;
		this.#updates.flush();
		return super.getUpdateComplete();
	}
	willUpdate(_changed) {
		const { client, words } = this;
		const [{ uploads }, before] = [client, this.#views];
		const overview = overviewOf(uploads);
		this.#meter.note(overview);
		this.#views = new ListViews(client, overview, words, before);
		this.spoken = spokenNews(uploads, this.#views, before?.overview ?? null, words) ?? this.spoken;
		this.#tellForm(overview);
		this.#events.tellChanges(uploads, overview.phases);
		this.#ticker.keep(this.isConnected && uploads.some((upload) => !upload.isOver));
	}
	updated(_changed) {
		this.#rows.draw(this.renderRoot.querySelector("ul"), fewRows(this.#list()));
		if (this.#anchor !== this.#area.button) this.#tellForm();
	}
	#tellForm(overview = overviewOf(this.client.uploads)) {
		const { ids, problem } = this.#share(overview);
		this.#anchor = this.hasUpdated ? this.#area.button : null;
		this.tellForm({
			values: ids,
			problem,
			label: this.label,
			anchor: this.#anchor
		});
	}
	#share({ phases }) {
		return shareOf(listedPhases(this.client.uploads, phases), this.required, this.words);
	}
	render() {
		const { uploads, capabilities } = this.client;
		const { views } = this.#list();
		return html`
      <div>
      ${this.label ? html`<div class="label" part="label">${this.label}</div>` : nothing}
      ${this.#area.render({
			isOff: this.isOff,
			multiple: this.multiple,
			accept: acceptFor(this.rules, capabilities),
			folders: this.folders,
			capture: this.capture,
			isQuiet: views.overview.heldCount > 0,
			isFilled: uploads.length > 0,
			maxSize: sizeLimit(this.rules, capabilities),
			words: this.words
		})}
      ${this.notice === "" ? nothing : html`<p class="notice" part="notice" role="alert">${this.notice}</p>`}
      ${renderList(this.#list())}
      <div class="unseen" role="status" aria-live="polite">${this.spoken}</div>
      </div>
    `;
	}
	#list() {
		const { client, words } = this;
		this.#views ??= new ListViews(client, overviewOf(client.uploads), words);
		return {
			client,
			views: this.#views,
			words,
			meter: this.#meter,
			isOff: this.isOff,
			isField: this.name !== "",
			autostart: this.clientOptions().autostart !== false,
			act: (upload, action) => this.#act(upload, action),
			actOnAll: (what) => this.#actOnAll(what)
		};
	}
	#goAway() {
		this.#ticker.keep(false);
		this.#updates.stop();
		this.#client.goAway();
	}
	#actOnAll(what) {
		const { client } = this;
		actOnAll(what, {
			...this.#list(),
			overview: overviewOf(client.uploads)
		}, this.#events);
		this.#tellForm();
		this.updateComplete.then(() => this.#passFocus());
	}
	/** A button for all files that has done all it can hides, and gives its focus to another one. */
	#passFocus() {
		const { activeElement } = this.renderRoot;
		if (activeElement !== null && !activeElement.matches("[hidden]")) return;
		(this.renderRoot.querySelector("[data-bulk]:not([hidden])") ?? this).focus();
	}
	#act(upload, action) {
		if (action === "remove") this.#remove(upload);
		else if (action !== "start" || this.#mayStart(upload)) actOn(upload, action, this.client);
		this.requestUpdate();
	}
	/** Focuses the next row, or the button that chooses files. */
	#remove(upload) {
		if (!this.#events.ask("loadline-remove", outcomeOf(upload))) return;
		const at = this.client.uploads.indexOf(upload);
		this.client.remove(upload);
		this.#tellForm();
		this.updateComplete.then(() => {
			const rows = this.renderRoot.querySelectorAll("loadline-file");
			const next = rows[Math.min(at, rows.length - 1)];
			if (!this.renderRoot.querySelector("loadline-rows")) (next ?? this).focus();
		});
	}
	/** Many files are looked at and listed in turns. Without `multiple` they are one choice. */
	#take(drop) {
		if (this.#chosenFiles.count === 0) this.#refusals = new Refusals();
		this.#refusals.dropped(drop);
		this.#say();
		if (this.multiple) this.#chosenFiles.take(drop.files);
		else this.#takeSome(drop.files);
	}
	#takeSome(files) {
		const room = this.#quota.room(this.client.uploads, !this.multiple);
		const rules = {
			...this.rules,
			...room,
			hasPlace: this.#quota.places()
		};
		const { taken, refused } = this.#sort(files, rules);
		this.#refusals.refused(refused, rules);
		this.#say();
		for (const { file, reason } of refused) this.#events.tell("loadline-failed", refusedOutcome(file, localProblem(reason, null)));
		const wanted = taken.filter((file) => this.#events.ask("loadline-add", { file }));
		if (wanted.length > 0) this.#add(wanted);
		this.#tellForm();
	}
	#say() {
		this.notice = this.#refusals.text(this.client.capabilities, this.words);
	}
	#sort(files, rules) {
		const { uploads, capabilities } = this.client;
		return sortFiles(files, rules, capabilities, this.multiple ? uploads.filter(takesPlace).length : 0);
	}
	/** As with `<input type=file>`, a file takes the place of the one before without `multiple`. */
	#add(files) {
		const [added] = this.client.add(files);
		if (!this.multiple) this.#removeUnless((upload) => upload === added);
	}
};
// src/ui/elements.ts
var ELEMENTS = {
	"loadline-bar": LoadlineBar,
	"loadline-stages": LoadlineStageList,
	"loadline-status": LoadlineStatus,
	"loadline-picture": LoadlinePicture,
	"loadline-file": LoadlineFile,
	"loadline-rows": LoadlineRows,
	"loadline-upload": LoadlineUpload,
	"loadline-progress": LoadlineProgress
};
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
export { ENGLISH, LoadlineClient, LoadlineProgress, LoadlineUpload, addWords, fetchCapabilities, viewFile, wordsFor };
