import { DetailedError, Upload } from "tus-js-client";
// src/view/format.ts
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
	const { value, unit } = scaleBytes(bytes);
	return `${value} ${unit}`;
}
/** "12.3 of 45 MB": both in the unit of the whole, so that the eye compares. */
function formatPart(part, whole, of = "of") {
	const { value, unit, factor } = scaleBytes(whole);
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
	if (minutes < 60) return joinUnits(minutes, "min", seconds % 60, "s");
	return joinUnits(Math.floor(minutes / 60), "h", minutes % 60, "min");
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
function scaleBytes(bytes) {
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
function joinUnits(large, largeUnit, small, smallUnit) {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
// src/view/words.ts
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
			detail: retryCountdown(health.retryAt, now)
		};
		case "polling": return {
			label: "Checking every second",
			detail: health.isFallback ? `live updates lost, ${retryCountdown(health.retryAt, now)}` : null
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
function retryCountdown(at, now) {
	const seconds = at === null ? 0 : Math.ceil((at - now) / 1e3);
	return seconds > 0 ? `trying in ${seconds} s` : "trying now";
}
var WORD_TABLES = /* @__PURE__ */ new Map([["en", ENGLISH]]);
/** Makes a table the one for a language ("de"); the elements choose by the page's lang. */
function addWords(language, words) {
	WORD_TABLES.set(language, words);
}
/** The table for where the element stands: the nearest lang attribute, else English. */
function wordsFor(element) {
	return WORD_TABLES.get(languageOf(element)) ?? ENGLISH;
}
/** "de", of where the element stands; "" where nothing says so. */
function languageOf(element) {
	return (element.closest("[lang]")?.getAttribute("lang") ?? "").split("-")[0] ?? "";
}
// src/base/page-signals.ts
/** Where there is no page, as in Node, it is always there. */
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
// src/base/alarm.ts
var Alarm = class {
	#timer;
	/** Rings once; what it was set to before is taken back. */
	set(afterMs, ring) {
		this.stop();
		this.#timer = setTimeout(ring, afterMs);
	}
	stop() {
		clearTimeout(this.#timer);
	}
};
// src/base/backoff.ts
/** For most of what did not work. */
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
// src/channel/link.ts
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
			refused: (id, code) => {
				events.refused(id, code);
				this.#answered(id);
			},
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
	#retryAlarm = new Alarm();
	#patienceAlarm = new Alarm();
	#idleAlarm = new Alarm();
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
	/**
	* Keeps the news of this upload, of ALL or of SITE coming, over whatever works, until `unwatch`.
	*/
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
		if (!this.#open) {
			this.#open = true;
			this.#heardAt = Date.now();
			this.#lost(0);
		}
		this.#closeWhenIdle();
	}
	/**
	* Asks for the present state and tries the best way now, instead of at the end of the countdown.
	*/
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
	/** Nothing carries: bridge the gap and find a way back. */
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
// src/server/request.ts
/** The value of the field Authorization; null where nothing is to be shown. */
async function authorization(token) {
	const value = await token?.() ?? null;
	return value === null ? null : `Bearer ${value}`;
}
/** Asks past every cache, for JSON unless told otherwise. */
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
/** The same; rejects where the answer is no success. */
async function requestOk(...how) {
	const answer = await request(...how);
	if (!answer.ok) throw new Error(`answered ${answer.status}`);
	return answer;
}
// src/server/upload-url.ts
var CAPABILITY = /\/([0-9a-f]{32}(?:\.[0-9a-f]{32})?)$/;
var ID_LENGTH = 32;
/** The id, and the key where there is one; null when it is not of this kind. */
function capabilityOf(url) {
	return CAPABILITY.exec(new URL(url).pathname)?.[1] ?? null;
}
/** The id in an upload's URL; null when there is none. */
function idOf(url) {
	return capabilityOf(url)?.slice(0, ID_LENGTH) ?? null;
}
/** Whether the URL has the key that is the right to change what it names. */
function hasKey(url) {
	return url !== null && /[0-9a-f]{32}\.[0-9a-f]{32}$/.test(url);
}
// src/server/commands.ts
var COMMAND_RETRY_FLOOR_MS = 1e3;
/** The upload is locked; too many questions. */
var BUSY = /* @__PURE__ */ new Set([423, 429]);
/** A server that fails for this long, not one that cannot be reached, is not asked any more. */
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
	/** Tells the server, now or as soon as it can be reached; one after the other. */
	give(uploadUrl, what) {
		this.#queue.push({
			uploadUrl,
			what
		});
		this.nudge();
	}
	/** The server may be reached again: ends the wait. */
	nudge() {
		this.#alarm.stop();
		if (!this.#isSending) this.#sendAll();
	}
	/** Forgets what was not said yet. */
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
/** A number that is not infinite; null for anything else. */
function finiteNumber(value) {
	return typeof value === "number" && Number.isFinite(value) ? value : null;
}
/** A number above zero; null for anything else. */
function positiveNumber(value) {
	const it = finiteNumber(value);
	return it !== null && it > 0 ? it : null;
}
/** An empty string says as little as null does. */
function nonEmptyText(value) {
	return typeof value === "string" && value !== "" ? value : null;
}
// src/server/problem.ts
/**
* The clock is asked for only where it is needed: browsers complain of fields that a foreign server
* does not show.
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
/** Client errors that pass by themselves: offset lost, locked, too many. */
var PASSING = /* @__PURE__ */ new Set([
	408,
	409,
	423,
	425,
	429
]);
/**
* A server that asks for more is asked again nevertheless: it may have guessed, and a page that
* waits looks dead.
*/
var LONGEST_WAIT_MS = 3e5;
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
/** Nobody answered. */
var NETWORK_PROBLEM = {
	...localProblem("network", null),
	retryable: true
};
/** Reads what the server answered instead of success. */
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
/** Something answered, but not with what a server can do. */
var CapabilitiesError = class extends Error {
	problem;
	constructor(problem) {
		super(`no upload server: ${problem.code} ${problem.status}`);
		this.problem = problem;
	}
};
/**
* What else than a Loadline server answers is none, for now; a server that fails is another matter.
*/
var NO_SERVER = {
	...localProblem("no_server", null),
	retryable: true
};
/** Reads the document that a server at `base` gave; throws when it is not one. */
function readCapabilities(value, base) {
	if (!isRecord(value)) throw new CapabilitiesError(NO_SERVER);
	const resolve = (url, otherwise) => new URL(nonEmptyText(url) ?? otherwise, base).href;
	const optional = (url) => nonEmptyText(url) === null ? null : resolve(url, base);
	return {
		maxSize: positiveNumber(value.max_size),
		chunkSize: positiveNumber(value.chunk_size),
		uploadUrl: resolve(value.upload_url, base),
		progressUrl: resolve(value.progress_url, "/progress/"),
		liveEventsUrl: optional(value.live_events_url),
		livePollUrl: optional(value.live_poll_url),
		liveUrl: optional(value.live_url)?.replace(/^http/, "ws") ?? null
	};
}
/** Asks the server at the absolute URL `base`; rejects when it cannot be asked. */
async function fetchCapabilities(base, token = null) {
	const answer = await request(base, () => token);
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
// src/server/discovery.ts
var DISCOVERY_RETRY_FLOOR_MS = 1e3;
var Discovery = class {
	#options;
	/** Of the question that is open; another one makes its answer void. */
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
	/** Why it was not answered; null before anything went wrong. */
	get problem() {
		return this.#problem;
	}
	/** Asks now, unless it is being asked. */
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
// src/store/document.ts
var TERMINAL = /* @__PURE__ */ new Set([
	"done",
	"failed",
	"cancelled",
	"expired",
	"deleted"
]);
var STATES = /* @__PURE__ */ new Set([
	"created",
	"uploading",
	"queued",
	"processing",
	...TERMINAL
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
/** Reads one document; null when it is not one that can be ordered and shown. */
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
	return STAGE_STATES.has(value);
}
// src/server/snapshot.ts
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
	const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
	return readSnapshot(await (await requestOk(url.href.replaceAll("%2C", ","), token, { signal })).json());
}
/** Reads such an answer; throws where it is none. */
function readSnapshot(value) {
	if (!isRecord(value)) throw new Error("no answer of this kind");
	return {
		documents: arrayOf(value.uploads).flatMap((each) => readDocument(each) ?? []),
		gone: arrayOf(value.gone).filter(isId),
		stale: arrayOf(value.stale).filter(isId),
		site: value.site
	};
}
function arrayOf(value) {
	return Array.isArray(value) ? value : [];
}
function isId(value) {
	return typeof value === "string";
}
// src/store/store.ts
var EMPTY_STORE = /* @__PURE__ */ new Map();
/** Whether `next` was made after `previous`. */
function isNewer(next, previous) {
	return next.epoch === previous.epoch ? next.rev > previous.rev : next.epoch > previous.epoch;
}
/** The store after the event: the very same object when the event says nothing new. */
function reduceStore(store, event) {
	switch (event.kind) {
		case "document": return takeDocument(store, event.document);
		case "gone":
		case "stale": return takePresence(store, event.id, event.kind);
		case "forget": return withoutEntry(store, event.id);
	}
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
function takePresence(store, id, presence) {
	const before = store.get(id);
	if (before?.presence === presence) return store;
	return withEntry(store, id, {
		presence,
		document: before?.document ?? null
	});
}
function withEntry(store, id, entry) {
	return new Map(store).set(id, entry);
}
function withoutEntry(store, id) {
	if (!store.has(id)) return store;
	const next = new Map(store);
	next.delete(id);
	return next;
}
// src/base/browser-storage.ts
var BrowserStorage = class {
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
	/**
	* Already asking for it may be refused. Android's WebView gives null where it is switched off.
	*/
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
// src/transfer/chunk-limit.ts
/** Front ends that take less than this are of no use for uploads. */
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
	* A request of so many bytes was refused: half of it from now on. False where that would be too
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
// src/transfer/sender.ts
/** For an upload whose file is not at hand: there is nothing to send. */
var NO_SENDER = {
	start: () => void 0,
	stop: () => void 0,
	discard: () => Promise.resolve()
};
// src/transfer/rate-meter.ts
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
// src/transfer/transfer.ts
var TRANSFER_RETRY_FLOOR_MS = 500;
/** Refusals in a row, without a new byte, after which it is not tried again. */
var TRANSFER_REFUSALS_LIMIT = 12;
/** How long a server that says when to come back may do so, without a new byte. */
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
var TransferControl = class {
	#options;
	#sender;
	#meter = new RateMeter();
	#unsubscribe;
	#transfer = FRESH;
	#attempts = 0;
	/**
	* When the server first asked to wait, since the last new byte; by the clock that nobody sets.
	*/
	#askedSince = null;
	#interrupted = false;
	#isDisposed = false;
	#alarm = new Alarm();
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
		this.#alarm.stop();
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
		this.#halt({ state: "paused" });
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
	/**
	* Stops for good and, where asked to, takes what was sent off the server; tells whether that is
	* done.
	*/
	async cancel(discard = true) {
		this.#halt({ state: "cancelled" });
		try {
			if (discard) await this.#sender.discard();
			return discard;
		} catch {
			return false;
		}
	}
	/** Stops because of what the server's record says. */
	fail(problem) {
		this.#halt({
			state: "failed",
			problem
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
		this.#halt({});
	}
	#halt(change) {
		this.#alarm.stop();
		this.#sender.stop();
		this.#set({
			retryAt: null,
			rate: null,
			...change
		});
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
			rate: null
		});
		else this.#retryLater(problem);
	}
	/** Where the server says when to come back, its word counts and not the number of refusals. */
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
// src/transfer/content-sample.ts
var PART_BYTES = 1048576;
/**
* The digest of the first, a middle and the last MiB; of all where that is not more. Rejects when
* it cannot be read.
*/
async function contentSample(file) {
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
		const part = await readSlice(file, start, length);
		bytes.set(new Uint8Array(part), i * length);
	}
	return digestOf(bytes);
}
async function readSlice(file, start, length) {
	const part = await file.slice(start, start + length).arrayBuffer();
	if (part.byteLength !== length) throw new Error("cut short");
	return part;
}
/**
* SHA-256 where the browser has it. Pages on plain http have no crypto.subtle, unless they are on
* localhost: there it is a plain sum of 64 bits, which tells a person's own files apart and is safe
* against nobody.
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
// src/transfer/unfinished-uploads.ts
/** Most servers have removed what is older than this. */
var UNFINISHED_KEPT_MS = 6048e5;
var PREFIX = "loadline-unfinished:";
/** The newest that are kept. */
var KEPT_COUNT = 200;
var UnfinishedUploads = class {
	#endpoint;
	/** Where the first has no room, the second keeps them as long as the tab. */
	#storages = [new BrowserStorage("localStorage"), new BrowserStorage("sessionStorage")];
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
// src/transfer/tus-sender.ts
var DO_NOTHING = () => void 0;
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
* Each start is a run with a TusUpload of its own, and a run that was stopped sends nothing more.
* Only a POST is never broken off: its answer is the one thing that tells where the new upload is,
* to go on with it or to remove it.
*/
var TusSender = class {
	#options;
	#events;
	#unfinished = null;
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
		this.#forget();
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
		this.#unfinished ??= new UnfinishedUploads(endpoint());
		return this.#unfinished.find(file);
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
			const sample = await contentSample(this.#options.file);
			this.#sample ??= sample;
			return sample === this.#sample;
		} catch {
			return false;
		}
	}
	#makeTusUpload(run) {
		const { file, endpoint } = this.#options;
		const isCurrent = () => run === this.#run;
		let created = DO_NOTHING;
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
		let settle = DO_NOTHING;
		this.#creation = new Promise((resolve) => {
			settle = resolve;
		});
		return () => {
			this.#isCreating = false;
			settle();
		};
	}
	async #authorize(request) {
		const shown = await authorization(this.#options.token);
		if (shown !== null) request.setHeader("Authorization", shown);
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
		this.#unfinished?.keep(this.#options.file, {
			url,
			sample: this.#sample
		});
	}
	#complete() {
		this.#isOver = true;
		this.#forget();
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
		this.#forget();
		this.#url = null;
	}
	#forget() {
		if (this.#url !== null) this.#unfinished?.forget(this.#url);
	}
	#bytesIn(request) {
		const left = this.#options.file.size - Number(request.getHeader("Upload-Offset") ?? 0);
		return Math.min(this.#tus?.options.chunkSize ?? left, left);
	}
};
/**
* A front end refuses what is too long for it, whatever the server allows. Halving a POST, which
* has no body, is no use.
*/
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
			beatMs: positiveNumber(value.beat_ms) ?? 2e4
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
			ref: positiveNumber(value.ref),
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
	return Math.min(positiveNumber(value) ?? 0, LONGEST_WAIT_MS);
}
// src/transports/live-transport.ts
/** How late a word may be before the channel counts as delayed, and when it counts as dead. */
var GRACE_MS = 2e3;
var DEAD_AFTER_MS = 6e3;
var LiveTransport = class {
	options;
	events;
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
	open() {
		this.isOpen = true;
		this.begin();
	}
	close() {
		this.isOpen = false;
		this.silence.stop();
		this.end();
	}
	/** Takes what the relay said; each word begins the wait for the next one anew. */
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
			case "progress":
				this.events.document(message.document);
				break;
			case "watching":
			case "gone":
			case "stale":
				this.events[message.event](message.id);
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
	/** The next word is due after this time. */
	expect(afterMs) {
		this.silence.set(afterMs, () => {
			this.quiet(true);
			this.doubt();
		});
	}
	/** It is overdue. */
	doubt() {
		this.giveUp(DEAD_AFTER_MS);
	}
	/** Ends it unless a word comes within this time. */
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
/** Seen, and there was nothing. */
var NO_VERSION = "0-0";
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
	/** Notes the version that it brings; gives the id where this is the first word of that upload. */
	saw(message) {
		if (message.event === "gone") return this.#note(message.id, NO_VERSION);
		if (message.event !== "progress") return null;
		const { id, epoch, rev } = message.document;
		return this.#note(id, `${epoch}-${rev}`);
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
		if (before === void 0) return null;
		this.#seen.set(id, version);
		return before === null ? id : null;
	}
};
// src/transports/http-transport.ts
/** Uploads that are added together become one request. */
var GATHER_MS = 50;
var HttpTransport = class extends LiveTransport {
	watched = new Watchlist();
	#gather = new Alarm();
	#request = null;
	watch(id) {
		if (this.watched.add(id)) this.restart(GATHER_MS);
	}
	unwatch(id) {
		if (this.watched.remove(id)) this.restart(GATHER_MS);
	}
	begin() {
		this.restart(0);
	}
	end() {
		this.#gather.stop();
		this.#request?.abort();
	}
	/** Asks anew, for what is watched by then. */
	restart(afterMs) {
		if (this.isOpen) this.#gather.set(afterMs, () => void this.#ask());
	}
	/** Whatever is heard of an upload for the first time also says that it is watched. */
	take(message) {
		const first = this.watched.saw(message);
		if (first !== null) this.events.watching(first);
		super.take(message);
	}
	async #ask() {
		this.#request?.abort();
		if (this.watched.isEmpty) return;
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
		const reader = (await requestOk(this.watched.question(url), token, { signal }, "text/event-stream")).body?.pipeThrough(new TextDecoderStream()).getReader();
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
/** How long an answer may take: what the heartbeat is elsewhere. */
var WAIT_S = 10;
/** Lists are answered at once, whatever was seen of them: the wait between two answers. */
var LIST_PAUSE_MS = 1e3;
var LongPollTransport = class extends HttpTransport {
	check() {
		this.restart(0);
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
		const { site, documents, gone, stale } = readSnapshot(await (await requestOk(url.href, this.options.token, { signal })).json());
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
		for (const document of documents) this.take({
			event: "progress",
			document
		});
		for (const id of gone) this.take({
			event: "gone",
			id
		});
		for (const id of stale) this.take({
			event: "stale",
			id
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
/** An answer takes less than this, or the channel is not what it was. */
var ANSWER_MS = 2e3;
var PollingTransport = class extends LiveTransport {
	#wanted = /* @__PURE__ */ new Set();
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
	watch(id) {
		this.#wanted.add(id);
		this.check();
	}
	unwatch(id) {
		this.#wanted.delete(id);
		this.#seen.delete(id);
	}
	check() {
		if (!this.#isAsking) this.#schedule(0);
	}
	begin() {
		this.check();
	}
	end() {
		this.#next.stop();
	}
	/** It never ends by itself. */
	doubt() {}
	#schedule(afterMs) {
		if (this.isOpen) this.#next.set(afterMs, () => void this.#poll());
	}
	async #poll() {
		const ids = [...this.#wanted];
		this.#isAsking = true;
		let afterMs;
		try {
			afterMs = await this.#ask(ids);
		} catch {
			afterMs = this.#failed();
		}
		this.#isAsking = false;
		const newcomer = [...this.#wanted].some((id) => !ids.includes(id));
		this.#schedule(newcomer ? 0 : afterMs);
	}
	/** One question; gives the wait until the next. */
	async #ask(ids) {
		if (ids.length === 0) return SLOW_MS;
		this.expect(ANSWER_MS);
		const { documents, gone } = await this.options.read(ids);
		if (!this.isOpen) return 0;
		this.#answered(ids);
		let moved = false;
		for (const document of documents) {
			const version = `${document.epoch}-${document.rev}`;
			moved ||= this.#seen.get(document.id) !== version;
			this.#seen.set(document.id, version);
			this.events.document(document);
		}
		for (const id of gone) this.events.gone(id);
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
/** How long an answer to a ping may take before the socket counts as dead. */
var PING_LIMIT_MS = 4e3;
var WebSocketTransport = class extends LiveTransport {
	#wanted = /* @__PURE__ */ new Set();
	#asked = /* @__PURE__ */ new Map();
	#socket = null;
	#lastRef = 0;
	watch(id) {
		this.#wanted.add(id);
		if (this.isReady) this.#ask(id);
	}
	unwatch(id) {
		if (this.#wanted.delete(id) && this.isReady) this.#say({
			do: "unwatch",
			...subjectOf(id)
		});
	}
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
		if (message.event === "welcome") for (const id of this.#wanted) this.#ask(id);
		if (message.event === "error") this.#refused(message.ref, message.code);
	}
	/** Asks whether the other side is there; any word is an answer. */
	doubt() {
		this.#say({
			do: "ping",
			ref: ++this.#lastRef
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
		if (id !== void 0) this.events.refused(id, code);
	}
	#say(message) {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
	}
};
// src/transports/ladder.ts
/**
* The rungs for this server; the last one, with a snapshot, needs no more than the progress URL.
*/
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
// src/client/saved-list.ts
/** Ages are written this coarsely, for storage to be left alone while bytes flow. */
var AGE_STEP_MS = 36e5;
/** Places in use, of all copies of this library on the page. */
var PLACES = Symbol.for("loadline.memory");
var SavedList = class {
	#endpoint;
	#storage = new BrowserStorage("sessionStorage");
	#since = /* @__PURE__ */ new Map();
	/** Claimed when there is something to recall or to keep: who only watches has none. */
	#place = null;
	#kept = "";
	constructor(endpoint) {
		this.#endpoint = endpoint;
	}
	recall() {
		const kept = parseJson(this.#storage.get(this.#claim()));
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
		if (uploads.length === 0) this.#storage.remove(this.#claim());
		else this.#storage.set(this.#claim(), kept);
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
	return Date.now() - at < UNFINISHED_KEPT_MS;
}
function isAged(value) {
	return isRecord(value) && typeof value.url === "string" && typeof value.name === "string" && typeof value.size === "number" && typeof value.at === "number";
}
// src/client/upload.ts
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
	/**
	* The URL of the page that shows it, which is no right to change it; null until that is known.
	*/
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
		this.#forget();
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
// src/client/client.ts
var DEFAULT_PARALLEL = 3;
var LoadlineClient = class {
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
	#channel = null;
	#lastKey = 0;
	constructor(options = {}) {
		this.#options = options;
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
			failed: () => this.#changed()
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
	/**
	* Why the server does not say what it offers, so that nothing can be sent; null while nothing is
	* wrong.
	*/
	get problem() {
		return this.#discovery.problem;
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
	/**
	* Adds files; each is sent when its turn comes. One that was begun before a reload goes on in its
	* place.
	*/
	add(files) {
		const added = [...files].map((file) => this.#addOne(file));
		this.#connect();
		this.#goOn();
		return added;
	}
	/** Shows again what this tab was uploading before it was reloaded. */
	restore() {
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
	/** Watches an upload that others send, by its id or, to steer it as well, ID.KEY. */
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
	/** Sends a file that failed or was cancelled once more, as a new upload. */
	again(upload) {
		this.#replace(upload, this.#makeUpload(upload.source));
		this.#goOn();
	}
	/** Takes a file off the list; it should be over. */
	remove(upload) {
		upload.dispose();
		this.#uploads = this.#uploads.filter((each) => each !== upload);
		if (upload.id !== null) this.#store = reduceStore(this.#store, {
			kind: "forget",
			id: upload.id
		});
		this.#goOn();
	}
	/** Tries the best way for news now. */
	reconnect() {
		if (this.#channel) this.#channel.retryNow();
		else this.#connect();
	}
	/**
	* Sends and hears nothing until resume(), and keeps its files: for a view that is taken away and
	* may come back.
	*/
	suspend() {
		if (this.#isAway) return;
		this.#isAway = true;
		for (const upload of this.#uploads) upload.suspend();
		this.#discovery.stop();
		this.#channel?.dispose();
		this.#channel = null;
		this.#signals.shut();
		this.#savedList.release();
	}
	/** Goes on where suspend() stopped it. */
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
		} else this.#append(upload);
		return upload;
	}
	#append(upload) {
		this.#uploads = [...this.#uploads, upload];
	}
	#replace(upload, fresh) {
		upload.dispose();
		this.#uploads = this.#uploads.map((each) => each === upload ? fresh : each);
	}
	/**
	* What was begun before a reload was not of the file that took its place: it waits for its own.
	*/
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
			progressUrl: this.#progressUrl,
			command: (which, what) => this.#commandQueue.give(which, what),
			changed: () => this.#goOn()
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
		else this.#discovery.ask();
	}
	#takeCapabilities(capabilities) {
		this.#capabilities = capabilities;
		this.#openChannel(capabilities);
		this.#goOn();
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
			this.#commandQueue.nudge();
		}
		this.#changed();
	}
	#hear(event) {
		const before = this.#store;
		this.#store = reduceStore(before, event);
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
	/** After each change: whose turn it is, and what listeners see. */
	#goOn() {
		this.#sendNext();
		this.#changed();
	}
	#hasFreePlace() {
		return this.#uploads.filter(({ transfer }) => isSending(transfer.state)).length < (this.#options.parallel ?? DEFAULT_PARALLEL);
	}
	#remember() {
		this.#savedList.keep(this.#uploads.flatMap(({ transfer, isOver, source: { name, size, isFollowed } }) => {
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
* Whether the file is that of an upload that was begun before a reload and is not whole. It takes
* what is known of the file: a browser looks at the disk each time it is asked for a size.
*/
function isBegun({ source, transfer, document }, { name, size }) {
	const isWhole = document !== null && !["created", "uploading"].includes(document.state);
	return source.file === null && source.name === name && source.size === size && transfer.state === "paused" && !isWhole;
}
/** A relative URL is one of the page's; where there is no page, as in Node, of this machine's. */
function absoluteUrl(endpoint) {
	return new URL(endpoint, globalThis.document?.baseURI ?? "http://localhost/").href;
}
function isSending(state) {
	return state === "sending" || state === "retrying";
}
// src/base/plain-text.ts
/**
* The same text in its own order: turns are seen, marks of direction left out, and it is one line.
*/
function plainText(text) {
	return text.replace(/[\u061c\u200e\u200f]/gu, "").replace(/\p{Bidi_Control}/gu, "�").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
export { hasKey as a, wordsFor as c, formatPart as d, formatRate as f, fetchCapabilities as i, formatBytes as l, percentOf as m, LoadlineClient as n, ENGLISH as o, formatTime as p, isNewer as r, addWords as s, plainText as t, formatDuration as u };
