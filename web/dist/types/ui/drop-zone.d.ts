import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Dropped } from './dropped-files.js';
export interface DropHost extends ReactiveControllerHost, HTMLElement {
    readonly isOff: boolean;
    readonly dropTarget: string;
    readonly renderRoot: ParentNode;
}
export declare class DropZone implements ReactiveController, EventListenerObject {
    #private;
    constructor(host: DropHost, take: (drop: Dropped) => void);
    /** Whether files are dragged over the area or the page's target. */
    get isOver(): boolean;
    /** The page's target, while files are dragged over it and not over the area. */
    get target(): Element | null;
    hostConnected(): void;
    hostDisconnected(): void;
    hostUpdated(): void;
    /** Called by the browser. */
    handleEvent(event: Event): void;
}
