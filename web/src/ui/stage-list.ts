/* SPDX-License-Identifier: MIT
 *
 * The processing steps of one file: a list in words. It is there from the start, so that people
 * know what follows the last byte.
 */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { StageView } from '../view/file-view.js';
import { formatPercent } from '../view/format.js';
import { say } from '../view/say.js';
import { ENGLISH, type Words } from '../view/words.js';
import { checkIcon, crossIcon, dashIcon } from './icons.js';
import { theme } from './theme.js';

export class LoadlineStageList extends LitElement {
  static override readonly properties = {
    stages: { attribute: false },
    words: { attribute: false },
  };

  static override readonly styles = [
    theme,
    css`
      :host {
        display: block;
      }

      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 18px;
        list-style: none;
        margin: 0;
        padding: 0;
      }

      li {
        align-items: center;
        color: var(--muted);
        display: flex;
        font-size: 0.875em;
        gap: 7px;
      }

      li[aria-current] {
        color: var(--text);
      }

      .mark {
        align-items: center;
        block-size: 18px;
        border: 1.5px solid var(--line);
        border-radius: 50%;
        display: flex;
        flex: none;
        font-size: 11px;
        font-weight: 600;
        inline-size: 18px;
        justify-content: center;
      }

      .mark svg {
        stroke-width: 2.6;
      }

      li[data-state='running'] .mark {
        animation: turn 0.9s linear infinite;
        border-color: var(--accent) var(--accent) var(--track);
        color: transparent;
      }

      li[data-state='done'] .mark {
        background: var(--good);
        border-color: var(--good);
        color: var(--surface);
      }

      li[data-state='failed'] .mark {
        background: var(--bad);
        border-color: var(--bad);
        color: var(--surface);
      }

      .label {
        font-weight: 550;
      }

      .word,
      .message {
        color: var(--muted);
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }

      li[data-state='failed'] .word {
        color: var(--bad);
      }

      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
    `,
  ];

  declare stages: readonly StageView[];
  declare words: Words;

  constructor() {
    super();
    this.stages = [];
    this.words = ENGLISH;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.stages.length === 0) return nothing;
    return html`
      <ol aria-label=${this.words.stages} part="stages">
        ${this.stages.map((stage, index) => stageItem(stage, index, this.words))}
      </ol>
    `;
  }
}

function stageItem(stage: StageView, index: number, words: Words): TemplateResult {
  const running = stage.state === 'running';
  return html`
    <li
      part="stage"
      data-stage=${stage.name}
      data-state=${stage.state}
      aria-current=${running ? 'step' : nothing}
    >
      <span class="mark" aria-hidden="true">${stageMark(stage, index)}</span>
      <span class="label"><bdi>${stage.label}</bdi></span>
      <span class="word">${stageText(stage, words)}</span>
      ${stage.message && running ? html`<span class="message"><bdi>${stage.message}</bdi></span>` : nothing}
    </li>
  `;
}

function stageMark(stage: StageView, index: number): TemplateResult | number {
  if (stage.state === 'done') return checkIcon();
  if (stage.state === 'failed') return crossIcon();
  return stage.state === 'skipped' ? dashIcon() : index + 1;
}

function stageText(stage: StageView, words: Words): string {
  if (stage.percent !== null) return formatPercent(stage.percent, words.language);
  if (stage.took === null) return stage.word;
  return say(words, words.both, { first: stage.word, second: stage.took });
}
