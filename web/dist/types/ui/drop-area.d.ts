import { type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Words } from '../view/words.js';
import { type Dropped } from './dropped-files.js';
export interface DropAreaOptions {
    readonly isOff: boolean;
    /** Whether more than one file can be chosen. */
    readonly multiple: boolean;
    /** For the browser's dialogue, as of `<input type=file>`. */
    readonly accept: string;
    /** Whether another button is the one to press now. */
    readonly isQuiet: boolean;
    /** Whether there are files below it. */
    readonly isFilled: boolean;
    /** The size limit for a file, in bytes; null: no limit. */
    readonly maxSize: number | null;
    readonly words: Words;
}
type Host = ReactiveControllerHost & {
    readonly isOff: boolean;
    readonly renderRoot: ParentNode;
};
export declare class DropArea implements ReactiveController {
    #private;
    constructor(host: Host, take: (drop: Dropped) => void);
    hostConnected(): void;
    hostDisconnected(): void;
    /** The button; null before the area is drawn. */
    get button(): HTMLElement | null;
    /** Opens the browser's dialogue. */
    choose(): void;
    render(options: DropAreaOptions): TemplateResult;
}
export {};
