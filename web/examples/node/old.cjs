/* SPDX-License-Identifier: MIT
 *
 * A CommonJS program. Since Node 22.12 (and 20.19) require() loads modules; before, use import().
 */
const { LoadlineClient } = require('loadline/client');

const client = new LoadlineClient({ endpoint: 'https://files.example/uploads/' });
process.stdout.write(`${client.uploads.length} uploads\n`);
