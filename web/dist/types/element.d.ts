import { LoadlineProgress } from './ui/progress.js';
import { LoadlineUpload } from './ui/upload.js';
declare global {
    interface HTMLElementTagNameMap {
        'loadline-upload': LoadlineUpload;
        'loadline-progress': LoadlineProgress;
    }
}
