/* SPDX-License-Identifier: MIT
 *
 * The site that the tests have to themselves: its folder, its programs, its tool.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its folder; empty where the site is somebody else's. */
export const site = process.env.LOADLINE_SITE ?? '';

/** The process id of one of its programs. */
export function processId(component: string): number {
  return Number(readFileSync(join(site, 'pids', `${component}.pid`), 'utf8'));
}

/** Starts or ends one of them; what watches the page goes on meanwhile. */
export async function quickstart(verb: string, component: string): Promise<void> {
  const program = process.env.LOADLINE_QUICKSTART ?? 'quickstart';
  const child = spawn(program, [verb, component, '--data', site], { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ${verb} ${component} ended with ${code}`);
}

/** A new link to the dashboard, which makes an administrator once. */
export function administratorLink(): string {
  const program = process.env.LOADLINE_QUICKSTART ?? 'quickstart';
  return execFileSync(program, ['link', '--data', site], { encoding: 'utf8' }).trim();
}

/** Runs the operators' tool. */
export function loadline(...words: string[]): void {
  const tool = process.env.LOADLINE_TOOL ?? 'loadline';
  execFileSync(tool, ['--config', join(site, 'loadline.conf'), ...words], { stdio: 'ignore' });
}
