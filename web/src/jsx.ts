/* SPDX-License-Identifier: MIT
 *
 * Types only: the elements in JSX, for what reads the global namespace JSX (Preact, Solid, older
 * React).
 *
 *     import type {} from 'loadline/jsx';
 */
import type { LoadlineClient } from './client/client.js';
import type { TokenProvider } from './server/request.js';
import type { UploadOutcome } from './ui/upload.js';
import type { Words } from './view/words.js';

/** What both elements take. */
interface CommonProps {
  endpoint?: string;
  token?: TokenProvider | undefined;
  words?: Words;
}

/** `<loadline-upload>`; handlers of its events are named as React and Preact name them. */
export interface LoadlineUploadProps extends CommonProps {
  client?: LoadlineClient;
  'onloadline-done'?: (event: CustomEvent<UploadOutcome>) => void;
  'onloadline-failed'?: (event: CustomEvent<UploadOutcome>) => void;
}

/** `<loadline-progress>`; the id is ID, or ID.KEY. */
export interface LoadlineProgressProps extends CommonProps {
  id: string;
}

/** Attributes that any element has: each framework has its own list of them. */
interface AnyAttributes {
  readonly [attribute: string]: unknown;
}

declare global {
  namespace JSX {
    interface IntrinsicElements {
      'loadline-upload': LoadlineUploadProps & AnyAttributes;
      'loadline-progress': LoadlineProgressProps & AnyAttributes;
    }
  }
}
