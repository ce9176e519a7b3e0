import type { ProgressDocument } from '../store/document.js';
import { type Transfer } from '../transfer/transfer.js';
import type { Phase } from './words.js';
/**
 * The phase. An end that the server reports comes before the state of the transfer. Without the file,
 * nothing more is heard of an upload that is lost to this page.
 */
export declare function phaseOf(transfer: Transfer, document: ProgressDocument | null, hasFile?: boolean, isLost?: boolean): Phase;
/** Whether it waits for a person to start it, not for its turn. */
export declare function isHeld(transfer: Transfer): boolean;
/** Whether it was started once, here or before a reload. */
export declare function hasBegun({ url, startedAt }: Transfer): boolean;
/** Whether it ended badly; a failed upload may expire too. */
export declare function isFailure(phase: Phase | undefined): boolean;
/** Whether the server has every byte in this phase. */
export declare function isStored(phase: Phase): boolean;
