/* SPDX-License-Identifier: MIT
 *
 * The style of the dashboard: its parts one below the other.
 */
import { css } from 'lit';

export const dashboardStyles = css`
  :host {
    --radius: var(--loadline-radius, 12px);
    color-scheme: light dark;
    display: grid;
    gap: 16px;
  }

  h2,
  p,
  dl,
  dd,
  pre,
  figure {
    margin: 0;
  }

  h2 {
    font-size: 1.0625rem;
    font-weight: 650;
  }

  .panel,
  .plot,
  .figures-row > div {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }

  .panel {
    display: grid;
    gap: 12px;
    grid-template-columns: minmax(0, 1fr);
    padding: 16px;
  }

  .hint {
    color: var(--muted);
    font-size: 0.875em;
  }

  .empty {
    padding: 28px 0;
    text-align: center;
  }

  .problem {
    color: var(--bad);
    font-weight: 550;
  }

  .warning {
    background: color-mix(in srgb, var(--warn) 12%, var(--surface));
    border: 1px solid color-mix(in srgb, var(--warn) 45%, transparent);
    border-radius: var(--radius);
    padding: 10px 14px;
  }

  .notice:empty {
    display: none;
  }

  .notice {
    background: var(--text);
    border: 1px solid transparent;
    border-radius: 10px;
    color: var(--surface);
    inset-block-end: 20px;
    inset-inline: 16px;
    margin-inline: auto;
    max-inline-size: fit-content;
    padding: 10px 18px;
    position: fixed;
    z-index: 1;
  }

  button,
  input {
    border-radius: 9px;
    color: inherit;
    font: inherit;
    min-block-size: 36px;
  }

  button {
    align-items: center;
    cursor: pointer;
    display: inline-flex;
    gap: 6px;
    justify-content: center;
    padding: 4px 14px;
  }

  button:disabled {
    cursor: default;
    opacity: 0.55;
  }

  .plain,
  .small {
    background: var(--surface);
    border: 1px solid var(--line);
  }

  .plain:hover:enabled,
  .small:hover {
    border-color: var(--muted);
  }

  .plain[aria-pressed='true'] {
    background: color-mix(in srgb, var(--warn) 14%, var(--surface));
    border-color: var(--warn);
  }

  .main {
    background: var(--accent);
    border: 1px solid transparent;
    color: var(--on-accent);
    font-weight: 600;
  }

  .main.bad {
    background: var(--bad);
    color: var(--surface);
  }

  .small {
    font-size: 0.8125rem;
    min-block-size: 30px;
    padding: 2px 9px;
    white-space: nowrap;
  }

  .small svg {
    block-size: 1.05em;
    inline-size: 1.05em;
  }

  input {
    background: var(--raised);
    border: 1px solid color-mix(in srgb, var(--muted) 75%, transparent);
    min-inline-size: 0;
    padding: 4px 12px;
  }

  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }

  .tools,
  .head,
  .ask,
  .choice {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }

  .tools loadline-status {
    margin-inline-end: auto;
  }

  .head h2 {
    margin-inline-end: auto;
  }

  .head input {
    flex: 0 1 22rem;
  }

  .door {
    max-inline-size: 40rem;
    padding: 24px;
  }

  .door .problem {
    margin-block-start: 8px;
  }

  .door label {
    display: block;
    font-weight: 600;
    margin-block-end: 8px;
  }

  .ask {
    flex-wrap: nowrap;
    margin-block-end: 8px;
  }

  .ask input {
    flex: 1;
  }

  pre {
    background: var(--raised);
    border: 1px solid var(--line);
    border-radius: 9px;
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
    padding: 10px 14px;
    white-space: pre-wrap;
  }

  .figures-row {
    display: grid;
    gap: 12px;
    grid-template-columns: repeat(6, minmax(0, 1fr));
  }

  .figures-row > div {
    padding: 12px 16px;
  }

  dt {
    color: var(--muted);
    font-size: 0.8125rem;
  }

  dd {
    font-size: 1.5rem;
    font-variant-numeric: tabular-nums;
    font-weight: 650;
    letter-spacing: -0.01em;
    line-height: 1.25;
    white-space: nowrap;
  }

  .plots,
  .pair {
    align-items: start;
    display: grid;
    gap: 16px;
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }

  .plots {
    grid-template-columns: repeat(4, minmax(0, 1fr));
  }

  .plot {
    padding: 12px 16px 10px;
  }

  figcaption,
  .scale {
    display: flex;
    justify-content: space-between;
  }

  figcaption span,
  .scale {
    color: var(--muted);
    font-size: 0.8125rem;
  }

  strong,
  .scale {
    font-variant-numeric: tabular-nums;
  }

  strong {
    font-weight: 650;
  }

  .curve {
    block-size: 72px;
    border-block-end: 1px solid var(--line);
    display: block;
    inline-size: 100%;
    margin-block: 6px 4px;
  }

  .curve:dir(rtl) {
    transform: scaleX(-1);
  }

  .line {
    stroke: var(--accent);
    vector-effect: non-scaling-stroke;
  }

  .area {
    fill: color-mix(in srgb, var(--accent) 16%, transparent);
    stroke: none;
  }

  dialog {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    color: var(--text);
    max-inline-size: min(28rem, calc(100vw - 32px));
    padding: 22px;
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }

  dialog p {
    color: var(--muted);
    margin-block: 8px 18px;
  }

  dialog h2 {
    overflow-wrap: anywhere;
  }

  .choice {
    justify-content: end;
  }

  @media (max-width: 60rem) {
    .plots {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    .pair {
      grid-template-columns: minmax(0, 1fr);
    }

    .figures-row {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
  }

  @media (max-width: 44rem) {
    .plots {
      gap: 8px;
      grid-template-columns: minmax(0, 1fr);
    }

    .plot {
      padding: 8px 12px;
    }

    .curve {
      block-size: 40px;
    }

    .figures-row {
      gap: 8px;
    }

    .figures-row > div {
      padding: 10px 12px;
    }

    dd {
      font-size: 1rem;
    }

    .head input {
      flex: 1 1 100%;
      order: 1;
    }
  }
`;
