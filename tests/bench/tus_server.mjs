// SPDX-License-Identifier: MIT
// @tus/server with its file store, as its own documentation sets it up; prints its port.
// usage: node tus_server.mjs FOLDER_WITH_NODE_MODULES SPOOL
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, directory] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const { Server } = await load("@tus/server");
const { FileStore } = await load("@tus/file-store");

const server = new Server({ path: "/files", datastore: new FileStore({ directory }) });
const http = server.listen({ host: "127.0.0.1", port: 0 }, () => {
    console.log(http.address().port);
});
