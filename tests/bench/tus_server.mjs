// SPDX-License-Identifier: MIT
// @tus/server with its file store, as its own documentation sets it up. With a number of milliseconds it prints the offset of each
// upload at this interval.
// usage: node tus_server.mjs FOLDER_WITH_NODE_MODULES SPOOL PORT [MS]
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, directory, port, interval] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const { EVENTS, Server } = await load("@tus/server");
const { FileStore } = await load("@tus/file-store");

const options = interval === undefined ? {} : { postReceiveInterval: Number(interval) };
const server = new Server({ path: "/files", datastore: new FileStore({ directory }), ...options });
if (interval !== undefined) {
    server.on(EVENTS.POST_RECEIVE, (_request, upload) => {
        console.log(upload.offset);
    });
}
server.listen({ host: "127.0.0.1", port: Number(port) });
