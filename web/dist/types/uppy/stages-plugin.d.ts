import { BasePlugin, type Body, type Meta, type PluginOpts, type Uppy } from '@uppy/core';
import { type ClientOptions } from '../client/client.js';
import { type Words } from '../view/words.js';
export interface LoadlineStagesOptions extends PluginOpts, ClientOptions {
    readonly words?: Words;
}
export declare class LoadlineStages<M extends Meta, B extends Body> extends BasePlugin<LoadlineStagesOptions, M, B> {
    #private;
    constructor(uppy: Uppy<M, B>, options?: LoadlineStagesOptions);
    install(): void;
    uninstall(): void;
}
