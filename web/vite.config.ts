/* SPDX-License-Identifier: MIT
 *
 * The builds of one library: `module` leaves lit and tus-js-client to the
 * bundler of the site that uses it, `bundle` holds everything, minified, for a
 * page without a bundler.
 */
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { type BuildEnvironmentOptions, defineConfig, type Plugin } from 'vite';

const entry = 'src/index.ts';

/** A language has a file of its own, which is the same one for all builds. */
function chunkFileNames({ name, facadeModuleId }: Chunk): string {
  const found = /\/src\/(dashboard\/)?languages\//.exec(facadeModuleId ?? '');
  if (!found) return `${name}.js`;
  return found[1] ? `languages/dashboard-${name}.js` : `languages/${name}.js`;
}

interface Chunk {
  readonly name: string;
  readonly facadeModuleId?: string | null;
}

const moduleBuild: BuildEnvironmentOptions = {
  minify: false,
  lib: {
    entry: { loadline: entry, client: 'src/client.ts', uppy: 'src/uppy.ts' },
    formats: ['es'],
    fileName: (_format, name) => `${name}.js`,
  },
  rolldownOptions: {
    external: [/^lit($|\/)/, 'tus-js-client', '@uppy/core'],
    output: {
      chunkFileNames,
      codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
    },
  },
};

/** Constants have names for readers only. */
const optimization = { inlineConst: { mode: 'all', pass: 3 } } as const;

/**
 * Libraries: elsewhere Vite adds a loader of its own. They are minified by the plugin below, because
 * Vite keeps the white space of libraries.
 */
function minified(entry: string, fileName: string): BuildEnvironmentOptions {
  return {
    minify: false,
    lib: { entry, formats: ['es'] },
    rolldownOptions: {
      optimization,
      // Terser takes most of the time.
      checks: { pluginTimings: false },
      output: { entryFileNames: fileName, chunkFileNames, minify: true },
    },
  };
}

const bundleBuild = minified(entry, 'loadline.min.js');
/** The operators' page by itself: visitors get none of it. */
const dashboardBuild = minified('src/dashboard.ts', 'dashboard.min.js');

/** Templates of lit without the white space and the quotes that only their authors need. */
const tightTemplates: Plugin = {
  name: 'tight-templates',
  enforce: 'pre',
  transform: (code, id) =>
    /\/src\/(ui|dashboard)\//.test(id)
      ? code
          .replace(/\bcss`[^`]*`/g, tightStyle)
          .replace(/\n\s+(?=[^`]*`)/g, (gap, at: number, all: string) =>
            isTemplate(all, at) ? ' ' : gap,
          )
          .replace(/html` | `/g, (edge) => edge.trim())
          .replace(/( [\w-]+=)"([\w-]+)"(?=[ >])/g, '$1$2')
      : null,
};

function tightStyle(style: string): string {
  return style
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/([a-z]): /g, '$1:')
    .replace(/\b0\.(?=\d)/g, '.')
    .replace(/#(\w)\1(\w)\2(\w)\3\b/g, '#$1$2$3')
    .replace(/;\}/g, '}')
    .trim();
}

/**
 * What lit has for browsers without adoptedStyleSheets, which lack other things that the component
 * needs, for polyfills of such browsers and for other copies of lit, and two texts for authors.
 */
const LIT_LEFT_OUT: readonly (readonly [string, string, string])[] = [
  [
    'reactive-element/css-tag.js',
    't.ShadowRoot&&(void 0===t.ShadyCSS||t.ShadyCSS.nativeShadow)' +
      '&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype',
    'true',
  ],
  [
    'reactive-element/css-tag.js',
    '"CSSResult is not constructable. Use `unsafeCSS` or `css` instead."',
    '"css"',
  ],
  [
    'reactive-element/css-tag.js',
    `"Value passed to 'css' function must be a 'css' function result: "+t+"` +
      `. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security."`,
    '"css"',
  ],
  [
    'lit-html/lit-html.js',
    ',B=t.litHtmlPolyfillSupport;B?.(S,k),(t.litHtmlVersions??=[]).push("3.3.3");',
    ';',
  ],
  [
    'lit-element/lit-element.js',
    ',s.litElementHydrateSupport?.({LitElement:i});' +
      'const o=s.litElementPolyfillSupport;o?.({LitElement:i});',
    ';',
  ],
  ['lit-element/lit-element.js', '(s.litElementVersions??=[]).push("4.2.2");', ''],
];

