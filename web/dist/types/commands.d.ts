import type { TokenProvider } from './transport.js';
export type Command = 'retry' | 'cancel';
/** Asks for it; false where the server would not, or could not be asked. */
export declare function command(progressUrl: string, uploadUrl: string, what: Command, token?: TokenProvider): Promise<boolean>;
