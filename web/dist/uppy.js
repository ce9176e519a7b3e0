import { S as ENGLISH, T as say, n as plainText, r as LoadlineClient, u as isNewer } from "./shared.js";
import { BasePlugin } from "@uppy/core";
// src/uppy/stages-plugin.ts
var LoadlineStages = class extends BasePlugin {
	/** By URL: processing that failed and may be retried. A retry in Uppy retries it. */
	#failures = /* @__PURE__ */ new Map();
	#client;
	constructor(uppy, options = {}) {
		super(uppy, options);
		this.id = options.id ?? "LoadlineStages";
		this.type = "modifier";
		this.#client = new LoadlineClient(options);
	}
	install() {
		this.uppy.addPostProcessor(this.#follow);
	}
	uninstall() {
		this.uppy.removePostProcessor(this.#follow);
		this.#client.dispose();
	}
	#follow = async (fileIds) => {
		await Promise.all(fileIds.map((id) => this.#followOne(id)));
	};
	/** Settles when the server's processing ends, well or badly. */
	#followOne(fileId) {
		const url = this.uppy.getFile(fileId)?.uploadURL;
		const client = this.#client;
		if (!url) return Promise.resolve();
		const upload = client.follow(url);
		const failure = this.#failures.get(url);
		this.#failures.delete(url);
		if (failure) upload.reprocess();
		return new Promise((resolve) => {
			const stop = client.subscribe(() => {
				if (failure && upload.document && !isNewer(upload.document, failure)) return;
				this.#tell(fileId, upload.document);
				if (!upload.isOver) return;
				stop();
				this.#end(fileId, upload);
				client.remove(upload);
				resolve();
			});
		});
	}
	#tell(fileId, document) {
		const file = this.uppy.getFile(fileId);
		const stages = document?.stages ?? [];
		const at = stages.findIndex(({ state }) => state === "running");
		const stage = stages[at];
		if (!file || !stage) return;
		const words = this.opts.words ?? ENGLISH;
		const step = say(words, words.step, {
			current: at + 1,
			all: stages.length
		});
		const message = `${stageSentence(stage)} (${step})`;
		this.uppy.emit("postprocess-progress", file, stage.progress === null ? {
			mode: "indeterminate",
			message
		} : {
			mode: "determinate",
			message,
			value: stage.progress / 100
		});
	}
	/** Uppy has no event for failed processing: the file gets the error of an upload. */
	#end(fileId, { document, transfer }) {
		const file = this.uppy.getFile(fileId);
		if (!file) return;
		const isDone = document?.state === "done";
		if (!isDone) this.uppy.emit("upload-error", file, new Error(this.#reason(document)));
		this.uppy.emit("postprocess-complete", file);
		if (isDone) return;
		if (document?.error?.retryable && transfer.url) this.#failures.set(transfer.url, document);
		else this.#sendAgain(fileId);
	}
	#reason(document) {
		const { problem } = this.opts.words ?? ENGLISH;
		const said = document?.error?.message;
		if (said) return plainText(said);
		return problem[document?.state ?? "other"] ?? problem.other ?? "";
	}
	/** Uppy takes the file for uploaded: only a new upload can have another result. */
	#sendAgain(fileId) {
		const { progress } = this.uppy.getFile(fileId);
		const change = {
			tus: {},
			progress: {
				...progress,
				uploadComplete: false
			}
		};
		this.uppy.setFileState(fileId, change);
	}
};
function stageSentence({ label, message }) {
	return plainText(message ? `${label}: ${message}` : label);
}
export { LoadlineStages };
