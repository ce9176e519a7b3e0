import { LoadlineUpload } from './ui/upload.js';
declare global {
    interface HTMLElementTagNameMap {
        'loadline-upload': LoadlineUpload;
    }
}
