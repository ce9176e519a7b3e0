/* SPDX-License-Identifier: MIT
 *
 * A page of a test's own on the site: the site itself carries nothing of it.
 */
import { type APIRequestContext, expect, type Page } from '@playwright/test';
import { build } from 'vite';

/** The releases of Uppy that people use; the newest is what is installed by its own name. */
export const UPPY_RELEASES = [5, 6] as const;
const NEWEST_UPPY = 6;

/** One script that needs nothing else, in memory only; with that release of Uppy. */
export async function bundle(input: string, uppy: number = NEWEST_UPPY): Promise<string> {
  const alias = [{ find: /^@uppy\/(core|status-bar|tus)$/, replacement: `uppy${uppy}-$1` }];
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias: uppy === NEWEST_UPPY ? [] : alias },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, target: 'es2022', modulePreload: false, rolldownOptions: { input } },
  });
  if (!('output' in built)) throw new Error('the page script was not built as one bundle');
  expect(built.output).toHaveLength(1);
  return built.output[0].code;
}

/** Adds the page to the site's own origin, under the site's own Content-Security-Policy. */
export async function serveTestPage(
  page: Page,
  request: APIRequestContext,
  html: string,
  script: string,
): Promise<void> {
  const policy = (await request.get('/')).headers()['content-security-policy'];
  if (!policy) throw new Error('the site has no Content-Security-Policy');
  const headers = { 'content-security-policy': policy };
  await page.route('**/uppy-test.html*', (route) =>
    route.fulfill({ headers, contentType: 'text/html', body: html }),
  );
  await page.route('**/uppy-test.js', (route) =>
    route.fulfill({ headers, contentType: 'text/javascript', body: script }),
  );
}
