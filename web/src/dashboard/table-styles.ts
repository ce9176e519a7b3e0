/* SPDX-License-Identifier: MIT
 *
 * The style of the dashboard's tables, which become cards on narrow pages.
 */
import { css } from 'lit';

export const dashboardTables = css`
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
    inline-size: 100%;
  }

  .uploads {
    table-layout: fixed;
  }

  th {
    color: var(--muted);
    font-size: 0.8125rem;
    font-weight: 500;
    text-align: start;
  }

  th,
  td {
    border-block-end: 1px solid var(--line);
    padding-block: 9px;
    padding-inline: 0 10px;
    text-align: start;
    vertical-align: top;
  }

  tbody tr:last-child td {
    border-block-end: 0;
    padding-block-end: 0;
  }

  .uploads .rate,
  .uploads .left {
    inline-size: 6.5rem;
    text-align: end;
    white-space: nowrap;
  }

  .uploads .left {
    padding-inline-end: 18px;
  }

  .uploads .stored,
  .uploads .ended {
    inline-size: 8.5rem;
  }

  .owner {
    display: block;
  }

  .found > button {
    justify-self: center;
  }

  .uploads .state,
  .uploads .progress {
    inline-size: 23%;
  }

  .uploads .actions {
    inline-size: 9.75rem;
    padding-inline-end: 0;
    text-align: end;
  }

  .actions .small {
    margin-block-end: 4px;
  }

  .title,
  td code {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* It is cut at its own end, and aligned to the side where lines of the page begin. */
  .title {
    font-weight: 600;
    inline-size: fit-content;
    max-inline-size: 100%;
  }

  td code {
    color: var(--muted);
    font-size: 0.75rem;
  }

  .phase,
  .pulse {
    align-items: center;
    color: var(--tone);
    display: flex;
    font-weight: 550;
    gap: 6px;
  }

  tr {
    --tone: var(--text);
  }

  [data-phase='uploading'],
  [data-phase='processing'] {
    --tone: var(--accent);
  }

  [data-phase='done'],
  [data-pulse='up'] {
    --tone: var(--good);
  }

  [data-phase='failed'],
  [data-phase='expired'],
  [data-pulse='gone'] {
    --tone: var(--bad);
  }

  [data-phase='paused'],
  [data-phase='cancelled'],
  [data-pulse='unknown'] {
    --tone: var(--muted);
  }

  [data-pulse='stopping'] {
    --tone: var(--warn);
  }

  .phase i {
    display: flex;
  }

  .detail,
  small {
    color: var(--muted);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }

  .detail {
    display: block;
  }

  [data-phase='failed'] .detail {
    color: var(--bad);
  }

  .progress loadline-bar {
    --loadline-bar-height: 8px;
    --loadline-bar-pace: 0.25s;
    margin-block: 7px 5px;
  }

  .figures {
    color: var(--muted);
    display: flex;
    font-size: 0.8125rem;
    gap: 8px;
    justify-content: space-between;
  }

  .dot {
    background: var(--tone);
    block-size: 8px;
    border-radius: 50%;
    flex: none;
    inline-size: 8px;
  }

  .programs .host code {
    display: inline;
  }

  [data-pulse='gone'] td:not(.health) {
    color: var(--muted);
  }

  @media (min-width: 72rem) {
    .uploads .actions {
      inline-size: 12rem;
    }
  }

  @media (forced-colors: active) {
    .dot {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .line {
      stroke: Highlight;
    }
  }

  @media (max-width: 60rem) {
    .uploads .left {
      display: none;
    }
  }

  @media (max-width: 44rem) {
    thead {
      block-size: 1px;
      clip-path: inset(50%);
      inline-size: 1px;
      overflow: hidden;
      position: absolute;
    }

    table,
    tbody {
      display: block;
    }

    tr {
      border-block-end: 1px solid var(--line);
      display: grid;
      gap: 4px 12px;
      grid-template-columns: minmax(0, 1fr) auto;
      padding-block: 12px;
    }

    tbody tr:last-child {
      border-block-end: 0;
    }

    td,
    .uploads td:is(.rate, .left, .stored, .ended, .actions, .state, .progress) {
      border: 0;
      inline-size: auto;
      padding: 0;
      text-align: start;
    }

    .uploads td:is(.rate, .left) {
      display: none;
    }

    .uploads td.progress {
      grid-area: 3 / 1 / 3 / -1;
    }

    .uploads td.name {
      grid-area: 1 / 1 / 1 / -1;
    }

    .uploads td.actions {
      grid-area: 4 / 1 / 4 / -1;
      text-align: end;
    }

    .uploads td.ended {
      color: var(--muted);
      grid-area: 2 / 2;
      text-align: end;
    }

    .uploads td.stored {
      color: var(--muted);
      grid-area: 3 / 1 / 3 / -1;
    }

    .uploads tr[data-phase='uploading'] td.rate {
      display: block;
      grid-area: 2 / 2;
      text-align: end;
    }

    .programs tr {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    .programs td[data-label]:not(.health, .host)::before {
      color: var(--muted);
      content: attr(data-label) ': ';
      font-size: 0.8125rem;
    }
  }
`;
