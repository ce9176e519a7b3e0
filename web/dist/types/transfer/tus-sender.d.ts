import type { SenderFactory } from './sender.js';
/** A sender that speaks tus 1.0.0 and remembers unfinished uploads across reloads. */
export declare const tusSender: SenderFactory;
