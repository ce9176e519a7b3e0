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
  },
});
