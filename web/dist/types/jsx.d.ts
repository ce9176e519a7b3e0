import type { LoadlineClient } from './client/client.js';
import type { TokenProvider } from './server/request.js';
import type { UploadOutcome } from './ui/upload.js';
import type { Words } from './view/words.js';
/** The properties of both elements. */
interface CommonProps {
    endpoint?: string;
    token?: TokenProvider | undefined;
    words?: Words;
}
/** `<loadline-upload>`; its event handlers are named as React and Preact name them. */
export interface LoadlineUploadProps extends CommonProps {
    client?: LoadlineClient;
    'onloadline-done'?: (event: CustomEvent<UploadOutcome>) => void;
    'onloadline-failed'?: (event: CustomEvent<UploadOutcome>) => void;
}
/** `<loadline-progress>`; the id is ID, or ID.KEY. */
export interface LoadlineProgressProps extends CommonProps {
    id: string;
}
/** Attributes of any element: each framework has its own list. */
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
export {};
