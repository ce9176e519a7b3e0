import { type ClientOptions } from './client.js';
import { type Words } from './words.js';
/** What this plugin needs of Uppy; @uppy/core is the site's own. */
export interface UppyFile {
    readonly id: string;
    readonly name?: string | undefined;
}
export interface UppyCore {
    addPostProcessor(fn: PostProcessor): void;
    removePostProcessor(fn: PostProcessor): void;
    getFile(id: string): UppyFile | undefined;
    setFileState(id: string, state: object): void;
    on(event: string, listener: (...words: never[]) => void): unknown;
    off(event: string, listener: (...words: never[]) => void): unknown;
    emit(event: string, ...words: unknown[]): void;
}
type PostProcessor = (fileIds: string[], uploadId: string) => Promise<void>;
export interface LoadlineStagesOptions extends ClientOptions {
    readonly id?: string;
    readonly words?: Words;
}
export declare class LoadlineStages {
    #private;
    readonly id: string;
    readonly type = "modifier";
    constructor(uppy: UppyCore, options?: LoadlineStagesOptions);
    install(): void;
    uninstall(): void;
    /** Uppy asks plugins for these. */
    setOptions(): void;
    update(): void;
    afterUpdate(): void;
}
export {};
