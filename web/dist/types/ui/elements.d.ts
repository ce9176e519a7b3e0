import { LoadlineProgress } from './progress.js';
import { LoadlineUpload, type UploadOutcome } from './upload.js';
/** What bubbles from `<loadline-upload>`. */
interface LoadlineEvents {
    'loadline-done': CustomEvent<UploadOutcome>;
    'loadline-failed': CustomEvent<UploadOutcome>;
}
declare global {
    interface HTMLElementTagNameMap {
        'loadline-upload': LoadlineUpload;
        'loadline-progress': LoadlineProgress;
    }
    interface HTMLElementEventMap extends LoadlineEvents {
    }
    interface DocumentEventMap extends LoadlineEvents {
    }
}
export {};
