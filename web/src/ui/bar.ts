/* SPDX-License-Identifier: MIT
 *
 * The bar of one file: confirmed bytes as the fill, sent bytes as a lighter fill, and a short
 * segment for each processing step behind them. The last byte is not the end of an upload.
 */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { FileView, StageView } from '../view/file-view.js';
import { theme } from './theme.js';

/** What it shows of a file, or of a list. */
export type BarView = Pick<
  FileView,
  'name' | 'phase' | 'confirmed' | 'sent' | 'percent' | 'spoken' | 'stages'
>;

export class LoadlineBar extends LitElement {
  static override readonly properties = { view: { attribute: false } };

  static override readonly styles = [
    theme,
    css`
      :host {
        display: block;
      }

      .bar {
        border-radius: 99px;
        display: flex;
        gap: 3px;
        overflow: hidden;
      }

      .part {
        background: var(--track);
        block-size: var(--loadline-bar-height, 10px);
        border-radius: 2px;
        overflow: hidden;
        position: relative;
      }

      .bytes {
        flex: 1;
      }

      .step {
        flex: 0 0 clamp(16px, 7%, 56px);
      }

      .part > * {
        background: var(--accent);
        inset: 0;
        position: absolute;
        transform: scaleX(var(--share, 0));
        transform-origin: left;
        transition: transform var(--loadline-bar-pace) linear;
      }

      .part > :dir(rtl) {
        transform-origin: right;
      }

      .sent {
        background: var(--accent-soft);
      }

      .busy::after {
        animation: sweep 1.6s ease-in-out infinite;
        background: linear-gradient(90deg, transparent, var(--accent), transparent);
        content: '';
        inset: 0;
        position: absolute;
      }

      .bar[data-phase='done'] .fill {
        background: var(--good);
      }

      .bar[data-phase='failed'] .fill,
      .bar[data-phase='expired'] .fill,
      .step[data-state='failed'] .fill {
        background: var(--bad);
      }

      .bar[data-phase='paused'] .fill,
      .bar[data-phase='retrying'] .fill,
      .bar[data-phase='cancelled'] .fill {
        background: var(--muted);
      }

      @keyframes sweep {
        from {
          transform: translateX(-100%);
        }
        to {
          transform: translateX(100%);
        }
      }

      @media (forced-colors: active) {
        .bar {
          border-radius: 2px;
        }
        .part {
          border: 1px solid CanvasText;
        }
        .fill {
          background: Highlight;
          forced-color-adjust: none;
        }
        .sent {
          background: GrayText;
          forced-color-adjust: none;
        }
      }
    `,
  ];

  declare view: BarView | null;

  constructor() {
    super();
    this.view = null;
  }

  protected override render(): TemplateResult | null {
    const { view } = this;
    if (!view) return null;
    return html`
      <div
        class="bar"
        part="bar"
        data-phase=${view.phase}
        role="progressbar"
        aria-label=${view.name}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${view.percent ?? nothing}
        aria-valuetext=${view.spoken}
      >
        <div class="part bytes">
          <div class="sent" data-share=${view.sent}></div>
          <div class="fill" part="fill" data-share=${view.confirmed}></div>
        </div>
        ${view.stages.map(stageSegment)}
      </div>
    `;
  }

  /** Sets the style by script: a Content Security Policy allows that, but not the attribute. */
  protected override updated(_changed: PropertyValues): void {
    for (const fill of this.renderRoot.querySelectorAll<HTMLElement>('[data-share]')) {
      fill.style.setProperty('--share', fill.dataset.share ?? '0');
    }
  }
}

function stageSegment(stage: StageView): TemplateResult {
  const busy = stage.state === 'running' && stage.percent === null;
  return html`
    <div class="part step ${busy ? 'busy' : ''}" data-state=${stage.state}>
      <div class="fill" data-share=${stageShare(stage)}></div>
    </div>
  `;
}

function stageShare(stage: StageView): number {
  if (stage.state === 'waiting') return 0;
  return stage.state === 'running' ? (stage.percent ?? 0) / 100 : 1;
}
