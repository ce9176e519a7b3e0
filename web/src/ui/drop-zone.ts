/* SPDX-License-Identifier: MIT
 *
 * What is dragged over the page, dropped or pasted: into the area, into the page's own target, or
 * beside both. One listener for the whole page needs no count of the elements that a drag enters,
 * and never looks at the files before the drop.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Alarm } from '../base/alarm.js';
import { cover } from './drop-overlay.js';
import { type Dropped, readDrop } from './dropped-files.js';

/** Browsers repeat `dragover` at least every 550 ms, also when the pointer rests. */
const DRAG_SILENCE_MS = 800;
/** After a drag may have left the window. */
const LEAVE_MS = 120;
const EVENTS = ['dragover', 'dragleave', 'drop', 'paste'];

export interface DropHost extends ReactiveControllerHost, HTMLElement {
  readonly isOff: boolean;
  readonly dropTarget: string;
  readonly renderRoot: ParentNode;
}

export class DropZone implements ReactiveController, EventListenerObject {
  readonly #host: DropHost;
  readonly #take: (drop: Dropped) => void;
  readonly #alarm = new Alarm();
  #over: Element | null = null;
  constructor(host: DropHost, take: (drop: Dropped) => void) {
    this.#host = host;
    this.#take = take;
    host.addController(this);
  }

  /** Whether files are dragged over the area or the page's target. */
  get isOver(): boolean {
    return this.#over !== null;
  }

  /** The page's target, while files are dragged over it and not over the area. */
  get target(): Element | null {
    return this.#over === this.#area ? null : this.#over;
  }

  hostConnected(): void {
    for (const name of EVENTS) window.addEventListener(name, this);
  }

  hostDisconnected(): void {
    for (const name of EVENTS) window.removeEventListener(name, this);
    this.#setOver(null);
  }

  hostUpdated(): void {
    const overlay = this.#host.renderRoot.querySelector<HTMLElement>('.overlay');
    if (this.target && overlay) cover(this.target, overlay);
  }

  /** Called by the browser. */
  handleEvent(event: Event): void {
    if (event.type === 'paste') this.#paste(event as ClipboardEvent);
    else if (event.type === 'dragleave') this.#leave(event as DragEvent);
    else this.#drag(event as DragEvent);
  }

  #drag(event: DragEvent): void {
    const target = this.#accept(event);
    const isDrop = event.type === 'drop';
    this.#setOver(!isDrop && holdsFiles(event) ? target : null);
    if (target && isDrop) this.#read(event.dataTransfer);
    else if (target) this.#alarm.set(DRAG_SILENCE_MS, () => this.#setOver(null));
  }

  #leave({ relatedTarget }: DragEvent): void {
    if (!relatedTarget) this.#alarm.set(LEAVE_MS, () => this.#setOver(null));
  }

  #paste(event: ClipboardEvent): void {
    const { clipboardData } = event;
    if (event.defaultPrevented || !clipboardData?.files.length || !this.#isPasteFor(event)) return;
    event.preventDefault();
    this.#read(clipboardData);
  }

  /**
   * Where the drag may be dropped. A file that is dropped beside would replace the page and end its
   * uploads: that is prevented.
   */
  #accept(event: DragEvent): Element | null {
    const path = event.composedPath().filter((each) => each instanceof Element);
    if (path[0]?.matches('input[type=file]')) return null;
    const target = this.#host.isOff ? null : this.#targetIn(path, holdsFiles(event));
    if (target || holdsFiles(event)) event.preventDefault();
    return target;
  }

  /** Texts and links are accepted by the area only, to be refused with a word. */
  #targetIn(path: readonly Element[], isFiles: boolean): Element | null {
    const { dropTarget } = this.#host;
    const area = path.find((each) => each === this.#area);
    if (area || !isFiles || !dropTarget || this.#isInOther(path)) return area ?? null;
    return dropTarget === 'page'
      ? document.documentElement
      : (path.find((each) => each.matches(dropTarget)) ?? null);
  }

  get #area(): Element | null {
    return this.#host.renderRoot.querySelector('.drop');
  }

  /** Whether it is this element's paste: not one of a text field, or of another such element. */
  #isPasteFor(event: Event): boolean {
    const path = event.composedPath().filter((each) => each instanceof Element);
    return !this.#host.isOff && !path[0]?.matches(':read-write') && !this.#isInOther(path);
  }

  #isInOther(path: readonly Element[]): boolean {
    const host = this.#host;
    return path.some((each) => each !== host && each.localName === host.localName);
  }

  #read(data: DataTransfer | null): void {
    if (data) void readDrop(data).then(this.#take);
  }

  #setOver(target: Element | null): void {
    if (!target) this.#alarm.stop();
    if (target === this.#over) return;
    this.#over = target;
    this.#host.requestUpdate();
  }
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
