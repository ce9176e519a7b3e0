import { b as authorization, f as NETWORK_PROBLEM, h as readProblem, m as localProblem, p as failedAnswer, t as UnfinishedUploads } from "./shared.js";
import { DetailedError, Upload } from "tus-js-client";
// src/transfer/content-sample.ts
var PART_BYTES = 1048576;
/**
* The digest of the first, a middle and the last MiB; of the whole file where it is not longer.
* Rejects where the file cannot be read.
*/
async function contentSample(file) {
	const { size } = file;
	if (size <= 3 * PART_BYTES) return digestOf(await readPart(file));
	const starts = [
		0,
		Math.floor((size - PART_BYTES) / 2),
		size - PART_BYTES
	];
	const bytes = new Uint8Array(starts.length * PART_BYTES);
	for (const [i, start] of starts.entries()) bytes.set(await readPart(file.slice(start, start + PART_BYTES)), i * PART_BYTES);
	return digestOf(bytes);
}
/** Reads all of it. Rejects where the file is shorter by now, or cannot be read. */
async function readPart(part) {
	const bytes = new Uint8Array(await part.arrayBuffer());
	if (bytes.length !== part.size) throw new Error("cut short");
	return bytes;
}
/**
* The sample of a file that is not longer than three MiB, by its content. SHA-256 where the browser has it. Pages on plain http have no crypto.subtle, except on localhost.
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
// src/transfer/unchanged-source.ts
/** Files up to this size are read at once. */
var SMALL_BYTES = 1048576;
/** The length of the end of a larger one. */
var END_BYTES = 65536;
var UnchangedSource = class {
	size;
	#file;
	#isSame;
	#content = null;
	/** Whether it was unchanged before a part of it was read. */
	#wasSame;
	/**
	* `isSame` tells whether the file, or what was read of it, is as it was when it was first read;
	* `isSampled`: it was found so just now.
	*/
	constructor(file, isSame, isSampled = false) {
		this.#wasSame = isSampled ? Promise.resolve(true) : null;
		this.size = file.size;
		this.#file = file;
		this.#isSame = isSame;
	}
	/** May return less than asked for. Rejects where the file has changed, or cannot be read. */
	async slice(start, end) {
		const { size } = this;
		if (size <= SMALL_BYTES) {
			this.#content ??= this.#readWhole();
			return {
				value: sized((await this.#content).subarray(start, end)),
				done: end >= size
			};
		}
		this.#wasSame ??= this.#isSame();
		if (!await this.#wasSame) throw new Error("the file has changed");
		const endAt = size - END_BYTES;
		if (end < size) return {
			value: this.#file.slice(start, end),
			done: false
		};
		if (start < endAt) return {
			value: this.#file.slice(start, endAt),
			done: false
		};
		const value = sized(await readPart(this.#file.slice(start, end)));
		if (!await this.#isSame()) throw new Error("the file has changed");
		return {
			value,
			done: true
		};
	}
	async #readWhole() {
		const content = await readPart(this.#file);
		if (!await this.#isSame(content)) throw new Error("the file has changed");
		return content;
	}
	close() {
		this.#content = null;
	}
};
function sized(bytes) {
	return Object.assign(bytes, { size: bytes.length });
}
// src/transfer/upload-lock.ts
var UploadLock = class {
	/** Of the lock that this page holds. */
	#url = null;
	#giveBack = null;
	#waiting = null;
	/** The present request; what an earlier one gets is given back at once. */
	#attempt = null;
	#answered = Promise.resolve();
	/** Takes the lock; resolves with false where another page holds it. */
	async take(url) {
		if (url === this.#url) return true;
		this.release();
		const attempt = {};
		this.#attempt = attempt;
		await this.#answered;
		return attempt === this.#attempt && this.#request(url, { ifAvailable: true });
	}
	/** Waits for its turn; resolves with false where release() came before. */
	wait(url) {
		this.release();
		this.#waiting = new AbortController();
		this.#attempt = {};
		return this.#request(url, { signal: this.#waiting.signal });
	}
	/** Gives the lock back, or ends the wait for it. */
	release() {
		this.#waiting?.abort();
		this.#giveBack?.();
		this.#url = this.#giveBack = this.#waiting = this.#attempt = null;
	}
	#request(url, options) {
		const locks = globalThis.navigator?.locks;
		if (!locks) return Promise.resolve(true);
		const attempt = this.#attempt;
		return new Promise((resolve) => {
			const hold = (lock) => {
				const isMine = lock !== null && attempt === this.#attempt;
				resolve(isMine);
				return isMine ? this.#hold(url) : void 0;
			};
			this.#answered = locks.request(`loadline:${url}`, options, hold).catch(() => resolve(attempt === this.#attempt));
		});
	}
	/** Settles when the lock is given back. */
	#hold(url) {
		this.#url = url;
		return new Promise((resolve) => {
			this.#giveBack = resolve;
		});
	}
};
// src/transfer/tus-sender.ts
/** For so few bytes a second request would take longer than they do. */
var BRIEF_BYTES = 65536;
var DO_NOTHING = () => void 0;
/** The file has changed since it was chosen: a retry is useless. */
var FILE_CHANGED = localProblem("file_changed", null);
/** Until the other window is closed, or gives the upload up. */
var OTHER_WINDOW = {
	...localProblem("other_window", null),
	retryable: true
};
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
	#lock = new UploadLock();
	/** Whether another window had it since the server last knew it: it may have sent or deleted all. */
	#wasElsewhere = false;
	constructor(options, events) {
		this.#options = options;
		this.#events = events;
	}
	start() {
		this.#begin(++this.#run);
	}
	stop() {
		this.#halt();
		this.#lock.release();
	}
	/** Until it is deleted, no other window gets it. */
	async discard() {
		this.#halt();
		this.#isOver = true;
		try {
			await this.#creation;
			if (this.#url === null) return;
			this.#forget();
			const onBeforeRequest = (request) => this.#authorize(request);
			await Upload.terminate(this.#url, {
				onBeforeRequest,
				retryDelays: null
			});
		} finally {
			this.#lock.release();
		}
	}
	#halt() {
		this.#run++;
		if (!this.#isCreating) this.#tus?.abort(false);
	}
	async #begin(run) {
		await this.#creation;
		if (run !== this.#run) return;
		const turn = this.#url === null ? null : this.#lock.take(this.#url);
		const earlier = this.#lookBack();
		const isSampled = this.#url !== null || earlier.length > 0;
		const isSame = !isSampled || await this.#isSame();
		await turn;
		if (run !== this.#run) return;
		if (!isSame) {
			this.#lock.release();
			return this.#events.stopped(FILE_CHANGED);
		}
		this.#choose(earlier);
		if (run !== this.#run) return;
		if (this.#url !== null && !await this.#isOurTurn(run, this.#url)) return;
		try {
			this.#tus = this.#makeTusUpload(run, isSampled);
		} catch (error) {
			return this.#events.stopped(localProblem("metadata", String(error)));
		}
		this.#tus.start();
	}
	/** Whether this page may go on with the upload; else it comes back when the other one is done. */
	async #isOurTurn(run, url) {
		const isTaken = await this.#lock.take(url);
		if (run !== this.#run) return false;
		if (isTaken) {
			if (this.#wasElsewhere) this.#events.located(url);
			return true;
		}
		this.#wasElsewhere = true;
		this.#events.stopped(OTHER_WINDOW);
		if (await this.#lock.wait(url) && run === this.#run) this.#events.freed();
		return false;
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
		if (found) this.#located(found.url, true);
		else this.#events.anew();
	}
	/** Whether the file can be read and has its first content; so far as a sample tells. */
	async #isSame(content) {
		try {
			const sample = await (content ? digestOf(content) : contentSample(this.#options.file));
			this.#sample ??= sample;
			return sample === this.#sample;
		} catch {
			return false;
		}
	}
	/** `isSampled`: the file was compared just now. */
	#makeTusUpload(run, isSampled) {
		const { file, endpoint, metadata } = this.#options;
		const isCurrent = () => run === this.#run;
		let created = DO_NOTHING;
		const upload = new Upload(file, {
			endpoint: this.#url === null ? endpoint() : null,
			uploadUrl: this.#url,
			chunkSize: this.#chunkSize(),
			uploadDataDuringCreation: this.#isBrief(),
			metadata: this.#url === null ? metadataOf(file, metadata?.()) : {},
			fileReader: { openFile: async () => new UnchangedSource(file, (content) => this.#isSame(content), isSampled) },
			retryDelays: null,
			storeFingerprintForResuming: false,
			onBeforeRequest: async (request) => {
				await this.#authorize(request);
				if (!isCurrent()) throw new Error("stopped");
				if (request.getMethod() === "POST") created = this.#noteCreation();
			},
			onAfterResponse: (request, response) => {
				if (isCurrent() && request.getMethod() === "HEAD") this.#found(response);
			},
			onUploadUrlAvailable: () => {
				if (!isCurrent()) upload.abort(false);
				if (upload.url !== null) this.#created(upload.url, isCurrent());
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
	/** A brief file is whole by now: no window can send more of it. */
	#created(url, isCurrent) {
		this.#located(url);
		if (isCurrent && !this.#isBrief()) this.#lock.take(url);
	}
	/** The answer to a HEAD: the server may have it still. */
	#found(response) {
		if (response.getStatus() < 300) this.#wasElsewhere = false;
		tellOffset(response, this.#events);
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
	/** Whether the file goes with the request that creates its upload: one round trip, not two. */
	#isBrief() {
		const { file, briefBytes = BRIEF_BYTES } = this.#options;
		return file.size > 0 && file.size <= Math.min(briefBytes, this.#chunkSize());
	}
	#located(url, isFound = false) {
		this.#url = url;
		this.#events.located(url, isFound);
		this.#keep(url);
	}
	/** Takes the sample while the bytes are being sent. */
	async #keep(url) {
		if (this.#isBrief()) return;
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
		this.#lock.release();
		this.#events.confirmed(this.#options.file.size);
		this.#events.complete();
	}
	async #failed(run, error) {
		const request = error instanceof DetailedError ? error.originalRequest : null;
		let problem = problemOf(error);
		if (request?.getMethod() === "HEAD" && LOST.has(problem.status) && !this.#wasElsewhere) {
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
		this.#lock.release();
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
/** The client gives the name; without one it is the file's own. */
function metadataOf({ name, type }, given = {}) {
	return {
		filename: name,
		...given,
		...type ? { filetype: type } : {}
	};
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
