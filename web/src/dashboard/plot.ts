/* SPDX-License-Identifier: MIT
 *
 * One figure over the last hour, or over the last minutes. A time that nobody knows is a gap in the
 * line.
 */
import { html, svg, type TemplateResult } from 'lit';
import { formatDistance } from '../view/format.js';
import { say } from '../view/say.js';
import { HOUR_MS, type PlotSample, runsOf } from './last-hour.js';
import type { DashboardWords } from './words.js';

const WIDTH = 300;
const HEIGHT = 64;
/** The distance of the line from the edges. */
const MARGIN = 2;

export interface Curve {
  readonly name: string;
  pick(sample: PlotSample): number | null;
  format(value: number): string;
}

export function plot(
  samples: readonly PlotSample[],
  spanMs: number,
  { name, pick, format }: Curve,
  own: DashboardWords,
): TemplateResult {
  const known = samples.filter((sample) => pick(sample) !== null);
  const value = (sample: PlotSample) => pick(sample) ?? 0;
  const last = known.at(-1);
  const highest = Math.max(0, ...known.map(value));
  const now = format(last ? value(last) : 0);
  const runs = runsOf(known);
  const point = (sample: PlotSample): Point => [
    WIDTH * (1 - ((last?.at ?? 0) - sample.at) / spanMs),
    HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (highest > 0 ? value(sample) / highest : 0),
  ];
  const span = own.span[spanMs === HOUR_MS ? 'hour' : 'minutes'];
  const label = say(own, own.plot, { name, span, now, highest: format(highest) });
  const isWhole = runs.length === 1 && last && isLong(runs[0]?.[0], last, spanMs);
  return html`
    <figure class="plot">
      <figcaption><span>${name}</span> <strong>${now}</strong></figcaption>
      <svg
        class="curve"
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${isWhole ? label : say(own, own.plotGaps, { plot: label })}
      >
        ${runs
          .map((run) => run.map(point))
          .map(
            (run) =>
              svg`<path class="area" d="${areaPath(run)}" /><path class="line" d="${linePath(run)}" />`,
          )}
      </svg>
      <div class="scale" aria-hidden="true">
        <span>${formatDistance(-spanMs, own.language)}</span>
        <span>${say(own, own.highest, { value: format(highest) })}</span>
        <span>${own.spanEnd}</span>
      </div>
    </figure>
  `;
}

type Point = readonly [x: number, y: number];

/** Whether a line goes back to the beginning of the span. */
function isLong(first: PlotSample | undefined, last: PlotSample, spanMs: number): boolean {
  return first !== undefined && last.at - first.at >= spanMs - first.reach;
}

/** A point alone is a dot. */
function linePath(run: readonly Point[]): string {
  return `M${run.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}${run.length > 1 ? '' : 'h0'}`;
}

function areaPath(run: readonly Point[]): string {
  const start = run[0]?.[0].toFixed(1);
  const end = run.at(-1)?.[0].toFixed(1);
  return `${linePath(run)}L${end} ${HEIGHT}L${start} ${HEIGHT}Z`;
}
