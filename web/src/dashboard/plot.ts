/* SPDX-License-Identifier: MIT
 *
 * One figure over the last minutes. A time without events is a gap in the line.
 */
import { html, svg, type TemplateResult } from 'lit';
import { formatDistance } from '../view/format.js';
import { say } from '../view/say.js';
import { type PlotSample, SPAN_MS } from './board.js';
import type { DashboardWords } from './words.js';

const WIDTH = 300;
const HEIGHT = 64;
/** The distance of the line from the edges. */
const MARGIN = 2;
const GAP_MS = 4_000;

export interface Curve {
  readonly name: string;
  pick(sample: PlotSample): number;
  format(value: number): string;
}

export function plot(
  samples: readonly PlotSample[],
  { name, pick, format }: Curve,
  own: DashboardWords,
): TemplateResult {
  const last = samples.at(-1);
  const highest = Math.max(0, ...samples.map(pick));
  const now = format(last ? pick(last) : 0);
  const runs = last ? runsOf(samples, (sample) => pointOf(sample, last.at, highest, pick)) : [];
  return html`
    <figure class="plot">
      <figcaption><span>${name}</span> <strong>${now}</strong></figcaption>
      <svg
        class="curve"
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${say(own, own.plot, { name, now, highest: format(highest) })}
      >
        ${runs.map(
          (run) =>
            svg`<path class="area" d="${areaPath(run)}" /><path class="line" d="${linePath(run)}" />`,
        )}
      </svg>
      <div class="scale" aria-hidden="true">
        <span>${formatDistance(-SPAN_MS, own.language)}</span>
        <span>${say(own, own.highest, { value: format(highest) })}</span>
        <span>${own.spanEnd}</span>
      </div>
    </figure>
  `;
}

type Point = readonly [x: number, y: number];

function pointOf(sample: PlotSample, now: number, highest: number, pick: Curve['pick']): Point {
  const share = highest > 0 ? pick(sample) / highest : 0;
  return [
    WIDTH * (1 - (now - sample.at) / SPAN_MS),
    HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share,
  ];
}

/** Cuts the line where no events came for a while. */
export function runsOf(
  samples: readonly PlotSample[],
  point: (sample: PlotSample) => Point,
): Point[][] {
  const runs: Point[][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const sample of samples) {
    if (sample.at - before > GAP_MS) runs.push([]);
    runs.at(-1)?.push(point(sample));
    before = sample.at;
  }
  return runs;
}

function linePath(run: readonly Point[]): string {
  return `M${run.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
}

function areaPath(run: readonly Point[]): string {
  const start = run[0]?.[0].toFixed(1);
  const end = run.at(-1)?.[0].toFixed(1);
  return `${linePath(run)}L${end} ${HEIGHT}L${start} ${HEIGHT}Z`;
}
