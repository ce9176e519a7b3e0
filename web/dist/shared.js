import { DetailedError, Upload } from "tus-js-client";
// src/format.ts
var UNITS = [
	"bytes",
	"KB",
	"MB",
	"GB",
	"TB",
	"PB"
];
/** "12.3 MB" */
function formatBytes(bytes) {
	const { value, unit } = scale(bytes);
	return `${value} ${unit}`;
}
/** "12.3 of 45 MB": both in the unit of the whole, so that the eye compares. */
function formatPart(part, whole, of = "of") {
	const { value, unit, factor } = scale(whole);
	const decimals = factor === 1 ? 0 : decimalsFor(whole / factor);
	return `${(part / factor).toFixed(decimals)} ${of} ${value} ${unit}`;
}
/** "4.2 MB/s" */
function formatRate(bytesPerSecond) {
	return `${formatBytes(bytesPerSecond)}/s`;
}
/** "8 s", "2 min 5 s", "1 h 10 min" */
function formatDuration(ms) {
	const seconds = Math.max(0, Math.round(ms / 1e3));
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return join(minutes, "min", seconds % 60, "s");
	return join(Math.floor(minutes / 60), "h", minutes % 60, "min");
}
/** "31 Jan, 14:05", in the language of the browser. */
function formatTime(wallMs) {
	return new Date(wallMs).toLocaleString([], {
		dateStyle: "medium",
		timeStyle: "short"
	});
}
/** The share in whole percent; 100 only when nothing is missing. */
function percentOf(part, whole) {
	if (whole <= 0) return 100;
	return Math.max(0, Math.min(100, Math.floor(part * 100 / whole)));
}
function scale(bytes) {
	let step = 0;
	let factor = 1;
	while (step < UNITS.length - 1 && Math.round(bytes / factor) >= 1e3) {
		step++;
		factor *= 1e3;
	}
	const amount = bytes / factor;
	const decimals = factor === 1 ? 0 : decimalsFor(amount);
	return {
		value: String(Number(amount.toFixed(decimals))),
		unit: bytes === 1 ? "byte" : UNITS[step] ?? "PB",
		factor
	};
}
/** So many that three digits are shown. */
function decimalsFor(amount) {
	if (amount >= 99.95) return 0;
	return amount >= 9.995 ? 1 : 2;
}
function join(large, largeUnit, small, smallUnit) {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
// src/words.ts
var ENGLISH = {
	phase: {
		waiting: "Waiting",
		starting: "Starting",
		uploading: "Uploading",
		paused: "Paused",
		retrying: "Interrupted",
		received: "Received",
		processing: "Processing",
		done: "Done",
		failed: "Failed",
		cancelled: "Cancelled",
		expired: "Expired"
	},
	stage: {
		waiting: "waiting",
		running: "running",
		done: "done",
		failed: "failed",
		skipped: "skipped"
	},
	action: {
		start: "Start now",
		pause: "Pause",
		resume: "Resume",
		retryNow: "Try now",
		cancel: "Cancel",
		reprocess: "Process again",
		again: "Upload again",
		remove: "Remove"
	},
	problem: {
		network: "The connection to the server broke.",
		busy: "The server is not ready just now.",
		superseded: "This upload goes on in another window.",
		too_large: "This file is larger than the server accepts.",
		part_too_large: "The web server in front refuses even small parts of this file.",
		file_changed: "This file was changed or removed; choose it again.",
		insufficient_storage: "The server has no room left.",
		locked: "The server is still busy with this upload.",
		gone: "The server no longer has this upload.",
		not_found: "The server no longer has this upload.",
		forbidden: "The server does not allow this.",
		cancelled: "The upload was cancelled.",
		expired: "The upload waited too long and was removed.",
		deleted: "The upload was removed from the server.",
		refused: "The web server does not let this page in.",
		no_server: "There is no upload server at this address.",
		server_failed: "The upload server fails just now.",
		other: "The server could not take this file."
	},
	result: {
		sha256: "SHA-256",
		type: "Type",
		link: "Link",
		id: "Upload"
	},
	of: "of",
	step: (current, all) => `step ${current} of ${all}`,
	percent: (percent) => `${percent} percent`,
	timeLeft: (time) => `${time} left`,
	took: (time) => `in ${time}`,
	elapsed: (time) => `for ${time}`,
	queuePlace: (place) => `number ${place} in line`,
	keptAt: (part) => `${part} kept; resumes from there`,
	keptUntil: (time) => `kept until ${time}`,
	resumedAt: (part) => `resumed from ${part}`,
	begunAnew: "The server no longer had what was sent before: begun anew.",
	retryIn: (seconds) => `Trying again in ${formatDuration(seconds * 1e3)}. What the server has is kept.`,
	retryWhenOnline: "Goes on as soon as this device is online. What the server has is kept.",
	retryingNow: "Trying again. What the server has is kept.",
	allSent: "Everything is sent; the server is storing the rest.",
	fileKept: "The server has every byte; nothing needs to be sent again.",
	mayLeave: "You may close this page: the server has every byte.",
	recordMissing: "The server has lost sight of this file and is looking; nothing is lost.",
	fileNeeded: "Choose this file again to go on. What the server has is kept.",
	senderAway: "Waiting for the sender to go on.",
	total: (done, all, part) => `${done} of ${all} done, ${part}`,
	heldBack: "The web server in front holds back what is sent; the bar moves when it lets go.",
	lastNews: (age) => `The last news of this file is ${age} old; sending goes on.`,
	health: healthInEnglish,
	choose: "Choose files",
	notTaken: (names) => `Nothing to upload in: ${names}`,
	tooMany: (limit) => `Only the first ${limit} files and folders were looked at.`,
	drop: "or drop them here",
	dropNow: "Let go to upload",
	limit: (size) => `Up to ${size} each`,
	files: "Files",
	stages: "Processing",
	copy: "Copy",
	copied: "Copied",
	refresh: "Refresh",
	actionOn: (action, name) => `${action}: ${name}`
};
function healthInEnglish(health, now) {
	switch (health.state) {
		case "idle": return {
			label: "Ready",
			detail: null
		};
		case "connecting": return {
			label: "Connecting",
			detail: null
		};
		case "live": return {
			label: "Live",
			detail: null
		};
		case "delayed": return {
			label: "Delayed",
			detail: `last news ${formatDuration(now - health.heardAt)} ago`
		};
		case "reconnecting": return {
			label: "Reconnecting",
			detail: until(health.retryAt, now)
		};
		case "polling": return {
			label: "Checking every second",
			detail: health.isFallback ? `live updates lost, ${until(health.retryAt, now)}` : null
		};
		case "refused": return {
			label: "Server not ready",
			detail: null
		};
		case "offline": return {
			label: "No connection",
			detail: `last news ${formatDuration(now - health.heardAt)} ago`
		};
	}
}
function until(at, now) {
	const seconds = at === null ? 0 : Math.ceil((at - now) / 1e3);
	return seconds > 0 ? `trying in ${seconds} s` : "trying now";
}
var TABLES = /* @__PURE__ */ new Map([["en", ENGLISH]]);
/** Makes a table the one for a language ("de"); the elements choose by the page's lang. */
function addWords(language, words) {
	TABLES.set(language, words);
}
/** The table for where the element stands: the nearest lang attribute, else English. */
function wordsFor(element) {
	return TABLES.get(languageOf(element)) ?? ENGLISH;
}
/** "de", of where the element stands; "" where nothing says so. */
function languageOf(element) {
	return (element.closest("[lang]")?.getAttribute("lang") ?? "").split("-")[0] ?? "";
}
// src/backoff.ts
/** The wait in ms before attempt number `attempt` (0 is the first). */
function backoffDelay(plan, attempt, random) {
	const ceiling = Math.min(plan.capMs, plan.baseMs * 2 ** Math.min(attempt, 30));
	return Math.round(random() * ceiling);
}
// src/health.ts
/** The one word for the facts. */
function judgeHealth(facts) {
	const { carrier, retryAt, heardAt } = facts;
	if (!facts.open) return { state: "idle" };
	if (!facts.online) return {
		state: "offline",
		heardAt
	};
	if (carrier === null) return facts.everGood ? {
		state: "reconnecting",
		retryAt
	} : { state: "connecting" };
	if (carrier.push) return facts.quiet ? {
		state: "delayed",
		heardAt
	} : { state: "live" };
	if (facts.quiet) return {
		state: "offline",
		heardAt
	};
	return {
		state: "polling",
		isFallback: facts.isFallback,
		retryAt
	};
}
/** Whether two healths would be shown alike. */
function sameHealth(a, b) {
	return a.state === b.state && ("retryAt" in a ? a.retryAt : null) === ("retryAt" in b ? b.retryAt : null);
}
// src/link.ts
/** How long a transport may take to say its first word. */
var READY_LIMIT_MS = 5e3;
/** How long it may take, after that, to acknowledge what is watched. */
var WATCHING_LIMIT_MS = 5e3;
var Link = class {
	rung;
	index;
	#transport;
	#events;
	#unanswered;
	#ready = false;
	#good = false;
	#quiet = false;
	#limit;
	constructor(rung, index, ids, events) {
		this.rung = rung;
		this.index = index;
		this.#events = events;
		this.#unanswered = new Set(ids);
		this.#transport = rung.create({
			ready: () => this.#becomeReady(),
			watching: (id) => this.#answered(id),
			refused: (id, code) => {
				events.refused(id, code);
				this.#answered(id);
			},
			document: (document) => events.document(document),
			gone: (id) => events.gone(id),
			stale: (id) => events.stale(id),
			site: (site) => events.site(site),
			quiet: (isQuiet) => this.#setQuiet(isQuiet),
			down: (retryAfterMs) => this.#down(retryAfterMs)
		});
		for (const id of this.#unanswered) this.#transport.watch(id);
	}
	get isQuiet() {
		return this.#quiet;
	}
	/** Opens it; `trusted` skips the probation, for the rung that always holds. */
	open(trusted) {
		this.#transport.open();
		if (trusted) this.#becomeGood();
		else this.#within(READY_LIMIT_MS);
	}
	watch(id) {
		this.#transport.watch(id);
	}
	unwatch(id) {
		this.#transport.unwatch(id);
		this.#answered(id);
	}
	check() {
		this.#transport.check();
	}
	close() {
		clearTimeout(this.#limit);
		this.#transport.close();
	}
	#within(ms) {
		clearTimeout(this.#limit);
		this.#limit = setTimeout(() => {
			this.#transport.close();
			this.#down(0);
		}, ms);
	}
	#becomeReady() {
		this.#ready = true;
		if (this.#good) return;
		this.#within(WATCHING_LIMIT_MS);
		this.#judge();
	}
	#answered(id) {
		this.#unanswered.delete(id);
		this.#judge();
	}
	#judge() {
		if (this.#ready && !this.#good && this.#unanswered.size === 0) this.#becomeGood();
	}
	#becomeGood() {
		this.#good = true;
		clearTimeout(this.#limit);
		this.#events.good(this);
	}
	#setQuiet(isQuiet) {
		this.#quiet = isQuiet;
		this.#events.quiet(this);
	}
	#down(retryAfterMs) {
		clearTimeout(this.#limit);
		this.#events.down(this, retryAfterMs);
	}
};
// src/channel.ts
var FAILURES_PER_RUNG = 2;
var PATIENCE_MS$1 = 6e3;
/** The way back to what has worked here before begins quickly. */
var AFTER_LOSS = {
	baseMs: 1e3,
	capMs: 3e5
};
/** What has never worked here is probably not there: ask seldom. */
var NEVER_GOOD = {
	baseMs: 3e4,
	capMs: 3e5
};
/** A channel with nothing to watch is closed after this time. */
var IDLE_MS = 6e4;
var Channel = class {
	#options;
	#events;
	#watched = /* @__PURE__ */ new Set();
	#goodRungs = /* @__PURE__ */ new Set();
	#carrier = null;
	#trial = null;
	#level = 0;
	#failures = 0;
	#attempts = 0;
	#open = false;
	#heardAt = Date.now();
	#retryAt = null;
	#retryTimer;
	#patienceTimer;
	#idleTimer;
	#waitsForSight = false;
	#health = { state: "idle" };
	#unsubscribe;
	constructor(options, events) {
		this.#options = options;
		this.#events = events;
		this.#unsubscribe = options.signals.subscribe((signal) => this.#signal(signal));
	}
	get health() {
		return this.#health;
	}
	/** Keeps the news of this upload, of ALL or of SITE coming, over whatever works, until `unwatch`. */
	watch(id) {
		if (this.#watched.has(id)) return;
		this.#watched.add(id);
		this.open();
		this.#carrier?.watch(id);
		this.#trial?.watch(id);
	}
	unwatch(id) {
		if (!this.#watched.delete(id)) return;
		this.#carrier?.unwatch(id);
		this.#trial?.unwatch(id);
		this.#closeWhenIdle();
	}
	/** Connects; `watch` does so by itself, earlier is only quicker. */
	open() {
		clearTimeout(this.#idleTimer);
		if (!this.#open) {
			this.#open = true;
			this.#heardAt = Date.now();
			this.#lost(0);
		}
		this.#closeWhenIdle();
	}
	/** Asks for the present state and tries the best way now, instead of at the end of the countdown. */
	retryNow() {
		if (!this.#open) return;
		this.#bridge();
		this.#attempts = 0;
		this.#carrier?.check();
		if (!this.#trial && this.#carrier?.index !== 0) this.#retry(0);
	}
	/** Ends it for good. */
	dispose() {
		this.#unsubscribe();
		this.#suspend();
	}
	#signal(signal) {
		if (signal === "pagehide") this.#suspend();
		if (signal === "pageshow" && this.#watched.size > 0) this.open();
		if (signal === "online") this.retryNow();
		if (signal === "visible") this.#seen();
		this.#tellHealth();
	}
	#seen() {
		this.#carrier?.check();
		if (this.#waitsForSight) this.retryNow();
	}
	#suspend() {
		this.#open = false;
		for (const timer of [
			this.#retryTimer,
			this.#patienceTimer,
			this.#idleTimer
		]) clearTimeout(timer);
		this.#carrier?.close();
		this.#trial?.close();
		this.#carrier = null;
		this.#trial = null;
		this.#retryAt = null;
		this.#level = 0;
		this.#attempts = 0;
		this.#tellHealth();
	}
	#closeWhenIdle() {
		clearTimeout(this.#idleTimer);
		if (this.#watched.size === 0) this.#idleTimer = setTimeout(() => this.#suspend(), IDLE_MS);
	}
	/** Nothing carries: bridge the gap and find a way back. */
	#lost(retryAfterMs) {
		this.#failures = 0;
		clearTimeout(this.#patienceTimer);
		this.#patienceTimer = setTimeout(() => this.#descend(), PATIENCE_MS$1);
		this.#bridge();
		this.#retry(retryAfterMs);
	}
	#retry(afterMs) {
		clearTimeout(this.#retryTimer);
		this.#waitsForSight = false;
		this.#retryAt = afterMs > 0 ? Date.now() + afterMs : null;
		if (afterMs > 0) this.#retryTimer = setTimeout(() => this.#retry(0), afterMs);
		else if (this.#options.signals.hidden() && this.#attempts > 0) this.#waitsForSight = true;
		else {
			this.#attempts++;
			this.#try(this.#carrier ? (this.#attempts - 1) % this.#carrier.index : this.#level);
		}
		this.#tellHealth();
	}
	#try(index) {
		const rung = this.#options.rungs[index];
		if (!rung) return;
		this.#trial?.close();
		this.#trial = new Link(rung, index, this.#watched, this.#linkEvents());
		this.#trial.open(!rung.push);
	}
	#linkEvents() {
		const news = (event) => {
			this.#heardAt = Date.now();
			this.#events.news(event);
		};
		return {
			document: (document) => news({
				kind: "document",
				document
			}),
			gone: (id) => news({
				kind: "gone",
				id
			}),
			stale: (id) => news({
				kind: "stale",
				id
			}),
			site: (site) => {
				this.#heardAt = Date.now();
				this.#events.site?.(site);
			},
			refused: (id, code) => {
				this.#events.refused?.(id, code);
				this.#bridge();
			},
			good: (link) => this.#promote(link),
			quiet: () => this.#tellHealth(),
			down: (link, retryAfterMs) => this.#linkDown(link, retryAfterMs)
		};
	}
	#promote(link) {
		this.#carrier?.close();
		this.#carrier = link;
		this.#trial = null;
		this.#level = link.index;
		this.#heardAt = Date.now();
		clearTimeout(this.#patienceTimer);
		if (link.rung.push) this.#goodRungs.add(link.index);
		if (link.index === 0) {
			this.#attempts = 0;
			this.#retryAt = null;
		} else {
			if (this.#goodRungs.size === 0) this.#attempts = 0;
			this.#retryLater(0);
		}
		this.#tellHealth();
	}
	#linkDown(link, retryAfterMs) {
		if (link === this.#carrier) {
			this.#carrier = null;
			this.#lost(this.#delay(retryAfterMs));
		} else if (link === this.#trial) {
			this.#trial = null;
			if (this.#carrier) this.#retryLater(retryAfterMs);
			else this.#failed(retryAfterMs);
		}
	}
	#failed(retryAfterMs) {
		this.#failures++;
		if (this.#failures >= FAILURES_PER_RUNG) this.#descend();
		else {
			this.#bridge();
			this.#retryLater(retryAfterMs);
		}
	}
	#descend() {
		if (this.#carrier) return;
		this.#trial?.close();
		this.#trial = null;
		clearTimeout(this.#retryTimer);
		this.#failures = 0;
		this.#level = Math.min(this.#level + 1, this.#options.rungs.length - 1);
		this.#try(this.#level);
		this.#tellHealth();
	}
	#retryLater(retryAfterMs) {
		this.#retry(Math.max(1, this.#delay(retryAfterMs)));
	}
	#delay(retryAfterMs) {
		return retryAfterMs + backoffDelay(this.#goodRungs.size > 0 || !this.#carrier ? AFTER_LOSS : NEVER_GOOD, Math.floor(this.#attempts / Math.max(1, this.#carrier?.index ?? 1)), this.#options.random);
	}
	/** One snapshot, so that a gap shows no more than its own length. */
	#bridge() {
		const { snapshot } = this.#options;
		if (!snapshot || this.#watched.size === 0) return;
		snapshot([...this.#watched]).then(({ documents, gone }) => {
			for (const document of documents) this.#events.news({
				kind: "document",
				document
			});
			for (const id of gone) this.#events.news({
				kind: "gone",
				id
			});
		}, () => void 0);
	}
	#tellHealth() {
		const health = judgeHealth({
			open: this.#open,
			online: this.#options.signals.online(),
			carrier: this.#carrier?.rung ?? null,
			isFallback: (this.#carrier?.index ?? 0) > 0,
			quiet: this.#carrier?.isQuiet ?? false,
			everGood: this.#goodRungs.size > 0,
			retryAt: this.#retryAt,
			heardAt: this.#heardAt
		});
		if (sameHealth(health, this.#health)) return;
		this.#health = health;
		this.#events.health(health);
	}
};
// src/shelf.ts
var Shelf = class {
	#name;
	constructor(name) {
		this.#name = name;
	}
	get(key) {
		return attempt(() => this.#storage?.getItem(key) ?? null, null);
	}
	/** Tells whether it is kept. */
	set(key, value) {
		return attempt(() => {
			this.#storage?.setItem(key, value);
			return this.#storage !== void 0;
		}, false);
	}
	remove(key) {
		attempt(() => this.#storage?.removeItem(key), void 0);
	}
	keys(prefix) {
		return attempt(() => {
			const storage = this.#storage;
			return Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at)).filter((key) => typeof key === "string" && key.startsWith(prefix));
		}, []);
	}
	/** Already asking for it may be refused. Android's WebView gives null where it is switched off. */
	get #storage() {
		return globalThis[this.#name] ?? void 0;
	}
};
function attempt(what, otherwise) {
	try {
		return what();
	} catch {
		return otherwise;
	}
}
// src/chunk-limit.ts
/** Front ends that take less than this are of no use for uploads. */
var SMALLEST_BYTES = 65536;
var ChunkLimit = class {
	#key;
	#shelf = new Shelf("sessionStorage");
	#bytes;
	constructor(endpoint) {
		this.#key = `loadline-chunk:${endpoint}`;
		const kept = Number(this.#shelf.get(this.#key) ?? Number.POSITIVE_INFINITY);
		this.#bytes = kept >= SMALLEST_BYTES ? kept : Number.POSITIVE_INFINITY;
	}
	get bytes() {
		return this.#bytes;
	}
	/** A request of so many bytes was refused: half of it from now on. False where that would be too little. */
	refuse(bytes) {
		if (bytes <= SMALLEST_BYTES) return false;
		const half = Math.max(SMALLEST_BYTES, Math.ceil(bytes / 2));
		this.#bytes = Math.min(this.#bytes, half);
		this.#shelf.set(this.#key, String(this.#bytes));
		return true;
	}
};
// src/commands.ts
var CAPABILITY = /\/([0-9a-f]{32}(?:\.[0-9a-f]{32})?)$/;
var AGAIN$1 = {
	baseMs: 2e3,
	capMs: 3e4
};
var AGAIN_FLOOR_MS$1 = 1e3;
/** The upload is locked; too many questions. */
var BUSY = /* @__PURE__ */ new Set([423, 429]);
/** A server that fails for this long, not one that cannot be reached, is not asked any more. */
var REFUSALS_LIMIT$1 = 12;
var Commands = class {
	#options;
	#orders = [];
	#isSaying = false;
	#failures = 0;
	#refusals = 0;
	#timer;
	constructor(options) {
		this.#options = options;
	}
	/** Tells the server, now or as soon as it can be reached; one after the other. */
	give(uploadUrl, what) {
		this.#orders.push({
			uploadUrl,
			what
		});
		this.nudge();
	}
	/** The server may be reached again: ends the wait. */
	nudge() {
		clearTimeout(this.#timer);
		if (!this.#isSaying) this.#sayAll();
	}
	/** Forgets what was not said yet. */
	dispose() {
		clearTimeout(this.#timer);
		this.#orders.length = 0;
	}
	async #sayAll() {
		this.#isSaying = true;
		for (let order = this.#orders[0]; order; order = this.#orders[0]) {
			if (!await this.#isAnswered(order)) {
				const waitMs = AGAIN_FLOOR_MS$1 + backoffDelay(AGAIN$1, this.#failures++, this.#options.random);
				this.#timer = setTimeout(() => this.nudge(), waitMs);
				break;
			}
			this.#orders.shift();
			this.#failures = 0;
			this.#refusals = 0;
		}
		this.#isSaying = false;
	}
	async #isAnswered({ uploadUrl, what }) {
		const { progressUrl, token } = this.#options;
		const which = CAPABILITY.exec(new URL(uploadUrl).pathname)?.[1];
		const base = progressUrl();
		if (!which) return true;
		if (base === null) return false;
		try {
			const value = await token?.() ?? null;
			const answer = await fetch(new URL(`${which}/${what}`, base), {
				method: "POST",
				headers: {
					Accept: "application/json",
					...value === null ? {} : { Authorization: `Bearer ${value}` }
				}
			});
			return !(answer.status >= 500 || BUSY.has(answer.status)) || ++this.#refusals > REFUSALS_LIMIT$1;
		} catch {
			return false;
		}
	}
};
// src/document.ts
var STATES = /* @__PURE__ */ new Set([
	"created",
	"uploading",
	"queued",
	"processing",
	"done",
	"failed",
	"cancelled",
	"expired",
	"deleted"
]);
var TERMINAL = /* @__PURE__ */ new Set([
	"done",
	"failed",
	"cancelled",
	"expired",
	"deleted"
]);
var STAGE_STATES = /* @__PURE__ */ new Set([
	"waiting",
	"running",
	"done",
	"failed",
	"skipped"
]);
/** Whether nothing more will happen to an upload in this state. */
function isTerminal(state) {
	return TERMINAL.has(state);
}
/** A plain object, as opposed to null, an array or a scalar. */
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** What a text in JSON says; null where it is none. */
function parseJson(text) {
	try {
		return typeof text === "string" ? JSON.parse(text) : null;
	} catch {
		return null;
	}
}
/** Reads one document; null when it is not one that can be ordered and shown. */
function readDocument(value) {
	if (!isRecord(value)) return null;
	const id = text(value.id);
	const epoch = number(value.epoch);
	const rev = number(value.rev);
	if (id === null || epoch === null || rev === null || !isUploadState(value.state)) return null;
	return {
		id,
		epoch,
		rev,
		state: value.state,
		transfer: value.transfer === "active" ? "active" : "idle",
		name: text(value.name),
		type: text(value.type),
		size: number(value.size),
		received: number(value.received) ?? 0,
		rate: number(value.rate),
		eta_ms: number(value.eta_ms),
		percent: number(value.percent),
		message: text(value.message),
		stages: Array.isArray(value.stages) ? value.stages.flatMap(readStage) : [],
		error: readError(value.error),
		result: isRecord(value.result) ? value.result : null,
		created_at: number(value.created_at),
		updated_at: number(value.updated_at),
		expires_at: number(value.expires_at)
	};
}
function readStage(value) {
	if (!isRecord(value)) return [];
	const name = text(value.name);
	if (name === null || !isStageState(value.state)) return [];
	return [{
		name,
		label: text(value.label) ?? name,
		state: value.state,
		progress: number(value.progress),
		message: text(value.message),
		started_at: number(value.started_at),
		ended_at: number(value.ended_at)
	}];
}
function readError(value) {
	if (!isRecord(value)) return null;
	return {
		code: text(value.code) ?? "unknown",
		message: text(value.message) ?? "",
		stage: text(value.stage),
		retryable: value.retryable === true
	};
}
function isUploadState(value) {
	return typeof value === "string" && STATES.has(value);
}
function isStageState(value) {
	return typeof value === "string" && STAGE_STATES.has(value);
}
function number(value) {
	return typeof value === "number" && Number.isFinite(value) ? value : null;
}
/** An empty string says as little as null does. */
function text(value) {
	return typeof value === "string" && value !== "" ? value : null;
}
// src/problem.ts
/** The clock is asked for only where it is needed: browsers complain of fields that a foreign server does not show. */
function failedAnswer(status, body, header) {
	const retryAfter = header("Retry-After") ?? void 0;
	return {
		status,
		body,
		retryAfter,
		date: isDate(retryAfter ?? "") ? header("Date") ?? void 0 : void 0
	};
}
/** Client errors that pass by themselves: offset lost, locked, too many. */
var PASSING = /* @__PURE__ */ new Set([
	408,
	409,
	423,
	425,
	429
]);
/** A server that asks for more is asked again nevertheless: it may have guessed, and a page that waits looks dead. */
var LONGEST_WAIT_MS = 3e5;
var NETWORK_PROBLEM = {
	code: "network",
	status: 0,
	detail: null,
	retryable: true,
	retryAfterMs: 0
};
/** A problem of our own making, such as a file that is too large. */
function localProblem(code, detail) {
	return {
		code,
		status: 0,
		detail,
		retryable: false,
		retryAfterMs: 0
	};
}
/** Reads what the server answered instead of success. */
function readProblem(answer) {
	const { status, body, retryAfter, date } = answer;
	const value = parseJson(body);
	const said = isRecord(value) ? value : {};
	return {
		code: typeof said.code === "string" ? said.code : "http",
		status,
		detail: sentence(said.detail) ?? sentence(said.title),
		retryable: status >= 500 || PASSING.has(status) || said.code === "interrupted",
		retryAfterMs: waitOf(retryAfter ?? "", date ?? "")
	};
}
/** Retry-After, in ms: seconds or a date (RFC 9110, section 10.2.3); 0 for anything else. */
function waitOf(retryAfter, date) {
	const ms = isDate(retryAfter) ? Date.parse(retryAfter) - (Date.parse(date) || Date.now()) : Number(retryAfter) * 1e3;
	return ms > 0 ? Math.min(ms, LONGEST_WAIT_MS) : 0;
}
function isDate(retryAfter) {
	return !/^\d*$/.test(retryAfter);
}
function sentence(value) {
	return typeof value === "string" && value !== "" ? value : null;
}
// src/protocol.ts
var PROTOCOL = "loadline.v1";
var SITE = "site";
/** An upload by its id, or one of the names above. */
function subjectOf(what) {
	if (what === "all") return { ["all"]: true };
	return what === "site" ? { [SITE]: true } : { id: what };
}
var DEFAULT_BEAT_MS = 2e4;
/** Reads one text frame; null for what this client does not know. */
function readMessage(frame) {
	const value = parseJson(frame);
	if (!isRecord(value)) return null;
	switch (value.event) {
		case "welcome": return value.protocol === "loadline.v1" ? {
			event: "welcome",
			beatMs: positive$1(value.beat_ms) ?? DEFAULT_BEAT_MS
		} : null;
		case "progress": {
			const document = readDocument(value);
			return document && {
				event: "progress",
				document
			};
		}
		case "site": return {
			event: "site",
			site: value
		};
		case "watching": return {
			event: "watching",
			id: value.all ? "all" : value.site ? SITE : String(value.id)
		};
		case "gone":
		case "stale": return typeof value.id === "string" ? {
			event: value.event,
			id: value.id
		} : null;
		case "error": return {
			event: "error",
			ref: positive$1(value.ref),
			code: String(value.code ?? "unknown")
		};
		case "beat": return { event: "beat" };
		case "bye": return {
			event: "bye",
			reconnectAfterMs: boundedWait(value.reconnect_after_ms)
		};
		default: return null;
	}
}
function boundedWait(value) {
	return Math.min(positive$1(value) ?? 0, LONGEST_WAIT_MS);
}
function positive$1(value) {
	return typeof value === "number" && value > 0 ? value : null;
}
// src/stopwatch.ts
var Stopwatch = class {
	#wallMs = Date.now();
	#steadyMs = performance.now();
	get elapsedMs() {
		return Math.max(Date.now() - this.#wallMs, performance.now() - this.#steadyMs);
	}
};
// src/watchlist.ts
/** Seen, and there was nothing. */
var NOTHING$1 = "0-0";
var Watchlist = class {
	#seen = /* @__PURE__ */ new Map();
	/** What of ALL and SITE is watched. */
	get lists() {
		return ["all", SITE].filter((name) => this.#seen.has(name));
	}
	get isEmpty() {
		return this.#seen.size === 0;
	}
	/** False where it is on the list already. */
	add(id) {
		if (this.#seen.has(id)) return false;
		this.#seen.set(id, null);
		return true;
	}
	remove(id) {
		return this.#seen.delete(id);
	}
	/** Notes the version; true where this is the first word of that upload. */
	saw({ id, epoch, rev }) {
		return this.#note(id, `${epoch}-${rev}`);
	}
	sawNothing(id) {
		return this.#note(id, NOTHING$1);
	}
	/** The URL that asks for all of them, from where they were seen. */
	question(url) {
		const question = new URL(url);
		const ids = [...this.#seen.keys()].filter((what) => what !== "all" && what !== "site");
		if (ids.length > 0) question.searchParams.set("ids", ids.join(","));
		if (this.#seen.has("all")) question.searchParams.set("all", "1");
		if (this.#seen.has("site")) question.searchParams.set(SITE, "0");
		const since = [...this.#seen].flatMap(([id, version]) => version ? [`${id}:${version}`] : []);
		if (since.length > 0) question.searchParams.set("since", since.join(","));
		return question.href;
	}
	#note(id, version) {
		const before = this.#seen.get(id);
		if (before === void 0) return false;
		this.#seen.set(id, version);
		return before === null;
	}
};
/** Asks with the token, where there is one; rejects where the answer is no success. */
async function ask(url, token, signal, accept) {
	const value = await token?.() ?? null;
	const answer = await fetch(url, {
		headers: {
			Accept: accept,
			...value === null ? {} : { Authorization: `Bearer ${value}` }
		},
		cache: "no-store",
		signal
	});
	if (!answer.ok) throw new Error(`answered ${answer.status}`);
	return answer;
}
// src/events.ts
/** How late a beat may be before the channel counts as delayed, and when it counts as dead. */
var BEAT_GRACE_MS$1 = 2e3;
var DEAD_AFTER_MS$1 = 6e3;
/** Uploads that are added together become one request. */
var GATHER_MS = 50;
var EventsTransport = class {
	#options;
	#events;
	#watched = new Watchlist();
	#stream = null;
	#open = false;
	#ready = false;
	#quiet = false;
	#beatMs = 2e4;
	#lastWord = new Stopwatch();
	#retryAfterMs = 0;
	#gather;
	#timer;
	constructor(options, events) {
		this.#options = options;
		this.#events = events;
	}
	open() {
		this.#open = true;
		this.#restart(0);
	}
	watch(id) {
		if (this.#watched.add(id) && this.#open) this.#restart(GATHER_MS);
	}
	unwatch(id) {
		if (this.#watched.remove(id) && this.#open) this.#restart(GATHER_MS);
	}
	check() {
		if (this.#ready && this.#lastWord.elapsedMs >= this.#beatMs + BEAT_GRACE_MS$1) this.#down();
	}
	close() {
		this.#open = false;
		clearTimeout(this.#gather);
		clearTimeout(this.#timer);
		this.#stream?.abort();
	}
	#restart(afterMs) {
		clearTimeout(this.#gather);
		this.#gather = setTimeout(() => {
			this.#stream?.abort();
			this.#stream = null;
			if (!this.#watched.isEmpty) this.#follow();
		}, afterMs);
	}
	async #follow() {
		const stream = new AbortController();
		this.#stream = stream;
		try {
			const answer = await ask(this.#watched.question(this.#options.url), this.#options.token, stream.signal, "text/event-stream");
			await this.#read(answer, stream.signal);
		} catch {}
		if (!stream.signal.aborted) this.#down();
	}
	async #read(answer, signal) {
		const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
		let rest = "";
		while (reader && !signal.aborted) {
			const { done, value } = await reader.read();
			if (done || signal.aborted) return;
			const blocks = (rest + value).split("\n\n");
			rest = blocks.pop() ?? "";
			this.#heard();
			for (const block of blocks) this.#takeBlock(block);
		}
	}
	#takeBlock(block) {
		const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
		const message = data.length > 0 ? readMessage(data.join("\n")) : null;
		if (message) this.#take(message);
	}
	#take(message) {
		switch (message.event) {
			case "welcome":
				this.#beatMs = message.beatMs;
				this.#becomeReady();
				break;
			case "watching":
				this.#events.watching(message.id);
				break;
			case "progress":
				if (this.#watched.saw(message.document)) this.#events.watching(message.document.id);
				this.#events.document(message.document);
				break;
			case "gone":
				if (this.#watched.sawNothing(message.id)) this.#events.watching(message.id);
				this.#events.gone(message.id);
				break;
			case "stale":
				this.#events.stale(message.id);
				break;
			case "site":
				this.#events.site(message.site);
				break;
			case "bye": this.#retryAfterMs = message.reconnectAfterMs;
		}
	}
	#becomeReady() {
		if (this.#ready) return;
		this.#ready = true;
		this.#events.ready();
	}
	#heard() {
		this.#lastWord = new Stopwatch();
		if (this.#quiet) {
			this.#quiet = false;
			this.#events.quiet(false);
		}
		this.#expect(this.#beatMs + BEAT_GRACE_MS$1);
	}
	/** Quiet when a beat is overdue, down when it does not come at all. */
	#expect(afterMs) {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			if (this.#quiet) this.#down();
			else {
				this.#quiet = true;
				this.#events.quiet(true);
				this.#expect(DEAD_AFTER_MS$1);
			}
		}, afterMs);
	}
	#down() {
		if (!this.#open) return;
		this.close();
		this.#events.down(this.#retryAfterMs);
	}
};
// src/longpoll.ts
/** How long an answer may take: what the heartbeat is elsewhere. */
var WAIT_S = 10;
/** How late it may be before the channel counts as delayed, and when it counts as dead. */
var GRACE_MS = 2e3;
var DEAD_AFTER_MS = 6e3;
/** Lists are answered at once, whatever was seen of them: the wait between two answers. */
var LIST_PAUSE_MS = 1e3;
var LongPollTransport = class {
	#options;
	#events;
	#watched = new Watchlist();
	#question = null;
	#open = false;
	#ready = false;
	#quiet = false;
	#gather;
	#late;
	constructor(options, events) {
		this.#options = options;
		this.#events = events;
	}
	open() {
		this.#open = true;
		this.#ask();
	}
	watch(id) {
		if (this.#watched.add(id)) this.#ask();
	}
	unwatch(id) {
		if (this.#watched.remove(id)) this.#ask();
	}
	check() {
		if (this.#open) this.#ask();
	}
	close() {
		this.#open = false;
		clearTimeout(this.#gather);
		clearTimeout(this.#late);
		this.#question?.abort();
	}
	/** Asks anew, for what is watched now. */
	#ask() {
		clearTimeout(this.#gather);
		if (!this.#open) return;
		this.#gather = setTimeout(() => {
			this.#question?.abort();
			this.#question = null;
			if (!this.#watched.isEmpty) this.#follow();
		}, 0);
	}
	async #follow() {
		const question = new AbortController();
		this.#question = question;
		try {
			while (!question.signal.aborted) {
				await this.#once(question.signal);
				if (this.#watched.lists.length > 0) await pause(LIST_PAUSE_MS);
			}
		} catch {
			if (!question.signal.aborted) this.#down();
		}
	}
	async #once(signal) {
		const url = new URL(this.#watched.question(this.#options.url));
		url.searchParams.set("wait", this.#ready ? String(WAIT_S) : "0");
		this.#expect((this.#ready ? WAIT_S * 1e3 : 0) + GRACE_MS);
		const value = await (await ask(url.href, this.#options.token, signal, "application/json")).json();
		if (signal.aborted) return;
		if (!isRecord(value)) throw new Error("no answer of this kind");
		this.#setQuiet(false);
		this.#becomeReady();
		this.#take(value);
	}
	/** Quiet when the answer is late, down when it does not come at all. */
	#expect(afterMs) {
		clearTimeout(this.#late);
		this.#late = setTimeout(() => {
			this.#setQuiet(true);
			this.#late = setTimeout(() => this.#down(), DEAD_AFTER_MS);
		}, afterMs);
	}
	#setQuiet(isQuiet) {
		if (isQuiet === this.#quiet) return;
		this.#quiet = isQuiet;
		this.#events.quiet(isQuiet);
	}
	#becomeReady() {
		if (this.#ready) return;
		this.#ready = true;
		this.#events.ready();
	}
	#take(value) {
		for (const name of this.#watched.lists) this.#events.watching(name);
		if (value.site) this.#events.site(value.site);
		for (const each of list(value.uploads)) {
			const document = readDocument(each);
			if (!document) continue;
			if (this.#watched.saw(document)) this.#events.watching(document.id);
			this.#events.document(document);
		}
		for (const id of list(value.gone)) {
			if (typeof id !== "string") continue;
			if (this.#watched.sawNothing(id)) this.#events.watching(id);
			this.#events.gone(id);
		}
		for (const id of list(value.stale)) if (typeof id === "string") this.#events.stale(id);
	}
	#down() {
		if (!this.#open) return;
		this.close();
		this.#events.down(0);
	}
};
function pause(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
function list(value) {
	return Array.isArray(value) ? value : [];
}
// src/polling.ts
var QUICK_MS = 1e3;
var SLOW_MS = 5e3;
var SLOWER_BY = 1.5;
/** An answer takes less than this, or the channel is not what it was. */
var ANSWER_MS = 2e3;
var FAILED = {
	baseMs: 2e3,
	capMs: 3e4
};
var PollingTransport = class {
	#read;
	#events;
	#random;
	#wanted = /* @__PURE__ */ new Set();
	#seen = /* @__PURE__ */ new Map();
	#timer;
	#intervalMs = QUICK_MS;
	#failures = 0;
	#asking = false;
	#ready = false;
	#quiet = false;
	#ended = false;
	constructor(read, events, random) {
		this.#read = read;
		this.#events = events;
		this.#random = random;
	}
	open() {
		this.#schedule(0);
	}
	watch(id) {
		this.#wanted.add(id);
		if (!this.#asking) this.#schedule(0);
	}
	unwatch(id) {
		this.#wanted.delete(id);
		this.#seen.delete(id);
	}
	check() {
		if (!this.#asking) this.#schedule(0);
	}
	close() {
		this.#ended = true;
		clearTimeout(this.#timer);
	}
	#schedule(afterMs) {
		clearTimeout(this.#timer);
		if (!this.#ended) this.#timer = setTimeout(() => void this.#poll(), afterMs);
	}
	async #poll() {
		const ids = [...this.#wanted];
		this.#asking = true;
		let afterMs;
		try {
			afterMs = await this.#ask(ids);
		} catch {
			afterMs = this.#failed();
		}
		this.#asking = false;
		const newcomer = [...this.#wanted].some((id) => !ids.includes(id));
		this.#schedule(newcomer ? 0 : afterMs);
	}
	/** One question; gives the wait until the next. */
	async #ask(ids) {
		if (ids.length === 0) return SLOW_MS;
		const late = setTimeout(() => this.#setQuiet(true), ANSWER_MS);
		const { documents, gone } = await this.#read(ids).finally(() => clearTimeout(late));
		if (this.#ended) return 0;
		this.#answered(ids);
		let moved = false;
		for (const document of documents) {
			const version = `${document.epoch}-${document.rev}`;
			moved ||= this.#seen.get(document.id) !== version;
			this.#seen.set(document.id, version);
			this.#events.document(document);
		}
		for (const id of gone) this.#events.gone(id);
		this.#intervalMs = moved ? QUICK_MS : Math.min(SLOW_MS, this.#intervalMs * SLOWER_BY);
		return this.#intervalMs;
	}
	#answered(ids) {
		if (!this.#ready) {
			this.#ready = true;
			this.#events.ready();
		}
		this.#setQuiet(false);
		this.#failures = 0;
		for (const id of ids) if (!this.#seen.has(id)) this.#events.watching(id);
	}
	#setQuiet(isQuiet) {
		if (this.#ended || isQuiet === this.#quiet) return;
		this.#quiet = isQuiet;
		this.#events.quiet(isQuiet);
	}
	#failed() {
		this.#setQuiet(true);
		return QUICK_MS + backoffDelay(FAILED, this.#failures++, this.#random);
	}
};
// src/socket.ts
/** How late a beat may be before the channel counts as delayed. */
var BEAT_GRACE_MS = 2e3;
/** How long an answer to a ping may take before the socket counts as dead. */
var PING_LIMIT_MS = 4e3;
var SocketTransport = class {
	#options;
	#events;
	#wanted = /* @__PURE__ */ new Set();
	#asked = /* @__PURE__ */ new Map();
	#socket = null;
	#ready = false;
	#ended = false;
	#quiet = false;
	#lastRef = 0;
	#beatMs = 0;
	#timer;
	#retryAfterMs = 0;
	constructor(options, events) {
		this.#options = options;
		this.#events = events;
	}
	open() {
		this.#connect();
	}
	watch(id) {
		this.#wanted.add(id);
		if (this.#ready) this.#ask(id);
	}
	unwatch(id) {
		if (this.#wanted.delete(id) && this.#ready) this.#say({
			do: "unwatch",
			...subjectOf(id)
		});
	}
	check() {
		if (this.#ready) this.#ping();
	}
	close() {
		this.#end();
		this.#socket?.close(1e3);
	}
	async #connect() {
		try {
			const token = await this.#options.token?.() ?? null;
			if (this.#ended) return;
			this.#listen(new WebSocket(this.#options.url, PROTOCOL), token);
		} catch {
			this.#down();
		}
	}
	#listen(socket, token) {
		this.#socket = socket;
		socket.addEventListener("open", () => {
			if (token !== null) this.#say({
				do: "auth",
				token
			});
		});
		socket.addEventListener("message", (event) => this.#heard(event.data));
		socket.addEventListener("close", () => this.#down());
	}
	#heard(frame) {
		if (this.#ended) return;
		if (this.#quiet) {
			this.#quiet = false;
			this.#events.quiet(false);
		}
		const message = readMessage(frame);
		if (message) this.#take(message);
		if (this.#ready && !this.#ended) this.#expectBeat();
	}
	#take(message) {
		switch (message.event) {
			case "welcome":
				this.#welcome(message.beatMs);
				break;
			case "watching":
				this.#events.watching(message.id);
				break;
			case "progress":
				this.#events.document(message.document);
				break;
			case "gone":
				this.#events.gone(message.id);
				break;
			case "stale":
				this.#events.stale(message.id);
				break;
			case "site":
				this.#events.site(message.site);
				break;
			case "error":
				this.#refused(message.ref, message.code);
				break;
			case "bye": this.#retryAfterMs = message.reconnectAfterMs;
		}
	}
	#welcome(beatMs) {
		this.#beatMs = beatMs;
		this.#ready = true;
		this.#events.ready();
		for (const id of this.#wanted) this.#ask(id);
	}
	#ask(id) {
		const ref = ++this.#lastRef;
		this.#asked.set(ref, id);
		this.#say({
			do: "watch",
			ref,
			...subjectOf(id)
		});
	}
	#refused(ref, code) {
		const id = ref === null ? void 0 : this.#asked.get(ref);
		if (id !== void 0) this.#events.refused(id, code);
	}
	/** Each word begins the wait anew. */
	#expectBeat() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#quiet = true;
			this.#events.quiet(true);
			this.#ping();
		}, this.#beatMs + BEAT_GRACE_MS);
	}
	#ping() {
		this.#say({
			do: "ping",
			ref: ++this.#lastRef
		});
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#down(), PING_LIMIT_MS);
	}
	#say(message) {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
	}
	#down() {
		if (this.#ended) return;
		this.#end();
		this.#socket?.close();
		this.#events.down(this.#retryAfterMs);
	}
	#end() {
		this.#ended = true;
		clearTimeout(this.#timer);
	}
};
// src/ladder.ts
/** The rungs for this server; the last one, with a snapshot, needs no more than the progress URL. */
function buildLadder(options) {
	const { capabilities, snapshot, token, random } = options;
	const rungs = [];
	const { liveUrl } = capabilities;
	if (liveUrl !== null) rungs.push({
		kind: "websocket",
		push: true,
		create: (events) => new SocketTransport({
			url: liveUrl,
			token
		}, events)
	});
	const { liveEventsUrl, livePollUrl } = capabilities;
	if (liveEventsUrl !== null) rungs.push({
		kind: "events",
		push: true,
		create: (events) => new EventsTransport({
			url: liveEventsUrl,
			token
		}, events)
	});
	if (livePollUrl !== null) rungs.push({
		kind: "longpoll",
		push: true,
		create: (events) => new LongPollTransport({
			url: livePollUrl,
			token
		}, events)
	});
	if (snapshot) rungs.push({
		kind: "polling",
		push: false,
		create: (events) => new PollingTransport(snapshot, events, random)
	});
	return rungs;
}
// src/memory.ts
/** Older ones are gone from most servers. */
var KEPT_MS$1 = 6048e5;
/** Ages are written this coarsely, for storage to be left alone while bytes flow. */
var AGE_STEP_MS = 36e5;
/** Places in use, of all copies of this library on the page. */
var PLACES = Symbol.for("loadline.memory");
var Memory = class {
	#endpoint;
	#shelf = new Shelf("sessionStorage");
	#since = /* @__PURE__ */ new Map();
	/** Claimed when there is something to recall or to keep: who only watches has none. */
	#place = null;
	#kept = "";
	constructor(endpoint) {
		this.#endpoint = endpoint;
	}
	recall() {
		const kept = parseJson(this.#shelf.get(this.#claim()));
		const found = Array.isArray(kept) ? kept.filter(isAged).filter(isYoung) : [];
		for (const { url, at } of found) this.#since.set(url, at);
		return found;
	}
	/** Cheap where nothing has changed. */
	keep(uploads) {
		if (uploads.length === 0 && this.#place === null) return;
		const kept = JSON.stringify(uploads.map((upload) => this.#aged(upload)));
		if (kept === this.#kept) return;
		this.#kept = kept;
		if (uploads.length === 0) this.#shelf.remove(this.#claim());
		else this.#shelf.set(this.#claim(), kept);
	}
	/** Leaves what is kept to the next one that asks. */
	release() {
		if (this.#place !== null) placesInUse().delete(this.#place);
		this.#place = null;
	}
	#aged({ url, name, size, isMoving }) {
		const now = Date.now() - Date.now() % AGE_STEP_MS;
		const at = isMoving ? now : this.#since.get(url) ?? now;
		this.#since.set(url, at);
		return {
			url,
			name,
			size,
			at
		};
	}
	#claim() {
		if (this.#place !== null) return this.#place;
		const inUse = placesInUse();
		let number = 0;
		while (inUse.has(`loadline:${number}:${this.#endpoint}`)) number++;
		this.#place = `loadline:${number}:${this.#endpoint}`;
		inUse.add(this.#place);
		return this.#place;
	}
};
function placesInUse() {
	const page = globalThis;
	page[PLACES] ??= /* @__PURE__ */ new Set();
	return page[PLACES];
}
function isYoung({ at }) {
	return Date.now() - at < KEPT_MS$1;
}
function isAged(value) {
	return isRecord(value) && typeof value.url === "string" && typeof value.name === "string" && typeof value.size === "number" && typeof value.at === "number";
}
// src/capabilities.ts
/** Something answered, but not with what a server can do. */
var CapabilitiesError = class extends Error {
	problem;
	constructor(problem) {
		super(`no upload server: ${problem.code} ${problem.status}`);
		this.problem = problem;
	}
};
/** What else than a Loadline server answers is none, for now; a server that fails is another matter. */
var NO_SERVER = {
	...localProblem("no_server", null),
	retryable: true
};
/** Reads the document that a server at `base` gave; throws when it is not one. */
function readCapabilities(value, base) {
	if (!isRecord(value)) throw new CapabilitiesError(NO_SERVER);
	const resolve = (url, otherwise) => new URL(typeof url === "string" ? url : otherwise, base).href;
	const optional = (url) => typeof url === "string" ? resolve(url, base) : null;
	return {
		maxSize: positive(value.max_size),
		chunkSize: positive(value.chunk_size),
		uploadUrl: resolve(value.upload_url, base),
		progressUrl: resolve(value.progress_url, "/progress/"),
		liveEventsUrl: optional(value.live_events_url),
		livePollUrl: optional(value.live_poll_url),
		liveUrl: typeof value.live_url === "string" ? socketUrl(resolve(value.live_url, base)) : null
	};
}
/** Asks the server at the absolute URL `base`; rejects when it cannot be asked. */
async function fetchCapabilities(base, token = null) {
	const answer = await fetch(base, {
		headers: {
			Accept: "application/json",
			...token === null ? {} : { Authorization: `Bearer ${token}` }
		},
		cache: "no-store"
	});
	const body = await answer.text();
	if (!answer.ok) throw new CapabilitiesError(readRefusal(answer, body));
	return readCapabilities(parseJson(body), base);
}
function readRefusal({ status, headers }, body) {
	const problem = readProblem(failedAnswer(status, body, (name) => headers.get(name)));
	if (problem.code !== "http") return problem;
	if (status === 401 || status === 403) return {
		...problem,
		code: "refused"
	};
	return {
		...problem,
		code: status >= 500 ? "server_failed" : NO_SERVER.code
	};
}
function socketUrl(url) {
	return url.replace(/^http/, "ws");
}
function positive(value) {
	return typeof value === "number" && value > 0 ? value : null;
}
// src/offer.ts
var AGAIN = {
	baseMs: 2e3,
	capMs: 3e4
};
var AGAIN_FLOOR_MS = 1e3;
var Offer = class {
	#options;
	/** Of the question that is open; another one makes its answer void. */
	#question = null;
	#failures = 0;
	#problem = null;
	#timer;
	constructor(options) {
		this.#options = options;
	}
	get isAsking() {
		return this.#question !== null;
	}
	/** Why it was not answered; null before anything went wrong. */
	get problem() {
		return this.#problem;
	}
	/** Asks now, unless it is being asked. */
	ask() {
		if (!this.#question) this.#ask();
	}
	stop() {
		clearTimeout(this.#timer);
		this.#question = null;
	}
	async #ask() {
		clearTimeout(this.#timer);
		const question = {};
		this.#question = question;
		const answer = await this.#answer();
		if (question !== this.#question) return;
		this.#question = null;
		if ("code" in answer) {
			this.#problem = answer;
			const waitMs = backoffDelay(AGAIN, this.#failures++, this.#options.random);
			const floorMs = Math.max(AGAIN_FLOOR_MS, answer.retryAfterMs);
			this.#timer = setTimeout(() => this.ask(), floorMs + waitMs);
			this.#options.failed();
		} else {
			this.#problem = null;
			this.#options.answered(answer);
		}
	}
	async #answer() {
		const { endpoint, token } = this.#options;
		try {
			return await fetchCapabilities(endpoint, await token?.() ?? null);
		} catch (error) {
			return error instanceof CapabilitiesError ? error.problem : NETWORK_PROBLEM;
		}
	}
};
// src/earlier.ts
var PREFIX = "loadline-unfinished:";
/** Older ones are gone from most servers. */
var KEPT_MS = 6048e5;
/** The newest that are kept. */
var KEPT_COUNT = 200;
var EarlierUploads = class {
	#endpoint;
	/** Where the first has no room, the second keeps them as long as the tab. */
	#shelves = [new Shelf("localStorage"), new Shelf("sessionStorage")];
	constructor(endpoint) {
		this.#endpoint = endpoint;
	}
	/** Those of a file of this name, type, size and time; the newest first. */
	find(file) {
		this.#tidy();
		return this.#items(this.#prefixOf(file));
	}
	/** Keeps it, or its age: what is gone on with is young again. */
	keep(file, { url, sample }) {
		this.forget(url);
		const value = JSON.stringify({
			url,
			sample,
			at: Date.now()
		});
		const key = this.#prefixOf(file) + url;
		this.#shelves.some((shelf) => shelf.set(key, value));
		this.#tidy();
	}
	forget(url) {
		for (const item of this.#items(PREFIX)) if (item.url === url) this.#remove(item);
	}
	#tidy() {
		for (const [at, item] of this.#items(PREFIX).entries()) if (at >= KEPT_COUNT || Date.now() - item.at > KEPT_MS) this.#remove(item);
	}
	#prefixOf({ name, type, size, lastModified }) {
		return `${PREFIX}${JSON.stringify([
			this.#endpoint,
			name,
			type,
			size,
			lastModified
		])}:`;
	}
	#items(prefix) {
		return this.#shelves.flatMap((shelf) => shelf.keys(prefix).map((key) => readItem(key, shelf.get(key)))).sort((one, other) => other.at - one.at);
	}
	#remove({ key }) {
		for (const shelf of this.#shelves) shelf.remove(key);
	}
};
/** What cannot be read is as old as can be. */
function readItem(key, text) {
	const value = parseJson(text);
	const { url, sample, at } = isRecord(value) ? value : {};
	return {
		key,
		url: String(url),
		sample: String(sample),
		at: Number(at) || 0
	};
}
// src/sample.ts
var PART_BYTES = 1048576;
/** The digest of the first, a middle and the last MiB; of all where that is not more. Rejects when it cannot be read. */
async function sampleOf(file) {
	const { size } = file;
	const middle = Math.floor((size - PART_BYTES) / 2);
	const isWhole = size <= 3 * PART_BYTES;
	const starts = isWhole ? [0] : [
		0,
		middle,
		size - PART_BYTES
	];
	const length = isWhole ? size : PART_BYTES;
	const bytes = new Uint8Array(starts.length * length);
	for (const [i, start] of starts.entries()) {
		const part = await read(file, start, length);
		bytes.set(new Uint8Array(part), i * length);
	}
	return digestOf(bytes);
}
async function read(file, start, length) {
	const part = await file.slice(start, start + length).arrayBuffer();
	if (part.byteLength !== length) throw new Error("cut short");
	return part;
}
/**
* SHA-256 where the browser has it. Pages on plain http have no crypto.subtle, unless they are on localhost: there it
* is a plain sum of 64 bits, which tells a person's own files apart and is safe against nobody.
*/
async function digestOf(bytes) {
	const subtle = globalThis.crypto?.subtle;
	if (!subtle) return plainSum(bytes);
	const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
/** Two sums of 32 bits in the manner of FNV-1a, with multipliers of their own. */
function plainSum(bytes) {
	let [one, other] = [2166136261, 2654435769];
	for (const byte of bytes) {
		one = Math.imul(one ^ byte, 16777619);
		other = Math.imul(other ^ byte, 2246822507) ^ other >>> 15;
	}
	return `plain ${one >>> 0} ${other >>> 0}`;
}
// src/sender.ts
var NOTHING = () => void 0;
/** For an upload whose file is not at hand: there is nothing to send. */
var NO_SENDER = {
	start: NOTHING,
	stop: NOTHING,
	discard: () => Promise.resolve()
};
/** The file is not the one any more that was chosen: trying again is no use. */
var FILE_CHANGED = localProblem("file_changed", null);
/** Answers to HEAD after which only a new upload helps. */
var LOST = /* @__PURE__ */ new Set([
	403,
	404,
	410
]);
/** A sender that speaks tus 1.0.0 and remembers unfinished files over a reload. */
var tusSender = (options, events) => new TusSender(options, events);
/**
* Each start is a run with a TusUpload of its own, and a run that was stopped sends nothing more. Only a POST is
* never broken off: its answer is the one thing that tells where the new upload is, to go on with it or to remove it.
*/
var TusSender = class {
	#options;
	#events;
	#earlier = null;
	#hasChosen = false;
	#run = 0;
	#tus = null;
	/** Ends with the answer to a POST that is under way. */
	#creation = Promise.resolve();
	#isCreating = false;
	#url = null;
	/** Of the content as it was when it was first read. */
	#sample = null;
	#isOver = false;
	constructor(options, events) {
		this.#options = options;
		this.#events = events;
	}
	start() {
		this.#begin(++this.#run);
	}
	stop() {
		this.#run++;
		if (!this.#isCreating) this.#tus?.abort(false);
	}
	async discard() {
		this.stop();
		this.#isOver = true;
		await this.#creation;
		if (this.#url === null) return;
		this.#earlier?.forget(this.#url);
		const onBeforeRequest = (request) => this.#authorize(request);
		await Upload.terminate(this.#url, {
			onBeforeRequest,
			retryDelays: null
		});
	}
	async #begin(run) {
		await this.#creation;
		if (run !== this.#run) return;
		const earlier = this.#lookBack();
		const isSame = this.#url === null && earlier.length === 0 || await this.#isSame();
		if (run !== this.#run) return;
		if (!isSame) return this.#events.stopped(FILE_CHANGED);
		this.#choose(earlier);
		this.#tus = this.#makeTusUpload(run);
		this.#tus.start();
	}
	/** What earlier visits left unfinished of a file that looks the same. */
	#lookBack() {
		if (this.#hasChosen) return [];
		const { file, endpoint } = this.#options;
		this.#earlier ??= new EarlierUploads(endpoint());
		return this.#earlier.find(file);
	}
	/** Only what has the same content is gone on with. */
	#choose(earlier) {
		if (this.#hasChosen) return;
		this.#hasChosen = true;
		const { mayResume } = this.#options;
		const found = earlier.find(({ url, sample }) => sample === this.#sample && mayResume(url));
		if (found) this.#located(found.url);
		else this.#events.anew();
	}
	/** Whether the file can be read, and is what it was when it was first read. */
	async #isSame() {
		try {
			const sample = await sampleOf(this.#options.file);
			this.#sample ??= sample;
			return sample === this.#sample;
		} catch {
			return false;
		}
	}
	#makeTusUpload(run) {
		const { file, endpoint } = this.#options;
		const isCurrent = () => run === this.#run;
		let created = NOTHING;
		const upload = new Upload(file, {
			endpoint: this.#url === null ? endpoint() : null,
			uploadUrl: this.#url,
			chunkSize: this.#chunkSize(),
			metadata: metadataOf(file),
			retryDelays: null,
			storeFingerprintForResuming: false,
			onBeforeRequest: async (request) => {
				await this.#authorize(request);
				if (!isCurrent()) throw new Error("stopped");
				if (request.getMethod() === "POST") created = this.#noteCreation();
			},
			onAfterResponse: (request, response) => {
				if (isCurrent() && request.getMethod() === "HEAD") tellOffset(response, this.#events);
			},
			onUploadUrlAvailable: () => {
				if (!isCurrent()) upload.abort(false);
				if (upload.url !== null) this.#located(upload.url);
				created();
			},
			onProgress: (bytes) => isCurrent() && this.#events.sent(bytes),
			onChunkComplete: (_size, bytes) => isCurrent() && this.#events.confirmed(bytes),
			onSuccess: () => isCurrent() && this.#complete(),
			onError: (error) => {
				created();
				if (isCurrent()) this.#failed(run, error);
			}
		});
		return upload;
	}
	#noteCreation() {
		this.#isCreating = true;
		let settle = NOTHING;
		this.#creation = new Promise((resolve) => {
			settle = resolve;
		});
		return () => {
			this.#isCreating = false;
			settle();
		};
	}
	async #authorize(request) {
		const token = await this.#options.token?.() ?? null;
		if (token !== null) request.setHeader("Authorization", `Bearer ${token}`);
	}
	#chunkSize() {
		const { chunkSize, chunkLimit } = this.#options;
		return Math.min(chunkSize() ?? Number.POSITIVE_INFINITY, chunkLimit.bytes);
	}
	#located(url) {
		this.#url = url;
		this.#events.located(url);
		this.#keep(url);
	}
	/** The sample is taken while the bytes are being sent. */
	async #keep(url) {
		if (this.#sample === null) await this.#isSame();
		if (this.#sample === null || url !== this.#url || this.#isOver) return;
		this.#earlier?.keep(this.#options.file, {
			url,
			sample: this.#sample
		});
	}
	#complete() {
		this.#isOver = true;
		if (this.#url !== null) this.#earlier?.forget(this.#url);
		this.#events.confirmed(this.#options.file.size);
		this.#events.complete();
	}
	async #failed(run, error) {
		const request = error instanceof DetailedError ? error.originalRequest : null;
		let problem = problemOf(error);
		if (request?.getMethod() === "HEAD" && LOST.has(problem.status)) {
			this.#lose();
			return this.#begin(run);
		}
		if (request && isRefusedPart(request, problem)) {
			if (this.#options.chunkLimit.refuse(this.#bytesIn(request))) return this.#begin(run);
			problem = {
				...problem,
				code: "part_too_large"
			};
		}
		if (problem.status === 0 && !await this.#isSame()) problem = FILE_CHANGED;
		if (run === this.#run) this.#events.stopped(problem);
	}
	/** The server has it no longer. */
	#lose() {
		if (this.#url !== null) this.#earlier?.forget(this.#url);
		this.#url = null;
	}
	#bytesIn(request) {
		const left = this.#options.file.size - Number(request.getHeader("Upload-Offset") ?? 0);
		return Math.min(this.#tus?.options.chunkSize ?? left, left);
	}
};
/** A front end refuses what is too long for it, whatever the server allows. Halving a POST, which has no body, is no use. */
function isRefusedPart(request, { status, code }) {
	return status === 413 && code === "http" && request.getMethod() === "PATCH";
}
function metadataOf(file) {
	return file.type ? {
		filename: file.name,
		filetype: file.type
	} : { filename: file.name };
}
function tellOffset(response, events) {
	const offset = Number.parseInt(response.getHeader("Upload-Offset") ?? "", 10);
	if (!Number.isNaN(offset)) events.confirmed(offset);
}
function problemOf(error) {
	if (!(error instanceof DetailedError) || error.originalResponse === null) return NETWORK_PROBLEM;
	const answer = error.originalResponse;
	const header = (name) => answer.getHeader(name);
	return readProblem(failedAnswer(answer.getStatus(), answer.getBody(), header));
}
// src/signals.ts
/** Where there is no page, as in Node, it is always there. */
var NO_PAGE = {
	online: () => true,
	hidden: () => false,
	subscribe: () => () => void 0
};
/** The signals of the browser's own window. */
function windowSignals() {
	if (typeof document === "undefined") return NO_PAGE;
	return {
		online: () => navigator.onLine,
		hidden: () => document.visibilityState === "hidden",
		subscribe(listener) {
			const ended = new AbortController();
			const options = { signal: ended.signal };
			for (const name of [
				"online",
				"offline",
				"pagehide",
				"pageshow"
			]) window.addEventListener(name, () => listener(name), options);
			document.addEventListener("visibilitychange", () => listener(document.visibilityState === "hidden" ? "hidden" : "visible"), options);
			return () => ended.abort();
		}
	};
}
/** Hands signals on while it is open. Shut, nothing outside holds those who listen. */
var SignalGate = class {
	#signals;
	#listeners = /* @__PURE__ */ new Set();
	#leave = null;
	constructor(signals) {
		this.#signals = signals;
	}
	online() {
		return this.#signals.online();
	}
	hidden() {
		return this.#signals.hidden();
	}
	subscribe(listener) {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
	open() {
		this.#leave ??= this.#signals.subscribe((signal) => {
			for (const listener of [...this.#listeners]) listener(signal);
		});
	}
	shut() {
		this.#leave?.();
		this.#leave = null;
	}
};
// src/snapshot.ts
/** Keeps the URL below 2 KB. */
var IDS_PER_REQUEST = 50;
var ANSWER_LIMIT_MS = 1e4;
/** A reader for the progress URL `base`. */
function snapshotReader(base, token) {
	return async (ids) => {
		const parts = [];
		for (let i = 0; i < ids.length; i += IDS_PER_REQUEST) parts.push(readPart(base, ids.slice(i, i + IDS_PER_REQUEST), token));
		const read = await Promise.all(parts);
		return {
			documents: read.flatMap((part) => part.documents),
			gone: read.flatMap((part) => part.gone)
		};
	};
}
async function readPart(base, ids, token) {
	const url = new URL(base);
	url.searchParams.set("ids", ids.join(","));
	const shown = await token?.() ?? null;
	const answer = await fetch(url.href.replaceAll("%2C", ","), {
		headers: {
			Accept: "application/json",
			...shown === null ? {} : { Authorization: `Bearer ${shown}` }
		},
		cache: "no-store",
		signal: AbortSignal.timeout(ANSWER_LIMIT_MS)
	});
	if (!answer.ok) throw new Error(`progress answered ${answer.status}`);
	return readSnapshot(await answer.json());
}
function readSnapshot(value) {
	if (!isRecord(value)) throw new Error("progress answered something else than a snapshot");
	const uploads = Array.isArray(value.uploads) ? value.uploads : [];
	const gone = Array.isArray(value.gone) ? value.gone : [];
	return {
		documents: uploads.map(readDocument).filter((document) => document !== null),
		gone: gone.filter((id) => typeof id === "string")
	};
}
// src/store.ts
var EMPTY_STORE = /* @__PURE__ */ new Map();
/** Whether `next` was made after `previous`. */
function isNewer(next, previous) {
	return next.epoch === previous.epoch ? next.rev > previous.rev : next.epoch > previous.epoch;
}
/** The store after the event: the very same object when the event says nothing new. */
function reduce(store, event) {
	switch (event.kind) {
		case "document": return takeDocument(store, event.document);
		case "gone":
		case "stale": return takePresence(store, event.id, event.kind);
		case "forget": return without(store, event.id);
	}
}
function takeDocument(store, document) {
	const before = store.get(document.id);
	if (before?.document && !isNewer(document, before.document)) {
		if (!(before.document.epoch === document.epoch && before.document.rev === document.rev) || before.presence === "known") return store;
		return set(store, document.id, {
			presence: "known",
			document: before.document
		});
	}
	return set(store, document.id, {
		presence: "known",
		document
	});
}
function takePresence(store, id, presence) {
	const before = store.get(id);
	if (before?.presence === presence) return store;
	return set(store, id, {
		presence,
		document: before?.document ?? null
	});
}
function set(store, id, entry) {
	return new Map(store).set(id, entry);
}
function without(store, id) {
	if (!store.has(id)) return store;
	const next = new Map(store);
	next.delete(id);
	return next;
}
// src/rate.ts
/** How much an old second still counts: the weight halves every 2 s. */
var HALF_LIFE_MS = 2e3;
/** Steps shorter than this are added up. */
var STEP_MS = 250;
var RateMeter = class {
	#count = 0;
	#at = null;
	#rate = null;
	/** Notes that the count was this at the time `now`, in ms of a clock that nobody sets. */
	note(count, now) {
		if (this.#at === null || count < this.#count) {
			this.reset();
			this.#count = count;
			this.#at = now;
			return;
		}
		const elapsed = now - this.#at;
		if (elapsed < STEP_MS) return;
		const present = (count - this.#count) * 1e3 / elapsed;
		const keep = this.#rate === null ? 0 : .5 ** (elapsed / HALF_LIFE_MS);
		this.#rate = (this.#rate ?? 0) * keep + present * (1 - keep);
		this.#count = count;
		this.#at = now;
	}
	/** Per second; null while unknown. */
	get perSecond() {
		return this.#rate;
	}
	reset() {
		this.#at = null;
		this.#rate = null;
	}
};
// src/transfer.ts
var RETRY = {
	baseMs: 2e3,
	capMs: 3e4
};
var RETRY_FLOOR_MS = 500;
/** Refusals in a row, without a new byte, after which it is not tried again. */
var REFUSALS_LIMIT = 12;
/** How long a server that says when to come back may do so, without a new byte. */
var PATIENCE_MS = 36e5;
var FRESH = {
	state: "waiting",
	confirmed: 0,
	sent: 0,
	rate: null,
	startedAt: null,
	retryAt: null,
	problem: null,
	resumedFrom: null,
	url: null,
	confirmedAt: null
};
var TransferControl = class {
	#options;
	#sender;
	#meter = new RateMeter();
	#unsubscribe;
	#transfer = FRESH;
	#attempts = 0;
	/** When the server first asked to wait, since the last new byte; by the clock that nobody sets. */
	#askedSince = null;
	#interrupted = false;
	#isDisposed = false;
	#timer;
	constructor(options) {
		this.#options = options;
		this.#sender = options.makeSender({
			anew: () => this.#anew(),
			located: (url) => this.#located(url),
			confirmed: (bytes) => this.#confirmed(bytes),
			sent: (bytes) => this.#sent(bytes),
			complete: () => this.#set({
				state: "complete",
				problem: null,
				retryAt: null
			}),
			stopped: (problem) => this.#stopped(problem)
		});
		this.#unsubscribe = options.signals.subscribe((signal) => {
			if (signal === "online") this.nudge();
		});
	}
	get transfer() {
		return this.#transfer;
	}
	/** Starts, or goes on after a pause, a break or a failure. */
	start() {
		const { state } = this.#transfer;
		if (state === "sending" || state === "complete" || state === "cancelled") return;
		clearTimeout(this.#timer);
		if (state === "failed") this.#moved();
		this.#interrupted = state !== "waiting" || this.#transfer.confirmed > 0;
		this.#meter.reset();
		this.#set({
			state: "sending",
			retryAt: null,
			rate: null,
			startedAt: this.#transfer.startedAt ?? Date.now(),
			confirmedAt: Date.now()
		});
		this.#sender.start();
	}
	/** Ends the wait after a broken connection: the server was just heard of. */
	nudge() {
		const { state, problem } = this.#transfer;
		if (state === "retrying" && problem?.status === 0) this.start();
	}
	pause() {
		if (![
			"sending",
			"retrying",
			"waiting"
		].includes(this.#transfer.state)) return;
		this.#halt();
		this.#set({
			state: "paused",
			retryAt: null,
			rate: null
		});
	}
	/** Goes on, when its turn comes, with what another transfer of the same file began. */
	takeOver({ url, confirmed }) {
		this.#set({
			url,
			confirmed
		});
	}
	/** It was begun before a reload, and its bytes are not at hand. */
	restore(url) {
		this.#set({
			state: "paused",
			url
		});
	}
	/** Stops for good and, where asked to, takes what was sent off the server; tells whether that is done. */
	async cancel(discard = true) {
		this.#halt();
		this.#set({
			state: "cancelled",
			retryAt: null,
			rate: null
		});
		try {
			if (discard) await this.#sender.discard();
			return discard;
		} catch {
			return false;
		}
	}
	/** Stops because of what the server's record says. */
	fail(problem) {
		this.#halt();
		this.#set({
			state: "failed",
			problem,
			retryAt: null,
			rate: null
		});
	}
	/** Takes over what the server's record says it has. */
	serverHas(bytes) {
		if (bytes <= this.#transfer.confirmed) return;
		this.#moved();
		this.#set({
			confirmed: bytes,
			confirmedAt: Date.now()
		});
	}
	dispose() {
		this.#isDisposed = true;
		this.#unsubscribe();
		this.#halt();
	}
	#halt() {
		clearTimeout(this.#timer);
		this.#sender.stop();
	}
	/** What it took over is no part of this file. */
	#anew() {
		const { url } = this.#transfer;
		if (url === null) return;
		this.#interrupted = false;
		this.#set({
			url: null,
			confirmed: 0,
			sent: 0
		});
		this.#options.left?.(url);
	}
	/** Another URL than before is that of a new upload: of this one the server has nothing yet. */
	#located(url) {
		const { url: before, confirmed } = this.#transfer;
		if (before === null || before === url) this.#set({ url });
		else {
			this.#interrupted = false;
			this.#set({
				url,
				confirmed: 0,
				sent: 0,
				resumedFrom: confirmed > 0 ? 0 : null
			});
		}
	}
	/** Only after a break may the count fall; then it is said (`resumedFrom`). */
	#confirmed(bytes) {
		const { confirmed, sent } = this.#transfer;
		const foundEarlier = sent === 0 && confirmed === 0 && bytes > 0;
		if (bytes > confirmed) this.#moved();
		if (this.#interrupted || foundEarlier) {
			this.#interrupted = false;
			const resumedFrom = bytes > 0 || confirmed > 0 ? bytes : null;
			this.#set({
				confirmed: bytes,
				sent: bytes,
				resumedFrom,
				problem: null
			});
		} else if (bytes > confirmed) this.#set({
			confirmed: bytes,
			sent: Math.max(bytes, sent),
			confirmedAt: Date.now()
		});
	}
	#sent(bytes) {
		if (this.#transfer.state !== "sending") return;
		this.#meter.note(bytes, performance.now());
		this.#set({
			sent: bytes,
			rate: this.#meter.perSecond,
			problem: null
		});
	}
	/** There is a new byte, or a new beginning: nothing was refused since. */
	#moved() {
		this.#attempts = 0;
		this.#askedSince = null;
	}
	#stopped(problem) {
		if (!problem.retryable || this.#isEnough(problem)) this.fail(problem);
		else if (!this.#options.signals.online()) this.#set({
			state: "retrying",
			problem: NETWORK_PROBLEM,
			retryAt: null,
			rate: null
		});
		else this.#retryLater(problem);
	}
	/** Where the server says when to come back, its word counts and not the number of refusals. */
	#isEnough(problem) {
		if (problem.status === 0) return false;
		if (problem.retryAfterMs === 0) return this.#attempts >= REFUSALS_LIMIT;
		this.#askedSince ??= performance.now();
		return performance.now() - this.#askedSince >= PATIENCE_MS;
	}
	#retryLater(problem) {
		const attempt = problem.retryAfterMs > 0 ? 0 : this.#attempts++;
		const waitMs = Math.max(RETRY_FLOOR_MS, problem.retryAfterMs) + backoffDelay(RETRY, attempt, this.#options.random);
		this.#timer = setTimeout(() => this.start(), waitMs);
		this.#set({
			state: "retrying",
			problem,
			retryAt: Date.now() + waitMs,
			rate: null
		});
	}
	#set(change) {
		if (this.#isDisposed) return;
		this.#transfer = {
			...this.#transfer,
			...change
		};
		this.#options.changed();
	}
};
// src/upload.ts
var ID = /\/([0-9a-f]{32})(?:\.[0-9a-f]{32})?$/;
/** The id in an upload's URL; null when there is none. */
function idOf(url) {
	return ID.exec(new URL(url).pathname)?.[1] ?? null;
}
var Upload$1 = class {
	/** Tells the uploads of one page apart, also before they have an id. */
	key;
	source;
	#context;
	#control;
	#id = null;
	#entry = null;
	#heardAt = null;
	#isHeld = false;
	/** `url` is that of an upload that was begun before a reload. */
	constructor(key, source, context, url = null) {
		this.key = key;
		this.source = source;
		this.#context = context;
		this.#control = context.makeTransfer(() => this.#transferChanged());
		if (url !== null) this.#control.restore(url);
	}
	/** The file; null where it is not at hand any more. */
	get file() {
		return this.source.file;
	}
	/** The server's name for it; null until it has one. */
	get id() {
		return this.#id;
	}
	get transfer() {
		return this.#control.transfer;
	}
	/** The URL of the page that shows it, which is no right to change it; null until that is known. */
	get link() {
		const base = this.#context.progressUrl();
		return base === null || this.#id === null ? null : new URL(this.#id, base).href;
	}
	/** The newest state that the server told. */
	get document() {
		return this.#entry?.document ?? null;
	}
	/** When that was, by this page's clock. */
	get heardAt() {
		return this.#heardAt;
	}
	/** Whether the server's record is missing just now. */
	get isUnknown() {
		return this.#entry !== null && this.#entry.presence !== "known";
	}
	/** Whether nothing more will happen without somebody's doing. */
	get isOver() {
		const { state } = this.transfer;
		if (state === "cancelled" || state === "failed") return true;
		return this.document !== null && isTerminal(this.document.state);
	}
	start() {
		this.#control.start();
	}
	/** Goes on with what was begun before a reload: this one has the file. */
	takeOver(begun) {
		this.#control.takeOver(begun.transfer);
	}
	/** Tells it that the server can be reached again. */
	nudge() {
		this.#control.nudge();
	}
	pause() {
		this.#control.pause();
	}
	/** Stops it until resume(), which goes on with what was on its way. */
	suspend() {
		this.#isHeld = ["sending", "retrying"].includes(this.transfer.state);
		if (this.#isHeld) this.pause();
	}
	resume() {
		if (this.#isHeld && this.transfer.state === "paused") this.start();
		this.#isHeld = false;
	}
	/** Stops it and takes it off the server. */
	async cancel() {
		const { url: known, state } = this.transfer;
		const isThere = known !== null && (state === "complete" || this.file === null);
		this.#forget();
		const isTold = await this.#control.cancel(!isThere);
		const { url } = this.transfer;
		if (url !== null && !isTold) this.#context.command(url, "cancel");
	}
	/** Has the server process it again, after that failed. */
	reprocess() {
		const { url } = this.transfer;
		if (url === null || this.#id === null) return;
		this.#context.watch(this.#id);
		this.#context.command(url, "retry");
	}
	/** Refuses the file without sending it. */
	refuse(code) {
		this.#control.fail(localProblem(code, null));
	}
	/** Takes the store's news of this upload. */
	hear(entry) {
		this.#entry = entry;
		this.#heardAt = Date.now();
		const { document } = entry;
		if (document) this.#control.serverHas(document.received);
		if (document && isTerminal(document.state)) this.#ended(document);
		this.#context.changed(this);
	}
	dispose() {
		this.#forget();
		this.#control.dispose();
	}
	#ended(document) {
		if (this.#id !== null) this.#context.unwatch(this.#id);
		const { state } = this.transfer;
		const isSending = this.file !== null && state !== "complete" && state !== "cancelled";
		if (document.state === "done" || !isSending) return;
		const { error } = document;
		this.#control.fail(localProblem(error?.code ?? document.state, error?.message ?? null));
	}
	#transferChanged() {
		const { url } = this.transfer;
		const id = url === null ? null : idOf(url);
		if (id !== null && id !== this.#id) {
			this.#forget();
			this.#id = id;
			this.#entry = null;
			this.#context.watch(id);
		}
		this.#context.changed(this);
	}
	#forget() {
		if (this.#id !== null) this.#context.unwatch(this.#id);
	}
};
// src/client.ts
var DEFAULT_PARALLEL = 3;
var LoadlineClient = class {
	#options;
	#endpoint;
	#signals;
	#random;
	#memory;
	#chunkLimit;
	#commands;
	#listeners = /* @__PURE__ */ new Set();
	#uploads = [];
	#store = EMPTY_STORE;
	#capabilities = null;
	#createdAt = Date.now();
	#offer;
	#isAway = false;
	#channel = null;
	#lastKey = 0;
	constructor(options = {}) {
		this.#options = options;
		this.#endpoint = absolute(options.endpoint ?? "/uploads/");
		this.#memory = new Memory(this.#endpoint);
		this.#chunkLimit = new ChunkLimit(this.#endpoint);
		this.#signals = new SignalGate(options.signals ?? windowSignals());
		this.#signals.open();
		this.#random = options.random ?? Math.random;
		this.#commands = new Commands({
			progressUrl: () => this.#capabilities?.progressUrl ?? null,
			token: options.token,
			random: this.#random
		});
		this.#offer = new Offer({
			endpoint: this.#endpoint,
			token: options.token,
			random: this.#random,
			answered: (capabilities) => this.#takeOffer(capabilities),
			failed: () => this.#changed()
		});
	}
	/** The files in the order in which they were added. */
	get uploads() {
		return this.#uploads;
	}
	get health() {
		if (this.#channel) return this.#channel.health;
		const { problem, isAsking } = this.#offer;
		if (problem === null) return { state: isAsking ? "connecting" : "idle" };
		return problem.code === "network" ? {
			state: "offline",
			heardAt: this.#createdAt
		} : { state: "refused" };
	}
	/** Why the server does not say what it offers, so that nothing can be sent; null while nothing is wrong. */
	get problem() {
		return this.#offer.problem;
	}
	/** What the server offers; null until it said so. */
	get capabilities() {
		return this.#capabilities;
	}
	/** Calls the listener after each change until the returned function is called. */
	subscribe(listener) {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
	/** Adds files; each is sent when its turn comes. One that was begun before a reload goes on in its place. */
	add(files) {
		const added = [...files].map((file) => this.#addOne(file));
		this.#connect();
		this.#sendNext();
		this.#changed();
		return added;
	}
	/** Shows again what this tab was uploading before it was reloaded. */
	restore() {
		for (const { url, name, size } of this.#memory.recall()) {
			if (this.#uploads.some(({ transfer }) => transfer.url === url)) continue;
			const upload = this.#makeUpload({
				name,
				size,
				file: null
			}, url);
			this.#uploads = [...this.#uploads, upload];
		}
		if (this.#uploads.length > 0) this.#connect();
		this.#changed();
	}
	/** Watches an upload that others send, by its id or, to steer it as well, ID.KEY. */
	follow(which) {
		const url = new URL(which, this.#endpoint).href;
		const upload = this.#makeUpload({
			name: "",
			size: 0,
			file: null,
			isFollowed: true
		}, url);
		this.#uploads = [...this.#uploads, upload];
		this.#connect();
		return upload;
	}
	/** Sends a file that failed or was cancelled once more, as a new upload. */
	again(upload) {
		this.#replace(upload, this.#makeUpload(upload.source));
		this.#sendNext();
		this.#changed();
	}
	/** Takes a file off the list; it should be over. */
	remove(upload) {
		upload.dispose();
		this.#uploads = this.#uploads.filter((each) => each !== upload);
		if (upload.id !== null) this.#store = reduce(this.#store, {
			kind: "forget",
			id: upload.id
		});
		this.#sendNext();
		this.#changed();
	}
	/** Tries the best way for news now. */
	reconnect() {
		if (this.#channel) this.#channel.retryNow();
		else this.#connect();
	}
	/** Sends and hears nothing until resume(), and keeps its files: for a view that is taken away and may come back. */
	suspend() {
		if (this.#isAway) return;
		this.#isAway = true;
		for (const upload of this.#uploads) upload.suspend();
		this.#offer.stop();
		this.#channel?.dispose();
		this.#channel = null;
		this.#signals.shut();
		this.#memory.release();
	}
	/** Goes on where suspend() stopped it. */
	resume() {
		if (!this.#isAway) return;
		this.#isAway = false;
		this.#signals.open();
		if (this.#uploads.length > 0) this.#connect();
		for (const upload of this.#uploads) upload.resume();
		this.#sendNext();
		this.#changed();
	}
	dispose() {
		this.suspend();
		this.#commands.dispose();
		for (const upload of this.#uploads) upload.dispose();
		this.#listeners.clear();
	}
	#addOne(file) {
		const source = {
			name: file.name,
			size: file.size,
			file
		};
		const upload = this.#makeUpload(source);
		const begun = this.#uploads.find((each) => isBegun(each, source));
		if (begun) {
			this.#replace(begun, upload);
			upload.takeOver(begun);
		} else this.#uploads = [...this.#uploads, upload];
		return upload;
	}
	#replace(upload, fresh) {
		upload.dispose();
		this.#uploads = this.#uploads.map((each) => each === upload ? fresh : each);
	}
	/** What was begun before a reload was not of the file that took its place: it waits for its own. */
	#putBack(key, source, url) {
		const begun = this.#makeUpload(source, url);
		this.#uploads = this.#uploads.flatMap((each) => each.key === key ? [begun, each] : [each]);
	}
	#makeUpload(source, url = null) {
		const key = ++this.#lastKey;
		return new Upload$1(key, source, {
			makeTransfer: (changed) => this.#makeTransfer(key, source, changed),
			watch: (id) => this.#channel?.watch(id),
			unwatch: (id) => this.#channel?.unwatch(id),
			progressUrl: () => this.#capabilities?.progressUrl ?? null,
			command: (which, what) => this.#commands.give(which, what),
			changed: () => {
				this.#sendNext();
				this.#changed();
			}
		}, url);
	}
	#makeTransfer(key, source, changed) {
		const make = this.#options.sender ?? tusSender;
		const { file } = source;
		return new TransferControl({
			signals: this.#signals,
			random: this.#random,
			changed,
			left: (url) => this.#putBack(key, {
				...source,
				file: null
			}, url),
			makeSender: (events) => file === null ? NO_SENDER : make({
				file,
				endpoint: () => this.#capabilities?.uploadUrl ?? this.#endpoint,
				chunkSize: () => this.#capabilities?.chunkSize ?? null,
				token: this.#options.token,
				chunkLimit: this.#chunkLimit,
				mayResume: (url) => this.#uploads.every((each) => each.key === key || each.transfer.url !== url)
			}, events)
		});
	}
	#connect() {
		if (this.#isAway) return;
		if (this.#channel) this.#channel.open();
		else this.#offer.ask();
	}
	#takeOffer(capabilities) {
		this.#capabilities = capabilities;
		this.#openChannel(capabilities);
		this.#sendNext();
		this.#changed();
	}
	#openChannel(capabilities) {
		const { token } = this.#options;
		const snapshot = snapshotReader(capabilities.progressUrl, token);
		this.#channel = new Channel({
			rungs: buildLadder({
				capabilities,
				snapshot,
				token,
				random: this.#random
			}),
			snapshot,
			signals: this.#signals,
			random: this.#random
		}, {
			news: (event) => this.#hear(event),
			health: (health) => this.#heardHow(health)
		});
		this.#channel.open();
		for (const { id, isOver } of this.#uploads) if (id !== null && !isOver) this.#channel.watch(id);
	}
	/** A server that can be heard can also be sent to. */
	#heardHow({ state }) {
		if (state === "live" || state === "polling") {
			for (const upload of this.#uploads) upload.nudge();
			this.#commands.nudge();
		}
		this.#changed();
	}
	#hear(event) {
		const before = this.#store;
		this.#store = reduce(before, event);
		if (this.#store === before || event.kind === "forget") return;
		const id = event.kind === "document" ? event.document.id : event.id;
		const entry = this.#store.get(id);
		const upload = this.#uploads.find((each) => each.id === id);
		if (entry) upload?.hear(entry);
	}
	/** Starts what waits, in order, as far as the limit allows. */
	#sendNext() {
		const { capabilities } = this;
		if (!capabilities || this.#isAway) return;
		for (const upload of this.#uploads) {
			if (upload.transfer.state !== "waiting") continue;
			if (capabilities.maxSize !== null && upload.source.size > capabilities.maxSize) upload.refuse("too_large");
			else if (this.#hasFreePlace()) upload.start();
		}
	}
	#hasFreePlace() {
		return this.#uploads.filter(({ transfer }) => isSending(transfer.state)).length < (this.#options.parallel ?? DEFAULT_PARALLEL);
	}
	#remember() {
		this.#memory.keep(this.#uploads.flatMap(({ transfer, isOver, source: { name, size, isFollowed } }) => {
			const { url, state } = transfer;
			return url !== null && !isOver && !isFollowed ? [{
				url,
				name,
				size,
				isMoving: state === "sending"
			}] : [];
		}));
	}
	#changed() {
		if (this.#isAway) return;
		this.#remember();
		for (const listener of this.#listeners) listener();
	}
};
/**
* Whether the file is that of an upload that was begun before a reload and is not whole. It takes what is known of
* the file: a browser looks at the disk each time it is asked for a size.
*/
function isBegun({ source, transfer, document }, { name, size }) {
	const isWhole = document !== null && !["created", "uploading"].includes(document.state);
	return source.file === null && source.name === name && source.size === size && transfer.state === "paused" && !isWhole;
}
/** A relative URL is one of the page's; where there is no page, as in Node, of this machine's. */
function absolute(endpoint) {
	return new URL(endpoint, globalThis.document?.baseURI ?? "http://localhost/").href;
}
function isSending(state) {
	return state === "sending" || state === "retrying";
}
// src/plain-text.ts
/** The same text in its own order: turns are seen, marks of direction left out, and it is one line. */
function plainText(text) {
	return text.replace(/[\u061c\u200e\u200f]/gu, "").replace(/\p{Bidi_Control}/gu, "�").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
export { ENGLISH as a, formatBytes as c, formatRate as d, formatTime as f, fetchCapabilities as i, formatDuration as l, LoadlineClient as n, addWords as o, percentOf as p, isNewer as r, wordsFor as s, plainText as t, formatPart as u };
