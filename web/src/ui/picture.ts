/* SPDX-License-Identifier: MIT
 *
 * The picture of a file: of its content where that is an image or a video, else of its kind. What is
 * within the element lies at its corner.
 */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { kindOf } from './file-kinds.js';
import { kindIcon } from './icons.js';
import { theme } from './theme.js';
import { pictureOf, unwant } from './thumbnails.js';

/** Tells the elements whether they can be seen. */
let observer: IntersectionObserver | undefined;

function observe(): IntersectionObserver {
  observer ??= new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      (target as LoadlinePicture).isSeen = isIntersecting;
    }
  });
  return observer;
}

export class LoadlinePicture extends LitElement {
  static override readonly properties = {
    file: { attribute: false },
    name: { attribute: false },
    isSeen: { state: true },
  };

  static override readonly styles = [
    theme,
    css`
      :host {
        block-size: 40px;
        inline-size: 40px;
        position: relative;
      }

      div {
        align-items: center;
        background: color-mix(in srgb, var(--kind) 13%, var(--surface));
        block-size: 100%;
        border-radius: calc(var(--radius) * 0.6);
        color: var(--kind);
        display: flex;
        justify-content: center;
        overflow: hidden;
      }

      [data-kind] {
        --kind: var(--muted);
      }

      [data-kind='image'] {
        --kind: var(--accent);
      }

      [data-kind='sheet'] {
        --kind: var(--good);
      }

      [data-kind='pdf'] {
        --kind: var(--bad);
      }

      [data-kind='archive'] {
        --kind: var(--warn);
      }

      [data-kind='video'] {
        --kind: light-dark(#7439c6, #c6a4ff);
      }

      [data-kind='audio'] {
        --kind: light-dark(#ad1f6b, #ff94c8);
      }

      canvas {
        block-size: 100%;
        inline-size: 100%;
      }

      ::slotted(svg) {
        background: var(--surface);
        border-radius: 50%;
        color: var(--tone);
        inset-block-end: -6px;
        inset-inline-end: -6px;
        position: absolute;
      }
    `,
  ];

  declare file: File | null;
  declare name: string;
  /** Whether it is within the window. */
  declare isSeen: boolean;

  constructor() {
    super();
    this.file = null;
    this.name = '';
    this.isSeen = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    observe().observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    observe().unobserve(this);
    this.isSeen = false;
    if (this.file) unwant(this.file);
  }

  protected override render(): TemplateResult {
    const { file, isSeen } = this;
    const kind = kindOf(this.name, file?.type);
    if (file && !isSeen) unwant(file);
    const picture = file && isSeen ? pictureOf(file, () => this.requestUpdate()) : null;
    return html`<div data-kind=${kind}>${picture ?? kindIcon(kind)}</div><slot></slot>`;
  }
}
