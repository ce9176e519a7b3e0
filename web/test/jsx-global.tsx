/** @jsxRuntime classic */
/** @jsx h */
/* SPDX-License-Identifier: MIT
 *
 * Compiled only: the elements with any other function that JSX calls; and the elements' events
 * without JSX.
 */
import '../src/ui/elements.js';
import type {} from '../src/jsx.js';

declare function show(text: string | null | undefined): void;
declare function h(name: string, props: unknown, ...children: unknown[]): unknown;

export const page = (
  <loadline-upload
    class="wide"
    endpoint="/uploads/"
    onloadline-failed={({ detail }) => show(detail.document?.error?.code)}
  />
);

// @ts-expect-error: the element needs the id of an upload
export const wrong = <loadline-progress endpoint="/uploads/" />;

export function listen(): void {
  const element = document.querySelector('loadline-upload');
  element?.addEventListener('loadline-done', ({ detail }) => show(detail.url));
  document.addEventListener('loadline-failed', ({ detail }) => show(detail.document?.error?.code));
  // @ts-expect-error: there is no such event
  element?.addEventListener('loadline-ended', ({ detail }) => show(detail));
}
