/* SPDX-License-Identifier: MIT
 *
 * The health of the channel: how fresh the news are. It says nothing about the bytes.
 */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ChannelHealth } from '../channel/health.js';
import { healthText } from '../view/health-text.js';
import { ENGLISH, type Words } from '../view/words.js';
import { theme } from './theme.js';

export class LoadlineStatus extends LitElement {
  static override readonly properties = {
    health: { attribute: false },
    now: { attribute: false },
    words: { attribute: false },
  };

  static override readonly styles = [
    theme,
    css`
      :host {
        display: inline-block;
      }

      .pill {
        align-items: center;
        border: 1px solid var(--line);
        border-radius: 99px;
        color: var(--muted);
        column-gap: 8px;
        display: flex;
        flex-wrap: wrap;
        font-size: 0.8125em;
        min-block-size: 28px;
        padding: 2px 12px;
      }

      .label {
        color: var(--text);
        font-weight: 550;
      }

      .detail {
        font-variant-numeric: tabular-nums;
      }

      .refresh {
        background: none;
        border: 0;
        color: var(--accent);
        cursor: pointer;
        font-weight: 550;
        min-block-size: 24px;
        padding: 0 2px;
      }

      .refresh:hover {
        text-decoration: underline;
      }

      .dot {
        background: var(--warn);
        block-size: 8px;
        border-radius: 50%;
        inline-size: 8px;
      }

      [data-state='live'] .dot {
        animation: breathe 2.4s ease-in-out 3;
        background: var(--good);
      }

      [data-state='idle'] .dot {
        background: var(--muted);
      }

      [data-state='offline'] .dot,
      [data-state='refused'] .dot {
        background: var(--bad);
      }

      @keyframes breathe {
        50% {
          box-shadow: 0 0 0 4px color-mix(in srgb, var(--good) 25%, transparent);
        }
      }

      @media (forced-colors: active) {
        .dot {
          background: CanvasText;
          forced-color-adjust: none;
        }
      }
    `,
  ];

  declare health: ChannelHealth;
  declare now: number;
  declare words: Words;

  constructor() {
    super();
    this.health = { state: 'idle' };
    this.now = Date.now();
    this.words = ENGLISH;
  }

  protected override render(): TemplateResult {
    const { label, detail } = healthText(this.health, this.now, this.words);
    return html`
      <div class="pill" part="status" data-state=${this.health.state}>
        <span class="dot" aria-hidden="true"></span>
        <span class="label">${label}</span>
        ${detail === null ? nothing : html`<span class="detail">${detail}</span>`}
        ${canBeBetter(this.health) ? this.#button() : nothing}
      </div>
    `;
  }

  #button(): TemplateResult {
    const refresh = () => this.dispatchEvent(new CustomEvent('refresh'));
    return html`
      <button type="button" class="refresh" part="refresh" @click=${refresh}>
        ${this.words.refresh}
      </button>
    `;
  }
}

/** Whether an immediate attempt may help. */
function canBeBetter(health: ChannelHealth): boolean {
  if (health.state === 'polling') return health.isFallback;
  return ['delayed', 'reconnecting', 'offline', 'refused'].includes(health.state);
}
