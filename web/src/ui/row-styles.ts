/* SPDX-License-Identifier: MIT
 *
 * The style of the rows of many files.
 */
import { css } from 'lit';

export const rowStyles = css`
  :host {
    display: block;
  }

  .scroller {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    container-type: inline-size;
    max-block-size: var(--loadline-list-height, 420px);
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  ul {
    list-style: none;
    margin: 0;
    padding: 0;
    position: relative;
  }

  li {
    contain: layout style;
    inset-inline: 0;
    position: absolute;
  }

  li.opened {
    padding: 6px;
  }

  .fold {
    background: none;
    border: 0;
    color: var(--accent);
    cursor: pointer;
    font-size: 0.875em;
    font-weight: 550;
    margin-block-end: 6px;
    min-block-size: 32px;
    padding: 0 4px;
  }

  .off {
    visibility: hidden;
  }

  .fold::before {
    content: '▾';
    display: inline-block;
    inline-size: 1.2em;
  }

  .fold[aria-expanded='true']::before {
    content: '▴';
  }
`;
