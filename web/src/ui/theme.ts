/* SPDX-License-Identifier: MIT
 *
 * The style that all elements share. A site changes it by the custom properties --loadline-…, which
 * are inherited into the component.
 */
import { css } from 'lit';

export const theme = css`
  :host {
    --accent: var(--loadline-accent, light-dark(#0b6fa4, #4cc2f1));
    --accent-soft: var(--loadline-accent-soft, light-dark(#9fd0ea, #1f5f80));
    --on-accent: var(--loadline-on-accent, light-dark(#ffffff, #06222f));
    --surface: var(--loadline-surface, light-dark(#ffffff, #131c24));
    --raised: var(--loadline-raised, light-dark(#f5f8fa, #1a2530));
    --text: var(--loadline-text, light-dark(#12202b, #e6eef4));
    --muted: var(--loadline-muted, light-dark(#546675, #93a7b6));
    --line: var(--loadline-line, light-dark(#d9e2e9, #2a3845));
    --track: var(--loadline-track, light-dark(#e3eaef, #263441));
    --good: var(--loadline-good, light-dark(#157a4a, #46c98a));
    --warn: var(--loadline-warn, light-dark(#9a5b00, #f0b04a));
    --bad: var(--loadline-bad, light-dark(#b3261e, #ff8a80));
    --radius: var(--loadline-radius, 14px);
    color: var(--text);
    font: var(--loadline-font, 400 0.9375rem/1.45 system-ui, sans-serif);
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  svg {
    block-size: 1.25em;
    fill: none;
    inline-size: 1.25em;
    stroke: currentColor;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 1.8;
  }

  button {
    font: inherit;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .unseen {
    block-size: 1px;
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
