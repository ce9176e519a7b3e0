// src/view/format.ts
var UNITS = [
	"byte",
	"kilobyte",
	"megabyte",
	"gigabyte",
	"terabyte",
	"petabyte"
];
var TIME_UNITS = [
	["hour", 3600],
	["minute", 60],
	["second", 1]
];
/** Makes each value once per key: the formatters of Intl are slow to make. */
function memo(make) {
	const made = /* @__PURE__ */ new Map();
	return (key) => {
		if (!made.has(key)) made.set(key, make(key));
		return made.get(key);
	};
}
/** The formatter for a language and options, both as one text of JSON. */
var numbersBy = memo((key) => {
	const [language, options] = JSON.parse(key);
	return new Intl.NumberFormat(language, options);
});
function numbers(language, options) {
	return numbersBy(JSON.stringify([language, options]));
}
var momentsOf = memo((language) => new Intl.DateTimeFormat(language, {
	dateStyle: "medium",
	timeStyle: "short"
}));
var distancesOf = memo((language) => new Intl.RelativeTimeFormat(language));
/** "10,000" */
function formatNumber(value, language) {
	return numbers(language, {}).format(value);
}
/** "45%", in pieces: languages put the sign before or behind the number. */
function percentParts(percent, language) {
	return numbers(language, { style: "percent" }).formatToParts(percent / 100);
}
/** "45%" */
function formatPercent(percent, language) {
	return numbers(language, { style: "percent" }).format(percent / 100);
}
/** "12.3 MB" */
function formatBytes(bytes, language) {
	const { amount, step } = scaleBytes(bytes);
	return withUnit(amount, unitAt(step), language);
}
/** "4.2 MB/s" */
function formatRate(bytesPerSecond, language) {
	const { amount, step } = scaleBytes(bytesPerSecond, 1);
	return withUnit(amount, `${unitAt(step)}-per-second`, language);
}
/** "12.3 of 45 MB" without the words: both in the unit of the whole, to compare at a glance. */
function formatPartAndWhole(part, whole, language) {
	const { amount, step, factor } = scaleBytes(whole);
	const digits = factor === 1 ? 0 : decimalsFor(amount);
	return {
		part: numbers(language, {
			minimumFractionDigits: digits,
			maximumFractionDigits: digits
		}).format(part / factor),
		whole: withUnit(amount, unitAt(step), language)
	};
}
/** "8 sec", "2 min 5 sec", "1 hr 10 min" */
function formatDuration(ms, language) {
	const seconds = Math.max(0, Math.round(ms / 1e3));
	const at = TIME_UNITS.findIndex(([unit, length]) => seconds >= length || unit === "second");
	let rest = seconds;
	const parts = [];
	for (const [unit, length] of TIME_UNITS.slice(at, at + 2)) {
		const amount = Math.floor(rest / length);
		rest %= length;
		if (amount > 0 || parts.length === 0) parts.push(withUnit(amount, unit, language));
	}
	return parts.join(" ");
}
/** "5 seconds ago", "in 5 seconds": the time between a moment and now. */
function formatDistance(ms, language) {
	const seconds = Math.ceil(Math.abs(ms) / 1e3) * (ms > 0 ? 1 : -1);
	const [unit, length] = TIME_UNITS.find(([, each]) => Math.abs(seconds) >= 2 * each) ?? TIME_UNITS[2];
	return distancesOf(language).format(Math.trunc(seconds / length), unit);
}
/** "31 Jan 2026, 14:05" */
function formatTime(wallMs, language) {
	return momentsOf(language).format(wallMs);
}
/** The share in whole percent; 100 only where the part is the whole. */
function percentOf(part, whole) {
	if (whole <= 0) return 100;
	return Math.max(0, Math.min(100, Math.floor(part * 100 / whole)));
}
function scaleBytes(bytes, least = 0) {
	let step = least;
	let factor = 1e3 ** least;
	while (step < UNITS.length - 1 && Math.round(bytes / factor) >= 1e3) {
		step++;
		factor *= 1e3;
	}
	return {
		amount: bytes / factor,
		step,
		factor
	};
}
function unitAt(step) {
	return UNITS[step] ?? "petabyte";
}
function withUnit(amount, unit, language) {
	return numbers(language, {
		style: "unit",
		unit,
		unitDisplay: unit === "byte" ? "long" : "short",
		maximumFractionDigits: decimalsFor(amount)
	}).format(amount);
}
/** Gives three digits in all. */
function decimalsFor(amount) {
	if (amount >= 99.95) return 0;
	return amount >= 9.995 ? 1 : 2;
}
// src/view/say.ts
var rulesOf = memo((language) => new Intl.PluralRules(language));
/** The sentence. `count` chooses the form of a text that has several. */
function say(words, text, values, count = 0) {
	const { language } = words;
	return (typeof text === "string" ? text : text[rulesOf(language).select(count)] ?? text.other).replace(/\{(\w+)\}/g, (place, name) => {
		const value = values[name];
		if (value === void 0) return place;
		return isolate(typeof value === "number" ? formatNumber(value, language) : value, language);
	});
}
/** "45 percent" */
function spokenPercent(percent, words) {
	return say(words, words.percent, { percent }, percent);
}
/** "12.3 of 45 MB" */
function partOf(part, whole, words) {
	return say(words, words.part, { ...formatPartAndWhole(part, whole, words.language) });
}
/** Whether the language is written from right to left. */
var isRightToLeft = memo((language) => {
	const { script } = new Intl.Locale(language).maximize();
	return script === "Arab" || script === "Hebr";
});
/** A name or a number from left to right must not change the order of the words around it. */
function isolate(value, language) {
	return isRightToLeft(language) ? `\u2068${value}\u2069` : value;
}
// src/languages/en.ts
var ENGLISH = {
	language: "en",
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
		rename: "Rename",
		pause: "Pause",
		resume: "Resume",
		retryNow: "Try now",
		cancel: "Cancel",
		reprocess: "Process again",
		again: "Upload again",
		remove: "Remove"
	},
	problem: {
		network: "The connection to the server was lost.",
		busy: "The server is not available at the moment.",
		superseded: "This upload continues in another window.",
		too_large: "This file is larger than the server accepts.",
		type_refused: "The server does not accept files of this type.",
		part_too_large: "The web server refuses even small parts of this file.",
		file_changed: "This file was changed or removed. Choose it again.",
		insufficient_storage: "The server has no space left.",
		quota_exceeded: "Your quota has no room for this file.",
		locked: "The server is still busy with this upload.",
		gone: "The server no longer has this upload.",
		not_found: "The server no longer has this upload.",
		forbidden: "The server does not allow this.",
		cancelled: "The upload was cancelled.",
		expired: "The upload expired, and the server removed it.",
		deleted: "The upload was removed from the server.",
		denied: "The web server denied access.",
		no_server: "There is no upload server at this address.",
		server_failed: "The upload server is not working at the moment.",
		other: "The server could not accept this file."
	},
	result: {
		sha256: "SHA-256",
		type: "Type",
		link: "Link",
		id: "Upload"
	},
	part: "{part} of {whole}",
	both: "{first}, {second}",
	list: "{first}, {second}",
	step: "step {current} of {all}",
	percent: "{percent} percent",
	timeLeft: "{time} left",
	took: "in {time}",
	elapsed: "for {time}",
	queuePlace: "number {place} in the queue",
	keptAt: "{part} stored; the upload resumes from there",
	keptAtUntil: "{part} stored; the upload resumes from there; kept until {time}",
	resumedAt: "resumed from {part}",
	begunAnew: "The server lost the earlier bytes, so the upload started again.",
	retryIn: "Trying again {when}. Stored bytes are kept.",
	retryWhenOnline: "Resumes as soon as this device is online. Stored bytes are kept.",
	retryingNow: "Trying again. Stored bytes are kept.",
	allSent: "All bytes are sent. The server is storing the rest.",
	fileKept: "The server has every byte. You do not need to send the file again.",
	mayLeave: "You may close this page: the server has every byte.",
	recordMissing: "The server is restoring the state of this file. Nothing is lost.",
	fileNeeded: "Choose this file again to resume. Stored bytes are kept.",
	senderAway: "Waiting for the sender to resume.",
	otherWindow: "Another window sends this file. It resumes here when that window is closed.",
	total: "{done} of {all} done, {part}",
	heldBack: "The web server buffers the upload. The bar moves when the web server passes bytes on.",
	lastNews: "The last update of this file came {ago}. Sending continues.",
	bulk: {
		pause: "Pause all",
		resume: "Resume all",
		retry: "Retry failed",
		clear: "Clear finished"
	},
	folded: "{count} done",
	details: "Details",
	health: {
		idle: "Ready",
		connecting: "Connecting",
		live: "Live",
		delayed: "Delayed",
		reconnecting: "Reconnecting",
		polling: "Checking every second",
		refused: "Server not available",
		offline: "No connection"
	},
	updated: "last update {ago}",
	trying: "trying {when}",
	tryingNow: "trying now",
	fallback: "live updates lost, {next}",
	choose: "Choose files",
	chooseOne: "Choose a file",
	chooseFolder: "Choose a folder",
	onlyFiles: "Only files can be dropped here, not text or links.",
	notTaken: "Empty or not readable: {names}",
	nameRefused: "A name cannot be empty or contain a slash.",
	tooMany: {
		one: "Only the first {limit} file or folder was read.",
		other: "Only the first {limit} files and folders were read."
	},
	form: {
		missing: "Choose a file.",
		pending: "Not every file is uploaded yet.",
		failed: "A file could not be uploaded. Upload it again, or remove it."
	},
	refused: {
		too_large: "Larger than {limit}: {names}.",
		too_small: "Smaller than {limit}: {names}.",
		type_refused: "Type not accepted: {names}.",
		quota_exceeded: "No room left in your quota ({limit}): {names}.",
		quota_uploads: "More files than your quota allows: {names}."
	},
	overLimit: {
		one: "Only one file is allowed. Left out: {names}.",
		other: "Only {limit} files are allowed. Left out: {names}."
	},
	uploadFiles: {
		one: "Upload {count} file",
		other: "Upload {count} files"
	},
	drop: "or drop them here",
	dropOne: "or drop it here",
	dropNow: "Drop to upload",
	limit: "Up to {size} each",
	files: "Files",
	stages: "Processing",
	copy: "Copy",
	copied: "Copied",
	refresh: "Refresh",
	actionOn: "{action}: {name}"
};
// src/base/page-signals.ts
/** Without a page, as in Node: always visible and online. */
var NO_PAGE = {
	online: () => true,
	hidden: () => false,
	subscribe: () => () => void 0
};
/** The signals of the browser's own window. */
function windowSignals() {
	if (typeof document === "undefined") return NO_PAGE;
	const hidden = () => document.visibilityState === "hidden";
	return {
		online: () => navigator.onLine,
		hidden,
		subscribe(listener) {
			const ended = new AbortController();
			const options = { signal: ended.signal };
			for (const name of [
				"online",
				"offline",
				"pagehide",
				"pageshow"
			]) window.addEventListener(name, () => listener(name), options);
			document.addEventListener("visibilitychange", () => listener(hidden() ? "hidden" : "visible"), options);
			return () => ended.abort();
		}
	};
}
/**
* Passes signals on while it is open. While it is shut, the window holds no reference to the
* listeners.
*/
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
// src/base/alarm.ts
var Alarm = class {
	#timer;
	/** Calls `ring` once. A time that was set before is dropped. */
	set(afterMs, ring) {
		this.stop();
		this.#timer = setTimeout(ring, afterMs);
	}
	stop() {
		clearTimeout(this.#timer);
	}
};
// src/base/backoff.ts
/** The plan for most retries. */
var RETRY_BACKOFF = {
	baseMs: 2e3,
	capMs: 3e4
};
/** The wait in ms before attempt number `attempt` (0 is the first). */
function backoffDelay(plan, attempt, random) {
	const ceiling = Math.min(plan.capMs, plan.baseMs * 2 ** Math.min(attempt, 30));
	return Math.round(random() * ceiling);
}
// src/channel/health.ts
/** The health that follows from the facts. */
function judgeHealth(facts) {
	const { carrier, retryAt, heardAt } = facts;
	if (!facts.open) return { state: "idle" };
	if (!facts.online) return {
		state: "offline",
		heardAt
	};
	if (carrier === null) {
		if (facts.isOver) return { state: "idle" };
		return facts.everGood ? {
			state: "reconnecting",
			retryAt
		} : { state: "connecting" };
	}
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
/** Whether two healths look the same. */
function sameHealth(a, b) {
	return a.state === b.state && ("retryAt" in a ? a.retryAt : null) === ("retryAt" in b ? b.retryAt : null);
}
// src/channel/link.ts
/** The time limit for the first message. */
var READY_LIMIT_MS = 5e3;
/** The time limit, after that, for the acknowledgements. */
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
	#limit = new Alarm();
	constructor(rung, index, ids, events) {
		this.rung = rung;
		this.index = index;
		this.#events = events;
		this.#unanswered = new Set(ids);
		this.#transport = rung.create({
			...events,
			ready: () => this.#becomeReady(),
			watching: (id) => this.#answered(id),
			refused: (ids, code) => {
				events.refused(ids, code);
				for (const id of ids) this.#answered(id);
			},
			quiet: (isQuiet) => this.#setQuiet(isQuiet),
			down: (retryAfterMs) => this.#down(retryAfterMs)
		});
		for (const id of this.#unanswered) this.#transport.watch(id);
	}
	get isQuiet() {
		return this.#quiet;
	}
	/** Opens it. `trusted` skips the probation, for the rung that always works. */
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
		this.#limit.stop();
		this.#transport.close();
	}
	#within(ms) {
		this.#limit.set(ms, () => {
			this.#transport.close();
			this.#down(0);
		});
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
		this.#limit.stop();
		this.#events.good(this);
	}
	#setQuiet(isQuiet) {
		this.#quiet = isQuiet;
		this.#events.quiet(this);
	}
	#down(retryAfterMs) {
		this.#limit.stop();
		this.#events.down(this, retryAfterMs);
	}
};
// src/channel/channel.ts
var FAILURES_PER_RUNG = 2;
var DESCEND_AFTER_MS = 6e3;
/** The waits are short at first where a push transport has worked before. */
var AFTER_LOSS = {
	baseMs: 1e3,
	capMs: 3e5
};
/** A push transport that has never worked here is probably blocked: probe rarely. */
var NEVER_GOOD = {
	baseMs: 3e4,
	capMs: 3e5
};
/** A channel that watches nothing closes after this time. */
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
	#retryAlarm = new Alarm();
	#patienceAlarm = new Alarm();
	#idleAlarm = new Alarm();
	#waitsForSight = false;
	#everWatched = false;
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
	/** Brings the news of this upload, of ALL or of SITE, until `unwatch`. */
	watch(id) {
		if (this.#watched.has(id)) return;
		this.#watched.add(id);
		this.#everWatched = true;
		this.open();
		this.#carrier?.watch(id);
		this.#trial?.watch(id);
		this.#tellHealth();
	}
	unwatch(id) {
		if (!this.#watched.delete(id)) return;
		this.#carrier?.unwatch(id);
		this.#trial?.unwatch(id);
		this.#closeWhenIdle();
		this.#tellHealth();
	}
	/** Connects. `watch` does so as well; an earlier call saves time. */
	open() {
		if (!this.#open) {
			this.#open = true;
			this.#heardAt = Date.now();
			this.#lost(0);
		}
		this.#closeWhenIdle();
	}
	/** Fetches the present state and tries the best transport now, without the rest of the wait. */
	retryNow() {
		if (!this.#open) return;
		this.#bridge();
		this.#attempts = 0;
		this.#carrier?.check();
		if (!this.#trial && this.#carrier?.index !== 0) this.#retry(0);
	}
	/** Closes the channel for good. */
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
		for (const alarm of [
			this.#retryAlarm,
			this.#patienceAlarm,
			this.#idleAlarm
		]) alarm.stop();
		this.#carrier?.close();
		this.#carrier = null;
		this.#endTrial();
		this.#retryAt = null;
		this.#level = 0;
		this.#attempts = 0;
		this.#tellHealth();
	}
	#endTrial() {
		this.#trial?.close();
		this.#trial = null;
	}
	#closeWhenIdle() {
		this.#idleAlarm.stop();
		if (this.#watched.size === 0) this.#idleAlarm.set(IDLE_MS, () => this.#suspend());
	}
	/** No transport works: bridge the gap, and find a way back. */
	#lost(retryAfterMs) {
		this.#failures = 0;
		this.#patienceAlarm.set(DESCEND_AFTER_MS, () => this.#descend());
		this.#bridge();
		this.#retry(retryAfterMs);
	}
	#retry(afterMs) {
		this.#retryAlarm.stop();
		this.#waitsForSight = false;
		this.#retryAt = afterMs > 0 ? Date.now() + afterMs : null;
		if (afterMs > 0) this.#retryAlarm.set(afterMs, () => this.#retry(0));
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
		return {
			news: (event) => {
				this.#heardAt = Date.now();
				this.#events.news(event);
			},
			site: (site) => {
				this.#heardAt = Date.now();
				this.#events.site?.(site);
			},
			refused: (ids, code) => {
				this.#events.refused?.(ids, code);
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
		this.#patienceAlarm.stop();
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
		this.#endTrial();
		this.#retryAlarm.stop();
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
	/** Reads one snapshot, so that the page misses nothing after a gap. */
	#bridge() {
		const { snapshot } = this.#options;
		if (!snapshot || this.#watched.size === 0) return;
		snapshot([...this.#watched]).then((news) => {
			for (const event of news) this.#events.news(event);
		}, () => void 0);
	}
	#tellHealth() {
		const health = judgeHealth({
			open: this.#open,
			online: this.#options.signals.online(),
			isOver: this.#everWatched && this.#watched.size === 0,
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
// src/server/request.ts
/** The value of the Authorization header field; null where there is no token. */
async function authorization(token) {
	const value = await token?.() ?? null;
	return value === null ? null : `Bearer ${value}`;
}
/** Sends a request past every cache; it accepts JSON by default. */
async function request(url, token, options = {}, accept = "application/json") {
	const shown = await authorization(token);
	return fetch(url, {
		headers: {
			Accept: accept,
			...shown === null ? {} : { Authorization: shown }
		},
		cache: "no-store",
		...options
	});
}
/** Whether the answer refuses this client. */
function isDenied(status) {
	return status === 401 || status === 403;
}
// src/server/upload-url.ts
var CAPABILITY = /\/([0-9a-f]{32}(?:\.[0-9a-f]{32})?)$/;
var ID_LENGTH = 32;
/** Most servers have removed an unfinished upload that is older than this. */
var UNFINISHED_KEPT_MS = 6048e5;
/** ID or ID.KEY, as it stands at the end of the URL; null where the URL ends otherwise. */
function capabilityOf(url) {
	return CAPABILITY.exec(new URL(url).pathname)?.[1] ?? null;
}
/** The id in the URL of an upload; null where there is none. */
function idOf(url) {
	return capabilityOf(url)?.slice(0, ID_LENGTH) ?? null;
}
/** Whether the URL ends with a key, which permits changes. */
function hasKey(url) {
	return url !== null && /[0-9a-f]{32}\.[0-9a-f]{32}$/.test(url);
}
/** Resolves against the page; without a page, as in Node, against http://localhost/. */
function absoluteUrl(endpoint) {
	return new URL(endpoint, globalThis.document?.baseURI ?? "http://localhost/").href;
}
// src/server/commands.ts
var COMMAND_RETRY_FLOOR_MS = 1e3;
/** The upload is locked, or the client asks too often. */
var BUSY = /* @__PURE__ */ new Set([423, 429]);
/**
* A command is dropped after so many errors of the server in a row. Broken connections do not
* count.
*/
var COMMAND_REFUSALS_LIMIT = 12;
var CommandQueue = class {
	#options;
	#queue = [];
	#isSending = false;
	#failures = 0;
	#refusals = 0;
	#alarm = new Alarm();
	constructor(options) {
		this.#options = options;
	}
	/** Adds a command. The queue sends one after the other, as soon as the server can be reached. */
	give(uploadUrl, what) {
		this.#queue.push({
			uploadUrl,
			what
		});
		this.nudge();
	}
	/** Ends the wait before the next attempt: the server may be reachable again. */
	nudge() {
		this.#alarm.stop();
		if (!this.#isSending) this.#sendAll();
	}
	/** Drops the commands that were not sent yet. */
	dispose() {
		this.#alarm.stop();
		this.#queue.length = 0;
	}
	async #sendAll() {
		this.#isSending = true;
		for (let order = this.#queue[0]; order; order = this.#queue[0]) {
			if (!await this.#isAnswered(order)) {
				const waitMs = COMMAND_RETRY_FLOOR_MS + backoffDelay(RETRY_BACKOFF, this.#failures++, this.#options.random);
				this.#alarm.set(waitMs, () => this.nudge());
				break;
			}
			this.#queue.shift();
			this.#failures = 0;
			this.#refusals = 0;
		}
		this.#isSending = false;
	}
	async #isAnswered({ uploadUrl, what }) {
		const { progressUrl, token } = this.#options;
		const which = capabilityOf(uploadUrl);
		const base = progressUrl();
		if (which === null) return true;
		if (base === null) return false;
		try {
			const answer = await request(new URL(`${which}/${what}`, base), token, { method: "POST" });
			return !(answer.status >= 500 || BUSY.has(answer.status)) || ++this.#refusals > COMMAND_REFUSALS_LIMIT;
		} catch {
			return false;
		}
	}
};
// src/base/json.ts
/** Whether it is an object: not null, an array or a scalar. */
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** Parses a text; null where it is not JSON. */
function parseJson(text) {
	try {
		return typeof text === "string" ? JSON.parse(text) : null;
	} catch {
		return null;
	}
}
/** A finite number; null for anything else. */
function finiteNumber(value) {
	return typeof value === "number" && Number.isFinite(value) ? value : null;
}
/** A number above zero; null for anything else. */
function positiveNumber(value) {
	const it = finiteNumber(value);
	return it !== null && it > 0 ? it : null;
}
/** A text that is not empty; null for anything else. */
function nonEmptyText(value) {
	return typeof value === "string" && value !== "" ? value : null;
}
/** The texts of an array; empty for anything else. */
function textsIn(value) {
	return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
// src/server/problem.ts
/**
* Date is read only where Retry-After is a date: browsers log an error for header fields that a
* server of another origin does not expose.
*/
function failedAnswer(status, body, header) {
	const retryAfter = header("Retry-After") ?? void 0;
	return {
		status,
		body,
		retryAfter,
		date: isDate(retryAfter ?? "") ? header("Date") ?? void 0 : void 0
	};
}
var PASSING = /* @__PURE__ */ new Set([
	408,
	409,
	423,
	425,
	429
]);
/**
* The longest wait, even if the server asks for more: its guess may be too long, and a waiting page
* looks dead.
*/
var LONGEST_WAIT_MS = 3e5;
/** A problem that the client finds itself, such as a file that is too large. */
function localProblem(code, detail) {
	return {
		code,
		status: 0,
		detail,
		retryable: false,
		retryAfterMs: 0
	};
}
/** The server did not answer. */
var NETWORK_PROBLEM = {
	...localProblem("network", null),
	retryable: true
};
/** Reads an error response. */
function readProblem(answer) {
	const { status, body, retryAfter, date } = answer;
	const value = parseJson(body);
	const said = isRecord(value) ? value : {};
	return {
		code: typeof said.code === "string" ? said.code : "http",
		status,
		detail: nonEmptyText(said.detail) ?? nonEmptyText(said.title),
		retryable: status >= 500 || PASSING.has(status) || said.code === "interrupted",
		retryAfterMs: retryAfterOf(retryAfter ?? "", date ?? "")
	};
}
/** Retry-After, in ms: seconds or a date (RFC 9110, section 10.2.3); 0 for anything else. */
function retryAfterOf(retryAfter, date) {
	const ms = isDate(retryAfter) ? Date.parse(retryAfter) - (Date.parse(date) || Date.now()) : Number(retryAfter) * 1e3;
	return ms > 0 ? Math.min(ms, LONGEST_WAIT_MS) : 0;
}
function isDate(retryAfter) {
	return !/^\d*$/.test(retryAfter);
}
// src/server/capabilities.ts
/** The answer was not a document of capabilities. */
var CapabilitiesError = class extends Error {
	problem;
	constructor(problem) {
		super(problem.code);
		this.problem = problem;
	}
};
/** Another program than Loadline answers at this address; retried, because it may be temporary. */
var NO_SERVER = {
	...localProblem("no_server", null),
	retryable: true
};
/** Reads the answer of a server at `base`; throws where it is not a document of capabilities. */
function readCapabilities(value, base) {
	if (!isRecord(value)) throw new CapabilitiesError(NO_SERVER);
	const resolve = (url, otherwise) => new URL(nonEmptyText(url) ?? otherwise, base).href;
	const optional = (url) => nonEmptyText(url) === null ? null : resolve(url, base);
	return {
		maxSize: positiveNumber(value.max_size),
		chunkSize: positiveNumber(value.chunk_size),
		accept: readAccept(isRecord(value.accept) ? value.accept : {}),
		quota: value.quota,
		metadataFields: textsIn(value.metadata_fields),
		uploaders: textsIn(value.uploaders),
		uploadUrl: resolve(value.upload_url, base),
		progressUrl: resolve(value.progress_url, "/progress/"),
		liveEventsUrl: optional(value.live_events_url),
		livePollUrl: optional(value.live_poll_url),
		liveUrl: optional(value.live_url)?.replace(/^http/, "ws") ?? null
	};
}
function readAccept(value) {
	return {
		types: textsIn(value.types),
		refusedTypes: textsIn(value.refused_types),
		extensions: textsIn(value.extensions),
		refusedExtensions: textsIn(value.refused_extensions)
	};
}
/** Asks the server at the absolute URL `base`; rejects where it cannot be reached. */
async function fetchCapabilities(base, token = null) {
	const answer = await request(base, () => token);
	const body = await answer.text();
	if (!answer.ok) throw new CapabilitiesError(readRefusal(answer, body));
	return readCapabilities(parseJson(body), base);
}
function readRefusal({ status, headers }, body) {
	const problem = readProblem(failedAnswer(status, body, (name) => headers.get(name)));
	if (problem.code !== "http") return problem;
	if (isDenied(status)) return {
		...problem,
		code: "denied"
	};
	return {
		...problem,
		code: status >= 500 ? "server_failed" : NO_SERVER.code
	};
}
// src/server/discovery.ts
var DISCOVERY_RETRY_FLOOR_MS = 1e3;
var Discovery = class {
	#options;
	/** Identifies the open request; a later one makes its answer void. */
	#question = null;
	#failures = 0;
	#problem = null;
	#alarm = new Alarm();
	constructor(options) {
		this.#options = options;
	}
	get isAsking() {
		return this.#question !== null;
	}
	/** Why the last request failed; null before the first failure. */
	get problem() {
		return this.#problem;
	}
	/** Asks now, unless a request is open. */
	ask() {
		if (!this.#question) this.#ask();
	}
	stop() {
		this.#alarm.stop();
		this.#question = null;
	}
	async #ask() {
		this.#alarm.stop();
		const question = {};
		this.#question = question;
		const answer = await this.#answer();
		if (question !== this.#question) return;
		this.#question = null;
		if ("code" in answer) {
			this.#problem = answer;
			const waitMs = backoffDelay(RETRY_BACKOFF, this.#failures++, this.#options.random);
			const floorMs = Math.max(DISCOVERY_RETRY_FLOOR_MS, answer.retryAfterMs);
			this.#alarm.set(floorMs + waitMs, () => this.ask());
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
// src/store/protocol-names.ts
/** The states of an upload that still changes. */
var UNFINISHED_STATES = [
	"created",
	"uploading",
	"queued",
	"processing"
];
/** The states in which an upload ends. */
var ENDED_STATES = [
	"done",
	"failed",
	"cancelled",
	"expired",
	"deleted"
];
var STAGE_STATES = [
	"waiting",
	"running",
	"done",
	"failed",
	"skipped"
];
// src/store/document.ts
var TERMINAL = new Set(ENDED_STATES);
var STATES = /* @__PURE__ */ new Set([...UNFINISHED_STATES, ...ENDED_STATES]);
var STEPS = new Set(STAGE_STATES);
/** Whether this state is final. */
function isTerminal(state) {
	return TERMINAL.has(state);
}
/** Reads one document; null where it lacks what orders it or says its state. */
function readDocument(value) {
	if (!isRecord(value)) return null;
	const id = nonEmptyText(value.id);
	const epoch = finiteNumber(value.epoch);
	const rev = finiteNumber(value.rev);
	if (id === null || epoch === null || rev === null || !isUploadState(value.state)) return null;
	return {
		id,
		epoch,
		rev,
		state: value.state,
		transfer: value.transfer === "active" ? "active" : "idle",
		name: nonEmptyText(value.name),
		type: nonEmptyText(value.type),
		size: finiteNumber(value.size),
		received: finiteNumber(value.received) ?? 0,
		rate: finiteNumber(value.rate),
		eta_ms: finiteNumber(value.eta_ms),
		percent: finiteNumber(value.percent),
		message: nonEmptyText(value.message),
		stages: Array.isArray(value.stages) ? value.stages.flatMap(readStage) : [],
		error: readError(value.error),
		result: isRecord(value.result) ? value.result : null,
		created_at: finiteNumber(value.created_at),
		updated_at: finiteNumber(value.updated_at),
		expires_at: finiteNumber(value.expires_at)
	};
}
function readStage(value) {
	if (!isRecord(value)) return [];
	const name = nonEmptyText(value.name);
	if (name === null || !isStageState(value.state)) return [];
	return [{
		name,
		label: nonEmptyText(value.label) ?? name,
		state: value.state,
		progress: finiteNumber(value.progress),
		message: nonEmptyText(value.message),
		started_at: finiteNumber(value.started_at),
		ended_at: finiteNumber(value.ended_at)
	}];
}
function readError(value) {
	if (!isRecord(value)) return null;
	return {
		code: nonEmptyText(value.code) ?? "unknown",
		message: nonEmptyText(value.message) ?? "",
		stage: nonEmptyText(value.stage),
		retryable: value.retryable === true
	};
}
function isUploadState(value) {
	return STATES.has(value);
}
function isStageState(value) {
	return STEPS.has(value);
}
// src/server/snapshot.ts
/** Keeps the URL shorter than 2 KB. */
var IDS_PER_REQUEST = 50;
var ANSWER_LIMIT_MS = 1e4;
/** Makes a reader for the progress URL `base`. */
function snapshotReader(base, token) {
	return async (ids) => {
		const parts = [];
		for (let i = 0; i < ids.length; i += IDS_PER_REQUEST) parts.push(readPart(base, ids.slice(i, i + IDS_PER_REQUEST), token));
		return (await Promise.all(parts)).flat();
	};
}
async function readPart(base, ids, token) {
	const url = new URL(base);
	url.searchParams.set("ids", ids.join(","));
	const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
	const answer = await request(url.href.replaceAll("%2C", ","), token, { signal });
	if (isDenied(answer.status)) return ids.map((id) => ({
		kind: "denied",
		id
	}));
	return readSnapshot(await answer.json()).news;
}
/** Reads one answer; throws where it is not a snapshot, as a problem document is none. */
function readSnapshot(value) {
	if (!isRecord(value) || !Array.isArray(value.uploads)) throw new Error("no snapshot");
	const news = value.uploads.flatMap((each) => {
		const document = readDocument(each);
		return document ? [{
			kind: "document",
			document
		}] : [];
	});
	for (const kind of ["gone", "stale"]) for (const id of textsIn(value[kind])) news.push({
		kind,
		id
	});
	return {
		news,
		site: value.site
	};
}
// src/store/store.ts
var EMPTY_STORE = /* @__PURE__ */ new Map();
/** The id of the upload that the event is about. */
function newsId(event) {
	return event.kind === "document" ? event.document.id : event.id;
}
/** The version in the event, as the relay spells it; null where there is none. */
function newsVersion(event) {
	return event.kind === "document" ? `${event.document.epoch}-${event.document.rev}` : null;
}
/** Whether `next` is a later state than `previous`. */
function isNewer(next, previous) {
	return next.epoch === previous.epoch ? next.rev > previous.rev : next.epoch > previous.epoch;
}
/** The store after the event. It is the same object where the event brings nothing new. */
function reduceStore(store, event) {
	return event.kind === "document" ? takeDocument(store, event.document) : takeAbsence(store, event.id, event.kind);
}
/** The store without the entries of these uploads; one may have no id yet. */
function forget(store, uploads) {
	const next = new Map(store);
	for (const { id } of uploads) next.delete(id ?? "");
	return next;
}
function takeDocument(store, document) {
	const before = store.get(document.id);
	if (before?.document && !isNewer(document, before.document)) {
		if (!(before.document.epoch === document.epoch && before.document.rev === document.rev) || before.presence === "known") return store;
		return withEntry(store, document.id, {
			presence: "known",
			document: before.document
		});
	}
	return withEntry(store, document.id, {
		presence: "known",
		document
	});
}
function takeAbsence(store, id, presence) {
	const before = store.get(id);
	if (before && (presence === "denied" || before.presence === presence)) return store;
	return withEntry(store, id, {
		presence,
		document: before?.document ?? null
	});
}
function withEntry(store, id, entry) {
	return new Map(store).set(id, entry);
}
// src/base/browser-storage.ts
var BrowserStorage = class {
	#name;
	constructor(name) {
		this.#name = name;
	}
	get(key) {
		return attempt(() => this.storage?.getItem(key) ?? null, null);
	}
	/** Returns whether the value is stored. */
	set(key, value) {
		return attempt(() => {
			this.storage?.setItem(key, value);
			return this.storage !== void 0;
		}, false);
	}
	remove(key) {
		attempt(() => this.storage?.removeItem(key), void 0);
	}
	/** Even the access may throw. Android's WebView gives null where storage is switched off. */
	get storage() {
		return globalThis[this.#name] ?? void 0;
	}
};
/** What the call returns, or the other value where it fails. */
function attempt(what, otherwise) {
	try {
		return what();
	} catch {
		return otherwise;
	}
}
// src/transfer/chunk-limit.ts
/** A front end with a lower limit is of no use for uploads. */
var SMALLEST_BYTES = 65536;
var ChunkLimit = class {
	#key;
	#storage = new BrowserStorage("sessionStorage");
	#bytes;
	constructor(endpoint) {
		this.#key = `loadline-chunk:${endpoint}`;
		const kept = Number(this.#storage.get(this.#key) ?? Number.POSITIVE_INFINITY);
		this.#bytes = kept >= SMALLEST_BYTES ? kept : Number.POSITIVE_INFINITY;
	}
	get bytes() {
		return this.#bytes;
	}
	/**
	* Halves the limit after a refused request of this length. Returns false where that would be too
	* little.
	*/
	refuse(bytes) {
		if (bytes <= SMALLEST_BYTES) return false;
		const half = Math.max(SMALLEST_BYTES, Math.ceil(bytes / 2));
		this.#bytes = Math.min(this.#bytes, half);
		this.#storage.set(this.#key, String(this.#bytes));
		return true;
	}
};
// src/transfer/late-sender.ts
var loading = null;
/** Loads the tus sender once; null where that failed, and the next call tries again. */
function loadSender() {
	loading ??= importSender();
	return loading;
}
async function importSender() {
	try {
		return (await import("./tus-sender.js")).tusSender;
	} catch {
		loading = null;
		return null;
	}
}
/** The tus sender as soon as it is loaded. */
var lateSender = (options, events) => new LateSender(options, events);
/** Until it is loaded nothing is on the server: there is nothing to stop or discard there. */
var LateSender = class {
	#options;
	#events;
	#sender = null;
	#run = 0;
	constructor(options, events) {
		this.#options = options;
		this.#events = events;
	}
	start() {
		if (this.#sender) this.#sender.start();
		else this.#begin(++this.#run);
	}
	stop() {
		this.#run++;
		this.#sender?.stop();
	}
	async discard() {
		this.#run++;
		await this.#sender?.discard();
	}
	async #begin(run) {
		const make = await loadSender();
		if (run !== this.#run) return;
		if (!make) return this.#events.stopped(NETWORK_PROBLEM);
		this.#sender = make(this.#options, this.#events);
		this.#sender.start();
	}
};
// src/transfer/sender.ts
/** For an upload without its file: there is nothing to send. */
var NO_SENDER = {
	start: () => void 0,
	stop: () => void 0,
	discard: () => Promise.resolve()
};
// src/transfer/rate-meter.ts
/** The weight of an old rate halves in this time. */
var HALF_LIFE_MS = 2e3;
/** Shorter steps are added up. */
var STEP_MS = 250;
var RateMeter = class {
	#count = 0;
	#at = null;
	#rate = null;
	/** Notes the count at the time `now`, in ms of a monotonic clock. */
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
// src/transfer/transfer.ts
var TRANSFER_RETRY_FLOOR_MS = 500;
/** The transfer fails after so many refusals in a row without a new byte. */
var TRANSFER_REFUSALS_LIMIT = 12;
/** A server with Retry-After may refuse for this long, without a new byte. */
var TRANSFER_BUSY_LIMIT_MS = 36e5;
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
/** Whether another window of this browser sends it, as far as this page knows. */
function isElsewhere({ problem }) {
	return problem?.code === "other_window";
}
/** Whether it began elsewhere or earlier, and nobody has told yet what the server has of it. */
function isUntold({ url, confirmedAt }) {
	return url !== null && confirmedAt === null;
}
var TransferControl = class {
	#options;
	#sender;
	#meter = new RateMeter();
	#unsubscribe;
	#transfer = FRESH;
	#attempts = 0;
	/** When the server first sent Retry-After since the last new byte; by the monotonic clock. */
	#askedSince = null;
	#interrupted = false;
	/** Whether the URL is the sender's, not only taken over. */
	#isLocated = false;
	#isDisposed = false;
	#alarm = new Alarm();
	constructor(options) {
		this.#options = options;
		this.#sender = options.makeSender({
			anew: () => this.#anew(),
			located: (url, isFound) => this.#located(url, isFound),
			confirmed: (bytes) => this.#confirmed(bytes),
			sent: (bytes) => this.#sent(bytes),
			complete: () => this.#set({
				state: "complete",
				problem: null,
				retryAt: null
			}),
			stopped: (problem) => this.#stopped(problem),
			freed: () => this.#set({
				state: "waiting",
				problem: null
			})
		});
		this.#unsubscribe = options.signals.subscribe((signal) => {
			if (signal === "online") this.nudge();
		});
	}
	get transfer() {
		return this.#transfer;
	}
	/** Starts, or resumes after a pause, an interruption or a failure. */
	start() {
		const { state, startedAt } = this.#transfer;
		if (state === "sending" || state === "complete" || state === "cancelled") return;
		this.#alarm.stop();
		if (state === "failed") this.#moved();
		this.#interrupted = state !== "waiting" || this.#transfer.confirmed > 0;
		this.#meter.reset();
		this.#set({
			state: "sending",
			retryAt: null,
			rate: null,
			startedAt: startedAt ?? Date.now(),
			confirmedAt: isUntold(this.#transfer) ? null : Date.now()
		});
		this.#sender.start();
	}
	/** Ends the wait after a broken connection: nothing is in the way. */
	nudge() {
		const { state, problem } = this.#transfer;
		if (state === "retrying" && problem?.status === 0 && !isElsewhere(this.#transfer)) this.start();
	}
	pause() {
		if (![
			"sending",
			"retrying",
			"waiting"
		].includes(this.#transfer.state)) return;
		this.#halt({ state: "paused" });
	}
	/** A paused one waits for its turn. */
	queue() {
		if (this.#transfer.state === "paused") this.#set({ state: "waiting" });
	}
	/** Resumes, once it is started, what another transfer of the same file began. */
	takeOver({ url, confirmed }) {
		this.#set({
			url,
			confirmed
		});
	}
	/** Shows an upload that began before a reload; its file is missing. */
	restore(url) {
		this.#set({
			state: "paused",
			url
		});
	}
	/**
	* Stops for good and, if `discard` is set, deletes the upload on the server. Returns whether
	* nothing is left there; a sender that was never started does not know what it took over.
	*/
	async cancel(discard = true) {
		const discarded = discard && this.#sender.discard();
		this.#halt({ state: "cancelled" }, discard);
		try {
			await discarded;
			return discard && (this.#isLocated || this.#transfer.url === null);
		} catch {
			return false;
		}
	}
	/** Fails because of the server's record. */
	fail(problem) {
		this.#halt({
			state: "failed",
			problem
		});
	}
	/** Takes the count of bytes from the server's record. */
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
		this.#halt({});
	}
	#halt(change, isStopped = false) {
		this.#alarm.stop();
		if (!isStopped) this.#sender.stop();
		this.#set({
			retryAt: null,
			rate: null,
			...change
		});
	}
	/** The upload that it took over is not of this file: a new one waits for its turn. */
	#anew() {
		const { url } = this.#transfer;
		if (url === null) return;
		this.#interrupted = false;
		this.#halt({
			state: "waiting",
			startedAt: null,
			url: null,
			confirmed: 0,
			sent: 0
		});
		this.#options.left?.(url);
	}
	/** A changed URL belongs to a new upload, of which the server has nothing yet. */
	#located(url, isFound = false) {
		const { url: before, confirmed, confirmedAt } = this.#transfer;
		this.#isLocated = true;
		if (before === null || before === url) this.#set({
			url,
			problem: null,
			confirmedAt: isFound ? null : confirmedAt
		});
		else {
			this.#interrupted = false;
			this.#set({
				url,
				confirmed: 0,
				sent: 0,
				confirmedAt: isFound ? null : Date.now(),
				resumedFrom: confirmed > 0 ? 0 : null
			});
		}
	}
	/** The count may fall only after an interruption; `resumedFrom` tells that. */
	#confirmed(bytes) {
		const { confirmed, sent } = this.#transfer;
		const foundEarlier = sent === 0 && confirmed === 0 && bytes > 0;
		if (bytes > confirmed) this.#moved();
		const confirmedAt = Date.now();
		if (this.#interrupted || foundEarlier) {
			this.#interrupted = false;
			const resumedFrom = bytes > 0 || confirmed > 0 ? bytes : null;
			this.#set({
				confirmed: bytes,
				sent: bytes,
				confirmedAt,
				resumedFrom,
				problem: null
			});
		} else if (bytes >= confirmed) this.#set({
			confirmed: bytes,
			sent: Math.max(bytes, sent),
			confirmedAt
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
	/** A new byte, or a new beginning: refusals count from here. */
	#moved() {
		this.#attempts = 0;
		this.#askedSince = null;
	}
	#stopped(problem) {
		const isOther = isElsewhere({ problem });
		if (!problem.retryable || this.#isEnough(problem)) this.fail(problem);
		else if (isOther || !this.#options.signals.online()) {
			const reason = isOther ? problem : NETWORK_PROBLEM;
			this.#set({
				state: "retrying",
				problem: reason,
				rate: null
			});
		} else this.#retryLater(problem);
	}
	/** Where the server sends Retry-After, time counts and not the number of refusals. */
	#isEnough(problem) {
		if (problem.status === 0) return false;
		if (problem.retryAfterMs === 0) return this.#attempts >= TRANSFER_REFUSALS_LIMIT;
		this.#askedSince ??= performance.now();
		return performance.now() - this.#askedSince >= TRANSFER_BUSY_LIMIT_MS;
	}
	#retryLater(problem) {
		const attempt = problem.retryAfterMs > 0 ? 0 : this.#attempts++;
		const waitMs = Math.max(TRANSFER_RETRY_FLOOR_MS, problem.retryAfterMs) + backoffDelay(RETRY_BACKOFF, attempt, this.#options.random);
		this.#alarm.set(waitMs, () => this.start());
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
// src/base/stopwatch.ts
var Stopwatch = class {
	#wallMs = Date.now();
	#steadyMs = performance.now();
	get elapsedMs() {
		return Math.max(Date.now() - this.#wallMs, performance.now() - this.#steadyMs);
	}
};
// src/transports/relay-protocol.ts
var PROTOCOL = "loadline.v1";
var SITE = "site";
/** Whether it is ALL or SITE, which a message names alone. */
function isList(what) {
	return what === "all" || what === "site";
}
/** The subject for ids, or for ALL or SITE. */
function subjectOf(ids) {
	const [what] = ids;
	return isList(what) ? { [what]: true } : { ids };
}
var DEFAULT_BEAT_MS = 2e4;
/** Reads one message; null for a beat, and for a message that this client does not know. */
function readMessage(frame) {
	const value = parseJson(frame);
	if (!isRecord(value)) return null;
	switch (value.event) {
		case "welcome": return value.protocol === "loadline.v1" ? {
			event: "welcome",
			beatMs: positiveNumber(value.beat_ms) ?? 2e4
		} : null;
		case "progress": {
			const document = readDocument(value);
			return document && {
				event: "news",
				news: {
					kind: "document",
					document
				}
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
		case "stale": return {
			event: "news",
			news: {
				kind: value.event,
				id: String(value.id)
			}
		};
		case "error": return {
			event: "error",
			ref: positiveNumber(value.ref),
			code: String(value.code)
		};
		case "bye": return {
			event: "bye",
			reconnectAfterMs: boundedWait(value.reconnect_after_ms)
		};
		default: return null;
	}
}
function boundedWait(value) {
	return Math.min(positiveNumber(value) ?? 0, LONGEST_WAIT_MS);
}
// src/transports/live-transport.ts
/**
* A message that is later than GRACE_MS makes the transport quiet; DEAD_AFTER_MS after that it is
* down.
*/
var GRACE_MS = 2e3;
var DEAD_AFTER_MS = 6e3;
var LiveTransport = class {
	options;
	events;
	/** What is watched. */
	wanted = /* @__PURE__ */ new Set();
	isOpen = false;
	isReady = false;
	beatMs = DEFAULT_BEAT_MS;
	silence = new Alarm();
	#isQuiet = false;
	#retryAfterMs = 0;
	constructor(options, events) {
		this.options = options;
		this.events = events;
	}
	watch(id) {
		this.wanted.add(id);
		this.changed(id);
	}
	unwatch(id) {
		if (this.wanted.delete(id)) this.changed(id);
	}
	open() {
		this.isOpen = true;
		this.begin();
	}
	close() {
		this.isOpen = false;
		this.silence.stop();
		this.end();
	}
	/** Handles a message. Each one restarts the wait for the next. */
	hear(frame) {
		if (!this.isOpen) return;
		this.quiet(false);
		const message = readMessage(frame);
		if (message) this.take(message);
		if (this.isOpen && this.isReady) this.expect(this.beatMs + GRACE_MS);
	}
	take(message) {
		switch (message.event) {
			case "welcome":
				this.beatMs = message.beatMs;
				this.ready();
				break;
			case "news":
				this.events.news(message.news);
				break;
			case "watching":
				this.events.watching(message.id);
				break;
			case "site":
				this.events.site(message.site);
				break;
			case "bye": this.#retryAfterMs = message.reconnectAfterMs;
		}
	}
	ready() {
		if (this.isReady) return;
		this.isReady = true;
		this.events.ready();
	}
	quiet(isQuiet) {
		if (isQuiet === this.#isQuiet) return;
		this.#isQuiet = isQuiet;
		this.events.quiet(isQuiet);
	}
	/** Expects the next message within this time. */
	expect(afterMs) {
		this.silence.set(afterMs, () => {
			this.quiet(true);
			this.doubt();
		});
	}
	/** The message is overdue. */
	doubt() {
		this.giveUp(DEAD_AFTER_MS);
	}
	/** Closes the transport unless a message arrives within this time. */
	giveUp(afterMs) {
		this.silence.set(afterMs, () => this.down());
	}
	down() {
		if (!this.isOpen) return;
		this.close();
		this.events.down(this.#retryAfterMs);
	}
};
// src/transports/watchlist.ts
/** The version of an upload that the server does not have. */
var NO_VERSION = "0-0";
var Watchlist = class {
	#wanted;
	#seen = /* @__PURE__ */ new Map();
	constructor(wanted) {
		this.#wanted = wanted;
	}
	/** Which of ALL and SITE are watched. */
	get lists() {
		return ["all", SITE].filter((name) => this.#wanted.has(name));
	}
	forget(id) {
		this.#seen.delete(id);
	}
	/**
	* Notes the version in the message; returns the id if this is the first message of that upload.
	*/
	saw(message) {
		if (message.event !== "news" || message.news.kind === "stale") return null;
		return this.#note(newsId(message.news), newsVersion(message.news) ?? NO_VERSION);
	}
	/** The URL that asks for all of them, each from the version that was seen. */
	question(url) {
		const question = new URL(url);
		const ids = [...this.#wanted].filter((what) => !isList(what));
		if (ids.length > 0) question.searchParams.set("ids", ids.join(","));
		if (this.#wanted.has("all")) question.searchParams.set("all", "1");
		if (this.#wanted.has("site")) question.searchParams.set(SITE, "0");
		const since = [...this.#seen].map((each) => each.join(":"));
		if (since.length > 0) question.searchParams.set("since", since.join(","));
		return question.href;
	}
	#note(id, version) {
		if (!this.#wanted.has(id)) return null;
		const isFirst = !this.#seen.has(id);
		this.#seen.set(id, version);
		return isFirst ? id : null;
	}
};
// src/transports/http-transport.ts
/** Changes within this time share one request, however many follow one another. */
var GATHER_MS = 1e3;
var HttpTransport = class extends LiveTransport {
	watched = new Watchlist(this.wanted);
	#gather;
	#request = null;
	begin() {
		this.restart();
	}
	end() {
		this.#request?.abort();
	}
	changed(id) {
		if (!this.wanted.has(id)) this.watched.forget(id);
		if (this.isOpen) this.#gather ??= setTimeout(() => this.restart(), GATHER_MS);
	}
	/** Starts a new request for all uploads that are watched. */
	restart() {
		this.#gather = void 0;
		if (this.isOpen) this.#ask();
	}
	/** The first event of an upload also acknowledges that it is watched. */
	take(message) {
		const first = this.watched.saw(message);
		if (first !== null) this.events.watching(first);
		super.take(message);
	}
	async #ask() {
		this.#request?.abort();
		if (this.wanted.size === 0) return;
		this.#request = new AbortController();
		const { signal } = this.#request;
		try {
			await this.follow(signal);
		} catch {}
		if (!signal.aborted) this.down();
	}
};
// src/transports/event-stream.ts
var EventStreamTransport = class extends HttpTransport {
	#lastWord = new Stopwatch();
	check() {
		if (this.isReady && this.#lastWord.elapsedMs >= this.beatMs + 2e3) this.down();
	}
	async follow(signal) {
		const { url, token } = this.options;
		const answer = await request(this.watched.question(url), token, { signal }, "text/event-stream");
		if (!answer.ok) return;
		const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
		let rest = "";
		while (reader && !signal.aborted) {
			const { done, value } = await reader.read();
			if (done || signal.aborted) return;
			this.#lastWord = new Stopwatch();
			const blocks = (rest + value).split("\n\n");
			rest = blocks.pop() ?? "";
			for (const block of ["", ...blocks]) this.hear(eventData(block));
		}
	}
};
function eventData(block) {
	return block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim()).join("\n");
}
// src/transports/long-poll.ts
/** The server answers within this time, as the heartbeat does on other transports. */
var WAIT_S = 10;
/** The pause between two requests with lists (ALL, SITE): the server answers those at once. */
var LIST_PAUSE_MS = 1e3;
var LongPollTransport = class extends HttpTransport {
	check() {
		this.restart();
	}
	async follow(signal) {
		while (!signal.aborted) {
			await this.#once(signal);
			if (this.watched.lists.length > 0) await delayFor(LIST_PAUSE_MS);
		}
	}
	async #once(signal) {
		const url = new URL(this.watched.question(this.options.url));
		const waitS = this.isReady ? WAIT_S : 0;
		url.searchParams.set("wait", String(waitS));
		this.expect(waitS * 1e3 + GRACE_MS);
		const { site, news: events } = readSnapshot(await (await request(url.href, this.options.token, { signal })).json());
		if (signal.aborted) return;
		this.quiet(false);
		this.ready();
		for (const id of this.watched.lists) this.take({
			event: "watching",
			id
		});
		if (site) this.take({
			event: "site",
			site
		});
		for (const news of events) this.take({
			event: "news",
			news
		});
	}
};
function delayFor(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
// src/transports/polling.ts
var QUICK_MS = 1e3;
var SLOW_MS = 5e3;
var SLOWER_BY = 1.5;
/** An answer that takes longer makes the transport quiet. */
var ANSWER_MS = 2e3;
var PollingTransport = class extends LiveTransport {
	#seen = /* @__PURE__ */ new Map();
	#next = new Alarm();
	#intervalMs = QUICK_MS;
	#failures = 0;
	#isAsking = false;
	constructor(read, events, random) {
		super({
			read,
			random
		}, events);
	}
	check() {
		if (!this.#isAsking) this.#schedule(0);
	}
	changed(id) {
		if (this.wanted.has(id)) this.check();
		else this.#seen.delete(id);
	}
	begin() {
		this.check();
	}
	end() {
		this.#next.stop();
	}
	/** Polling goes on for as long as it is open. */
	doubt() {}
	#schedule(afterMs) {
		if (this.isOpen) this.#next.set(afterMs, () => void this.#poll());
	}
	async #poll() {
		const ids = [...this.wanted];
		this.#isAsking = true;
		let afterMs;
		try {
			afterMs = await this.#ask(ids);
		} catch {
			afterMs = this.#failed();
		}
		this.#isAsking = false;
		const newcomer = [...this.wanted].some((id) => !ids.includes(id));
		this.#schedule(newcomer ? 0 : afterMs);
	}
	/** Sends one request; returns the wait before the next. */
	async #ask(ids) {
		if (ids.length === 0) return SLOW_MS;
		this.expect(ANSWER_MS);
		const news = await this.options.read(ids);
		if (!this.isOpen) return 0;
		const isDenied = news[0]?.kind === "denied";
		if (!isDenied) this.#answered(ids);
		let moved = false;
		for (const event of news) {
			const id = newsId(event);
			const version = newsVersion(event);
			if (version !== null) {
				moved ||= this.#seen.get(id) !== version;
				this.#seen.set(id, version);
			}
			this.events.news(event);
		}
		if (isDenied) return this.#failed();
		this.#intervalMs = moved ? QUICK_MS : Math.min(SLOW_MS, this.#intervalMs * SLOWER_BY);
		return this.#intervalMs;
	}
	#answered(ids) {
		this.silence.stop();
		this.ready();
		this.quiet(false);
		this.#failures = 0;
		for (const id of ids) if (!this.#seen.has(id)) this.events.watching(id);
	}
	#failed() {
		this.silence.stop();
		if (this.isOpen) this.quiet(true);
		return QUICK_MS + backoffDelay(RETRY_BACKOFF, this.#failures++, this.options.random);
	}
};
// src/transports/websocket.ts
/** A socket that does not answer a ping within this time is dead. */
var PING_LIMIT_MS = 4e3;
/** What changes within this time is told together: the relay counts messages. */
var ASK_MS = 100;
/** Ids in one message, which may be short. */
var IDS_MAX = 25;
var WebSocketTransport = class extends LiveTransport {
	/** What the relay has yet to be told. */
	#untold = [];
	/** The ids of each message; its `ref` counts them. */
	#asked = [];
	#socket = null;
	check() {
		if (this.isReady) this.doubt();
	}
	begin() {
		this.#connect();
	}
	end() {
		this.#socket?.close(1e3);
	}
	take(message) {
		super.take(message);
		if (message.event === "welcome") {
			for (const id of this.wanted) this.changed(id);
			this.#tell();
		}
		if (message.event === "error") this.#refused(message.ref, message.code);
	}
	/** Sends a ping; any message counts as its answer. */
	doubt() {
		this.#say({
			do: "ping",
			ref: 0
		});
		this.giveUp(PING_LIMIT_MS);
	}
	async #connect() {
		const { url, token } = this.options;
		try {
			const shown = await token?.() ?? null;
			if (this.isOpen) this.#listen(new WebSocket(url, PROTOCOL), shown);
		} catch {
			this.down();
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
		socket.addEventListener("message", (event) => this.hear(event.data));
		socket.addEventListener("close", () => this.down());
	}
	changed(id) {
		if (!this.isReady) return;
		if (isList(id)) this.#ask([id]);
		else if (this.#untold.push(id) === 1) setTimeout(() => this.#tell(), ASK_MS);
	}
	#tell() {
		const ids = [...new Set(this.#untold.splice(0))];
		this.#ask(ids.filter((id) => !this.wanted.has(id)));
		this.#ask(ids.filter((id) => this.wanted.has(id)));
	}
	/** All of the ids are wanted, or none. */
	#ask(ids) {
		while (ids[0]) {
			const verb = this.wanted.has(ids[0]) ? "watch" : "unwatch";
			const some = ids.splice(0, IDS_MAX);
			this.#say({
				do: verb,
				ref: this.#asked.push(some),
				...subjectOf(some)
			});
		}
	}
	#refused(ref, code) {
		const ids = this.#asked[(ref ?? 0) - 1];
		if (ids) this.events.refused(ids, code);
	}
	#say(message) {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
	}
};
// src/transports/ladder.ts
/** The rungs for this server. The last one, polling, needs the progress URL only. */
function buildLadder(options) {
	const { capabilities, snapshot, token, random } = options;
	const rungs = [
		[
			"websocket",
			capabilities.liveUrl,
			WebSocketTransport
		],
		[
			"events",
			capabilities.liveEventsUrl,
			EventStreamTransport
		],
		[
			"longpoll",
			capabilities.livePollUrl,
			LongPollTransport
		]
	].flatMap(([kind, url, TransportClass]) => url === null ? [] : [{
		kind,
		push: true,
		create: (events) => new TransportClass({
			url,
			token
		}, events)
	}]);
	if (snapshot) rungs.push({
		kind: "polling",
		push: false,
		create: (events) => new PollingTransport(snapshot, events, random)
	});
	return rungs;
}
// src/client/metadata.ts
/** The server takes these names, and a header field can have them. */
var NAME = /^[A-Za-z0-9_-]+$/;
/**
* With the file's name on the server and, as tus clients call it, its path in the folder that was
* chosen. Throws where a name or a value is none: the file fails with that message.
*/
function metadataOf(source, file, filename) {
	const given = typeof source === "function" ? source(file) : source;
	if (given instanceof Promise) throw new TypeError("metadata: a Promise");
	const values = {
		relativePath: file.webkitRelativePath || null,
		...given,
		filename
	};
	return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => value === null || value === void 0 ? [] : [[name, textOf(name, value)]]));
}
function textOf(name, value) {
	if (!NAME.test(name)) throw new TypeError(`metadata: the name "${name}"`);
	if (["object", "function"].includes(typeof value)) throw new TypeError(`metadata: ${name}`);
	return String(value);
}
// src/client/resumed-uploads.ts
/** The new uploads by the listed ones that they resume; each resumes one at most. */
function resumedBy(uploads, listed) {
	const awaiting = new Set(listed.filter(({ file }) => file === null));
	const resumed = /* @__PURE__ */ new Map();
	for (const upload of uploads) for (const begun of awaiting) {
		if (!begun.awaits(upload.source)) continue;
		awaiting.delete(begun);
		resumed.set(begun, upload);
		break;
	}
	return resumed;
}
// src/client/saved-list.ts
/** Ages are rounded to this, so that the storage is not written while bytes flow. */
var AGE_STEP_MS = 36e5;
/** The places in use by all copies of this library on the page. */
var PLACES = Symbol.for("loadline.memory");
var SavedList = class {
	#endpoint;
	#storage = new BrowserStorage("sessionStorage");
	#since = /* @__PURE__ */ new Map();
	/** Claimed with the first read or write: a client that only watches has none. */
	#place = null;
	#kept = "";
	#isTaken = false;
	constructor(endpoint) {
		this.#endpoint = endpoint;
	}
	recall() {
		const kept = parseJson(this.#storage.get(this.#claim()));
		const found = Array.isArray(kept) ? kept.filter(isAged).filter(isYoung) : [];
		for (const { url, at } of found) this.#since.set(url, at);
		return found;
	}
	/**
	* Stores what a reload would interrupt. Called after each change, of a list that may be long.
	* `isTaken`: from now on what is whole belongs to whoever has got its ids.
	*/
	keep(uploads, isTaken = false) {
		this.#isTaken ||= isTaken;
		const now = Date.now() - Date.now() % AGE_STEP_MS;
		const found = uploads.flatMap((upload) => {
			const { source, transfer } = upload;
			const { url, state } = transfer;
			const isLeftOut = upload.isOver || this.#isTaken && upload.isWhole;
			if (url === null || source.isFollowed || isLeftOut) return [];
			const at = state === "sending" ? now : this.#since.get(url) ?? now;
			this.#since.set(url, at);
			return [{
				url,
				name: source.file?.name ?? source.name,
				size: source.size,
				at
			}];
		});
		if (found.length === 0 && this.#place === null) return;
		const kept = JSON.stringify(found);
		if (kept === this.#kept) return;
		this.#kept = kept;
		this.#storage.set(this.#claim(), kept);
	}
	/** Gives up the place; the next client that asks gets the list. */
	release() {
		if (this.#place !== null) placesInUse().delete(this.#place);
		this.#place = null;
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
	return Date.now() - at < UNFINISHED_KEPT_MS;
}
function isAged(value) {
	return isRecord(value) && typeof value.url === "string" && typeof value.name === "string" && typeof value.size === "number" && typeof value.at === "number";
}
// src/server/acceptance.ts
/** The code of the server's refusal; null where it takes the file. */
function refusalOf({ maxSize, accept }, { name, size, type }) {
	if (maxSize !== null && size > maxSize) return "too_large";
	const { types, refusedTypes, extensions, refusedExtensions } = accept;
	return !hasType(refusedTypes, type) && !hasExtension(refusedExtensions, name) && (types.length === 0 || hasType(types, type)) && (extensions.length === 0 || hasExtension(extensions, name)) ? null : "type_refused";
}
/** Whether the type matches one of the patterns; a star stands for all types, or all subtypes. */
function hasType(patterns, type) {
	const [main = "", sub = ""] = type.toLowerCase().split(";")[0]?.trim().split("/") ?? [];
	return patterns.some((pattern) => {
		const [wanted, wantedSub] = pattern.toLowerCase().split("/");
		return main !== "" && fits(wanted, main) && fits(wantedSub, sub);
	});
}
/** Whether the name ends with one of the extensions; dots and blanks at its end do not count. */
function hasExtension(extensions, name) {
	const end = name.toLowerCase().replace(/[. ]+$/, "");
	return extensions.some((extension) => end.endsWith(`.${extension.toLowerCase()}`));
}
function fits(pattern, part) {
	return pattern === "*" || pattern === part;
}
// src/client/send-queue.ts
var DEFAULT_PARALLEL = 3;
var SendQueue = class {
	/** Called before a file is sent; where one returns false, the file is paused. */
	guards = /* @__PURE__ */ new Set();
	#options;
	#isHeld = false;
	#hasChanged = false;
	/** By whose rules `#accepted` was judged. */
	#judgedBy = null;
	/** What the server does not refuse as far as it is known, by its name: thousands may wait. */
	#accepted = /* @__PURE__ */ new WeakMap();
	constructor(options) {
		this.#options = options;
	}
	/** Whether more changes are to come before what follows from them. */
	get isHeld() {
		return this.#isHeld;
	}
	/** Called after each change, also of what it changes itself. */
	startNext(uploads, capabilities) {
		this.#hasChanged = true;
		if (this.#isHeld) return;
		this.#isHeld = true;
		try {
			while (this.#hasChanged) {
				this.#hasChanged = false;
				const all = uploads();
				let free = this.#countFree(all);
				for (const upload of all) {
					if (upload.transfer.state !== "waiting") continue;
					if (this.#isRefused(upload, capabilities) || free <= 0) continue;
					this.#start(upload);
					free = this.#countFree(uploads());
				}
			}
		} finally {
			this.#isHeld = false;
		}
	}
	/** Pauses them; the places that this frees start nothing before startNext(). */
	pause(uploads) {
		this.whileHeld(() => {
			for (const upload of uploads) if (!upload.isOver) upload.pause();
		});
	}
	/** What was paused waits for its turn again. */
	resume(uploads) {
		this.whileHeld(() => {
			for (const upload of uploads) upload.queue();
		});
	}
	/** What `change` does to uploads starts nothing before startNext(). */
	whileHeld(change) {
		const isHeld = this.#isHeld;
		this.#isHeld = true;
		try {
			return change();
		} finally {
			this.#isHeld = isHeld;
		}
	}
	/** Refuses the file where the server would. */
	#isRefused(upload, capabilities) {
		if (capabilities !== this.#judgedBy) {
			this.#judgedBy = capabilities;
			this.#accepted = /* @__PURE__ */ new WeakMap();
		}
		const { name, size, file } = upload.source;
		if (this.#accepted.get(upload) === name) return false;
		const refusal = refusalOf(capabilities, {
			name,
			size,
			type: file?.type ?? ""
		});
		if (refusal === null) this.#accepted.set(upload, name);
		else upload.refuse(refusal);
		return refusal !== null;
	}
	/** The page's functions may change anything meanwhile. */
	#start(upload) {
		const mayStart = [...this.guards].every((guard) => guard(upload));
		if (upload.transfer.state !== "waiting") return;
		if (mayStart) upload.start();
		else upload.pause();
	}
	#countFree(uploads) {
		let free = this.#options.parallel ?? DEFAULT_PARALLEL;
		for (const { transfer } of uploads) if (isSending(transfer)) free--;
		return free;
	}
};
/** What waits for another window leaves its place to the next one. */
function isSending(transfer) {
	return ["sending", "retrying"].includes(transfer.state) && !isElsewhere(transfer);
}
// src/client/upload.ts
var Upload = class {
	/** Identifies an upload on this page, also before it has an id. */
	key;
	source;
	#context;
	#control;
	#id = null;
	#entry = null;
	#heardAt = null;
	#isHeld = false;
	/** Whether processing was asked for again: the old end may still arrive, and is none. */
	#isAsked = false;
	/** `url` is set for an upload that began before a reload. */
	constructor(key, source, context, url = null) {
		this.key = key;
		this.source = source;
		this.#context = context;
		this.#control = context.makeTransfer(() => this.#transferChanged());
		if (url !== null) this.#control.restore(url);
	}
	/** The file; null where it is missing after a reload. */
	get file() {
		return this.source.file;
	}
	/** The server's id for it; null until it has one. */
	get id() {
		return this.#id;
	}
	get transfer() {
		return this.#control.transfer;
	}
	/** The URL of its status page, without the key; null until it is known. */
	get link() {
		const base = this.#context.progressUrl();
		return base === null || this.#id === null ? null : new URL(this.#id, base).href;
	}
	/** The newest document of the server. */
	get document() {
		return this.#entry?.document ?? null;
	}
	/** When that arrived, by this page's clock. */
	get heardAt() {
		return this.#heardAt;
	}
	/** Whether the server's record is missing for now. */
	get isUnknown() {
		return this.isGone || this.#entry?.presence === "stale";
	}
	/** Whether the server tells nothing of it to this page, as where a token is missing or expired. */
	get isDenied() {
		return this.#entry?.presence === "denied";
	}
	/** Whether the server has said that it has no such upload; one that is new it may not know yet. */
	get isGone() {
		return this.#entry?.presence === "gone";
	}
	/** Whether nothing more will happen by itself. */
	get isOver() {
		const { state } = this.transfer;
		if (state === "cancelled" || state === "failed") return true;
		return this.document !== null && isTerminal(this.document.state);
	}
	/** Whether the server has every byte, or wants no more of them. */
	get isWhole() {
		const { transfer, document } = this;
		if (transfer.state === "complete") return true;
		return document !== null && !["created", "uploading"].includes(document.state);
	}
	/**
	* Whether the server is known to have not all of it, and it is this page's: not so before the server
	* has told what is there, nor while another window sends it.
	*/
	get isPart() {
		const { transfer, document } = this;
		if (document === null && isUntold(transfer)) return false;
		return !this.isWhole && !isElsewhere(transfer);
	}
	/**
	* Whether it began before a reload, is unfinished, and seems to be of this file. The parameters are
	* values, not the File: a browser looks at the disk each time it is asked for a size.
	*/
	awaits({ name, size }) {
		const { source, transfer } = this;
		return source.file === null && source.name === name && source.size === size && transfer.state === "paused" && !this.isWhole;
	}
	start() {
		this.#control.start();
	}
	/** Gives it another name on the server, before it is sent. */
	rename(name) {
		const { url, startedAt } = this.transfer;
		if (url !== null || startedAt !== null) return;
		this.source.name = name;
		this.#context.changed(this);
	}
	/** Waits for its turn again after a pause, or before its beginning. */
	queue() {
		if (this.file !== null) this.#control.queue();
	}
	/** Resumes an upload that began before a reload: this one has the file. */
	takeOver(begun) {
		this.#control.takeOver(begun.transfer);
		this.#entry = begun.#entry;
		this.#heardAt = begun.#heardAt;
	}
	/** Ends the wait for a retry: the server can be reached again. */
	nudge() {
		this.#control.nudge();
	}
	pause() {
		this.#control.pause();
	}
	/** Pauses it until resume(), if it was being sent. */
	suspend() {
		this.#isHeld = ["sending", "retrying"].includes(this.transfer.state);
		if (this.#isHeld) this.pause();
	}
	resume() {
		if (this.#isHeld && this.transfer.state === "paused") this.start();
		this.#isHeld = false;
	}
	/** Stops it and deletes it on the server, unless another window sends it. */
	async cancel() {
		const { url: known, state } = this.transfer;
		const isOther = isElsewhere(this.transfer);
		const isThere = known !== null && (state === "complete" || this.file === null);
		this.#forget();
		const isTold = await this.#control.cancel(!isThere && !isOther) || isOther;
		const { url } = this.transfer;
		if (url !== null && !isTold) this.#context.command(url, "cancel");
	}
	/** Asks the server to process it again after a failure. */
	reprocess() {
		const { url } = this.transfer;
		if (url === null || this.#id === null) return;
		this.#context.watch(this.#id);
		this.#isAsked = true;
		this.#context.command(url, "retry");
	}
	/** Fails the file without sending it. */
	refuse(code) {
		this.#control.fail(localProblem(code, null));
	}
	/** Takes a new entry of the store. */
	hear(entry) {
		this.#entry = entry;
		if (entry.presence === "known") this.#heardAt = Date.now();
		const { document } = entry;
		if (document) {
			this.#control.serverHas(document.received);
			if (isTerminal(document.state)) this.#ended(document);
			else this.#isAsked = false;
		}
		this.#context.changed(this);
	}
	dispose() {
		this.#forget();
		this.#control.dispose();
	}
	#ended(document) {
		if (!this.#isAsked) this.#forget();
		const { state } = this.transfer;
		const isSending = this.file !== null && state !== "complete" && state !== "cancelled";
		if (document.state === "done" || !isSending) return;
		const { error } = document;
		this.#control.fail(localProblem(error?.code ?? document.state, error?.message ?? null));
	}
	#transferChanged() {
		const { url } = this.transfer;
		const id = url === null ? null : idOf(url);
		if (id !== this.#id) {
			this.#forget();
			this.#id = id;
			this.#entry = null;
			if (id !== null) this.#context.watch(id);
		}
		this.#context.changed(this);
	}
	#forget() {
		if (this.#id !== null) this.#context.unwatch(this.#id);
	}
};
// src/client/client.ts
var LoadlineClient = class {
	/** Starts the uploads in their order; a page may have a say in it. */
	queue;
	#options;
	#endpoint;
	#signals;
	#random;
	#savedList;
	#chunkLimit;
	#commandQueue;
	#listeners = /* @__PURE__ */ new Set();
	#uploads = [];
	#store = EMPTY_STORE;
	#capabilities = null;
	#createdAt = Date.now();
	#discovery;
	#progressUrl = () => this.#capabilities?.progressUrl ?? null;
	#isAway = false;
	#isChanged = false;
	#channel = null;
	#lastKey = 0;
	constructor(options = {}) {
		this.#options = options;
		this.queue = new SendQueue(options);
		this.#endpoint = absoluteUrl(options.endpoint ?? "/uploads/");
		this.#savedList = new SavedList(this.#endpoint);
		this.#chunkLimit = new ChunkLimit(this.#endpoint);
		this.#signals = new SignalGate(options.signals ?? windowSignals());
		this.#signals.open();
		this.#random = options.random ?? Math.random;
		this.#commandQueue = new CommandQueue({
			progressUrl: this.#progressUrl,
			token: options.token,
			random: this.#random
		});
		this.#discovery = new Discovery({
			endpoint: this.#endpoint,
			token: options.token,
			random: this.#random,
			answered: (capabilities) => this.#takeCapabilities(capabilities),
			failed: () => this.#undiscovered()
		});
	}
	/** The files in the order in which they were added. */
	get uploads() {
		return this.#uploads;
	}
	get health() {
		if (this.#channel) return this.#channel.health;
		const { problem, isAsking } = this.#discovery;
		if (problem === null) return { state: isAsking ? "connecting" : "idle" };
		return problem.code === "network" ? {
			state: "offline",
			heardAt: this.#createdAt
		} : { state: "refused" };
	}
	/** Why the capabilities are missing, so that nothing can be sent; null while nothing is wrong. */
	get problem() {
		return this.#capabilities ? null : this.#discovery.problem;
	}
	/** The server's capabilities; null until they are known. */
	get capabilities() {
		return this.#capabilities;
	}
	/** Calls the listener after each change, until the returned function is called. */
	subscribe(listener) {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
	/**
	* Adds files; each is sent when its turn comes. A file that was begun before a reload resumes, in
	* its old place.
	*/
	add(files) {
		this.#prepare();
		const added = [...files].map((file) => {
			return this.#makeUpload({
				name: file.name,
				size: file.size,
				file
			});
		});
		this.queue.whileHeld(() => {
			this.#list(added);
			if (this.#options.autostart === false) this.queue.pause(added);
		});
		this.#connect();
		this.#goOn();
		return added;
	}
	/**
	* Asks for the server's capabilities before there is a file to send, so that its limits are known
	* when files are chosen; `again`: also where they are known, because a quota changes.
	*/
	discover(again = false) {
		if (!this.#isAway && (again || !this.#channel)) this.#discovery.ask();
	}
	/** Restores the list of this tab after a reload. */
	restore() {
		this.#prepare();
		for (const { url, name, size } of this.#savedList.recall()) {
			if (this.#uploads.some(({ transfer }) => transfer.url === url)) continue;
			this.#append(this.#makeUpload({
				name,
				size,
				file: null
			}, url));
		}
		if (this.#uploads.length > 0) this.#connect();
		this.#changed();
	}
	/** After a form with the whole uploads was sent: a reload lists them no more. */
	handOver() {
		this.#savedList.keep(this.#uploads, true);
	}
	/** Watches an upload of another client, by ID; with ID.KEY it can be cancelled and retried. */
	follow(which) {
		const url = new URL(which, this.#endpoint).href;
		const upload = this.#makeUpload({
			name: "",
			size: 0,
			file: null,
			isFollowed: true
		}, url);
		this.#append(upload);
		this.#connect();
		return upload;
	}
	/** Sends, in order, what was paused or has not begun: all of it, or these. */
	start(uploads = this.#uploads) {
		this.queue.resume(uploads);
		this.#goOn();
	}
	/** Pauses all files; the server keeps what it has. */
	pause() {
		this.queue.pause(this.#uploads);
		this.#goOn();
	}
	/** Sends failed or cancelled files again, as new uploads. */
	again(...uploads) {
		this.#replace(new Map(uploads.map((each) => [each, this.#makeUpload(each.source)])));
		this.#goOn();
	}
	/** Removes files from the list. What the server is known to have only a part of is deleted there. */
	remove(...uploads) {
		const removed = new Set(uploads);
		this.#uploads = this.#uploads.filter((each) => !removed.has(each));
		this.queue.whileHeld(() => {
			for (const upload of removed) {
				const isCancelled = upload.transfer.state === "cancelled";
				if (!upload.isPart || upload.source.isFollowed || isCancelled) upload.dispose();
				else upload.cancel().finally(() => upload.dispose());
			}
		});
		this.#store = forget(this.#store, uploads);
		this.#goOn();
	}
	/** Tries the best transport now. */
	reconnect() {
		if (this.#channel) this.#channel.retryNow();
		else this.#connect();
	}
	/** Closes all connections until resume(), and keeps the files: for a view that may come back. */
	suspend() {
		const isChanged = this.#isChanged;
		this.#isChanged = false;
		if (isChanged) this.#changed();
		if (this.#isAway) return;
		this.#isAway = true;
		for (const upload of this.#uploads) upload.suspend();
		this.#discovery.stop();
		this.#channel?.dispose();
		this.#channel = null;
		this.#signals.shut();
		this.#savedList.release();
	}
	/** Continues where suspend() stopped. */
	resume() {
		if (!this.#isAway) return;
		this.#isAway = false;
		this.#signals.open();
		if (this.#uploads.length > 0) this.#connect();
		for (const upload of this.#uploads) upload.resume();
		this.#goOn();
	}
	dispose() {
		this.suspend();
		this.#commandQueue.dispose();
		for (const upload of this.#uploads) upload.dispose();
		this.#uploads = [];
		const listeners = [...this.#listeners];
		this.#listeners.clear();
		for (const listener of listeners) listener();
	}
	/** Loads the sender before it is needed; a client that only watches never does. */
	#prepare() {
		if (!this.#options.sender && this.#signals.online()) loadSender();
	}
	/** Each in the place of what it resumes, else at the end. */
	#list(uploads) {
		const resumed = resumedBy(uploads, this.#uploads);
		this.#replace(resumed);
		for (const [begun, upload] of resumed) upload.takeOver(begun);
		this.#uploads = [.../* @__PURE__ */ new Set([...this.#uploads, ...uploads])];
	}
	#append(upload) {
		this.#uploads = [...this.#uploads, upload];
	}
	#replace(fresh) {
		for (const upload of fresh.keys()) upload.dispose();
		this.#uploads = this.#uploads.map((each) => fresh.get(each) ?? each);
	}
	/**
	* The upload that a file took over turned out to be of another file: it is listed again, and
	* waits for its own.
	*/
	#putBack(key, source, url) {
		const begun = this.#makeUpload(source, url);
		this.#uploads = this.#uploads.flatMap((each) => each.key === key ? [begun, each] : [each]);
	}
	#makeUpload(source, url = null) {
		const key = ++this.#lastKey;
		return new Upload(key, source, {
			makeTransfer: (changed) => this.#makeTransfer(key, source, changed),
			watch: (id) => this.#channel?.watch(id),
			unwatch: (id) => this.#channel?.unwatch(id),
			progressUrl: this.#progressUrl,
			command: (which, what) => this.#commandQueue.give(which, what),
			changed: () => this.#goOnSoon()
		}, url);
	}
	#makeTransfer(key, source, changed) {
		const make = this.#options.sender ?? lateSender;
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
				metadata: () => metadataOf(this.#options.metadata, file, source.name),
				chunkLimit: this.#chunkLimit,
				mayResume: (url) => this.#uploads.every((each) => each.key === key || each.transfer.url !== url)
			}, events)
		});
	}
	#connect() {
		if (this.#isAway) return;
		if (this.#channel) this.#channel.open();
		else this.#discovery.ask();
	}
	#takeCapabilities(capabilities) {
		this.#capabilities = capabilities;
		if (this.#uploads.length > 0 && !this.#channel) this.#openChannel(capabilities);
		this.#goOn();
	}
	/** Without files nothing waits for the server: the next file asks again. */
	#undiscovered() {
		if (this.#uploads.length === 0) this.#discovery.stop();
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
	/** A reachable server ends the waits of uploads and commands. */
	#heardHow({ state }) {
		if (state === "live" || state === "polling") {
			for (const upload of this.#uploads) upload.nudge();
			this.#commandQueue.nudge();
		}
		this.#changed();
	}
	#hear(event) {
		const id = newsId(event);
		const upload = this.#uploads.find((each) => each.id === id);
		if (!upload) return;
		const before = this.#store;
		this.#store = reduceStore(before, event);
		const entry = this.#store.get(id);
		if (entry && this.#store !== before) upload.hear(entry);
	}
	/** One answer changes an upload several times: what follows is done once, behind it. */
	#goOnSoon() {
		if (!this.#isChanged) queueMicrotask(() => this.#isChanged && this.#goOn());
		this.#isChanged = true;
	}
	/** After changes: starts the next uploads and calls the listeners, once for all. */
	#goOn() {
		this.#isChanged = false;
		const { capabilities } = this;
		if (capabilities && !this.#isAway) this.queue.startNext(() => this.#uploads, capabilities);
		this.#changed();
	}
	#changed() {
		if (this.#isAway || this.queue.isHeld) return;
		this.#savedList.keep(this.#uploads);
		for (const listener of this.#listeners) listener();
	}
};
// src/base/plain-text.ts
/**
* The text on one line: marks of direction are removed, and changes of direction are made visible.
*/
function plainText(text) {
	return text.replace(/[\u061c\u200e\u200f]/gu, "").replace(/\p{Bidi_Control}/gu, "�").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
// src/base/searched-storage.ts
var SearchedStorage = class extends BrowserStorage {
	keys(prefix) {
		return attempt(() => {
			const { storage } = this;
			return Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at)).filter((key) => typeof key === "string" && key.startsWith(prefix));
		}, []);
	}
};
// src/transfer/unfinished-uploads.ts
var PREFIX = "loadline-unfinished:";
/** So many are kept, the newest. */
var KEPT_COUNT = 200;
var UnfinishedUploads = class {
	#endpoint;
	/** The second one, which lives as long as the tab, is used where the first is full. */
	#storages = [new SearchedStorage("localStorage"), new SearchedStorage("sessionStorage")];
	constructor(endpoint) {
		this.#endpoint = endpoint;
	}
	/** The unfinished uploads of a file with this name, type, size and time; the newest first. */
	find(file) {
		this.#tidy();
		return this.#items(this.#prefixOf(file));
	}
	/** Tells which files have one, as the storage is now. */
	lookup() {
		this.#tidy();
		const items = this.#items(PREFIX);
		const prefixes = new Set(items.map(({ key, url }) => key.slice(0, -url.length)));
		return (file) => prefixes.has(this.#prefixOf(file));
	}
	/** Stores an upload, or renews its age. */
	keep(file, { url, sample }) {
		this.forget(url);
		const value = JSON.stringify({
			url,
			sample,
			at: Date.now()
		});
		const key = this.#prefixOf(file) + url;
		this.#storages.some((storage) => storage.set(key, value));
		this.#tidy();
	}
	forget(url) {
		for (const item of this.#items(PREFIX)) if (item.url === url) this.#remove(item);
	}
	#tidy() {
		for (const [at, item] of this.#items(PREFIX).entries()) if (at >= KEPT_COUNT || Date.now() - item.at > 6048e5) this.#remove(item);
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
		return this.#storages.flatMap((storage) => storage.keys(prefix).map((key) => readItem(key, storage.get(key)))).sort((one, other) => other.at - one.at);
	}
	#remove({ key }) {
		for (const storage of this.#storages) storage.remove(key);
	}
};
/** An unreadable item counts as the oldest. */
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
export { formatNumber as A, isRightToLeft as C, formatBytes as D, spokenPercent as E, percentOf as F, percentParts as I, formatRate as M, formatTime as N, formatDistance as O, memo as P, ENGLISH as S, say as T, parseJson as _, hasType as a, authorization as b, isUntold as c, fetchCapabilities as d, NETWORK_PROBLEM as f, isRecord as g, readProblem as h, hasExtension as i, formatPercent as j, formatDuration as k, RateMeter as l, localProblem as m, plainText as n, refusalOf as o, failedAnswer as p, LoadlineClient as r, isElsewhere as s, UnfinishedUploads as t, isNewer as u, capabilityOf as v, partOf as w, Alarm as x, hasKey as y };
