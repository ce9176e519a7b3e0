/* SPDX-License-Identifier: MIT
 *
 * The client's own tests run in a simulated browser, without a server.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts'],
    restoreMocks: true,
    // As many files at once as there are cores; of two cores it would leave one idle.
    maxWorkers: '100%',
    // Against tests that hang: some compute for seconds, and longer on a busy machine.
    testTimeout: 60_000,
    // Node would take what is made for Node.
    alias: { 'tus-js-client': 'tus-js-client/lib/browser/index.js' },
    server: { deps: { inline: ['tus-js-client'] } },
  },
});
