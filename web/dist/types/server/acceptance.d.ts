import type { ErrorCode } from '../store/protocol-names.js';
import type { Capabilities } from './capabilities.js';
export interface DescribedFile {
    readonly name: string;
    readonly size: number;
    /** The declared type; empty where the browser knows none. */
    readonly type: string;
}
export type Refusal = Extract<ErrorCode, 'too_large' | 'type_refused'>;
/** The code of the server's refusal; null where it takes the file. */
export declare function refusalOf({ maxSize, accept }: Capabilities, { name, size, type }: DescribedFile): Refusal | null;
/** Whether the type matches one of the patterns; a star stands for all types, or all subtypes. */
export declare function hasType(patterns: readonly string[], type: string): boolean;
/** Whether the name ends with one of the extensions; dots and blanks at its end do not count. */
export declare function hasExtension(extensions: readonly string[], name: string): boolean;
