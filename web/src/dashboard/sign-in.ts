/* SPDX-License-Identifier: MIT
 *
 * The page before the dashboard: it asks for a token, or says why no token gives access.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../server/problem.js';
import type { ErrorCode } from '../store/protocol-names.js';
import type { DashboardWords } from './words.js';

const SETTINGS = 'token_keys = /etc/loadline/token.key';
const MAKE_KEY = 'openssl rand -hex 32 >/etc/loadline/token.key';
const makeLink = () => `loadline token --link ${location.origin}${location.pathname}`;

export interface SignInPage {
  /** Why access was refused; null before the first attempt. */
  readonly problem: Problem | null;
  readonly checking: boolean;
  readonly own: DashboardWords;
  enter(token: string): void;
}

export function signInPage({ problem, checking, own, enter }: SignInPage): TemplateResult {
  // Without a key for tokens the server answers "forbidden": it has no administrators.
  if (problem?.code === ('forbidden' satisfies ErrorCode)) return noAdministrators(own);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem('token');
    if (input instanceof HTMLInputElement && input.value.trim()) enter(input.value.trim());
  };
  return html`
    <section class="panel door">
      <form @submit=${submit}>
        <label for="token">${own.token}</label>
        <div class="ask">
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="off"
            spellcheck="false"
            required
            aria-describedby="kept"
          />
          <button class="main" type="submit" ?disabled=${checking}>
            ${checking ? own.checking : own.signIn}
          </button>
        </div>
        <p class="hint" id="kept">${own.tokenKept}</p>
        <div role="alert">
          ${problem ? html`<p class="problem">${refusalText(problem, own)}</p>` : nothing}
        </div>
      </form>
      <p class="hint">${own.linkHow}</p>
      <pre><code>${makeLink()}</code></pre>
    </section>
  `;
}

/** The problem as a sentence. */
export function refusalText(problem: Problem, own: DashboardWords): string {
  return own.refused[problem.code] ?? problem.detail ?? own.refused.other ?? problem.code;
}

function noAdministrators(own: DashboardWords): TemplateResult {
  return html`
    <section class="panel door" role="alert">
      <p class="problem">${own.nobody}</p>
      <p>${own.nobodyHow}</p>
      <pre><code>${MAKE_KEY}</code></pre>
      <pre><code>${SETTINGS}</code></pre>
      <pre><code>${makeLink()}</code></pre>
    </section>
  `;
}
