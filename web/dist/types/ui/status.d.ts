import { LitElement, type TemplateResult } from 'lit';
import type { ChannelHealth } from '../channel/health.js';
import { type Words } from '../view/words.js';
export declare class LoadlineStatus extends LitElement {
    #private;
    static readonly properties: {
        health: {
            attribute: boolean;
        };
        now: {
            attribute: boolean;
        };
        words: {
            attribute: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    health: ChannelHealth;
    now: number;
    words: Words;
    constructor();
    protected render(): TemplateResult;
}
