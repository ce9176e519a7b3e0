/* SPDX-License-Identifier: MIT
 *
 * The style of a file that has one line, among many.
 */
import { css, unsafeCSS } from 'lit';

/** Lines have one height, so that their places are known without drawing them. */
export const LINE_PX = 44;

export const lineStyles = css`
  .row.one {
    align-items: center;
    block-size: ${unsafeCSS(LINE_PX)}px;
    border-radius: 0;
    border-width: 0 0 1px;
    column-gap: 10px;
    grid-template-columns: auto minmax(8em, 1fr) fit-content(50%) auto;
    padding: 0 6px;
    position: relative;
  }

  .one .icon {
    align-items: center;
    background: color-mix(in srgb, var(--tone) 13%, transparent);
    block-size: 26px;
    border-radius: 50%;
    color: var(--tone);
    display: flex;
    font-size: 0.7em;
    grid-row: 1;
    inline-size: 26px;
    justify-content: center;
  }

  .one .name {
    font-weight: 500;
  }

  .one .line {
    flex-wrap: nowrap;
    grid-column: 3;
    grid-row: 1;
    justify-content: end;
    white-space: nowrap;
  }

  .one .line > * {
    inset-inline-start: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .one .line > :first-child {
    flex: none;
  }

  .one .line > :first-child::before {
    content: none;
  }

  .one .side {
    gap: 0;
    grid-column: 4;
    grid-row: 1;
    justify-content: end;
    min-inline-size: 150px;
  }

  .one .percent {
    font-size: 0.875em;
    min-inline-size: 2.6em;
    text-align: end;
  }

  .one loadline-bar {
    --loadline-bar-height: 3px;
    inset: auto 0 -1px;
    position: absolute;
  }

  .more[aria-expanded='true'] svg {
    rotate: 180deg;
  }

  /* The icon says the state to the eye; the name needs the room. */
  @container (max-width: 520px) {
    .one .line {
      clip-path: inset(50%);
      position: absolute;
    }
    .one .side {
      min-inline-size: 0;
    }
  }
`;
