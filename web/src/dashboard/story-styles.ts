/* SPDX-License-Identifier: MIT
 *
 * The style of an upload's story: times on one side, what happened on the other.
 */
import { css } from 'lit';

export const storyStyles = css`
  :host {
    display: contents;
  }

  dialog {
    inline-size: 100%;
    max-inline-size: min(44rem, calc(100vw - 32px));
    padding: 0 22px 22px;
  }

  .head {
    background: var(--surface);
    flex-wrap: nowrap;
    inset-block-start: 0;
    padding-block: 18px 12px;
    position: sticky;
  }

  .head h2 {
    min-inline-size: 0;
  }

  dialog .hint {
    margin: 0;
  }

  ol {
    list-style: none;
    margin: 0;
    padding: 0;
  }

  li {
    --tone: var(--line);
    align-items: baseline;
    border-inline-start: 3px solid var(--tone);
    display: grid;
    gap: 0 16px;
    grid-template-columns: 12.5rem minmax(0, 1fr);
    padding: 6px 12px;
  }

  [data-what$='done'] {
    --tone: var(--good);
  }

  [data-what$='failed'],
  [data-what='expired'] {
    --tone: var(--bad);
  }

  [data-what='stage_postponed'],
  [data-what='stage_stopped'],
  [data-what='restored'] {
    --tone: var(--warn);
  }

  time,
  bdi,
  code {
    color: var(--muted);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .what,
  bdi {
    display: block;
    overflow-wrap: anywhere;
  }

  @media (max-width: 44rem) {
    li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
