/* SPDX-License-Identifier: MIT
 *
 * The figures and curves at the top of the dashboard, and the counters at its end.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { formatBytes, formatNumber, formatRate } from '../view/format.js';
import { say } from '../view/say.js';
import { type Board, spanOf, type Totals } from './board.js';
import { joinSamples } from './last-hour.js';
import { type Curve, plot } from './plot.js';
import { sessionsOf } from './site.js';
import type { DashboardWords, Figure } from './words.js';

export function figures(board: Board, totals: Totals, own: DashboardWords): TemplateResult {
  const number = (value: number) => formatNumber(value, own.language);
  const all: readonly (readonly [Figure, string])[] = [
    ['uploading', number(totals.uploading)],
    ['rate', formatRate(totals.rate, own.language)],
    ['processing', number(totals.processing)],
    ['waiting', number(totals.waiting)],
    ['failed', number(totals.failed)],
    ['sessions', board.site ? number(sessionsOf(board.site)) : '–'],
  ];
  return html`
    <dl class="figures-row">
      ${all.map(
        ([name, value]) => html`
          <div data-figure=${name}><dt>${own.figure[name]}</dt><dd>${value}</dd></div>
        `,
      )}
    </dl>
  `;
}

export function plots(board: Board, own: DashboardWords): TemplateResult {
  const rate = (value: number) => formatRate(value, own.language);
  const number = (value: number) => formatNumber(value, own.language);
  const curves: readonly Curve[] = [
    { name: own.throughput, pick: (at) => at.rate, format: rate },
    { name: own.figure.uploading, pick: (at) => at.uploading, format: number },
    { name: own.queued, pick: (at) => at.queued, format: number },
    { name: own.sessions, pick: (at) => at.sessions, format: number },
  ];
  const samples = joinSamples(board.hour ?? [], board.samples);
  return html`
    <div class="plots">
      ${curves.map((curve) => plot(samples, spanOf(board), curve, own))}
    </div>
  `;
}

export function counted({ site }: Board, own: DashboardWords): TemplateResult | typeof nothing {
  if (!site) return nothing;
  const count = (name: string) => site.counters[name] ?? 0;
  const text = say(own, own.counted, {
    uploads: count('uploads_created'),
    bytes: formatBytes(count('upload_bytes'), own.language),
    done: count('jobs_done'),
    failed: count('jobs_failed'),
  });
  return html`<p class="hint">${text}</p>`;
}
