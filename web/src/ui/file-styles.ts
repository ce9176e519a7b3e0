/* SPDX-License-Identifier: MIT
 *
 * The style of one file's row.
 */
import { css } from 'lit';

export const fileStyles = css`
  :host {
    display: block;
  }

  .row {
    --tone: var(--accent);
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    display: grid;
    gap: 2px 14px;
    grid-template-columns: auto minmax(0, 1fr) auto;
    padding: 14px 16px;
  }

  .icon {
    grid-row: span 2;
  }

  .row[data-phase='done'] {
    --tone: var(--good);
  }

  .row[data-phase='failed'],
  .row[data-phase='expired'] {
    --tone: var(--bad);
  }

  .row[data-phase='retrying'] {
    --tone: var(--warn);
  }

  .row:is([data-phase='waiting'], [data-phase='paused'], [data-phase='cancelled']) {
    --tone: var(--muted);
  }

  /* It is cut at its own end, and aligned to the side where lines of the page begin. */
  .name {
    font-weight: 600;
    justify-self: start;
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .field input {
    background: var(--surface);
    border: 1px solid var(--muted);
    border-radius: 4px;
    color: inherit;
    font: inherit;
    inline-size: 100%;
  }

  .field [role='alert'] {
    color: var(--bad);
    font-size: 0.875em;
  }

  .line {
    color: var(--muted);
    display: flex;
    flex-wrap: wrap;
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
    grid-column: 2;
    overflow: hidden;
  }

  /* A dot stands before each part. The dot of a part that begins a line is outside of the box. */
  .line > * {
    inset-inline-start: -1.2em;
    position: relative;
  }

  .line > *::before {
    content: '·';
    display: inline-block;
    inline-size: 1.2em;
    text-align: center;
  }

  .headline {
    color: var(--tone);
    font-weight: 550;
  }

  .side {
    align-items: center;
    display: flex;
    gap: 4px;
    grid-column: 3;
    grid-row: 1 / span 2;
  }

  .percent {
    font-size: 1.25em;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    margin-inline-end: 6px;
  }

  .percent small {
    color: var(--muted);
    font-size: 0.65em;
    font-weight: 500;
  }

  .act {
    align-items: center;
    background: none;
    block-size: 34px;
    border: 0;
    border-radius: 50%;
    color: var(--muted);
    cursor: pointer;
    display: flex;
    inline-size: 34px;
    justify-content: center;
  }

  .act:disabled {
    cursor: default;
    opacity: 0.45;
  }

  .act:enabled:hover {
    background: var(--raised);
    color: var(--text);
  }

  .wide {
    grid-column: 1 / -1;
  }

  loadline-bar.wide {
    --loadline-bar-pace: 0.25s;
    margin-block: 10px 2px;
  }

  loadline-stages.wide {
    margin-block-start: 8px;
  }

  .note,
  .problem {
    font-size: 0.875em;
    margin: 6px 0 0;
  }

  .note {
    color: var(--muted);
  }

  .problem {
    color: var(--tone);
    font-weight: 500;
  }

  details {
    font-size: 0.875em;
    margin-block-start: 6px;
  }

  summary {
    border-radius: 4px;
    color: var(--muted);
    cursor: pointer;
    inline-size: fit-content;
    min-block-size: 24px;
    padding-inline-end: 6px;
  }

  summary:hover {
    color: var(--text);
  }

  dl {
    align-items: baseline;
    background: var(--raised);
    border-radius: calc(var(--radius) * 0.6);
    display: grid;
    gap: 4px 14px;
    grid-template-columns: auto minmax(0, 1fr);
    margin: 4px 0 0;
    padding: 8px 12px;
  }

  dt {
    color: var(--muted);
    grid-column: 1;
  }

  dd {
    align-items: baseline;
    display: flex;
    gap: 14px;
    justify-content: space-between;
    margin: 0;
  }

  .value {
    font-family: ui-monospace, monospace;
    font-size: 0.95em;
    overflow-wrap: anywhere;
  }

  .copy {
    background: none;
    border: 0;
    border-radius: 4px;
    color: var(--accent);
    cursor: pointer;
    min-block-size: 24px;
    padding: 0 6px;
  }

  .copy:hover {
    text-decoration: underline;
  }

  @media (max-width: 520px) {
    .row {
      padding: 12px;
    }
    .name {
      align-self: center;
    }
    .side {
      grid-row: 1;
    }
    .line {
      grid-column: 2 / -1;
    }
    .percent {
      font-size: 1.1em;
    }
  }
`;
