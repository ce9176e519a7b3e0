import type { SenderFactory } from './sender.js';
/** Loads the tus sender once; null where that failed, and the next call tries again. */
export declare function loadSender(): Promise<SenderFactory | null>;
/** The tus sender as soon as it is loaded. */
export declare const lateSender: SenderFactory;