const slimLit: Plugin = {
  name: 'slim-lit',
  transform: (code, id) => {
    const changes = LIT_LEFT_OUT.filter(([file]) => id.endsWith(`/${file}`));
    if (changes.length === 0) return null;
    return changes.reduce((rest, [, text, instead]) => {
      if (!rest.includes(text)) throw new Error(`lit has changed: ${text}`);
      return rest.replace(text, instead);
    }, code);
  },
};

/** Terser makes the files about 2 % smaller than Rolldown's own minifier does. */
const terser: Plugin = {
  name: 'terser',
  async generateBundle(_options, made) {
    for (const each of Object.values(made)) {
      if (each.type !== 'chunk') continue;
      const { code } = await minify(each.code, {
        module: true,
        ecma: 2022,
        compress: { passes: 3, pure_getters: true, keep_fargs: false, unsafe_arrows: true },
        format: { comments: licenceOnce() },
      });
      each.code = code ?? each.code;
    }
  },
};

/** Parts of a library repeat its licence: the first says it for all, whatever the year is. */
function licenceOnce(): (node: unknown, comment: { value: string }) => boolean {
  const seen = new Set<string>();
  return (_node, { value }) => {
    const licence = value.replace(/\d+/, '');
    const isNew = value.includes('@license') && !seen.has(licence);
    seen.add(licence);
    return isNew;
  };
}

/** Whether the place is within a template: behind an odd number of its marks. */
function isTemplate(code: string, at: number): boolean {
  return (code.slice(0, at).match(/`/g)?.length ?? 0) % 2 === 1;
}

/**
 * tus-js-client as it is written, not as it is made for browsers of ten years ago; and the sender in
 * the page's one file.
 */
const slim = [
  { find: /^.*\/late-sender\.js$/, replacement: path('slim/sender.ts') },
  { find: /^tus-js-client$/, replacement: 'tus-js-client/lib/browser/index.js' },
  { find: /^url-parse$/, replacement: path('slim/url.ts') },
  { find: /^js-base64$/, replacement: path('slim/base64.ts') },
];

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** A build without what `isLeftOut` names, to see how large the rest is. */
function measured(
  entry: string,
  fileName: string,
  isLeftOut: (id: string, importer?: string) => boolean,
): BuildEnvironmentOptions {
  const build = minified(entry, fileName);
  return {
    ...build,
    outDir: 'size',
    rolldownOptions: { ...build.rolldownOptions, external: isLeftOut },
  };
}

function isLanguageOrLater(id: string, importer?: string): boolean {
  return isLoadedLater(id, importer) || id.endsWith('/languages/en.js');
}

/** Whether it is the sender or a language. An import of the sender anywhere else counts. */
function isLoadedLater(id: string, importer?: string): boolean {
  const isLanguage = /\/languages\/(?!en|words)\w+\.js$/.test(id);
  return isLanguage || (id === './tus-sender.js' && importer?.endsWith('/late-sender.ts') === true);
}

const BUILDS: Readonly<Record<string, BuildEnvironmentOptions>> = {
  module: moduleBuild,
  bundle: bundleBuild,
  dashboard: dashboardBuild,
  'client-size': measured('src/client.ts', 'client.min.js', isLoadedLater),
  'component-size': measured(entry, 'component.min.js', isLanguageOrLater),
  // What a page loads at first: English is in it.
  'first-size': measured(entry, 'first.min.js', isLoadedLater),
};

export default defineConfig(({ mode }) => ({
  publicDir: false,
  plugins: mode === 'module' ? [] : [tightTemplates, slimLit, terser],
  ...(mode === 'bundle' || mode === 'dashboard' ? { resolve: { alias: slim } } : {}),
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    ...(BUILDS[mode] ?? moduleBuild),
  },
}));
