import { LoadlineProgress } from './progress.js';
import { LoadlineUpload } from './upload.js';
import type { EventDetails } from './upload-events.js';
/** The events of `<loadline-upload>`; they bubble. */
type EventsOf<Details> = {
    [Name in keyof Details]: CustomEvent<Details[Name]>;
};
type LoadlineEvents = EventsOf<EventDetails>;
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
