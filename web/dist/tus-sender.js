import { d as localProblem, f as readProblem, l as NETWORK_PROBLEM, m as parseJson, o as BrowserStorage, p as isRecord, u as failedAnswer, v as authorization } from "./shared.js";
import { DetailedError, Upload } from "tus-js-client";
// src/transfer/content-sample.ts
var PART_BYTES = 1048576;
/**
* The digest of the first, a middle and the last MiB; of the whole file where it is not longer.
* Rejects where the file cannot be read.
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
* SHA-256 where the browser has it. Pages on plain http have no crypto.subtle, except on localhost.
* There it is a plain sum of 64 bits: it tells a person's own files apart, and protects against no
* attacker.
*/
async function digestOf(bytes) {
	const subtle = globalThis.crypto?.subtle;
	if (!subtle) return plainSum(bytes);
	const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
/** Two sums of 32 bits in the manner of FNV-1a, each with its own multiplier. */
function plainSum(bytes) {
	let [one, other] = [2166136261, 2654435769];
	for (const byte of bytes) {
		one = Math.imul(one ^ byte, 16777619);
		other = Math.imul(other ^ byte, 2246822507) ^ other >>> 15;
	}
	return `plain ${one >>> 0} ${other >>> 0}`;
}
// src/transfer/unfinished-uploads.ts
var PREFIX = "loadline-unfinished:";
/** So many are kept, the newest. */
var KEPT_COUNT = 200;
var UnfinishedUploads = class {
	#endpoint;
	/** The second one, which lives as long as the tab, is used where the first is full. */
	#storages = [new BrowserStorage("localStorage"), new BrowserStorage("sessionStorage")];
	constructor(endpoint) {
		this.#endpoint = endpoint;
	}
	/** The unfinished uploads of a file with this name, type, size and time; the newest first. */
	find(file) {
		this.#tidy();
		return this.#items(this.#prefixOf(file));
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
// src/transfer/tus-sender.ts
var DO_NOTHING = () => void 0;
/** The file has changed since it was chosen: a retry is useless. */
var FILE_CHANGED = localProblem("file_changed", null);
/** Answers to HEAD after which only a new upload can work. */
var LOST = /* @__PURE__ */ new Set([
	403,
	404,
	410
]);
/** A sender that speaks tus 1.0.0 and remembers unfinished uploads across reloads. */
var tusSender = (options, events) => new TusSender(options, events);
/**
* Each start is a run with a TusUpload of its own, and a stopped run sends nothing more. Only a
* POST is never aborted: its answer alone tells the URL of the new upload, which is needed to
* resume or delete it.
*/
var TusSender = class {
	#options;
	#events;
	#unfinished = null;
	#hasChosen = false;
	#run = 0;
	#tus = null;
	/** Settles with the answer to a POST that is under way. */
	#creation = Promise.resolve();
	#isCreating = false;
	#url = null;
	/** The sample of the content when it was first read. */
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
		try {
			this.#tus = this.#makeTusUpload(run);
		} catch (error) {
			return this.#events.stopped(localProblem("metadata", String(error)));
		}
		this.#tus.start();
	}
	/** The unfinished uploads of a file with the same name, type, size and time. */
	#lookBack() {
		if (this.#hasChosen) return [];
		const { file, endpoint } = this.#options;
		this.#unfinished ??= new UnfinishedUploads(endpoint());
		return this.#unfinished.find(file);
	}
	/** Resumes an upload only if its content is the same. */
	#choose(earlier) {
		if (this.#hasChosen) return;
		this.#hasChosen = true;
		const { mayResume } = this.#options;
		const found = earlier.find(({ url, sample }) => sample === this.#sample && mayResume(url));
		if (found) this.#located(found.url);
		else this.#events.anew();
	}
	/** Whether the file can be read and has its first content. */
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
		const { file, endpoint, metadata } = this.#options;
		const isCurrent = () => run === this.#run;
		let created = DO_NOTHING;
		const upload = new Upload(file, {
			endpoint: this.#url === null ? endpoint() : null,
			uploadUrl: this.#url,
			chunkSize: this.#chunkSize(),
			metadata: this.#url === null ? {
				...metadata?.(),
				...namesOf(file)
			} : {},
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
	/** Takes the sample while the bytes are being sent. */
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
	/** The server no longer has the upload. */
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
* Whether a front end refused a part as too long, whatever the server allows. Halving helps for a
* PATCH only: a POST has no body.
*/
function isRefusedPart(request, { status, code }) {
	return status === 413 && code === "http" && request.getMethod() === "PATCH";
}
function namesOf(file) {
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
export { tusSender };
