import { LoadlineProgress } from './progress.js';
import { LoadlineUpload, type UploadOutcome } from './upload.js';
/** The events of `<loadline-upload>`; they bubble. */
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
