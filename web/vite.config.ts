/* SPDX-License-Identifier: MIT
 *
 * Two builds of one library: `module` leaves lit and tus-js-client to the
 * bundler of the site that uses it, `bundle` holds everything, minified, for a
 * page without a bundler.
 */
import { type BuildEnvironmentOptions, defineConfig } from 'vite';

const entry = 'src/index.ts';

const moduleBuild: BuildEnvironmentOptions = {
  minify: false,
  lib: { entry, formats: ['es'], fileName: () => 'loadline.js' },
  rolldownOptions: { external: [/^lit($|\/)/, 'tus-js-client'] },
};

// Not as a library: Vite keeps the white space of those.
const bundleBuild: BuildEnvironmentOptions = {
  minify: 'oxc',
  modulePreload: false,
  rolldownOptions: {
    input: entry,
    preserveEntrySignatures: 'strict',
    output: { format: 'es', entryFileNames: 'loadline.min.js' },
  },
};

export default defineConfig(({ mode }) => ({
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    ...(mode === 'bundle' ? bundleBuild : moduleBuild),
  },
}));
