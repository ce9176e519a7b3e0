/* SPDX-License-Identifier: MIT
 *
 * The link of an administrator: it leaves the address at once, and is exchanged for a token.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exchangeLink, takeLink } from '../src/dashboard/administrator-link.js';

const SECRET = 'aGVhZA.Y2xhaW1z.c2ln-_';

function take(hash: string): { secret: string | null; address: unknown[] } {
  const address: unknown[] = [];
  const place = { hash, pathname: '/dashboard.html', search: '?lang=de' } as Location;
  const history = { replaceState: (...words: unknown[]) => address.push(words[2]) };
  return { secret: takeLink(place, history as unknown as History), address };
}

describe('the address', () => {
  it.each([
    ['alone', ''],
    ['with what a mail program added', ')%20and'],
  ])('has the secret no longer once it is taken, %s', (_name, after) => {
    expect(take(`#link=${SECRET}${after}`)).toEqual({
      secret: SECRET,
      address: ['/dashboard.html?lang=de'],
    });
  });

  it.each(['', '#', '#link=', '#links=a', '#uploads'])('%s has none', (hash) => {
    expect(take(hash)).toEqual({ secret: null, address: [] });
  });
});

describe('the exchange', () => {
  const asked: [string, RequestInit | undefined][] = [];
  let answers: Response[] = [];

  beforeEach(() => {
    asked.length = 0;
    vi.stubGlobal('document', { baseURI: 'https://files.example/dashboard.html' });
    vi.stubGlobal('fetch', async (url: URL | string, how?: RequestInit) => {
      asked.push([String(url), how]);
      const answer = answers.shift();
      if (!answer) throw new TypeError('Failed to fetch');
      return answer;
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  const capabilities = () => Response.json({ progress_url: '/progress/' });

  it('sends the secret in a header field, and gives the token', async () => {
    answers = [capabilities(), Response.json({ token: 'a.b.c', expires_at: 1 })];
    expect(await exchangeLink('/uploads/', SECRET)).toBe('a.b.c');
    const [url, how] = asked[1] ?? [];
    expect(url).toBe('https://files.example/progress/?link=1');
    expect(how).toMatchObject({ method: 'POST', credentials: 'omit', cache: 'no-store' });
    expect(new Headers(how?.headers).get('Authorization')).toBe(`Bearer ${SECRET}`);
    expect(asked.map(([address]) => address).join(' ')).not.toContain(SECRET);
  });

  it('says why there is none', async () => {
    answers = [capabilities(), Response.json({ code: 'link_used' }, { status: 410 })];
    expect(await exchangeLink('/uploads/', SECRET)).toMatchObject({ code: 'link_used' });
    answers = [capabilities()];
    expect(await exchangeLink('/uploads/', SECRET)).toMatchObject({ code: 'network' });
    answers = [capabilities(), new Response('a page')];
    expect(await exchangeLink('/uploads/', SECRET)).toMatchObject({ code: 'no_server' });
    answers = [new Response('', { status: 502 })];
    expect(await exchangeLink('/uploads/', SECRET)).toMatchObject({ code: 'server_failed' });
  });
});
