import { type TemplateResult } from 'lit';
import type { Words } from '../view/words.js';
import { type DropHost } from './drop-zone.js';
import { type Dropped } from './dropped-files.js';
export interface DropAreaOptions {
    readonly isOff: boolean;
    /** Whether more than one file can be chosen. */
    readonly multiple: boolean;
    /** For the browser's dialogue, as of `<input type=file>`. */
    readonly accept: string;
    /** Whether folders can be chosen too. */
    readonly folders: boolean;
    /** The camera that phones open, as of `<input type=file>`; null: none. */
    readonly capture: string | null;
    /** Whether another button is the one to press now. */
    readonly isQuiet: boolean;
    /** Whether there are files below it. */
    readonly isFilled: boolean;
    /** The size limit for a file, in bytes; null: no limit. */
    readonly maxSize: number | null;
    readonly words: Words;
}
export declare class DropArea {
    #private;
    constructor(host: DropHost, take: (drop: Dropped) => void);
    /** The button; null before the area is drawn. */
    get button(): HTMLElement | null;
    /** Opens the browser's dialogue; `which` is the selector of its input. */
    choose(which?: string): void;
    render(options: DropAreaOptions): TemplateResult;
}
