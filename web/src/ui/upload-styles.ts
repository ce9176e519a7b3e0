/* SPDX-License-Identifier: MIT
 *
 * The style of the component: the drop area, and the list below it.
 */
import { css } from 'lit';

export const uploadStyles = css`
  :host {
    color-scheme: light dark;
    display: block;
  }

  .drop {
    align-items: center;
    background: var(--surface);
    border: 1.5px dashed color-mix(in srgb, var(--muted) 55%, transparent);
    border-radius: calc(var(--radius) * 1.3);
    display: flex;
    flex-wrap: wrap;
    gap: 10px 18px;
    justify-content: center;
    padding: 44px 24px;
    text-align: center;
    transition: 0.3s;
  }

  .drop.filled {
    padding-block: 18px;
  }

  .label {
    font-weight: 600;
    margin-block-end: 6px;
    padding-inline: 4px;
  }

  .drop.off {
    background: none;
  }

  .drop.over {
    background: color-mix(in srgb, var(--accent) 9%, var(--surface));
    border-color: var(--accent);
  }

  .overlay {
    background: color-mix(in srgb, var(--surface) 90%, transparent);
    block-size: auto;
    border: 3px solid var(--accent);
    border-radius: var(--radius);
    color: var(--text);
    display: flex;
    font-size: 1.25em;
    font-weight: 600;
    gap: 10px;
    inline-size: auto;
    inset: 0;
    margin: 0;
    pointer-events: none;
    place-content: center;
    place-items: center;
    position: fixed;
  }

  .choose,
  .start {
    align-items: center;
    background: var(--accent);
    border: 1px solid transparent;
    border-radius: 99px;
    color: var(--on-accent);
    cursor: pointer;
    display: flex;
    font-weight: 600;
    gap: 8px;
    min-block-size: 44px;
    padding: 8px 24px;
  }

  .start {
    justify-content: center;
    margin-block: 0 10px;
    min-inline-size: 12rem;
  }

  /* One button stands out. */
  .quiet {
    background: none;
    border-color: var(--line);
    color: var(--accent);
  }

  :is(.choose, .start):enabled:hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--text));
    color: var(--on-accent);
  }

  :is(.choose, .start):disabled {
    background: var(--track);
    color: var(--muted);
    cursor: default;
  }

  .hint {
    color: var(--muted);
  }

  .off .hint {
    visibility: hidden;
  }

  .notice {
    color: var(--bad);
    margin: 10px 0 0;
  }

  .hint small {
    display: block;
    font-size: 0.8125em;
  }

  .head {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    justify-content: space-between;
    margin-block: 18px 8px;
    padding-inline: 4px;
  }

  .head h2 {
    font-size: 0.875em;
    font-weight: 600;
    margin: 0;
  }

  .total {
    color: var(--muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
    margin-inline-start: auto;
  }

  loadline-bar.all {
    margin-block-end: 8px;
  }

  .bulk {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block-end: 8px;
  }

  .bulk button {
    background: none;
    border: 1px solid var(--line);
    border-radius: 99px;
    color: var(--accent);
    cursor: pointer;
    font-size: 0.875em;
    font-weight: 550;
    min-block-size: 32px;
    padding: 2px 14px;
  }

  .bulk button:enabled:hover {
    background: var(--raised);
  }

  .bulk button:disabled {
    color: var(--muted);
    cursor: default;
  }

  ul {
    display: grid;
    gap: 10px;
    list-style: none;
    margin: 0;
    padding: 0;
  }

  /* The browser does not render rows outside of the window. */
  li {
    contain-intrinsic-size: auto 126px;
    content-visibility: auto;
  }

  @media (forced-colors: active) {
    .choose,
    .start {
      border-color: ButtonText;
    }
  }
`;
