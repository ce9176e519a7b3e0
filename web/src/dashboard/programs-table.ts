/* SPDX-License-Identifier: MIT
 *
 * The relays and workers of the site, and their state.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { formatDistance, formatDuration, formatNumber } from '../view/format.js';
import { say } from '../view/say.js';
import type { Program, Site } from './site.js';
import type { DashboardWords, Heading, Pulse } from './words.js';

type Cell = readonly [heading: Heading, text: string | TemplateResult];

export function programsTable(
  kind: Program['kind'],
  site: Site | null,
  own: DashboardWords,
): TemplateResult {
  const programs = site?.programs.filter((program) => program.kind === kind) ?? [];
  const title = kind === 'relay' ? own.relays : own.workers;
  const nobody = kind === 'relay' ? own.noRelays : own.noWorkers;
  const first = programs[0];
  return html`
    <section class="panel">
      <h2>${title}</h2>
      ${
        site && first
          ? html`
            <table role="table" class="programs" aria-label=${title}>
              <thead role="rowgroup">
                <tr role="row">
                  ${cellsOf(first, site, own).map(
                    ([name]) => html`<th role="columnheader" scope="col">${own.heading[name]}</th>`,
                  )}
                </tr>
              </thead>
              <tbody role="rowgroup">
                ${programs.map((program) => programRow(program, site, own))}
              </tbody>
            </table>
          `
          : html`<p class="hint">${site ? nobody : nothing}</p>`
      }
    </section>
  `;
}

function programRow(program: Program, site: Site, own: DashboardWords): TemplateResult {
  return html`
    <tr role="row" data-program=${program.name} data-pulse=${pulseOf(program, site)}>
      ${cellsOf(program, site, own).map(
        ([name, text]) =>
          html`<td role="cell" class=${name} data-label=${own.heading[name]}>${text}</td>`,
      )}
    </tr>
  `;
}

function cellsOf(program: Program, site: Site, own: DashboardWords): Cell[] {
  const { host, pid, version, startedAt } = program;
  return [
    ['health', healthCell(program, site, own)],
    ['host', html`<span>${host}</span> <code>${pid}</code>`],
    ...(program.kind === 'relay' ? relayCells(program, own) : workerCells(program, own)),
    ['uptime', program.alive ? formatDuration(site.at - startedAt, own.language) : '–'],
    ['version', version],
  ];
}

function relayCells({ sessions, topics, lagMs }: Program, own: DashboardWords): Cell[] {
  const clients = Object.entries(sessions)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${formatNumber(count, own.language)} ${own.transport[kind] ?? kind}`);
  return [
    ['sessions', clients.join(', ') || formatNumber(0, own.language)],
    ['watched', formatNumber(topics, own.language)],
    ['lag', lagMs < 0 ? '–' : `${lagMs} ms`],
  ];
}

function workerCells({ running, slots, done, failed }: Program, own: DashboardWords): Cell[] {
  return [
    ['jobs', say(own, own.running, { running, slots })],
    ['done', formatNumber(done, own.language)],
    ['failed', formatNumber(failed, own.language)],
  ];
}

function healthCell(program: Program, site: Site, own: DashboardWords): TemplateResult {
  const pulse = pulseOf(program, site);
  const ago = formatDistance(-program.heardMs, own.language);
  return html`
    <span class="pulse"><i class="dot" aria-hidden="true"></i>${own.pulse[pulse]}</span>
    ${pulse === 'gone' ? html`<small>${say(own, own.heardAgo, { ago })}</small>` : nothing}
  `;
}

function pulseOf(program: Program, site: Site): Pulse {
  if (!site.available) return 'unknown';
  if (!program.alive) return 'gone';
  return program.stopping ? 'stopping' : 'up';
}
