import { r as ENGLISH, t as LoadlineClient } from "./shared.js";
// src/uppy.ts
var LoadlineStages = class {
	id;
	type = "modifier";
	#uppy;
	#options;
	#urls = /* @__PURE__ */ new Map();
	/** Uploads whose processing failed in a way that may pass: trying again means that. */
	#retryable = /* @__PURE__ */ new Set();
	#client = null;
	constructor(uppy, options = {}) {
		this.id = options.id ?? "LoadlineStages";
		this.#uppy = uppy;
		this.#options = options;
	}
	install() {
		this.#client = new LoadlineClient(this.#options);
		this.#uppy.on("upload-success", this.#uploaded);
		this.#uppy.addPostProcessor(this.#follow);
	}
	uninstall() {
		this.#uppy.removePostProcessor(this.#follow);
		this.#uppy.off("upload-success", this.#uploaded);
		this.#client?.dispose();
	}
	/** Uppy asks plugins for these. */
	setOptions() {}
	update() {}
	afterUpdate() {}
	#uploaded = (file, { uploadURL }) => {
		if (file && uploadURL) this.#urls.set(file.id, uploadURL);
	};
	#follow = async (fileIds) => {
		await Promise.all(fileIds.map((id) => this.#followOne(id)));
	};
	/** Ends when the server's processing does, whichever way. */
	#followOne(fileId) {
		const url = this.#urls.get(fileId);
		const client = this.#client;
		if (!url || !client) return Promise.resolve();
		const upload = client.follow(url);
		if (this.#retryable.delete(url)) upload.reprocess();
		return new Promise((resolve) => {
			const stop = client.subscribe(() => {
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
		const file = this.#uppy.getFile(fileId);
		const stages = document?.stages ?? [];
		const at = stages.findIndex(({ state }) => state === "running");
		const stage = stages[at];
		if (!file || !stage) return;
		const { step } = this.#options.words ?? ENGLISH;
		const message = `${sentence(stage)} (${step(at + 1, stages.length)})`;
		this.#uppy.emit("postprocess-progress", file, stage.progress === null ? {
			mode: "indeterminate",
			message
		} : {
			mode: "determinate",
			message,
			value: stage.progress / 100
		});
	}
	/** Uppy knows no failure of processing: the file's error is that of its upload. */
	#end(fileId, { document, transfer }) {
		const file = this.#uppy.getFile(fileId);
		if (!file) return;
		if (document?.state !== "done") {
			if (document?.error?.retryable && transfer.url) this.#retryable.add(transfer.url);
			else this.#uppy.setFileState(fileId, { tus: void 0 });
			const words = this.#options.words ?? ENGLISH;
			const state = document?.state ?? "other";
			const message = document?.error?.message ?? words.problem[state] ?? words.problem.other ?? "";
			this.#uppy.emit("upload-error", file, new Error(message));
		}
		this.#uppy.emit("postprocess-complete", file);
	}
};
function sentence({ label, message }) {
	return message ? `${label}: ${message}` : label;
}
export { LoadlineStages };
