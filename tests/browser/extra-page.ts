/* SPDX-License-Identifier: MIT
 *
 * A page of a test's own on the site: the site itself carries nothing of it.
 */
import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { build, type UserConfig } from 'vite';

/** The releases of Uppy that people use; the newest is what is installed by its own name. */
export const UPPY_RELEASES = [5, 6] as const;
const NEWEST_UPPY = 6;

/** One script that needs nothing else, in memory only; with that release of Uppy. */
export async function bundle(input: string, uppy: number = NEWEST_UPPY): Promise<string> {
  const alias = [{ find: /^@uppy\/(core|status-bar|tus)$/, replacement: `uppy${uppy}-$1` }];
  const scripts = await buildScripts({
    resolve: { alias: uppy === NEWEST_UPPY ? [] : alias },
    build: { rolldownOptions: { input, output: { codeSplitting: false } } },
  });
  expect(scripts).toHaveLength(1);
  return scripts[0]?.code ?? '';
}

/** A page's script as a bundler of a site makes it, in memory only: what is loaded later is apart. */
export function bundleInParts(input: string): Promise<readonly Script[]> {
  return buildScripts({ base: './', build: { rolldownOptions: { input } } });
}

interface Script {
  readonly fileName: string;
  readonly code: string;
}

async function buildScripts(options: UserConfig): Promise<readonly Script[]> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    ...options,
    build: { write: false, target: 'es2022', modulePreload: false, ...options.build },
  });
  if (!('output' in built)) throw new Error('the page script was not built once');
  return built.output.flatMap((made) => (made.type === 'chunk' ? [made] : []));
}

/** Adds the page to the site's own origin, under the site's own Content-Security-Policy. */
export async function serveTestPage(
  page: Page,
  request: APIRequestContext,
  html: string,
  script: string,
): Promise<void> {
  const headers = await policyOf(request);
  await page.route('**/uppy-test.html*', (route) =>
    route.fulfill({ headers, contentType: 'text/html', body: html }),
  );
  await page.route('**/uppy-test.js', (route) =>
    route.fulfill({ headers, contentType: 'text/javascript', body: script }),
  );
}

/** Opens a page of the site with this content and nothing else but the component's script. */
export async function openPage(
  page: Page,
  request: APIRequestContext,
  content: string,
): Promise<void> {
  const headers = await policyOf(request);
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
    <meta name="viewport" content="width=device-width">
    <link rel="stylesheet" href="/page.css"><script type="module" src="/loadline.min.js"></script>
    <main><h1>A page</h1>${content}</main>`;
  await page.route('**/page-test.html', (route) =>
    route.fulfill({ headers, contentType: 'text/html', body }),
  );
  await page.goto('/page-test.html');
  await page.locator('loadline-upload .choose').first().waitFor();
}

/** The header fields with the site's own Content-Security-Policy. */
export async function policyOf(request: APIRequestContext): Promise<Record<string, string>> {
  const policy = (await request.get('/')).headers()['content-security-policy'];
  if (!policy) throw new Error('the site has no Content-Security-Policy');
  return { 'content-security-policy': policy };
}
