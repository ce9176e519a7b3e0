import type { ProgressDocument } from '../store/document.js';
import { type Transfer } from '../transfer/transfer.js';
import type { Phase } from './words.js';
/**
 * The phase. An end that the server reports comes before the state of the transfer. Without the file,
 * an upload that the server no longer has cannot go on.
 */
export declare function phaseOf(transfer: Transfer, document: ProgressDocument | null, hasFile?: boolean, isLost?: boolean): Phase;
/** Whether it waits for a person to start it, not for its turn. */
export declare function isHeld(transfer: Transfer): boolean;
/** Whether it was started once, here or before a reload. */
export declare function hasBegun({ url, startedAt }: Transfer): boolean;
/** Whether the server has every byte in this phase. */
export declare function isStored(phase: Phase): boolean;
